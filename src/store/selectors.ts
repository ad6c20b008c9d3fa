/** Questions the panels ask of the stores: budgets in force, who fits them, who is on the front. Pure functions. */
import { paretoFront } from '../core/lib/index.ts';
import { decidingText, traitReader, type BoardRow, type BudgetView, type CandidateRow, type Recipe } from '../engine/index.ts';
import type { TrainState } from './results.ts';
import type { Brush, BrushAxis, CostAxis, Range } from './view.ts';

/** The recipe's limits, and the board's own figure where the recipe names none. */
export function budgetInForce({ budgets }: Recipe, board: BoardRow): BudgetView {
  return {
    board: board.id,
    sramBytes: budgets.sramBytes ?? board.sramBytes.value,
    flashBytes: budgets.flashBytes ?? board.flashBytes.value,
    latencyMs: budgets.latencyMs,
    headroomBytes: budgets.headroomBytes,
  };
}

/** What a network is judged by: a search may be given more than its board has, to see what that would buy; a network has to fit the board. */
export const onBoard = (budget: BudgetView, board: BoardRow): BudgetView =>
  ({ ...budget, sramBytes: Math.min(budget.sramBytes, board.sramBytes.value), flashBytes: Math.min(budget.flashBytes, board.flashBytes.value) });

export interface Excess {
  readonly constraint: 'sram' | 'flash' | 'latency';
  readonly limit: number;
  readonly actual: number;
}

interface Costs {
  readonly sramBytes: number;
  readonly flashBytes: number;
  readonly latencyMs: number;
}

/** SRAM left for a network; head-room beyond the budget leaves none, not less. */
const roomOf = ({ sramBytes, headroomBytes }: BudgetView): number => Math.max(0, sramBytes - headroomBytes);

/** Limits that costs break, measured against a budget that may be newer than the run. SRAM counts less the head-room. */
export function excesses(costs: Costs, budget: BudgetView): Excess[] {
  const checks: Excess[] = [
    { constraint: 'sram', limit: roomOf(budget), actual: costs.sramBytes },
    { constraint: 'flash', limit: budget.flashBytes, actual: costs.flashBytes },
    { constraint: 'latency', limit: budget.latencyMs ?? Infinity, actual: costs.latencyMs },
  ];
  return checks.filter((check) => check.actual > check.limit);
}

/** Whether costs break no limit; as excesses, for thousands at a time. */
export const fitsIn = (costs: Costs, budget: BudgetView): boolean =>
  !(costs.sramBytes > roomOf(budget)) && !(costs.flashBytes > budget.flashBytes) && !(budget.latencyMs !== null && costs.latencyMs > budget.latencyMs);

const COST: Record<CostAxis, (row: CandidateRow) => number> = {
  sram: (row) => row.verdict.sramBytes,
  flash: (row) => row.verdict.flashBytes,
  macs: (row) => row.verdict.macs,
  latency: (row) => row.verdict.latencyMs,
};

export const costOf = (row: CandidateRow, axis: CostAxis): number => COST[axis](row);

const isCost = (axis: BrushAxis): axis is CostAxis => axis in COST;
const within = ([low, high]: Range, value: number): boolean => value >= low && value <= high;

/** Says of each network whether it is picked out; one that was not measured never is. */
export function picker({ axis, cost, accuracy, also = {} }: Brush): (row: CandidateRow) => boolean {
  const ranges = Object.entries(also) as [BrushAxis, Range][];
  const costs = ranges.flatMap(([on, range]) => (isCost(on) ? [[on, range] as const] : []));
  const traits = ranges.flatMap(([on, range]) => (isCost(on) ? [] : [[on, range] as const]));
  const read = traitReader();
  return (row) => {
    if (row.accuracy === null || !within(accuracy, row.accuracy) || !within(cost, costOf(row, axis)) || !costs.every(([on, range]) => within(range, costOf(row, on)))) return false;
    if (traits.length === 0) return true;
    const its = read(row.genome);
    return traits.every(([on, range]) => within(range, its[on]));
  };
}

const ANY_COST: Range = [0, Infinity];
const ANY_ACCURACY: Range = [0, 1];
const same = (a: Range, b: Range): boolean => a[0] === b[0] && a[1] === b[1];

