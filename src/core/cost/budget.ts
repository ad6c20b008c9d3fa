/**
 * Does a network fit, and if not, what failed and by how much? SRAM is the peak of the chosen formula plus head-room
 * for stack and runtime, which no formula counts.
 */
import type { Board } from '../boards/index.ts';
import { exact, InputError } from '../lib/index.ts';
import { peakSram, type MemoryModel } from '../memory/index.ts';
import type { Net } from '../net/index.ts';
import { latency } from './latency.ts';
import { flash, macs } from './totals.ts';

export interface Budget {
  readonly sramBytes: number;
  readonly flashBytes: number;
  /** Upper bound on the latency estimate, or null. */
  readonly latencyMs: number | null;
  /** SRAM kept free for stack and runtime; part of sramBytes. */
  readonly headroomBytes: number;
}

export type Constraint = 'sram' | 'flash' | 'latency';

export interface Violation {
  readonly constraint: Constraint;
  /** Bytes, or ms for latency; for SRAM the limit less the head-room. */
  readonly limit: number;
  readonly actual: number;
  /** actual - limit, positive. */
  readonly over: number;
}

export interface Verdict {
  readonly fits: boolean;
  /** Every constraint that failed. */
  readonly violations: readonly Violation[];
  /** Peak by the formula, without head-room. */
  readonly sramBytes: number;
  readonly flashBytes: number;
  readonly macs: number;
  /** Estimate, or null without a board. */
  readonly latencyMs: number | null;
}

/** 4 KiB of stack and 4 KiB of runtime and application; a starting point to edit. */
export const DEFAULT_HEADROOM_BYTES = 8 * 1024;

/** Everything the board has, less the default head-room. */
export const boardBudget = (board: Board): Budget => ({
  sramBytes: board.sramBytes.value,
  flashBytes: board.flashBytes.value,
  latencyMs: null,
  headroomBytes: DEFAULT_HEADROOM_BYTES,
});

/** @throws InputError when no network at all could meet the budget */
export function checkBudget({ sramBytes, flashBytes, latencyMs, headroomBytes }: Budget): void {
  const positive = (value: number, name: string): void => {
    if (!(Number.isFinite(value) && value > 0)) throw new InputError(`${value} must be a number above 0`, name);
  };
  positive(sramBytes, 'budget.sramBytes');
  positive(flashBytes, 'budget.flashBytes');
  if (latencyMs !== null) positive(latencyMs, 'budget.latencyMs');
  if (!(Number.isFinite(headroomBytes) && headroomBytes >= 0)) throw new InputError(`${headroomBytes} must be a number from 0`, 'budget.headroomBytes');
  if (headroomBytes >= sramBytes) {
    throw new InputError(`${exact(headroomBytes / 1024, 1)} KiB leave nothing of ${exact(sramBytes / 1024, 1)} KiB of SRAM for a network; lower it, or give more SRAM`, 'head-room');
  }
}

/** Holds measured needs against a budget; `latencyMs` null is not judged. */
export function compare(needs: Omit<Verdict, 'fits' | 'violations'>, budget: Budget): Verdict {
  const violations: Violation[] = [];
  const hold = (constraint: Constraint, limit: number | null, actual: number | null): void => {
    if (limit !== null && actual !== null && actual > limit) violations.push({ constraint, limit, actual, over: actual - limit });
  };
  hold('sram', budget.sramBytes - budget.headroomBytes, needs.sramBytes);
  hold('flash', budget.flashBytes, needs.flashBytes);
  hold('latency', budget.latencyMs, needs.latencyMs);
  return { ...needs, fits: violations.length === 0, violations };
}

/**
 * @param board needed where the budget bounds latency; without one latency is null
 * @throws InputError when latency is bounded and no board is given
 */
export function judge(net: Net, budget: Budget, board: Board | null, model: MemoryModel = 'C'): Verdict {
  if (budget.latencyMs !== null && board === null) throw new InputError('a latency budget needs a board to estimate for', 'budget.latencyMs');
  return compare(
    {
      sramBytes: peakSram(net, model).total,
      flashBytes: flash(net).total,
      macs: macs(net),
      latencyMs: board === null ? null : latency(net, board).ms.value,
    },
    budget,
  );
}
