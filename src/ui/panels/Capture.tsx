/**
 * Examples recorded in this page, class by class, while a button is held (after Teachable Machine's way of gathering):
 * sounds from the microphone or pictures from the camera. They stay in this browser; a click makes them the task.
 */
import { useCallback, useEffect, useMemo, useRef, type ReactNode } from 'react';
import { kib, plural } from '../../charts/index.ts';
import { writeWav } from '../../engine/index.ts';
import { filesOf, MOST_TAKES, type Take, type TakeKind } from '../../store/index.ts';
import { useSession, useTakes } from '../app/session.tsx';
import { openCamera } from '../capture/camera.ts';
import { LivePicture } from '../capture/LivePicture.tsx';
import { LiveSound } from '../capture/LiveSound.tsx';
import { openMicrophone } from '../capture/microphone.ts';
import { offeredClips, offeredPictures } from '../capture/offered.ts';
import { createPlayer } from '../capture/play.ts';
import { cutTakes, joinBlocks, LONGEST_HOLD_S } from '../capture/takes.ts';
import { useDevice } from '../capture/useDevice.ts';
import { Button, Choice, useKeys } from '../kit/index.ts';
import { CaptureClass } from './CaptureClass.tsx';
import '../styles/capture.css';

/** More than any network here takes, so that a change of resolution needs no new pictures. */
const PICTURE_SIDE = 128;
const PICTURE_EVERY_MS = 300;

export function Capture({ onUse }: { readonly onUse: (files: ReturnType<typeof filesOf>) => void }): ReactNode {
  const session = useSession();
  const { takes: store, view, actions } = session;
  const state = useTakes();
  const { kind, labels } = state;
  const keys = useKeys(labels);
  const microphone = useDevice(openMicrophone);
  const camera = useDevice(openCamera);
  const { off: microphoneOff } = microphone;
  const { off: cameraOff } = camera;
  const device = kind === 'sound' ? microphone : camera;
  const video = useRef<HTMLVideoElement>(null);
  const onVideo = useCallback((element: HTMLVideoElement | null) => { video.current = element; }, []);
  const player = useMemo(() => createPlayer(), []);
  useEffect(() => player.hush, [player]);
  /** Ends what is being recorded; null while nothing is. */
  const release = useRef<(() => void) | null>(null);

  const say = useCallback((error: unknown) => view.say('problem', error instanceof Error ? error.message : String(error)), [view]);
  const add = (label: string, bytes: Uint8Array, seconds: number | null): void => store.add({ kind, label, bytes, seconds });

  const holdSound = (label: string): void => {
    const { device: open } = microphone;
    if (!open) return;
    const blocks: Float32Array[] = [];
    let [heard, ended] = [0, false];
    const finish = (): void => {
      stop();
      for (const take of cutTakes(joinBlocks(blocks), open.sampleRate)) add(label, writeWav(take, open.sampleRate), take.length / open.sampleRate);
    };
    // A short press still records the whole second that the network takes.
    const stop = open.listen((block) => {
      blocks.push(block);
      heard += block.length;
      if ((ended && heard >= open.sampleRate) || heard >= LONGEST_HOLD_S * open.sampleRate) finish();
    });
    release.current = () => { ended = true; };
  };

  const holdPicture = (label: string): void => {
    const { device: open } = camera;
    const shown = video.current;
    if (!open || !shown) return;
    const shoot = (): void => void open.png(shown, PICTURE_SIDE).then((bytes) => add(label, bytes, null)).catch(say);
    shoot();
    const timer = setInterval(shoot, PICTURE_EVERY_MS);
    release.current = () => clearInterval(timer);
  };

  const choose = (next: TakeKind): void => {
    microphoneOff();
    cameraOff();
    store.record(next);
  };
  const takeOffered = async (): Promise<void> => {
    try {
      const offered = kind === 'sound' ? await offeredClips() : await offeredPictures(await actions.sampleScenes());
      store.setState(({ labels: all, takes }) => ({ labels: [...new Set([...all.filter((one) => takes.some((take) => take.label === one)), ...offered.map(({ label }) => label)])] }));
      for (const { label, bytes } of offered) store.add({ kind, label, bytes, seconds: kind === 'sound' ? 1 : null });
    } catch (error) {
      say(error);
    }
  };

  const mine = state.takes.filter((take) => take.kind === kind);
  const used = labels.filter((label) => mine.some((take) => take.label === label)).length;
  const word = kind === 'sound' ? 'recording' : 'picture';
  return (
    <div className="capture">
      <div className="toolbar">
        <Choice label="Record" value={kind} options={[{ value: 'sound', label: 'sounds' }, { value: 'picture', label: 'pictures' }]} onChange={choose} />
        {device.device
          ? <Button onClick={device.off}>Switch the {kind === 'sound' ? 'microphone' : 'camera'} off</Button>
          : <Button tone="primary" disabled={device.opening} onClick={() => void device.on()}>{device.opening ? 'Waiting for your permission …' : `Switch the ${kind === 'sound' ? 'microphone' : 'camera'} on`}</Button>}
      </div>
      {device.problem !== null && (
        <div className="notice problem" role="alert">
          <span>{device.problem}</span>
          <Button onClick={() => void takeOffered()}>{kind === 'sound' ? 'Take the recorded clips' : 'Take sample pictures'}</Button>
        </div>
      )}
      {kind === 'sound' && microphone.device && <LiveSound microphone={microphone.device} />}
      {kind === 'picture' && camera.device && <LivePicture camera={camera.device} onVideo={onVideo} />}
      <p className="fine">
        {device.device
          ? kind === 'sound'
            ? 'Hold a class’s button, or the space bar on it, and say the word. A short hold is one take of a second or more; a hold of three seconds and longer is cut into seconds.'
            : 'Hold a class’s button, or the space bar on it: a picture is taken at once and then three times a second.'
          : `Switch the ${kind === 'sound' ? 'microphone' : 'camera'} on to record. Nothing that it gives leaves this page.`}
      </p>
      <ul className="capture-classes">
        {labels.map((label, at) => (
          <CaptureClass
            key={keys[at]} label={label} kind={kind} takes={mine.filter((take) => take.label === label)} ready={device.device !== null && state.takes.length < MOST_TAKES} player={player}
            onHold={() => (kind === 'sound' ? holdSound(label) : holdPicture(label))} onRelease={() => { release.current?.(); release.current = null; }}
            onRename={(to) => store.rename(label, to)} onDrop={store.drop} onDropClass={() => store.dropLabel(label)} onProblem={say}
          />
        ))}
      </ul>
      <div className="actions">
        <Button className="add-class" onClick={store.addLabel}>Add a class</Button>
        <Button tone="primary" disabled={used < 2} onClick={() => onUse(filesOf(state))}>Make these the task</Button>
        {mine.length > 0 && <Button tone="quiet" onClick={({ currentTarget }) => { currentTarget.closest('.capture')?.querySelector<HTMLElement>('.add-class')?.focus(); store.clear(); }}>Delete all takes</Button>}
        <span className="hint" role="status">{heldText(mine, used, word)}</span>
      </div>
    </div>
  );
}

const heldText = (mine: readonly Take[], used: number, word: string): string => {
  if (mine.length === 0) return `No ${word} yet. Two classes are needed; twenty takes of each are a start.`;
  const bytes = mine.reduce((sum, take) => sum + take.bytes.length, 0);
  return `${plural(mine.length, word)}, ${kib(bytes)}, kept in this browser.${used < 2 ? ' A second class needs some, too.' : ''}`;
};
