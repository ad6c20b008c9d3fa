/** Average pooling: no multiply-accumulate and no weights by the published convention. */
import type { OpCost } from './op-cost.ts';

export const averagePool2dCost = (): OpCost => ({ macs: 0, weights: 0, channels: 0, normalised: false });
