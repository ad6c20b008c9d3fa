/** A comparison in words, and as the row that would calibrate the board's simulation by it. */
import { findBoard } from '../../core/boards/index.ts';
import { plural } from '../../core/lib/index.ts';
import type { ComparedRow, Comparison } from './compare.ts';

const DIGITS = 4;

const signed = (ratio: number): string => {
  const share = 100 * (ratio - 1);
  return `${share < 0 ? '−' : '+'}${Math.abs(share).toFixed(Math.abs(share) < 9.5 ? 1 : 0)} %`;
};

/** e.g. `4.0 % above`, `11 % below`. */
const apart = (ratio: number): string => {
  const share = Math.abs(100 * (ratio - 1));
  if (share < 0.05) return 'the same as';
  return `${share.toFixed(share < 9.5 ? 1 : 0)} % ${ratio > 1 ? 'above' : 'below'}`;
};

const ratioOf = ({ measured, reckoned }: ComparedRow): number => (reckoned === 0 ? 1 : measured / reckoned);

/** How many times more or less, whichever it is. */
const apartBy = (row: ComparedRow): number => Math.max(ratioOf(row), 1 / Math.max(Number.MIN_VALUE, ratioOf(row)));

/** Rows with a hundredth of the time or more, else all. */
const weighty = (rows: readonly ComparedRow[]): readonly ComparedRow[] => {
  const whole = rows.reduce((sum, row) => sum + row.measured, 0);
  const large = rows.filter((row) => row.measured >= 0.01 * whole);
  return large.length > 0 ? large : rows;
};

/** e.g. "Measured is 4.0 % above simulated, over 12 layers; the most at conv2d_3, +11 %." */
export function measuredFinding({ rows, ratio, reckonedKind, by, summed }: Pick<Comparison, 'rows' | 'ratio' | 'reckonedKind' | 'by' | 'summed'>): string {
  const layers = by === 'kinds' ? plural(rows.length, 'kind of layer', 'kinds of layer') : plural(rows.length, 'layer');
  const whole = `Measured is ${apart(ratio)} ${reckonedKind}, over ${summed ? layers : 'one whole inference'}`;
  if (rows.length < 2) return `${whole}.`;
  const most = weighty(rows).reduce((a, b) => (apartBy(b) > apartBy(a) ? b : a));
  return `${whole}; the most at ${most.name}, ${signed(ratioOf(most))}.`;
}

/** What is left to explain, e.g. "Once all are scaled by 1.04, a layer is off by 2.1 % on average, weighted by its time; the most is dw2, +7.3 %." Null of a total alone. */
export function residualsInWords({ residuals, ratio, by }: Pick<Comparison, 'residuals' | 'ratio' | 'by'>): string | null {
  if (residuals === null) return null;
  const { mean, worst } = residuals;
  return `Once all are scaled by ${ratio.toPrecision(DIGITS)}, a ${by === 'kinds' ? 'kind' : 'layer'} is off by ${(100 * mean).toFixed(1)} % on average, weighted by its time; the most is ${worst.name}, ${signed(1 + worst.share)}.`;
}

export interface CalibrationRow {
  readonly board: string;
  /** All cycles of the board's simulation times this. */
  readonly factor: number;
  readonly calibrated: true;
  readonly accuracy: string;
  readonly source: string;
}

/** What a hardware log adds to the catalogue of boards: one constant and where it is from. Null where the board is not simulated. */
export function calibrationRow({ ratio, residuals, rows, reckonedKind }: Comparison, board: string, source: string): CalibrationRow | null {
  const { timing } = findBoard(board);
  if (timing === null || reckonedKind !== 'simulated') return null;
  const left = residuals === null ? 'one total, no layers' : `layers ±${(100 * Math.abs(residuals.worst.share)).toFixed(0)} % (those with 1 % of the time and more), ${rows.length} of them`;
  return { board, factor: Number((timing.factor * ratio).toPrecision(DIGITS)), calibrated: true, accuracy: `one network, to which its one constant was fitted: ${left}`, source };
}
