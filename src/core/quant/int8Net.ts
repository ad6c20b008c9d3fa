/**
 * An int8 network: the IR with affine parameters per tensor and integer constants per layer, in TFLite's convention.
 * Only scales, zero points, weights and bias are facts; multipliers, shifts and clamps are derived from them in one
 * place, here, so that a network read from a file cannot contradict itself.
 * Source: TensorFlow Lite 8-bit quantization specification; kernel_util.cc and add.cc of TFLite Micro.
 */
import type { QuantParams } from '../data/index.ts';
import { frexp, InputError } from '../lib/index.ts';
import { elements, type Activation, type Net, type Node, type Softmax } from '../net/index.ts';
import { quantizeMultiplier, roundAway, type FixedFactor, type Rounding } from './fixedPoint.ts';

/** What a weighted layer stores. */
export interface Int8Constants {
  /** Layout of the IR (OHWI, HWC or OI), within [-127, 127], zero point 0. */
  readonly weights: Int8Array;
  /** Real value of one weight step, per output channel. */
  readonly weightScales: Float64Array;
  /** Scale input * weight[c], zero point 0. */
  readonly bias: Int32Array;
}

/** A convolution, depthwise convolution or dense layer, ready to run. */
export interface Int8Layer extends Int8Constants {
  readonly multipliers: Int32Array;
  readonly shifts: Int8Array;
  readonly activationMin: number;
  readonly activationMax: number;
}

/** TFLite's int8 ADD: both inputs lifted by 2^20, brought to one scale, summed, scaled to the output. */
export interface Int8Add {
  readonly first: FixedFactor;
  readonly second: FixedFactor;
  readonly output: FixedFactor;
  readonly activationMin: number;
  readonly activationMax: number;
}

/** TFLite's int8 SOFTMAX: differences to the largest score become Q5.26 by mantissa * 2^(shift - 31). */
export interface Int8Softmax extends FixedFactor {
  /** Differences below it count as nothing. */
  readonly smallest: number;
}

const MOST_SOFTMAX_CHANNELS = 4095;
export const ADD_LEFT_SHIFT = 20;
/** What every int8 softmax answers in: probabilities in 256ths from 0. */
export const SOFTMAX_OUTPUT: QuantParams = { scale: 1 / 256, zeroPoint: -128 };

export interface Int8Net {
  readonly net: Net;
  /** By tensor id. */
  readonly tensors: readonly QuantParams[];
  /** Weighted layers by node name. */
  readonly layers: ReadonlyMap<string, Int8Layer>;
  /** Sums by node name. */
  readonly adds: ReadonlyMap<string, Int8Add>;
  /** Softmaxes by node name. */
  readonly softmaxes: ReadonlyMap<string, Int8Softmax>;
  readonly rounding: Rounding;
}

/** Number of weights and of output channels of a node; null for nodes without weights. */
export function weightShape(net: Net, node: Node): { readonly weights: number; readonly channels: number } | null {
  const input = net.tensors[node.inputs[0]].shape;
  const channels = net.tensors[node.output].shape[2];
  switch (node.kind) {
    case 'conv2d':
      return { weights: channels * node.kernel[0] * node.kernel[1] * input[2], channels };
    case 'depthwiseConv2d':
      return { weights: node.kernel[0] * node.kernel[1] * channels, channels };
    case 'dense':
      return { weights: elements(input) * channels, channels };
    case 'add':
    case 'averagePool2d':
    case 'maxPool2d':
    case 'softmax':
      return null;
    default:
      return node satisfies never;
  }
}

/** Index of the output channel a weight belongs to. */
export const channelOf = (node: Node, index: number, weights: number, channels: number): number =>
  node.kind === 'depthwiseConv2d' ? index % channels : Math.floor(index / (weights / channels));

/** The int8 range an activation leaves (TFLite, CalculateActivationRangeQuantized). */
export function activationRange(activation: Activation, out: QuantParams): [min: number, max: number] {
  if (activation === 'none') return [-128, 127];
  const min = Math.max(-128, out.zeroPoint);
  return [min, activation === 'relu6' ? Math.min(127, Math.max(min, out.zeroPoint + roundAway(Math.fround(6 / out.scale)))) : 127];
}

/**
 * Derives everything an executor needs.
 * @param tensors one per tensor of the net @param constants one per weighted node, by name
 * @throws InputError when sizes disagree, a pool changes its parameters, or an accumulator could leave int32
 */
