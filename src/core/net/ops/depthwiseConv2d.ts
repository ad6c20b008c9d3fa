/** Depthwise convolution: `multiplier` filters per input channel, each over that channel alone. */
import { InputError } from '../../lib/index.ts';
import type { DepthwiseConv2d, Shape } from '../ir.ts';
import { windowExtent } from './window.ts';

/** @throws InputError when the multiplier is not a whole number from 1 */
export function depthwiseConv2dShape(node: DepthwiseConv2d, input: Shape): Shape {
  const { multiplier = 1, name } = node;
  if (!Number.isInteger(multiplier) || multiplier < 1) throw new InputError(`multiplier ${multiplier} must be a whole number from 1`, name);
  return [...windowExtent(node, input), input[2] * multiplier];
}
