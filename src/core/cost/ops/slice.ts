/** Slice: moves bytes. */
import { NO_COST, type OpCost } from './op-cost.ts';

export const sliceCost = (): OpCost => NO_COST;
