/**
 * Every candidate of a search as a table: who fits, which limit the others break and by how much, nearest misses first.
 * Filters by verdict and by the part of the chart that is picked out; what is left goes to a file whole.
 */
import { useMemo, useState, type ReactNode } from 'react';
import { count, exact, kib, ms, percent, plural, saveFile, toCsv, type Table } from '../../../charts/index.ts';
import type { BudgetView, CandidateRow } from '../../../engine/index.ts';
import { costOf, excesses, fitsIn, picker, type Excess } from '../../../store/index.ts';
import { useRecipe, useResults, useSession, useView } from '../../app/session.tsx';
import { Button, NumberField, SelectField } from '../../kit/index.ts';
import { excessText } from '../../kit/Verdict.tsx';
import { AXES } from './axes.ts';

/** Rows shown; all are in the file. */
const MOST_SHOWN = 60;

const FILTERS = {
  rejected: 'rejected', sram: 'rejected by SRAM', flash: 'rejected by flash', latency: 'rejected by latency', fits: 'fit', all: 'all',
} as const;
type Filter = keyof typeof FILTERS;

interface Judged {
  readonly row: CandidateRow;
  readonly broken: readonly Excess[];
}

const passes = (filter: Filter, broken: readonly Excess[]): boolean =>
  filter === 'all' || (filter === 'fits' ? broken.length === 0 : filter === 'rejected' ? broken.length > 0 : broken.some(({ constraint }) => constraint === filter));

/** How far beyond its worst limit, as a share of that limit; 0 for what fits. */
const worst = (broken: readonly Excess[]): number => Math.max(0, ...broken.map(({ actual, limit }) => (actual - limit) / Math.max(1, limit)));

export function Candidates({ rows, budget }: { readonly rows: readonly CandidateRow[]; readonly budget: BudgetView }): ReactNode {
  const [open, setOpen] = useState(false);
  const brush = useView((state) => state.brush);
  const rejected = useMemo(() => rows.reduce((sum, row) => (fitsIn(row.verdict, budget) ? sum : sum + 1), 0), [rows, budget]);
  if (rows.length === 0) return null;
  return (
    <details className="rejected candidates" open={open || brush !== null} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{rejected === 0 ? `All ${plural(rows.length, 'network')} fit the budgets as they are now` : `${plural(rejected, 'network')} of ${count(rows.length)} rejected, nearest misses first`}</summary>
      {(open || brush !== null) && <Listed rows={rows} budget={budget} />}
    </details>
  );
}

