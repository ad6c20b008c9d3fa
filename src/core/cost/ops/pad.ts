/** Border: moves bytes. */
import { NO_COST, type OpCost } from './op-cost.ts';

export const padCost = (): OpCost => NO_COST;
