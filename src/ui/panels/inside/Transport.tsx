/** Moving through the run: play, steps either way, a slider over all instructions, layers and functions to run to. */
import { useEffect, useState, type ReactNode } from 'react';
import { exact } from '../../../charts/index.ts';
import type { InsideResult, MomentResult } from '../../../engine/index.ts';
import { Button, SelectField } from '../../kit/index.ts';
import { endOf, layerAt, nextStop } from './where.ts';

interface Props {
  readonly whole: InsideResult;
  readonly moment: MomentResult;
  readonly onGo: (at: number) => void;
  readonly onOver: () => void;
  readonly onAddress: (address: number) => void;
}

/** Stops of one play through, and how long each is shown. */
const STOPS = 150;
const SHOWN_MS = 80;
/** Where motion is unwelcome, one picture per layer, each long enough to be read. */
const STILL_MS = 1500;
const SLIDES = 1000;

export function Transport({ whole, moment, onGo, onOver, onAddress }: Props): ReactNode {
  const [playing, setPlaying] = useState(false);
  const { at } = moment;
  const { layers, instructions, functions } = whole;
  const current = layerAt(layers, at);
  useEffect(() => {
    if (!playing) return;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    // the next stop is asked for when the last is drawn, so that a slow machine plays slower, not wrong
    const timer = setTimeout(() => (at >= instructions ? setPlaying(false) : onGo(nextStop(whole, at, still ? 1 : STOPS))), still ? STILL_MS : SHOWN_MS);
    return () => clearTimeout(timer);
  }, [playing, at, instructions, whole, onGo]);
  const play = (): void => {
    if (!playing && at >= instructions) onGo(0);
    setPlaying(!playing);
  };
  const by = (move: () => void) => (): void => {
    setPlaying(false);
    move();
  };
  const go = (to: number) => by(() => onGo(to));
  return (
    <div className="transport">
      <div className="actions">
        <Button tone="primary" onClick={play}>{playing ? 'Pause' : 'Play'}</Button>
        <Button onClick={go(at - 1)} disabled={at === 0}>Step back</Button>
        <Button onClick={go(at + 1)} disabled={moment.ended}>Step</Button>
        <Button onClick={by(onOver)} disabled={moment.ended}>Step over</Button>
        <Button tone="quiet" onClick={go(layers.findLast((layer) => layer.at < at)?.at ?? 0)} disabled={at === 0}>Layer back</Button>
        <Button tone="quiet" onClick={go(layers.map(endOf).find((end) => end > at) ?? instructions)} disabled={moment.ended}>Next layer</Button>
      </div>
      <input
        type="range" className="scrubber" aria-label="Instruction of the run" min={0} max={instructions} step={Math.max(1, Math.round(instructions / SLIDES))} value={at}
        aria-valuetext={`${exact(at)} of ${exact(instructions)} instructions, ${layers[current]?.name ?? ''}`}
        onChange={(event) => go(Number(event.target.value))()}
      />
      <div className="fields wide">
        <SelectField label="Run to the end of layer" value={String(current)} onChange={(index) => go(endOf(layers[Number(index)]))()}
          options={layers.map((layer, index) => ({ value: String(index), label: `${index + 1}. ${layer.name} (${layer.op})` }))} />
        <SelectField label="Run on to the function" value="" onChange={(address) => by(() => onAddress(Number(address)))()}
          options={[{ value: '', label: 'choose one …' }, ...functions.map((one) => ({ value: String(one.address), label: one.name }))]} />
      </div>
    </div>
  );
}
