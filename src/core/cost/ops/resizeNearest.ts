/** Nearest-neighbour resize: moves bytes. */
import { NO_COST, type OpCost } from './op-cost.ts';

export const resizeNearestCost = (): OpCost => NO_COST;
