/** Mean over the plane: counted like an average pool, as nothing. */
import { NO_COST, type OpCost } from './op-cost.ts';

export const meanCost = (): OpCost => NO_COST;