function Listed({ rows, budget }: { readonly rows: readonly CandidateRow[]; readonly budget: BudgetView }): ReactNode {
  const { actions, view } = useSession();
  const [filter, setFilter] = useState<Filter>('rejected');
  const brush = useView((state) => state.brush);
  const axis = useView((state) => state.axis);
  const selected = useRecipe().view.selected;
  const winner = useResults((state) => state.search?.result?.genome ?? null);
  const looked = selected ?? winner;
  const judged = useMemo((): Judged[] => {
    const isPicked = brush && picker(brush);
    return rows
      .map((row) => ({ row, broken: excesses(row.verdict, budget) }))
      .filter(({ row, broken }) => (isPicked === null ? passes(filter, broken) : isPicked(row)))
      .sort((a, b) => worst(a.broken) - worst(b.broken) || (b.row.accuracy ?? 0) - (a.row.accuracy ?? 0));
  }, [rows, budget, filter, brush]);
  const table = (): Table => ({
    columns: ['number', 'genome', 'verdict', 'limits broken', 'SRAM over, bytes', 'flash over, bytes', 'latency over, ms', 'peak SRAM, bytes', 'flash, bytes', 'latency, ms (estimated)', 'MACs', 'validation accuracy'],
    rows: judged.map(({ row, broken }) => {
      const over = (constraint: Excess['constraint']): number | '' => {
        const one = broken.find((excess) => excess.constraint === constraint);
        return one === undefined ? '' : Math.round((one.actual - one.limit) * 1000) / 1000;
      };
      const { sramBytes, flashBytes, latencyMs, macs } = row.verdict;
      return [row.index + 1, row.genome, broken.length === 0 ? 'fits' : 'rejected', broken.map(({ constraint }) => constraint).join(' '), over('sram'), over('flash'), over('latency'), sramBytes, flashBytes, Math.round(latencyMs * 1000) / 1000, macs, row.accuracy === null ? 'not evaluated' : Number(row.accuracy.toFixed(4))];
    }),
  });
  const frame = brush ?? { axis, cost: [0, Math.max(...rows.map((row) => costOf(row, axis)))] as const, accuracy: [0, 1] as const };
  const { unit, label } = AXES[frame.axis];
  const put = (change: Partial<typeof frame>): void => {
    const brush = { ...frame, ...change };
    if (brush.accuracy[0] > brush.accuracy[1]) throw new Error(`no network picked out is above ${percent(brush.accuracy[1])}`);
    if (brush.cost[0] > brush.cost[1]) throw new Error(`no network picked out is below ${exact(brush.cost[0] / unit)}`);
    view.setState({ brush });
  };
  return (
    <>
      <div className="fields wide">
        <SelectField label="Show" value={brush === null ? filter : 'picked'} options={[...(Object.keys(FILTERS) as Filter[]).map((value) => ({ value, label: FILTERS[value] })), ...(brush === null ? [] : [{ value: 'picked', label: 'picked out in the chart' }])]}
          onChange={(value) => { if (value !== 'picked') { setFilter(value as Filter); view.setState({ brush: null }); } }} />
        <NumberField label="Accuracy from" unit="%" value={brush === null ? null : round(100 * frame.accuracy[0])} nullable placeholder="any" onCommit={(value) => put({ accuracy: [(value ?? 0) / 100, frame.accuracy[1]] })} />
        <NumberField label={`At most, ${label.replace(/ \(.*$/, '')}`} value={brush === null ? null : round(frame.cost[1] / unit)} nullable placeholder="any" onCommit={(value) => put({ cost: [frame.cost[0], value === null ? Infinity : value * unit] })} />
      </div>
      <div className="actions">
        <span className="fine" role="status">{plural(judged.length, 'network')}{judged.length > MOST_SHOWN ? `, the first ${MOST_SHOWN} shown` : ''}.</span>
        <Button tone="quiet" onClick={() => saveFile('candidates.csv', toCsv(table()), 'text/csv')}>CSV of these</Button>
        {brush !== null && <Button tone="quiet" onClick={() => view.setState({ brush: null })}>Pick none out</Button>}
      </div>
      {judged.length > 0 && (
        <div className="table-scroll" tabIndex={0} role="region" aria-label="Candidates">
          <table>
            <thead><tr><th scope="col">network</th><th scope="col">verdict, and by how much</th><th scope="col" className="number">accuracy</th><th scope="col" className="number">peak SRAM</th><th scope="col" className="number">flash</th><th scope="col" className="number">latency, estimated</th></tr></thead>
            <tbody>
              {judged.slice(0, MOST_SHOWN).map(({ row, broken }) => (
                <tr key={row.index} aria-current={row.genome === looked ? 'true' : undefined}>
                  <td><button type="button" className="link" onClick={() => void actions.look(row.genome === winner ? null : row.genome)}>no. {row.index + 1}</button>{row.genome === looked && <span className="hint"> looked at</span>}</td>
                  <td className="whole">{broken.length === 0 ? '✓ fits' : `✕ ${excessText(broken)}`}</td>
                  <td className="number">{row.accuracy === null ? '–' : percent(row.accuracy)}</td>
                  <td className="number">{kib(row.verdict.sramBytes)}</td><td className="number">{kib(row.verdict.flashBytes)}</td><td className="number">{ms(row.verdict.latencyMs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

const round = (value: number): number | null => (Number.isFinite(value) ? Math.round(value * 10) / 10 : null);
