/** Mean over height and width, in float and in int8; the readable references. */
import { clamp, requantise, type Rounding } from '../fixedPoint.ts';
import type { Int8Scaling } from '../int8Net.ts';
import type { Quantised } from './elementwise.ts';

/** Sum of one channel over the plane; `channels` apart. */
function channelSum(values: ArrayLike<number>, channel: number, channels: number): number {
  let sum = 0;
  for (let i = channel; i < values.length; i += channels) sum += values[i];
  return sum;
}

export function floatMean(input: Float32Array, output: Float32Array): void {
  const places = input.length / output.length;
  for (let c = 0; c < output.length; c++) output[c] = channelSum(input, c, output.length) / places;
}

/** QuantizedMeanOrSum of TFLite: out = zp_out + M (sum - zp_in places), with 1 / places inside of M. */
export function int8Mean({ mantissa, shift }: Int8Scaling, { values, quant }: Quantised, output: Quantised, rounding: Rounding): void {
  const channels = output.values.length;
  const zeros = quant.zeroPoint * (values.length / channels);
  for (let c = 0; c < channels; c++) {
    const scaled = requantise(channelSum(values, c, channels) - zeros, mantissa, shift, rounding);
    output.values[c] = clamp(scaled + output.quant.zeroPoint, -128, 127);
  }
}
