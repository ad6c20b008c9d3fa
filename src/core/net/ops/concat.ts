/** Inputs one after another along one axis. */
import { InputError } from '../../lib/index.ts';
import type { Concat, Shape } from '../ir.ts';

/** @throws InputError when the axis is none of the three, or other extents differ */
export function concatShape({ axis, name }: Concat, inputs: readonly Shape[]): Shape {
  if (![0, 1, 2].includes(axis)) throw new InputError(`axis ${String(axis)} should be 0 (height), 1 (width) or 2 (channels)`, name);
  const odd = inputs.find((shape) => shape.some((extent, i) => i !== axis && extent !== inputs[0][i]));
  if (odd !== undefined) throw new InputError(`cannot join ${inputs[0].join('x')} and ${odd.join('x')} along axis ${axis}; the other extents must agree`, name);
  const total = inputs.reduce((sum, shape) => sum + shape[axis], 0);
  const [height, width, channels] = inputs[0].map((extent, i) => (i === axis ? total : extent));
  return [height, width, channels];
}
