/**
 * The networks of a search by accuracy and cost, with the budget as a wall and a slider that tries another. Every
 * candidate keeps its costs, so trying one only asks again who fits: marks stay where they are, front and wall move.
 */
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { percent, plural, SearchScatter } from '../../../charts/index.ts';
import type { BudgetView, CandidateRow } from '../../../engine/index.ts';
import { costOf, excesses, fitsIn, frontOf, picker, wallOn, withWall, type CostAxis, type SearchState } from '../../../store/index.ts';
import { useRecipe, useSession, useView } from '../../app/session.tsx';
import { excessText } from '../../kit/Verdict.tsx';
import { WhatIf } from '../WhatIf.tsx';
import { AXES } from './axes.ts';
import { usePointed, type Pointed } from './pointed.ts';

export function Scatter({ search, budget: inForce, pointed }: { readonly search: SearchState; readonly budget: BudgetView; readonly pointed: Pointed }): ReactNode {
  const { actions, recipe: store, view } = useSession();
  const axis = useView((state) => state.axis);
  const sizeBy = useView((state) => (state.sizeBy === state.axis ? null : state.sizeBy));
  const brush = useView((state) => state.brush);
  const [tried, setTried] = useState<{ readonly axis: CostAxis; readonly limit: number } | null>(null);
  const limit = tried?.axis === axis ? tried.limit : null;
  const budget = useMemo(() => (limit === null ? inForce : withWall(inForce, axis, limit)), [inForce, axis, limit]);
  const selected = useRecipe().view.selected ?? search.result?.genome ?? null;
  const { candidates } = search;
  const front = useMemo(() => frontOf(candidates, axis, budget), [candidates, axis, budget]);
  const now = useMemo(() => (limit === null ? null : frontOf(candidates, axis, inForce).map((row) => ({ cost: costOf(row, axis), accuracy: row.accuracy ?? 0 }))), [candidates, axis, inForce, limit]);
  // a network may be born twice; one mark stands for both
  const rows = useMemo(() => new Map(candidates.map((row) => [row.genome, row])), [candidates]);
  const fitNow = useMemo(() => [...rows.values()].filter((row) => row.accuracy === null && (row.predicted ?? null) === null && fitsIn(row.verdict, budget)).length, [rows, budget]);
  const points = useMemo(() => {
    const dearest = sizeBy === null ? 1 : candidates.reduce((most, row) => Math.max(most, costOf(row, sizeBy)), 0);
    return Array.from(rows.values(), (row) => ({ id: row.genome, cost: costOf(row, axis), accuracy: row.accuracy, predicted: row.predicted ?? null, ...(sizeBy !== null && { size: costOf(row, sizeBy) / Math.max(1e-9, dearest) }) }));
  }, [rows, candidates, axis, sizeBy]);
  const picked = useMemo(() => {
    const isPicked = brush && picker(brush);
    return isPicked && new Set(candidates.filter(isPicked).map(({ genome }) => genome));
  }, [brush, candidates]);
  const shared = usePointed(pointed);
  const noteOf = useCallback((id: string): string => {
    const row = rows.get(id);
    return row === undefined ? '' : `${sizeBy === null ? '' : `${AXES[sizeBy].label.replace(/,.*$/, '')} ${AXES[sizeBy].format(costOf(row, sizeBy))}; `}${note(row, budget)}`;
  }, [rows, budget, sizeBy]);
  const take = (wall: number): void => {
    const { sramBytes, flashBytes, latencyMs } = withWall(inForce, axis, wall);
    const changed = axis === 'sram' ? { sramBytes: Math.round(sramBytes) } : axis === 'flash' ? { flashBytes: Math.round(flashBytes) } : { latencyMs: latencyMs === null ? null : Math.round(latencyMs * 1000) / 1000 };
    store.edit((old) => ({ ...old, budgets: { ...old.budgets, ...changed } }));
    setTried(null);
  };
  return (
    <>
      <SearchScatter
        points={points} front={front.map((row) => row.genome)} fitNow={fitNow} noteOf={noteOf} title={finding(search, front, axis)} costLabel={AXES[axis].label} formatCost={AXES[axis].format} unit={AXES[axis].unit} formatTick={AXES[axis].tick}
        wall={wallOn(axis, budget)} inForce={wallOn(axis, inForce)} ghost={now} sizeLabel={sizeBy === null ? null : AXES[sizeBy].label.replace(/,.*$/, '')} selected={selected} recorded={search.recorded}
        picked={picked} {...shared} brush={brush?.axis === axis ? brush : null} onBrush={(next) => view.setState({ brush: next && { ...next, axis } })}
        onSelect={(genome) => { void actions.look(genome === search.result?.genome ? null : genome); view.show('network'); }}
      />
      <WhatIf
        rows={candidates} axis={axis} label={AXES[axis].label.replace(/,.*$/, '')} format={AXES[axis].format} budget={budget} best={front.at(-1) ?? null} limit={limit} inForce={wallOn(axis, inForce)}
        onTry={(next) => setTried(next === null ? null : { axis, limit: next })} onTake={take}
      />
    </>
  );
}

export function note(row: CandidateRow, budget: BudgetView): string {
  const broken = excesses(row.verdict, budget);
  const born = `generation ${row.generation}, by ${row.origin}`;
  if (broken.length > 0) return `${excessText(broken)}; ${born}`;
  return row.verdict.fits ? `fits; ${born}` : `fits now, did not when the search ran; ${born}`;
}

/** e.g. "Recorded: 231 networks measured; the best that fits has 93.1 % at 41.3 KiB." */
function finding(search: SearchState, front: readonly CandidateRow[], axis: CostAxis): string {
  const measured = search.candidates.reduce((sum, row) => (row.accuracy === null ? sum : sum + 1), 0);
  if (measured === 0) return search.candidates.length === 0 ? 'No network measured yet.' : `No network measured yet: ${plural(search.candidates.length, 'network')} tried, none within the budgets of this search.`;
  const head = `${search.recorded ? 'Recorded search: ' : ''}${plural(measured, 'network')} measured`;
  const best = front.at(-1);
  const first = front[0];
  if (!best?.accuracy || !first?.accuracy) return `${head}; none fits the budgets as they are now.`;
  const text = `${head}; the most accurate that fits reaches ${percent(best.accuracy)} at ${AXES[axis].format(costOf(best, axis))}`;
  return first === best ? `${text}.` : `${text}, and ${percent(first.accuracy)} can be had at ${AXES[axis].format(costOf(first, axis))}.`;
}
