/**
 * The live trial: from a microphone, a camera, a clip that ships or a file to the simulated board, one answer after the
 * other, never two at once, so that the page stays as quick as it is however slow the board.
 */
import { useCallback, useEffect, useMemo, useRef, useState, type DragEvent, type ReactNode } from 'react';
import { useJob, useRecipe, useResults, useSession, useView } from '../app/session.tsx';
import { openCamera } from '../capture/camera.ts';
import { decodePicture, decodeSound } from '../capture/decode.ts';
import { LivePicture } from '../capture/LivePicture.tsx';
import { LiveSound } from '../capture/LiveSound.tsx';
import { openMicrophone } from '../capture/microphone.ts';
import { CLIP_WORDS, offeredClip } from '../capture/offered.ts';
import { pixelsToInput, resized } from '../capture/pixels.ts';
import { createPlayer } from '../capture/play.ts';
import { createRolling } from '../capture/rolling.ts';
import { useDevice } from '../capture/useDevice.ts';
import { Button, useLast } from '../kit/index.ts';
import { LiveAnswer, type LiveTold } from './LiveAnswer.tsx';
import type { Sense } from './LivePanel.tsx';
import { isPicture, Specimen } from './Specimen.tsx';
import '../styles/live.css';

/** More often a person cannot read it. */
const EVERY_MS = 250;
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_SECONDS = 60;

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function Live({ sense, classes }: { readonly sense: Sense; readonly classes: readonly string[] }): ReactNode {
  const { actions, view, recipe } = useSession();
  const [answer, setAnswer] = useState<LiveTold | null>(null);
  // times of another board, or of the network compiled otherwise, are no answer any more
  const { board } = useRecipe();
  const techniques = useView((state) => state.techniques);
  const told = answer?.board === board && answer.techniques === techniques ? answer : null;
  const begin = useLast();
  const sound = sense.kind === 'sound';
  const job = useJob(sound ? 'listen' : 'see');
  const microphone = useDevice(openMicrophone);
  const camera = useDevice(openCamera);
  const { device: heard } = microphone;
  const { device: seen } = camera;
  const device = sound ? microphone : camera;
  const video = useRef<HTMLVideoElement>(null);
  const onVideo = useCallback((element: HTMLVideoElement | null) => { video.current = element; }, []);
  const side = sound ? 0 : sense.side;
  const channels = sound ? 0 : sense.channels;

  /** Asks once and shows the answer; answers whether there was one. */
  const ask = useCallback(async (of: string, question: () => Promise<LiveTold['result'] | null>, wanted: () => boolean = () => true): Promise<boolean> => {
    const started = performance.now();
    const asked = { board: recipe.getState().recipe.board, techniques: view.getState().techniques };
    const result = await question();
    if (result && wanted()) setAnswer({ result, of, tookMs: performance.now() - started, ...asked });
    return result !== null;
  }, [recipe, view]);

  useEffect(() => {
    if (!heard) return;
    const rolling = createRolling(Math.round(heard.sampleRate));
    const deafen = heard.listen(rolling.push);
    let on = true;
    const run = async (): Promise<void> => {
      while (on) {
        const samples = rolling.latest();
        const started = performance.now();
        if (samples && !(await ask('The microphone', () => actions.listen(samples, heard.sampleRate), () => on))) break;
        await later(Math.max(50, EVERY_MS - (performance.now() - started)));
      }
    };
    void run();
    return () => { on = false; deafen(); actions.stop('listen'); };
  }, [heard, actions, ask]);

  useEffect(() => {
    if (!seen) return;
    let on = true;
    const run = async (): Promise<void> => {
      while (on) {
        const started = performance.now();
        const shown = video.current;
        if (shown && shown.videoWidth > 0) {
          const input = pixelsToInput(seen.pixels(shown, side), channels);
          if (!(await ask('The camera', () => actions.see(input), () => on))) break;
        }
        await later(Math.max(50, EVERY_MS - (performance.now() - started)));
      }
    };
    void run();
    return () => { on = false; actions.stop('see'); };
  }, [seen, actions, ask, side, channels]);

  const takeFile = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    if (file.size > MOST_BYTES) return view.say('problem', `${file.name} is too long for a trial; 64 MiB are the most. Nothing has changed.`);
    device.off();
    const isLast = begin();
    try {
      if (sound) {
        const { samples, sampleRate } = await decodeSound(file.name, new Uint8Array(await file.arrayBuffer()));
        if (isLast()) await ask(file.name, () => actions.listen(samples.slice(0, MOST_SECONDS * sampleRate), sampleRate));
      } else {
        const pixels = await decodePicture(file, side);
        if (isLast()) await ask(file.name, () => actions.see(pixelsToInput(pixels, channels)));
      }
    } catch (error) {
      view.say('problem', error instanceof Error ? error.message : String(error));
    }
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    void takeFile(event.dataTransfer.files[0]);
  };
  const name = sound ? 'microphone' : 'camera';
  return (
    <div className="live" onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
      <div className="actions">
        {device.device
          ? <Button onClick={device.off}>Stop the {name}</Button>
          : <Button tone="primary" disabled={device.opening} onClick={() => void device.on()}>{device.opening ? 'Waiting for your permission …' : `Try it with the ${name}`}</Button>}
        <label className="button plain">
          Open a {sound ? 'recording' : 'picture'}
          <input type="file" className="visually-hidden" accept={sound ? 'audio/*,.wav' : 'image/*'} onChange={({ target }) => { void takeFile(target.files?.[0]); target.value = ''; }} />
        </label>
        <span className="hint">or drop one here</span>
      </div>
      {device.problem !== null && <p className="notice problem" role="alert">{device.problem} {sound ? 'The recorded clips below do without it.' : 'The pictures below do without it.'}</p>}
      {job.status === 'failed' && <p className="notice problem" role="alert">{job.problem}</p>}
      <div className="columns">
        <div>
          {heard && <LiveSound microphone={heard} />}
          {seen && <LivePicture camera={seen} onVideo={onVideo} />}
          {sound ? <Clips disabled={device.device !== null} ask={ask} begin={begin} /> : <Pictures disabled={device.device !== null} side={side} channels={channels} ask={ask} />}
        </div>
        {told ? <LiveAnswer told={told} classes={classes} /> : <p className="fine">{job.status === 'running' ? 'The board is at it …' : device.device ? `Waiting for the first ${sound ? 'whole second' : 'picture'} …` : 'Its answer will stand here.'}</p>}
      </div>
    </div>
  );
}

