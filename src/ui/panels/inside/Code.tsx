/**
 * The code that ran, function by function, each line with the cycles it cost in the whole inference; the instruction
 * that comes next is marked. Lines are one tab stop: arrows walk them, Enter runs on to one.
 */
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { count, exact, percent } from '../../../charts/index.ts';
import type { HeatFunction, HeatLine, MomentResult } from '../../../engine/index.ts';
import { SelectField } from '../../kit/index.ts';

interface Props {
  /** Dearest first. */
  readonly functions: readonly HeatFunction[];
  readonly moment: Pick<MomentResult, 'pc' | 'at'>;
  readonly onRunTo: (address: number) => void;
}

const MOVES: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at) => at + 1, ArrowUp: (at) => at - 1, PageDown: (at) => at + 12, PageUp: (at) => at - 12, Home: () => 0, End: (_at, last) => last,
};

export function Code({ functions, moment, onRunTo }: Props): ReactNode {
  const { pc } = moment;
  const here = functions.find(({ address, bytes }) => pc >= address && pc < address + bytes);
  /** The function looked at instead of the one that runs, until the run goes on. */
  const [chosen, setChosen] = useState<{ readonly address: number; readonly at: number } | null>(null);
  const shown = functions.find(({ address }) => chosen?.at === moment.at && address === chosen.address) ?? here ?? functions[0];
  if (shown === undefined) return null;
  const whole = functions.reduce((sum, one) => sum + one.cycles, 0);
  const hottest = shown.lines.reduce((a, b) => (b.cycles > a.cycles ? b : a), shown.lines[0]);
  return (
    <div className="code">
      <div className="toolbar">
        <h4>{shown === here ? 'The code that runs now' : 'Code'}: {shown.name}, {percent(shown.cycles / Math.max(1, whole), 0)} of all cycles{hottest && hottest.cycles > 0 ? `; its dearest line, ${hottest.text}, took ${count(hottest.cycles)} cycles` : ''}.</h4>
        <SelectField label="Function" value={String(shown.address)} onChange={(address) => setChosen({ address: Number(address), at: moment.at })}
          options={functions.map((one) => ({ value: String(one.address), label: `${one.name} · ${percent(one.cycles / Math.max(1, whole))}` }))} />
      </div>
      <Lines shown={shown} moment={moment} onRunTo={onRunTo} />
      <p className="fine">Cycles are those of the whole run, by the core’s timing; what a block waits for flash stands with its loads. Enter on a line, or a double click, runs on to it.</p>
    </div>
  );
}

function Lines({ shown, moment: { pc, at }, onRunTo }: { readonly shown: HeatFunction; readonly moment: Pick<MomentResult, 'pc' | 'at'>; readonly onRunTo: (address: number) => void }): ReactNode {
  const { lines } = shown;
  const next = lines.findIndex(({ address }) => address === pc);
  /** The line walked to, until the run goes on or another function is shown. */
  const stamp = `${shown.address} ${at}`;
  const [walk, setWalk] = useState<{ readonly stamp: string; readonly index: number } | null>(null);
  const walked = walk?.stamp === stamp ? walk.index : null;
  const setWalked = (index: number): void => setWalk({ stamp, index });
  const active = Math.max(0, Math.min(lines.length - 1, walked ?? next));
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const row = scroller.current?.querySelector<HTMLElement>(`[data-line="${active}"]`);
    const box = scroller.current;
    if (!row || !box) return;
    const top = row.offsetTop - box.offsetTop;
    if (top < box.scrollTop + 30 || top > box.scrollTop + box.clientHeight - 50) box.scrollTop = top - box.clientHeight / 2;
  }, [active, shown]);
  const hottest = useMemo(() => Math.max(1, ...lines.map(({ cycles }) => cycles)), [lines]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = MOVES[event.key];
    if (move) setWalked(Math.max(0, Math.min(lines.length - 1, move(active, lines.length - 1))));
    else if (event.key === 'Enter' && lines[active]) onRunTo(lines[active].address);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <div ref={scroller} className="listing" tabIndex={0} role="listbox" aria-label={`Code of ${shown.name}, arrows move, Enter runs to a line`} aria-activedescendant={`line-${lines[active]?.address ?? 0}`} onKeyDown={onKeyDown}>
        {lines.map((line, index) => <Line key={line.address} line={line} index={index} isNext={index === next} active={index === active && walked !== null} share={line.cycles / hottest} onPick={() => setWalked(index)} onRun={() => onRunTo(line.address)} />)}
      </div>
      <p className="readout"><span aria-live="polite">{walked !== null && lines[active] ? said(lines[active], active === next) : ''}</span></p>
    </>
  );
}

const address = (value: number): string => value.toString(16).padStart(8, '0');

const said = ({ address: at, text, executions, cycles }: HeatLine, isNext: boolean): string =>
  `${address(at)} ${text}: executed ${exact(executions)} times, ${exact(Math.round(cycles))} cycles${isNext ? '; comes next' : ''}`;

function Line({ line, index, isNext, active, share, onPick, onRun }: { readonly line: HeatLine; readonly index: number; readonly isNext: boolean; readonly active: boolean; readonly share: number; readonly onPick: () => void; readonly onRun: () => void }): ReactNode {
  return (
    <div
      id={`line-${line.address}`} data-line={index} role="option" aria-selected={active} className={`line${isNext ? ' next' : ''}${active ? ' active' : ''}${line.executions === 0 ? ' cold' : ''}`}
      onClick={onPick} onDoubleClick={onRun}
    >
      <span className="line-mark" aria-hidden="true">{isNext ? '▶' : ''}</span>
      <span className="line-address">{address(line.address)}</span>
      <span className="line-text">{line.text}{isNext && <span className="visually-hidden">, comes next</span>}</span>
      <svg className="line-heat" width="60" height="9" aria-hidden="true"><rect className="fill-work" width={Math.max(line.cycles > 0 ? 1 : 0, 60 * share)} height="9" rx="1.5" /></svg>
      <span className="line-cycles">{line.executions === 0 ? '' : count(Math.round(line.cycles))}</span>
    </div>
  );
}
