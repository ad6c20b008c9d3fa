/** Element-wise product: multiplies but accumulates nothing, and has no weights. */
import { NO_COST, type OpCost } from './op-cost.ts';

export const mulCost = (): OpCost => NO_COST;
