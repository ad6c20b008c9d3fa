/** Max pooling: no multiply-accumulate and no weights. */
import { NO_COST, type OpCost } from './op-cost.ts';

export const maxPool2dCost = (): OpCost => NO_COST;
