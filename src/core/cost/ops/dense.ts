/** Fully connected layer: inputs x outputs. */
import { elements, type Shape } from '../../net/index.ts';
import type { OpCost } from './op-cost.ts';

export function denseCost(input: Shape, [, , outputs]: Shape): OpCost {
  const weights = elements(input) * outputs;
  return { macs: weights, weights, channels: outputs, normalised: false, tableBytes: 0 };
}
