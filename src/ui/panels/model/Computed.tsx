/**
 * How a layer computes one of its outputs, step by step and in its own integers: played, or walked where motion is
 * unwelcome. The last step is the byte that the int8 reference stores, which the activations show.
 */
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { OpSteps, real } from '../../../charts/index.ts';
import { cellOf, type LayerView } from '../../../engine/index.ts';
import type { ModelState } from '../../../store/index.ts';
import { useJob, useSession } from '../../app/session.tsx';
import { Button, JobBar, NumberField, SelectField } from '../../kit/index.ts';
import { cellFinding, cellTable, drawingOf, partText, said, type Place } from './cellDrawing.ts';
import { useLiveInput } from './useLiveInput.ts';
import '../../styles/steps.css';

const TICK_MS = 700;
/** Ticks that the terms of one output take when played; more terms than that are taken in several at a time. */
const TICKS = 16;

export function Computed({ model, layer }: { readonly model: ModelState; readonly layer: LayerView }): ReactNode {
  const { view, run } = model;
  const { actions } = useSession();
  const job = useJob('activations');
  const live = useLiveInput(view);
  const { chosen } = live;
  const runs = view.code !== null;
  useEffect(() => {
    if (runs && chosen) void actions.activate(chosen);
  }, [runs, chosen, view, actions]);
  if (!runs) return <p className="fine">This network is judged by its shapes alone. With weights, from a search or a model file, its arithmetic can be followed here.</p>;
  if (layer.arithmetic === null) return <p className="fine">{layer.op === 'softmax' ? 'Softmax takes exponentials from a fixed-point series of its own; its formula stands under “Layer”.' : 'This operator moves values or looks them up and computes nothing: its formula stands under “Layer”.'}</p>;
  // another input's stay in sight while this one's are on their way, not where these will not come
  const coming = job.status !== 'stopped' && job.status !== 'failed' && run?.input.length === chosen?.length;
  const ready = run && (run.input === chosen || coming) ? run.tensors : null;
  return (
    <div className="computed">
      {live.options.length > 0 && <div className="fields wide"><SelectField label={live.label} value={String(live.at)} options={live.options} onChange={(at) => live.choose(Number(at))} /></div>}
      <JobBar job={job} name="Running it" quiet onStop={() => actions.stop('activations')} />
      {ready && <Steps model={model} layer={layer} tensors={ready} />}
    </div>
  );
}

type Tensors = NonNullable<ModelState['run']>['tensors'];

const calm = '(prefers-reduced-motion: reduce)';
const useCalm = (): boolean => useSyncExternalStore((changed) => {
  const media = matchMedia(calm);
  media.addEventListener('change', changed);
  return () => media.removeEventListener('change', changed);
}, () => matchMedia(calm).matches, () => true);

