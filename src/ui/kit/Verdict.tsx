/** Fits, or which limit it breaks and by how much: a sign, a word and the excess, never a colour alone. */
import type { ReactNode } from 'react';
import { kib, ms } from '../../charts/index.ts';
import type { BudgetView, FigureKind } from '../../engine/index.ts';
import { excesses, type Excess } from '../../store/index.ts';
import { Of, Value } from './Value.tsx';

export const NAMES = { sram: 'SRAM', flash: 'flash', latency: 'latency' } as const;

const amount = ({ constraint, actual, limit }: Excess): string => (constraint === 'latency' ? ms(actual - limit) : kib(actual - limit));

/** e.g. "SRAM over by 4.0 KiB, latency over by 12 ms". */
export const excessText = (broken: readonly Excess[]): string => broken.map((one) => `${NAMES[one.constraint]} over by ${amount(one)}`).join(', ');

interface Props {
  readonly costs: { readonly sramBytes: number; readonly flashBytes: number; readonly latencyMs: number };
  readonly budget: BudgetView;
  /** What it rests on where that is an estimate of time, to stand behind it. */
  readonly basis?: string;
}

export function Verdict({ costs, budget, basis = '' }: Props): ReactNode {
  const broken = excesses(costs, budget);
  return broken.length === 0
    ? <span className="verdict fits"><span aria-hidden="true">✓</span> fits{basis}</span>
    : <span className="verdict over"><span aria-hidden="true">✕</span> does not fit: {excessText(broken)}{broken.some(({ constraint }) => constraint === 'latency') && basis}</span>;
}

/** One budget as a bar: taken, free, or beyond. The figures stand beside it. */
export function Meter({ label, actual, limit, format, source, kind = 'estimated' }: {
  readonly label: string;
  readonly actual: number;
  readonly limit: number | null;
  readonly format: (value: number) => string;
  /** What the figure is estimated or counted by. */
  readonly source: string;
  readonly kind?: FigureKind | 'counted';
}): ReactNode {
  const share = limit === null ? 0 : Math.min(1, actual / Math.max(1e-9, limit));
  const over = limit !== null && actual > limit;
  return (
    <div className={`meter${over ? ' over' : ''}`}>
      <span className="meter-label">{label}</span>
      <span className="meter-bar" aria-hidden="true"><span style={{ width: `${share * 100}%` }} /></span>
      <span className="meter-text"><Of value={label}><Value text={format(actual)} kind={kind} source={source} /></Of>{limit === null ? ', no limit' : ` of ${format(limit)}`}{over ? ' ✕ over' : ''}</span>
    </div>
  );
}
