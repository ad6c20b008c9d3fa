/** Element-wise difference: counted like a sum, as nothing. */
import { NO_COST, type OpCost } from './op-cost.ts';

export const subCost = (): OpCost => NO_COST;
