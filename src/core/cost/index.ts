export {
  boardBudget, checkBudget, compare, DEFAULT_HEADROOM_BYTES, judge, type Budget, type Constraint, type Verdict, type Violation,
} from './budget.ts';
export type { Range } from './cycle-table.ts';
export { fastCost, fastJudge, type FastCost, type FastJudge } from './fast.ts';
export { energy, latency, type Latency, type LayerLatency } from './latency.ts';
export { costOf } from './op-cost.ts';
export type { OpCost } from './ops/op-cost.ts';
export { costTable, type CostRow } from './table.ts';
export { flash, macs, parameters, TABLE_BYTES_PER_CHANNEL, TINY_ENGINE_CODE_BYTES, type Flash } from './totals.ts';
