/** Element-wise sum: no multiply-accumulate and no weights by the published convention. */
import type { OpCost } from './op-cost.ts';

export const addCost = (): OpCost => ({ macs: 0, weights: 0, channels: 0, normalised: false });
