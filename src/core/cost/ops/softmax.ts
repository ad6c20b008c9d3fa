/** Softmax: no multiply-accumulate and no weights by the published convention. */
import { NO_COST, type OpCost } from './op-cost.ts';

export const softmaxCost = (): OpCost => NO_COST;
