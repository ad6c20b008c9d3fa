/** Firmware of anybody's, instruction by instruction since reset: steps both ways, registers, what it has said, code with its heat. */
import type { KeyboardEvent, ReactNode } from 'react';
import { exact } from '../../../charts/index.ts';
import type { FirmwareInsideState } from '../../../store/index.ts';
import { useJob, useSession, useView } from '../../app/session.tsx';
import { Button, SelectField } from '../../kit/index.ts';
import { Code } from './Code.tsx';
import { Registers } from './Registers.tsx';
import { firmwarePlace } from './where.ts';

const SLIDES = 1000;

export function FirmwareInside({ state: { whole, moment, before } }: { readonly state: FirmwareInsideState }): ReactNode {
  const { actions } = useSession();
  const job = useJob('momentOfImage');
  const letterKeys = useView((view) => view.letterKeys);
  if (!moment) return job.status === 'failed' ? <p className="notice problem" role="alert">{job.problem}</p> : <p className="fine">Going to reset …</p>;
  const { at, ended } = moment;
  const { instructions, functions } = whole;
  const go = (to: number): void => void actions.goInFirmware({ kind: 'to', at: Math.max(0, to) });
  const over = (): void => void actions.goInFirmware({ kind: 'over', at });
  const runTo = (address: number): void => void actions.goInFirmware({ kind: 'address', at, address });
  const onKeyDown = (event: KeyboardEvent): void => {
    const { target } = event;
    const typing = target instanceof HTMLElement && target.closest('select, input:not([type=range])') !== null;
    if (!letterKeys || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '.' && !ended) go(at + 1);
    else if (event.key === ',') go(at - 1);
    else if (event.key.toLowerCase() === 'o' && !ended) over();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // keys of the whole area, beside the buttons that do the same
    <div className="inside-body" role="group" aria-label="Inside the firmware" onKeyDown={onKeyDown}>
      <div className="transport">
        <div className="actions">
          <Button onClick={() => go(at - 1)} disabled={at === 0}>Step back</Button>
          <Button tone="primary" onClick={() => go(at + 1)} disabled={ended}>Step</Button>
          <Button onClick={over} disabled={ended}>Step over</Button>
          <Button tone="quiet" onClick={() => go(0)} disabled={at === 0}>To reset</Button>
          <Button tone="quiet" onClick={() => go(instructions)} disabled={ended}>To the end</Button>
        </div>
        <input
          type="range" className="scrubber" aria-label="Instruction since reset" min={0} max={instructions} step={Math.max(1, Math.round(instructions / SLIDES))} value={at}
          aria-valuetext={`${exact(at)} of ${exact(instructions)} instructions`} onChange={(event) => go(Number(event.target.value))}
        />
        <div className="fields wide">
          <SelectField label="Run on to the function" value="" onChange={(address) => runTo(Number(address))}
            options={[{ value: '', label: 'choose one …' }, ...functions.map((one) => ({ value: String(one.address), label: one.name }))]} />
        </div>
      </div>
      {job.status === 'failed' && <p className="notice problem" role="alert">{job.problem}</p>}
      <p className="place" role="status">{firmwarePlace(instructions, moment)}.</p>
      <div className="columns inside-columns">
        <div>
          <h4>What it has said</h4>
          {moment.text === '' ? <p className="fine">Nothing yet.</p> : <pre className="console table-scroll" tabIndex={0} aria-label="What it has said">{moment.text}</pre>}
          <p className="fine">Stack in use {exact(moment.stackBytes)} B. Keys here: <kbd>.</kbd> a step, <kbd>,</kbd> a step back, <kbd>O</kbd> over a call. Each move runs from reset again; interrupts never come.</p>
        </div>
        <Registers moment={moment} before={before} />
      </div>
      <Code functions={functions} moment={moment} onRunTo={runTo} />
    </div>
  );
}
