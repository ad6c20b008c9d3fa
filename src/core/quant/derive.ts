/**
 * What TFLite Micro works out when it prepares a graph: from scales and zero points the multipliers, shifts and clamps
 * of each op. Where TFLite Micro divides scales in float32, so does this; a last bit decides some results.
 * Source: TFLite Micro, kernel_util.cc, add_common.cc, sub_common.cc, mul_common.cc, softmax_common.cc; TensorFlow Lite,
 * reference/reduce.h (QuantizedMeanOrSum).
 */
import type { QuantParams } from '../data/index.ts';
import { frexp, InputError } from '../lib/index.ts';
import type { Activation, Add, Mean, Mul, Net, Softmax, Sub, Weighted } from '../net/index.ts';
import { quantizeMultiplier, roundAway, type FixedFactor } from './fixedPoint.ts';
import type { Clamp, Int8Add, Int8Constants, Int8Layer, Int8Softmax } from './int8Net.ts';
import { channelOf, weightShape } from './weights.ts';

const INT32_MAX = 0x7fffffff;
/** Bits by which sums lift their inputs before they meet. */
export const ADD_LEFT_SHIFT = 20;
/** What every int8 softmax answers in: probabilities in 256ths from 0. */
export const SOFTMAX_OUTPUT: QuantParams = { scale: 1 / 256, zeroPoint: -128 };
const MOST_SOFTMAX_CHANNELS = 4095;
/** Steps between two int8 values at most. */
const INT8_SPAN = 255;

/** The int8 range an activation leaves (CalculateActivationRangeQuantized). */
export function activationRange(activation: Activation, out: QuantParams): [min: number, max: number] {
  if (activation === 'none') return [-128, 127];
  const min = Math.max(-128, out.zeroPoint);
  return [min, activation === 'relu6' ? Math.min(127, Math.max(min, out.zeroPoint + roundAway(Math.fround(6 / out.scale)))) : 127];
}

/** @throws InputError when sizes disagree or a sum of products could leave int32 */
export function deriveLayer(net: Net, node: Weighted, constant: Int8Constants, input: QuantParams, output: QuantParams): Omit<Int8Layer, keyof Clamp> {
  const size = weightShape(net, node);
  const { weights, weightScales, bias } = constant;
  if (size === null || weights.length !== size.weights || (weightScales.length !== 1 && weightScales.length !== size.channels) || bias.length !== size.channels) {
    throw new InputError(`${weights.length} weights, ${weightScales.length} scales, ${bias.length} bias values; ${size?.weights} weights and ${size?.channels} channels, or one scale for all, are right`, node.name);
  }
  const reach = Float64Array.from(bias, Math.abs);
  for (let i = 0; i < weights.length; i++) reach[channelOf(node, i, weights.length, size.channels)] += 256 * Math.abs(weights[i]);
  // with one scale for all, TFLite multiplies a dense layer's scales in float32; with several, equal or not, in float64
  const single = node.kind === 'dense' && weightScales.length === 1;
  const multipliers = new Int32Array(size.channels);
  const shifts = new Int8Array(size.channels);
  for (let c = 0; c < size.channels; c++) {
    if (reach[c] > INT32_MAX) throw new InputError(`the sum of channel ${c} could exceed 32 bits`, node.name);
    const scale = weightScales[weightScales.length === 1 ? 0 : c];
    if (!(scale > 0)) throw new InputError(`weight scale ${scale} of channel ${c} should be above 0`, node.name);
    const product = input.scale * scale;
    const factor = quantizeMultiplier((single ? Math.fround(product) : product) / output.scale, node.name);
    multipliers[c] = factor.mantissa;
    shifts[c] = factor.shift;
  }
  return { ...constant, multipliers, shifts };
}

/** ADD divides the scales in float64, SUB in float32. */
export function deriveAdd({ kind, name: where }: Add | Sub, first: QuantParams, second: QuantParams, output: QuantParams): Omit<Int8Add, keyof Clamp> {
  const ratio = (a: number, b: number): FixedFactor => quantizeMultiplier(kind === 'sub' ? Math.fround(a / b) : a / b, where);
  const twiceMax = 2 * Math.max(first.scale, second.scale);
  return { first: ratio(first.scale, twiceMax), second: ratio(second.scale, twiceMax), output: ratio(twiceMax, 2 ** ADD_LEFT_SHIFT * output.scale) };
}

export const deriveMul = ({ name }: Mul, first: QuantParams, second: QuantParams, output: QuantParams): FixedFactor =>
  quantizeMultiplier((first.scale * second.scale) / output.scale, name);

/**
 * The factor of a sum over `places`: 1 / places goes into the mantissa, which is shifted up by floor(log2 places) so
 * that no more than one bit is lost, and truncated.
 */
export function deriveMean({ name }: Mean, input: QuantParams, output: QuantParams, places: number): FixedFactor {
  if (places * INT8_SPAN > INT32_MAX) throw new InputError(`the sum over ${places} places could exceed 32 bits`, name);
  const { mantissa, shift } = quantizeMultiplier(input.scale / output.scale, name);
  const lift = Math.min(31 - Math.clz32(places), 31 + shift);
  const lifted = mantissa * 2 ** lift;
  return { mantissa: (lifted - (lifted % places)) / places, shift: shift - lift };
}

/** PreprocessSoftmaxScaling and CalculateInputRadius, with 5 integer bits. */
export function deriveSoftmax({ beta, name: where }: Softmax, input: QuantParams, output: QuantParams, channels: number): Int8Softmax {
  if (channels > MOST_SOFTMAX_CHANNELS) throw new InputError(`${channels} channels; an int8 softmax takes at most ${MOST_SOFTMAX_CHANNELS}, beyond which its sum could exceed 32 bits`, where);
  if (Math.abs(output.scale * 256 - 1) > 0.001 || output.zeroPoint !== SOFTMAX_OUTPUT.zeroPoint) {
    throw new InputError(`output of scale ${output.scale} and zero point ${output.zeroPoint}; 1/256 and -128 are what an int8 softmax has`, where);
  }
  const factor = Math.min(beta * input.scale * 2 ** 26, 2 ** 31 - 1);
  if (!(factor > 1)) throw new InputError(`beta ${beta} times input scale ${input.scale} should be above 2^-26`, where);
  const [fraction, exponent] = frexp(factor);
  const mantissa = roundAway(fraction * 2 ** 31);
  const carried = mantissa === 2 ** 31;
  const shift = carried ? exponent + 1 : exponent;
  return { mantissa: carried ? 2 ** 30 : mantissa, shift, smallest: 0 - Math.floor((31 * 2 ** 26) / 2 ** shift) };
}
