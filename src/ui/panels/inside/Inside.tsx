/** The view from inside, once the run is known: time line, transport, arena, registers, code, roofline. */
import { useMemo, useState, type KeyboardEvent, type ReactNode } from 'react';
import { ArenaMap, exact, kib, Roofline, RunTimeline } from '../../../charts/index.ts';
import type { SimLayer } from '../../../engine/index.ts';
import type { InsideState } from '../../../store/index.ts';
import { useJob, useSession, useView } from '../../app/session.tsx';
import { Choice } from '../../kit/index.ts';
import { Code } from './Code.tsx';
import { Registers } from './Registers.tsx';
import { Transport } from './Transport.tsx';
import { endOf, layerAt, placeText } from './where.ts';

export function Inside({ state: { whole, moment, before }, layers }: { readonly state: InsideState; readonly layers: readonly SimLayer[] }): ReactNode {
  const { actions, view } = useSession();
  const pointed = useView((state) => state.selectedLayer);
  const job = useJob('moment');
  const letterKeys = useView((view) => view.letterKeys);
  const [colourBy, setColourBy] = useState<'role' | 'value'>('role');
  const roof = whole.ceilings;
  const dots = useMemo(() => layers.filter(({ op }) => op !== 'runner').map((layer) => ({ ...layer, flashBytes: (layer.flashWaitCycles ?? 0) * (roof.flashBytesPerCycle ?? 0) })), [layers, roof]);
  const at = moment?.at ?? 0;
  const go = (to: number): void => void actions.goTo({ kind: 'to', at: Math.max(0, Math.min(whole.instructions, to)) });
  const over = (): void => void actions.goTo({ kind: 'over', at });
  const onKeyDown = (event: KeyboardEvent): void => {
    const { target } = event;
    const typing = target instanceof HTMLElement && target.closest('select, input:not([type=range])') !== null;
    if (!letterKeys || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '.') go(at + 1);
    else if (event.key === ',') go(at - 1);
    else if (event.key.toLowerCase() === 'o') over();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  if (!moment) return job.status === 'failed' ? <p className="notice problem" role="alert">{job.problem}</p> : <p className="fine">Running to the first layer …</p>;
  const layer = whole.layers[layerAt(whole.layers, at)];
  return (
    // keys of the whole area, beside the buttons that do the same
    <div className="inside-body" role="group" aria-label="Inside the run" onKeyDown={onKeyDown}>
      <RunTimeline layers={whole.layers} instructions={whole.instructions} arenaBytes={whole.arenaBytes} at={at} onSelect={(index) => { view.setState({ selectedLayer: whole.layers[index].name }); go(endOf(whole.layers[index])); }} />
      <Transport whole={whole} moment={moment} onGo={go} onOver={over} onAddress={(address) => void actions.goTo({ kind: 'address', at, address })} />
      {job.status === 'failed' && <p className="notice problem" role="alert">{job.problem}</p>}
      <p className="place" role="status">{upper(placeText(whole, moment))}.</p>
      <div className="columns inside-columns">
        <div>
          <Choice label="Colour bytes by" value={colourBy} options={[{ value: 'role', label: 'what they are' }, { value: 'value', label: 'their value' }]} onChange={setColourBy} />
          <ArenaMap layer={layer.name} parts={layer.live} values={moment.arena} written={moment.written} colourBy={colourBy} />
          <p className="fine">Arena {kib(whole.arenaBytes)}; stack in use {exact(moment.stackBytes)} B. Keys here: <kbd>.</kbd> a step, <kbd>,</kbd> a step back, <kbd>O</kbd> over a call.</p>
        </div>
        <Registers moment={moment} before={before} />
      </div>
      <Code functions={whole.functions} moment={moment} onRunTo={(address) => void actions.goTo({ kind: 'address', at, address })} />
      <Roofline layers={dots} roof={roof} selected={pointed} onSelect={view.pointOut} />
    </div>
  );
}

const upper = (text: string): string => `${text[0].toUpperCase()}${text.slice(1)}`;
