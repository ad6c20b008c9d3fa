/**
 * The class board: links pasted in, one Pareto chart out, judged by the budgets set here. Names and links stay in this
 * browser; there is no server that could know them.
 */
import { useMemo, useState, type ReactNode } from 'react';
import { ClassPareto, count, kib, ms, percent, plural, type Table } from '../../charts/index.ts';
import { wallOn, type CostAxis } from '../../store/index.ts';
import { boardOf, useBudget, useRecipe } from '../app/session.tsx';
import { Button, focusBeside, SelectField, useModal } from '../kit/index.ts';
import { excessText } from '../kit/Verdict.tsx';
import { judgeEntries, readLinks, type ClassRow, type Entry } from './classLinks.ts';

const KEY = 'thimble-class';
const AXES: Record<CostAxis, { readonly label: string; readonly unit: number; readonly format: (value: number) => string; readonly pick: (row: NonNullable<ClassRow['result']>) => number }> = {
  sram: { label: 'peak SRAM, KiB', unit: 1024, format: kib, pick: ({ sramBytes }) => sramBytes },
  flash: { label: 'flash, KiB', unit: 1024, format: kib, pick: ({ flashBytes }) => flashBytes },
  latency: { label: 'latency, ms (estimated)', unit: 1, format: ms, pick: ({ latencyMs }) => latencyMs },
  macs: { label: 'MACs, millions', unit: 1e6, format: count, pick: ({ macs }) => macs },
};

const kept = (): readonly Entry[] => {
  try {
    return readLinks(localStorage.getItem(KEY) ?? '').entries;
  } catch {
    return []; // storage refused
  }
};

function keep(entries: readonly Entry[]): void {
  try {
    localStorage.setItem(KEY, entries.map(({ name, link }) => `${name} ${link}`).join('\n'));
  } catch {
    return; // the board lasts until the page closes
  }
}

export function ClassBoard({ onClose }: { readonly onClose: () => void }): ReactNode {
  const dialog = useModal(onClose);
  const budget = useBudget();
  const board = boardOf(useRecipe());
  const [entries, setEntries] = useState(kept);
  const [problems, setProblems] = useState<readonly string[]>([]);
  const [text, setText] = useState('');
  const [axis, setAxis] = useState<CostAxis>('sram');
  const put = (next: readonly Entry[]): void => { setEntries(next); keep(next); };
  const add = (): void => {
    const found = readLinks(text, entries);
    put(found.entries);
    setProblems(found.problems);
    setText(found.problems.length === 0 ? '' : badLines(text, found.problems));
    document.getElementById('class-links')?.focus(); // the button has nothing left to add
  };
  const rows = useMemo(() => judgeEntries(entries, budget), [entries, budget]);
  const { label, unit, format, pick } = AXES[axis];
  const points = rows.flatMap(({ name, result, broken, sameAs }) => (result === null ? [] : [{
    name, cost: pick(result), accuracy: result.accuracy.int8, fits: broken.length === 0, note: [...(broken.length > 0 ? [excessText(broken)] : []), ...(sameAs === null ? [] : [`the same network as ${sameAs}’s`])].join('; '),
  }]));
  const limits = [`${kib(Math.max(0, budget.sramBytes - budget.headroomBytes))} SRAM`, `${kib(budget.flashBytes)} flash`, ...(budget.latencyMs === null ? [] : [ms(budget.latencyMs)])].join(', ');
  return (
    <dialog {...dialog} className="dialog board" aria-labelledby="class-title">
      <div className="learn-head"><h2 id="class-title">Class board</h2><Button onClick={onClose}>Close</Button></div>
      <p className="fine">Paste the links your class hands in, one a line, each with a name before it if you like. Result links bring their figures, which are their sender’s word until someone runs them again; names and links stay in this browser.</p>
      <form onSubmit={(event) => { event.preventDefault(); add(); }}>
        <div className="link-field"><label htmlFor="class-links">Links</label><textarea id="class-links" rows={4} value={text} placeholder="Ada https://…#2.…" spellCheck={false} onChange={({ target }) => setText(target.value)} /></div>
        <div className="actions start">
          <Button type="submit" tone="primary" disabled={text.trim() === ''}>Add to the board</Button>
          {entries.length > 0 && <Button tone="quiet" onClick={() => { document.getElementById('class-links')?.focus(); put([]); setProblems([]); }}>Clear the board</Button>}
        </div>
      </form>
      <div role="status">{problems.length > 0 && <ul className="notice problem bad-lines">{problems.map((one) => <li key={one}>{one}</li>)}</ul>}</div>
      {points.length > 0 && (
        <>
          <div className="board-axis"><SelectField label="Cost axis" value={axis} onChange={(value) => setAxis(value as CostAxis)} options={(Object.keys(AXES) as CostAxis[]).map((value) => ({ value, label: AXES[value].label }))} /></div>
          <ClassPareto points={points} costLabel={label} formatCost={format} unit={unit} wall={wallOn(axis, budget)} table={tableOf(rows)} />
          <p className="fine">Judged by the budgets of step 1: {limits} on {board.name}. Times are estimates, each on the board of its own link; a limit on time counts for networks of this board alone.</p>
        </>
      )}
      {entries.length === 0 ? <p className="fine">Nothing on the board yet.</p> : <Entries rows={rows} onName={(link, name) => put(entries.map((entry) => (entry.link === link ? { ...entry, name } : entry)))} onDrop={(link) => put(entries.filter((entry) => entry.link !== link))} />}
    </dialog>
  );
}

