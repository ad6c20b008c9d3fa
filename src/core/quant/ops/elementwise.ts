/**
 * Two operands element by element, the second perhaps repeated: what sum, difference and product share. Not an op
 * itself. In NHWC the operand [1, 1, C] repeats every C elements and [1, 1, 1] every one, so that element i of the first
 * always meets element i mod length of the second.
 */
import type { QuantParams } from '../../data/index.ts';
import { ADD_LEFT_SHIFT } from '../derive.ts';
import { clamp, requantise, type FixedFactor, type Rounding } from '../fixedPoint.ts';
import type { Int8Add } from '../int8Net.ts';

/** One int8 tensor and what its values mean. */
export interface Quantised {
  readonly values: Int8Array;
  readonly quant: QuantParams;
}

export function floatElementwise(combine: (a: number, b: number) => number, first: Float32Array, second: Float32Array, output: Float32Array): void {
  for (let i = 0; i < output.length; i++) output[i] = combine(first[i], second[i % second.length]);
}

/** out = zp + M_out (M_1 2^20 (a - zp_1) + sign M_2 2^20 (b - zp_2)). */
export function int8Sum(add: Int8Add, sign: 1 | -1, first: Quantised, second: Quantised, output: Quantised, rounding: Rounding): void {
  const lifted = ({ values, quant }: Quantised, i: number, { mantissa, shift }: FixedFactor): number =>
    requantise((values[i % values.length] - quant.zeroPoint) * 2 ** ADD_LEFT_SHIFT, mantissa, shift, rounding);
  for (let i = 0; i < output.values.length; i++) {
    const sum = lifted(first, i, add.first) + sign * lifted(second, i, add.second);
    output.values[i] = clamp(requantise(sum, add.output.mantissa, add.output.shift, rounding) + output.quant.zeroPoint, add.activationMin, add.activationMax);
  }
}
