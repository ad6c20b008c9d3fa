/**
 * Functions of one int8 that are straight lines and clamps: QUANTIZE, the RELU family, LEAKY_RELU, and the rescaling
 * that uint8 CONCATENATION does to its inputs.
 * Source: TensorFlow Lite, reference/requantize.h, activations.cc (QuantizedReluX), reference/leaky_relu.h,
 * reference/concatenation.h; TFLite Micro agrees, but for RELU6 that changes scale, which it forgets to rescale.
 */
import type { QuantParams } from '../../../data/index.ts';
import { clamp, quantizeMultiplier, requantise, roundAway } from '../../fixedPoint.ts';
import { tabulate } from './table.ts';

/** The same real value in other parameters. */
export const rescaleTable = (input: QuantParams, output: QuantParams): Int8Array => boundedTable(input, output, -Infinity, Infinity, input.scale / output.scale);

/**
 * The real value kept between two bounds.
 * @param factor TensorFlow Lite divides the scales of its RELU family in float32; TFLite Micro those of int8 RELU in float64
 */
export function boundedTable(input: QuantParams, output: QuantParams, least: number, most: number, factor = Math.fround(input.scale / output.scale)): Int8Array {
  const { mantissa, shift } = quantizeMultiplier(factor);
  const quantised = (bound: number): number => output.zeroPoint + roundAway(Math.fround(bound / output.scale));
  const [low, high] = [Math.max(-128, quantised(least)), Math.min(127, quantised(most))];
  return tabulate((q) => Math.min(high, Math.max(low, requantise(q - input.zeroPoint, mantissa, shift, 'double') + output.zeroPoint)));
}

/** x above 0, alpha x below; the factors are float32 as in TFLite Micro. Alpha may be of either sign. */
export function leakyReluTable(input: QuantParams, output: QuantParams, alpha: number): Int8Array {
  const above = quantizeMultiplier(Math.fround(input.scale / output.scale));
  const slope = Math.fround(Math.fround(input.scale * alpha) / output.scale);
  const below = quantizeMultiplier(Math.abs(slope));
  return tabulate((q) => {
    const x = q - input.zeroPoint;
    const scaled = x >= 0 ? requantise(x, above.mantissa, above.shift, 'double') : requantise(slope < 0 ? -x : x, below.mantissa, below.shift, 'double');
    return scaled + output.zeroPoint;
  });
}

/** ConcatenationWithScaling: in float32, on uint8 values, which lie 128 above ours. */
export function concatenationTable(input: QuantParams, output: QuantParams): Int8Array {
  const scale = Math.fround(input.scale * Math.fround(1 / output.scale));
  const bias = Math.fround(-(input.zeroPoint + 128) * scale);
  return tabulate((q) => clamp(roundAway(Math.fround(Math.fround((q + 128) * scale) + bias)) + output.zeroPoint, -128, 127));
}
