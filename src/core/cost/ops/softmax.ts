/** Softmax: no multiply-accumulate and no weights by the published convention. */
import type { OpCost } from './op-cost.ts';

export const softmaxCost = (): OpCost => ({ macs: 0, weights: 0, channels: 0, normalised: false });
