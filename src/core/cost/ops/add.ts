/** Element-wise sum: no multiply-accumulate and no weights by the published convention. */
import { NO_COST, type OpCost } from './op-cost.ts';

export const addCost = (): OpCost => NO_COST;