type Ask = (of: string, question: () => Promise<LiveTold['result'] | null>) => Promise<boolean>;

function Clips({ disabled, ask, begin }: { readonly disabled: boolean; readonly ask: Ask; readonly begin: ReturnType<typeof useLast> }): ReactNode {
  const { actions, view } = useSession();
  const player = useMemo(() => createPlayer(), []);
  useEffect(() => player.hush, [player]);
  const hear = async (word: string): Promise<void> => {
    const isLast = begin();
    try {
      const { bytes } = await offeredClip(word);
      const { samples, sampleRate } = await decodeSound(`${word}.wav`, bytes);
      if (!isLast()) return;
      // A browser without a loudspeaker must not keep the network from hearing.
      void player.play(bytes).catch(() => {});
      await ask(`The clip “${word}”`, () => actions.listen(samples, sampleRate));
    } catch (error) {
      view.say('problem', error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <div>
      <h3>Recorded clips <span className="tag">synthetic speech</span></h3>
      <ul className="clips">{CLIP_WORDS.map((word) => <li key={word}><Button disabled={disabled} onClick={() => void hear(word)}>{word}</Button></li>)}</ul>
    </div>
  );
}

function Pictures({ disabled, side, channels, ask }: { readonly disabled: boolean; readonly side: number; readonly channels: number; readonly ask: Ask }): ReactNode {
  const { actions } = useSession();
  const samples = useResults((state) => state.samples);
  if (!samples || !isPicture(samples.task.inputShape) || samples.task.inputShape[2] !== channels) return <p className="fine">The task at hand has no pictures to offer for this network; open one, or use the camera.</p>;
  const { task, examples } = samples;
  return (
    <div>
      <h3>Test pictures {task.origin === 'synthetic' && <span className="tag">synthetic</span>}</h3>
      <ul className="clips">
        {task.classes.flatMap((name, label) => examples.filter((one) => one.label === label).slice(0, 2).map((one) => (
          <li key={one.index}>
            <button type="button" className="clip-picture" disabled={disabled} aria-label={`Show it a ${name}, test example ${one.index}`} title={name}
              onClick={() => void ask(`A ${name} of the test pictures`, () => actions.see(resized(one.features, task.inputShape[0], channels, side)))}>
              <Specimen features={one.features} shape={task.inputShape} ranges={[]} />
            </button>
          </li>
        )))}
      </ul>
    </div>
  );
}
