/**
 * "What if the budget were smaller?": a slider over the costs of the networks found. Fits, front and wall follow at
 * once, since every candidate keeps its costs; nothing is searched anew, and the recipe changes only when asked to.
 */
import { useMemo, type ReactNode } from 'react';
import { percent, plural } from '../../charts/index.ts';
import type { BudgetView, CandidateRow } from '../../engine/index.ts';
import { costOf, fitsIn, type CostAxis } from '../../store/index.ts';
import { Button } from '../kit/index.ts';

interface Props {
  readonly rows: readonly CandidateRow[];
  readonly axis: CostAxis;
  readonly label: string;
  readonly format: (value: number) => string;
  /** The budget with the slider's limit in it, or as it is in force. */
  readonly budget: BudgetView;
  /** The most accurate that fits it, or null. */
  readonly best: CandidateRow | null;
  /** The limit tried, in the axis' base unit; null: the one in force. */
  readonly limit: number | null;
  readonly inForce: number | null;
  readonly onTry: (limit: number | null) => void;
  readonly onTake: (limit: number) => void;
}

/** Positions of the slider; fine enough that no network is stepped over on a chart of its width. */
const STOPS = 400;

export function WhatIf({ rows, axis, label, format, budget, best, limit, inForce, onTry, onTake }: Props): ReactNode {
  const most = useMemo(() => rows.reduce((dearest, row) => Math.max(dearest, costOf(row, axis)), 0), [rows, axis]);
  const fitting = useMemo(() => rows.reduce((sum, row) => (fitsIn(row.verdict, budget) ? sum + 1 : sum), 0), [rows, budget]);
  if (axis === 'macs' || rows.length === 0) return null;
  const at = limit ?? Math.max(0, Math.min(inForce ?? most, most));
  // a budget beyond the dearest network is told as it is, wherever the slider ends
  const told = limit ?? Math.max(0, inForce ?? most);
  const said = `${fitting === 0 ? 'none' : fitting} of ${plural(rows.length, 'network')} ${fitting === 1 ? 'fits' : 'fit'}${best?.accuracy ? `; the best reaches ${percent(best.accuracy)}` : ''}`;
  return (
    <div className="what-if">
      <label className="what-if-slider">
        <span>What if the limit on {label} were <strong>{format(told)}</strong>?</span>
        <input type="range" min={0} max={STOPS} step={1} value={Math.round((at / most) * STOPS)} aria-valuetext={`${format(told)}: ${said}`}
          onChange={(event) => onTry((Number(event.target.value) / STOPS) * most)} />
      </label>
      <p className="fine" aria-live="polite">{limit === null ? `As the budgets are, ${said}.` : `Then ${said}.`}</p>
      {limit !== null && (
        <div className="actions">
          <Button onClick={() => onTake(limit)}>Make it the budget</Button>
          <Button tone="quiet" onClick={() => onTry(null)}>Back to the budget in force</Button>
        </div>
      )}
    </div>
  );
}