export function assembleInt8Net(net: Net, tensors: readonly QuantParams[], constants: ReadonlyMap<string, Int8Constants>, rounding: Rounding): Int8Net {
  if (tensors.length !== net.tensors.length) throw new InputError(`${tensors.length} tensor parameters for ${net.tensors.length} tensors`, net.name);
  tensors.forEach((params, id) => checkParams(params, net.tensors[id].name));
  const layers = new Map<string, Int8Layer>();
  const adds = new Map<string, Int8Add>();
  const softmaxes = new Map<string, Int8Softmax>();
  for (const node of net.nodes) {
    const input = tensors[node.inputs[0]];
    const output = tensors[node.output];
    if (node.kind === 'averagePool2d' || node.kind === 'maxPool2d') {
      if (input.scale !== output.scale || input.zeroPoint !== output.zeroPoint) throw new InputError('input and output of a pool should have the same scale and zero point', node.name);
    } else if (node.kind === 'softmax') {
      softmaxes.set(node.name, assembleSoftmax(input, output, net.tensors[node.output].shape[2], node));
    } else if (node.kind === 'add') {
      adds.set(node.name, assembleAdd(input, tensors[node.inputs[1]], output, node.activation, node.name));
    } else {
      const constant = constants.get(node.name);
      if (constant === undefined) throw new InputError('has no weights', node.name);
      layers.set(node.name, assembleLayer(net, node, constant, input, output));
    }
  }
  return { net, tensors, layers, adds, softmaxes, rounding };
}

function checkParams({ scale, zeroPoint }: QuantParams, where: string): void {
  if (!(scale > 0) || !Number.isFinite(scale)) throw new InputError(`scale ${scale} should be a finite number above 0`, where);
  if (!Number.isInteger(zeroPoint) || zeroPoint < -128 || zeroPoint > 127) throw new InputError(`zero point ${zeroPoint} should be an integer from -128 to 127`, where);
}

function assembleAdd(first: QuantParams, second: QuantParams, output: QuantParams, activation: Activation, where: string): Int8Add {
  const twiceMax = 2 * Math.max(first.scale, second.scale);
  const [activationMin, activationMax] = activationRange(activation, output);
  return {
    first: quantizeMultiplier(first.scale / twiceMax, where),
    second: quantizeMultiplier(second.scale / twiceMax, where),
    output: quantizeMultiplier(twiceMax / (2 ** ADD_LEFT_SHIFT * output.scale), where),
    activationMin,
    activationMax,
  };
}

/** PreprocessSoftmaxScaling and CalculateInputRadius, with 5 integer bits. */
function assembleSoftmax(input: QuantParams, output: QuantParams, channels: number, { beta, name: where }: Softmax): Int8Softmax {
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

type Weighted = Exclude<Node, { kind: 'add' | 'averagePool2d' | 'maxPool2d' | 'softmax' }>;

function assembleLayer(net: Net, node: Weighted, constant: Int8Constants, input: QuantParams, output: QuantParams): Int8Layer {
  const size = weightShape(net, node);
  const { weights, weightScales, bias } = constant;
  if (size === null || weights.length !== size.weights || weightScales.length !== size.channels || bias.length !== size.channels) {
    throw new InputError(`${weights.length} weights, ${weightScales.length} scales, ${bias.length} bias values; ${size?.weights} weights and ${size?.channels} channels are right`, node.name);
  }
  const reach = Float64Array.from(bias, Math.abs);
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === -128) throw new InputError(`weight ${i} is -128; int8 weights lie in [-127, 127]`, node.name);
    reach[channelOf(node, i, weights.length, size.channels)] += 256 * Math.abs(weights[i]);
  }
  // with one scale for all, TFLite multiplies a dense layer's scales in float32, else in float64
  const single = node.kind === 'dense' && weightScales.every((scale) => scale === weightScales[0]);
  const multipliers = new Int32Array(size.channels);
  const shifts = new Int8Array(size.channels);
  for (let c = 0; c < size.channels; c++) {
    if (reach[c] > 0x7fffffff) throw new InputError(`the sum of channel ${c} could exceed 32 bits`, node.name);
    if (!(weightScales[c] > 0)) throw new InputError(`weight scale ${weightScales[c]} of channel ${c} should be above 0`, node.name);
    const product = input.scale * weightScales[c];
    const factor = quantizeMultiplier((single ? Math.fround(product) : product) / output.scale, node.name);
    multipliers[c] = factor.mantissa;
    shifts[c] = factor.shift;
  }
  const [activationMin, activationMax] = activationRange(node.activation, output);
  return { ...constant, multipliers, shifts, activationMin, activationMax };
}
