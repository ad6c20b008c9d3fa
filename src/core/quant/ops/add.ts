/** Element-wise sum, in float and in int8; the readable references. */
import type { QuantParams } from '../../data/index.ts';
import { clamp, requantise, type Rounding } from '../fixedPoint.ts';
import { ADD_LEFT_SHIFT, type Int8Add } from '../int8Net.ts';

export function floatAdd(first: Float32Array, second: Float32Array, output: Float32Array): void {
  for (let i = 0; i < output.length; i++) output[i] = first[i] + second[i];
}

/** TFLite Micro, AddElementwise: out = zp + M_out (M_1 2^20 (a - zp_1) + M_2 2^20 (b - zp_2)). */
export function int8Add(add: Int8Add, first: Int8Array, firstQuant: QuantParams, second: Int8Array, secondQuant: QuantParams, output: Int8Array, outputQuant: QuantParams, rounding: Rounding): void {
  const lift = 2 ** ADD_LEFT_SHIFT;
  for (let i = 0; i < output.length; i++) {
    const a = requantise((first[i] - firstQuant.zeroPoint) * lift, add.first.mantissa, add.first.shift, rounding);
    const b = requantise((second[i] - secondQuant.zeroPoint) * lift, add.second.mantissa, add.second.shift, rounding);
    const sum = requantise(a + b, add.output.mantissa, add.output.shift, rounding) + outputQuant.zeroPoint;
    output[i] = clamp(sum, add.activationMin, add.activationMax);
  }
}
