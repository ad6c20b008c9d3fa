/**
 * Weights, scales and bias of one operator, out of the file's constants into ours. Weights with a zero point (uint8) may
 * differ from it by more than an int8 holds; they are then split into summands that fit, and the layer reads its input
 * as often as there are summands.
 */
import type { QuantParams } from '../../data/index.ts';
import type { TfliteOperator } from '../../net/index.ts';
import { clamp, quantizeMultiplier } from '../fixedPoint.ts';
import type { Int8Constants } from '../int8Net.ts';
import { count } from './constants.ts';
import type { Assembly } from './graph.ts';
import { refuseType, Unsupported } from './unsupported.ts';

export interface Filter {
  readonly shape: readonly number[];
  /** Zero point taken off. */
  readonly weights: Int16Array;
  /** As in the file: one, or one per channel. */
  readonly scales: readonly number[];
}

/**
 * @param dimensions how many dimensions the filter has @param channelDimension which of them counts output channels
 * @param zeroPoint whether an int8 filter may have one
 */
export function filterOf(assembly: Assembly, { inputs }: TfliteOperator, dimensions: number, channelDimension: number, zeroPoint = false): Filter {
  const t = inputs[1] ?? -1;
  const tensor = assembly.graph.tensors[t];
  if (tensor === undefined) throw new Unsupported('lacks weights');
  const { type, scales, zeroPoints, scaleDimension } = tensor;
  if (type !== 'INT8' && type !== 'UINT8') refuseType(type, 'has weights of');
  const constant = assembly.constants.of(t);
  if (constant === null) {
    const bytes = tensor.data?.length ?? 0;
    throw new Unsupported(tensor.data === null ? 'has weights that are computed; constants are supported' : `has weights of shape ${tensor.shape.join('x')} in ${bytes} bytes; ${count(tensor.shape)} are needed`);
  }
  const { shape, values } = constant;
  if (shape.length !== dimensions || shape.some((extent) => extent < 1)) throw new Unsupported(`has weights of shape ${shape.join('x')}; ${dimensions} dimensions are needed`);
  if (scales.length !== 1 && (scales.length !== shape[channelDimension] || scaleDimension !== channelDimension)) {
    throw new Unsupported(`has ${scales.length} weight scales along dimension ${scaleDimension}; one, or one for each of ${shape[channelDimension]} output channels is supported`);
  }
  const zero = zeroPoints[0] ?? 0;
  const movable = type === 'UINT8' || zeroPoint;
  if (movable ? zeroPoints.some((other) => other !== zero) || Math.abs(zero) > 255 : zeroPoints.some((other) => other !== 0)) {
    throw new Unsupported(`has weights with zero points ${zeroPoints.slice(0, 4).join(', ')}; ${movable ? 'one for all' : '0'} is supported`);
  }
  assembly.countWeights(values.length);
  return { shape, weights: Int16Array.from(values, (value) => value - zero), scales };
}

/** Summands of the weights, each within int8; one where they fit. */
export function summandsOf(weights: Int16Array): Int8Array[] {
  const parts: Int8Array[] = [];
  for (let rest = weights; parts.length === 0 || rest.some((weight) => weight !== 0); ) {
    const part = Int8Array.from(rest, (weight) => clamp(weight, -128, 127));
    parts.push(part);
    rest = rest.map((weight, i) => weight - part[i]);
  }
  return parts;
}

interface Ends {
  readonly input: QuantParams;
  readonly output: QuantParams;
  /** Whether TFLite multiplies the scales of input and weights in float32, where our node does so in float64. */
  readonly single: boolean;
}

/** Bias and scales round the given weights. */
export function constantsOf(assembly: Assembly, { inputs }: TfliteOperator, weights: Int8Array, scales: readonly number[], channels: number, ends: Ends): Int8Constants {
  const weightScales = Float64Array.from(scales, (scale) => scaleFor(scale, ends));
  const t = inputs[2] ?? -1;
  if (t === -1) return { weights, weightScales, bias: new Int32Array(channels) };
  const { type, data } = assembly.graph.tensors[t];
  if (type !== 'INT32') throw new Unsupported(`has a bias of ${type}; int32 is supported`, type === 'FLOAT32');
  const bias = assembly.constants.of(t)?.values;
  if (!(bias instanceof Int32Array) || bias.length !== channels) throw new Unsupported(`has a bias of ${data?.length ?? 0} bytes; ${4 * channels} are needed for ${channels} channels`);
  return { weights, weightScales, bias };
}

/** A weight scale whose float64 product with the input's has the multiplier of the float32 product. */
function scaleFor(scale: number, { input, output, single }: Ends): number {
  if (!single || !(scale > 0)) return scale;
  const product = Math.fround(input.scale * scale);
  const wanted = quantizeMultiplier(product / output.scale);
  const near = product / input.scale;
  for (const candidate of [near, near * (1 + Number.EPSILON), near * (1 - Number.EPSILON)]) {
    const { mantissa, shift } = quantizeMultiplier((input.scale * candidate) / output.scale);
    if (mantissa === wanted.mantissa && shift === wanted.shift) return candidate;
  }
  throw new Unsupported(`multiplies scales ${input.scale} and ${scale} in float32, to a factor that float64 does not reach`);
}
