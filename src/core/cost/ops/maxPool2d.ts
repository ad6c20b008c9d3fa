/** Max pooling: no multiply-accumulate and no weights. */
import type { OpCost } from './op-cost.ts';

export const maxPool2dCost = (): OpCost => ({ macs: 0, weights: 0, channels: 0, normalised: false });