function Steps({ model: { view }, layer, tensors }: { readonly model: ModelState; readonly layer: LayerView; readonly tensors: Tensors }): ReactNode {
  const { shape, quant } = view.tensors[layer.output];
  const [height, width, channels] = shape;
  const still = useCalm();
  const [{ place, step }, setAt] = useState<{ readonly place: Place; readonly step: number }>({ place: [Math.floor(height / 2), Math.floor(width / 2), 0], step: 0 });
  const [asked, setPlaying] = useState(false);
  const playing = asked && !still;
  const cell = useMemo(() => cellOf(view, layer, tensors, place), [view, layer, tensors, place]);
  const terms = cell?.parts.length ?? 0;
  const last = terms + (cell?.steps.length ?? 0) - 1;
  /** To the next output, row by row, then the next channel; null at the end. */
  const after = useCallback(([row, column, channel]: Place): Place | null => {
    const next = (channel * height + row) * width + column + 1;
    return next >= height * width * channels ? null : [Math.floor(next / width) % height, next % width, Math.floor(next / (height * width))];
  }, [height, width, channels]);
  useEffect(() => {
    if (!playing) return;
    const timer = setTimeout(() => {
      if (step >= last) {
        const next = after(place);
        if (next === null) setPlaying(false);
        else setAt({ place: next, step: 0 });
      } else setAt({ place, step: step < terms ? Math.min(terms, step + Math.max(1, Math.ceil(terms / TICKS))) : step + 1 });
    }, TICK_MS);
    return () => clearTimeout(timer);
  }, [playing, place, step, last, terms, after]);
  const drawing = useMemo(() => cell && drawingOf(view, layer, tensors, cell, step), [view, layer, tensors, cell, step]);
  if (cell === null || drawing === null) return null;
  const go = (to: number): void => {
    setPlaying(false);
    setAt({ place, step: Math.max(0, Math.min(last, to)) });
  };
  const put = (next: Place): void => setAt({ place: [within(next[0], height), within(next[1], width), within(next[2], channels)], step: 0 });
  const vector = height * width === 1;
  const [row, column, channel] = place;
  /** In a vector, arrows go from value to value. */
  const move = (rows: number, columns: number, more: number): void => {
    setPlaying(false);
    put(vector ? [0, 0, channel + columns + rows * drawing.output.map.columns + more] : [row + rows, column + columns, channel + more]);
  };
  const now = step < terms ? partText(view, layer, cell, step) : cell.steps[step - terms];
  const stored = tensors[layer.output].values[(row * width + column) * channels + channel];
  const done = step >= last;
  return (
    <>
      <OpSteps
        {...drawing} title={cellFinding(view, layer, cell)} name={`${layer.name}-steps`} said={`Step ${step + 1} of ${last + 1}. ${now.words}: ${now.formula}`} hint="" table={() => cellTable(cell)}
        onMove={move} onPlace={(toRow, toColumn) => put(vector ? [0, 0, toRow * drawing.output.map.columns + toColumn] : [toRow, toColumn, channel])} onStep={(by) => go(step + by)} onPlay={still ? undefined : () => setPlaying(!playing)}
        note="Values in the window stand less their zero point, where they count so. Arrow keys move the output, Page Up and Down its channel; full stop and comma step, space plays. Computed by the arithmetic of the int8 reference that the kernels are held to, byte for byte."
      />
      <div className="actions">
        {!still && <Button tone="primary" onClick={() => setPlaying(!playing)}>{playing ? 'Pause' : 'Play'}</Button>}
        <Button disabled={step === 0} onClick={() => go(step - 1)}>Step back</Button>
        <Button disabled={done} onClick={() => go(step + 1)}>Step</Button>
        <Button tone="quiet" disabled={step >= terms} onClick={() => go(terms)}>{cell.by === 'sum' ? 'To the sum' : 'Past the reading'}</Button>
        <Button tone="quiet" disabled={done} onClick={() => go(last)}>To the end</Button>
        {still && <span className="hint">Motion is switched off in your system: step by step only.</span>}
      </div>
      <ol className="step-lines" aria-label="The output, step by step">
        <li className="reached" aria-current={step < terms ? 'step' : undefined}>
          <span>{cell.by === 'pair' ? 'read' : cell.by === 'largest' ? 'largest' : `sum of ${said(cell.grids.reduce((sum, { terms: some }) => sum + some.length, 0))}`}</span>
          <code>{cell.by === 'pair' ? cell.parts.slice(0, step + 1).map((_, at) => partText(view, layer, cell, at).formula).join(' and ') : `${said(cell.parts[Math.min(step, terms - 1)].total)}${step < terms - 1 ? ' so far' : ''}`}</code>
        </li>
        {cell.steps.map(({ words, formula }, at) => (
          <li key={words} className={step >= terms + at ? 'reached' : undefined} aria-current={step === terms + at ? 'step' : undefined}><span>{words}</span><code>{step >= terms + at ? formula : '…'}</code></li>
        ))}
        <li className={done ? 'reached' : undefined}>
          <span>stored</span>
          <code>{done ? `${said(stored)} ${stored === cell.value ? '✓ the same byte' : '✕ another byte'}; as a real number ${real((stored - (quant?.zeroPoint ?? 0)) * (quant?.scale ?? 1))}` : '…'}</code>
        </li>
      </ol>
      <div className="fields wide">
        {!vector && <PlaceField label="Output row" at={row} count={height} onPut={(next) => put([next, column, channel])} />}
        {!vector && <PlaceField label="Output column" at={column} count={width} onPut={(next) => put([row, next, channel])} />}
        <PlaceField label={vector ? 'Output' : 'Output channel'} at={channel} count={channels} onPut={(next) => put([row, column, next])} />
      </div>
    </>
  );
}

const within = (at: number, count: number): number => Math.max(0, Math.min(count - 1, at));

/** Counted from 1, as people do. */
function PlaceField({ label, at, count, onPut }: { readonly label: string; readonly at: number; readonly count: number; readonly onPut: (at: number) => void }): ReactNode {
  return (
    <NumberField label={label} hint={`of ${said(count)}`} value={at + 1} onCommit={(value) => {
      if (value === null || !Number.isInteger(value) || value < 1 || value > count) throw new Error(`${value} is not a whole number from 1 to ${count}`);
      onPut(value - 1);
    }} />
  );
}
