/** Concatenation: moves bytes. */
import { NO_COST, type OpCost } from './op-cost.ts';

export const concatCost = (): OpCost => NO_COST;