/** What could not be taken stays to be mended. */
function badLines(text: string, problems: readonly string[]): string {
  const bad = new Set(problems.map((problem) => Number(/^Line (\d+)/.exec(problem)?.[1])));
  return text.split(/\r\n|\r|\n/).filter((_, index) => bad.has(index + 1)).join('\n');
}

function tableOf(rows: readonly ClassRow[]): Table {
  return {
    columns: ['name', 'board', 'accuracy int8', 'peak SRAM, bytes', 'flash, bytes', 'latency, ms', 'MACs', 'limits', 'network', 'hash'],
    rows: rows.map(({ name, recipe, result, broken }) => (result === null
      ? [name, recipe.board, 'not run', '', '', '', '', '', '', '']
      : [name, recipe.board, result.accuracy.int8, result.sramBytes, result.flashBytes, Number(result.latencyMs.toFixed(3)), result.macs, broken.length === 0 ? 'kept' : excessText(broken), result.genome, result.hash])),
  };
}

function Entries({ rows, onName, onDrop }: { readonly rows: readonly ClassRow[]; readonly onName: (link: string, name: string) => void; readonly onDrop: (link: string) => void }): ReactNode {
  return (
    <div className="table-scroll entries" tabIndex={0} role="region" aria-label="Links on the board">
      <table>
        <caption className="visually-hidden">{plural(rows.length, 'link')}</caption>
        <thead><tr><th scope="col">name</th><th scope="col" className="number">accuracy</th><th scope="col" className="number">SRAM</th><th scope="col" className="number">flash</th><th scope="col" className="number">time</th><th scope="col">verdict</th><th scope="col"><span className="visually-hidden">actions</span></th></tr></thead>
        <tbody>
          {rows.map(({ name, link, result, broken, sameAs }) => (
            <tr key={link}>
              <td><NameField name={name} others={rows} onName={(next) => onName(link, next)} /></td>
              {result === null
                ? <td colSpan={5} className="hint">Settings only: nothing was run. Ask for a result link.</td>
                : (
                  <>
                    <td className="number">{percent(result.accuracy.int8)}</td><td className="number">{kib(result.sramBytes)}</td><td className="number">{kib(result.flashBytes)}</td><td className="number">{ms(result.latencyMs)}</td>
                    <td>{broken.length === 0 ? '✓ fits' : `✕ ${excessText(broken)}`}{sameAs !== null && <span className="hint"> the same network as {sameAs}’s</span>}</td>
                  </>
                )}
              <td className="actions"><a href={link} target="_blank" rel="noopener">Open</a><Button tone="quiet" data-remove aria-label={`Drop ${name}`} onClick={({ currentTarget }) => { focusBeside(currentTarget, document.getElementById('class-links')); onDrop(link); }}>Drop</Button></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A name is taken on Enter or on leaving; one that is empty or another's is not. */
function NameField({ name, others, onName }: { readonly name: string; readonly others: readonly ClassRow[]; readonly onName: (name: string) => void }): ReactNode {
  const [draft, setDraft] = useState<string | null>(null);
  const commit = (): void => {
    const next = (draft ?? name).replace(/#\d+\./g, '').trim().slice(0, 40);
    if (next !== '' && next !== name && !others.some((row) => row.name === next)) onName(next);
    setDraft(null);
  };
  return (
    <input type="text" className="text" aria-label={`Name of ${name}`} value={draft ?? name} maxLength={40} onChange={({ target }) => setDraft(target.value)} onBlur={commit}
      onKeyDown={({ key }) => { if (key === 'Enter') commit(); else if (key === 'Escape') setDraft(null); }} />
  );
}