/** The range picked out on an axis; null where there is none. */
export function rangeOn(brush: Brush | null, on: BrushAxis | 'accuracy'): Range | null {
  if (brush === null) return null;
  if (on === 'accuracy') return same(brush.accuracy, ANY_ACCURACY) ? null : brush.accuracy;
  if (on === brush.axis) return same(brush.cost, ANY_COST) ? null : brush.cost;
  return brush.also?.[on] ?? null;
}

/**
 * What is picked out with another range on one axis, or with none there; null where no range is left.
 * @param axis cost of a frame that begins here
 */
export function withRange(brush: Brush | null, on: BrushAxis | 'accuracy', range: Range | null, axis: CostAxis): Brush | null {
  const from = brush ?? { axis: on !== 'accuracy' && isCost(on) ? on : axis, cost: ANY_COST, accuracy: ANY_ACCURACY };
  const { [on as BrushAxis]: _, ...others } = from.also ?? {};
  const next: Brush = on === 'accuracy' ? { ...from, accuracy: range ?? ANY_ACCURACY }
    : on === from.axis ? { ...from, cost: range ?? ANY_COST }
    : { ...from, also: range === null ? others : { ...others, [on]: range } };
  return same(next.cost, ANY_COST) && same(next.accuracy, ANY_ACCURACY) && Object.keys(next.also ?? {}).length === 0 ? null : next;
}

/** A search's latencies are of the board it ran for; on another board they are no ground for a verdict. */
export const budgetForSearch = (budget: BudgetView, searched: Recipe): BudgetView => (budget.board === searched.board ? budget : { ...budget, latencyMs: null });

/** Measured candidates within the budget that no other beats in both accuracy and cost; ascending in cost. */
export function frontOf(rows: readonly CandidateRow[], axis: CostAxis, budget: BudgetView): CandidateRow[] {
  const fitting = rows.filter((row) => row.accuracy !== null && fitsIn(row.verdict, budget));
  return paretoFront(fitting, (row) => row.accuracy ?? 0, (row) => costOf(row, axis));
}

/** The last of the front, without the front: the summary of a step asks ten times a second while something runs. */
export function bestThatFits(rows: readonly CandidateRow[], axis: CostAxis, budget: BudgetView): CandidateRow | null {
  let best: CandidateRow | null = null;
  for (const row of rows) {
    if (row.accuracy === null || !fitsIn(row.verdict, budget)) continue;
    const [mine, its] = [row.accuracy, best?.accuracy ?? -1];
    if (mine > its || (best !== null && mine === its && costOf(row, axis) < costOf(best, axis))) best = row;
  }
  return best;
}

/** The wall on an axis, or null where nothing limits it. */
export function wallOn(axis: CostAxis, budget: BudgetView): number | null {
  switch (axis) {
    case 'sram': return roomOf(budget);
    case 'flash': return budget.flashBytes;
    case 'latency': return budget.latencyMs;
    case 'macs': return null;
    default: return axis satisfies never;
  }
}

/** The budget with another limit on one axis, as the wall of that axis counts it. */
export function withWall(budget: BudgetView, axis: CostAxis, limit: number): BudgetView {
  switch (axis) {
    case 'sram': return { ...budget, sramBytes: limit + budget.headroomBytes };
    case 'flash': return { ...budget, flashBytes: limit };
    case 'latency': return { ...budget, latencyMs: limit };
    case 'macs': return budget;
    default: return axis satisfies never;
  }
}

/** What decides a supernet: equal texts mean the trained one may stand in for the recipe's. */
export function supernetKey(recipe: Recipe): string {
  const { task, space, training: { fineTuneEpochs: _, fineTuneLearningRate: __, ...training }, seeds: { data, weights } } = JSON.parse(decidingText(recipe)) as Recipe;
  return JSON.stringify({ task, space, training, data, weights });
}

/** What decides which networks of a supernet are measured: equal texts mean that what was told of its spaces still holds. */
export const spacesKey = (recipe: Recipe): string => JSON.stringify([supernetKey(recipe), recipe.board, recipe.budgets]);

/** The supernet trained in this page, if it is the one the recipe asks for, on the same data. */
export function trainedFor(recipe: Recipe, training: TrainState | null, data: string | null): Uint8Array | null {
  return training?.result && training.data === data && supernetKey(training.recipe) === supernetKey(recipe) ? training.result.checkpoint : null;
}
