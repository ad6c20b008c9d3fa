/** Element-wise product, in float and in int8 (TFLite Micro, mul.cc); the readable references. */
import { clamp, requantise, type Rounding } from '../fixedPoint.ts';
import type { Int8Scaling } from '../int8Net.ts';
import { floatElementwise, type Quantised } from './elementwise.ts';

export const floatMul = (first: Float32Array, second: Float32Array, output: Float32Array): void => floatElementwise((a, b) => a * b, first, second, output);

/** out = zp + M (a - zp_1) (b - zp_2). */
export function int8Mul({ mantissa, shift, activationMin, activationMax }: Int8Scaling, first: Quantised, second: Quantised, output: Quantised, rounding: Rounding): void {
  for (let i = 0; i < output.values.length; i++) {
    const a = first.values[i] - first.quant.zeroPoint;
    const b = second.values[i % second.values.length] - second.quant.zeroPoint;
    output.values[i] = clamp(requantise(a * b, mantissa, shift, rounding) + output.quant.zeroPoint, activationMin, activationMax);
  }
}
