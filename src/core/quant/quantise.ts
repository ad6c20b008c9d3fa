/**
 * Post-training quantisation: per-channel symmetric weights, per-tensor asymmetric activations, int32 bias. The input
 * tensor keeps the task's own parameters, so that stored int8 features enter the network untouched.
 * Source: Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
 * Inference" (CVPR 2018), section 2; TensorFlow Lite 8-bit quantization specification.
 */
import type { QuantParams } from '../data/index.ts';
import { InputError } from '../lib/index.ts';
import type { FloatNet, LayerWeights, Net, Node } from '../net/index.ts';
import { calibrate, type Range } from './calibrate.ts';
import { clamp, roundAway, type Rounding } from './fixedPoint.ts';
import { SOFTMAX_OUTPUT } from './derive.ts';
import { assembleInt8Net, type Int8Constants, type Int8Net } from './int8Net.ts';
import { LOOKUP_OUTPUT, tabulate } from './ops/lookup.ts';
import { shareParams } from './shareParams.ts';
import { channelOf, weightShape } from './weights.ts';

export interface QuantiseOptions {
  /** Default `double`. */
  readonly rounding?: Rounding;
  /** Ranges by tensor id where the caller has them; the calibration examples are then not run. */
  readonly ranges?: readonly Range[];
}

/** Bias steps stay below this, so that bias and products together fit 32 bits. */
const BIAS_LIMIT = 2 ** 29;

/**
 * @param calibration count x elements of all inputs, int8 features at `inputQuant`
 * @throws InputError when weights are missing or not finite, or calibration is empty
 */
export function quantise(floatNet: FloatNet, calibration: Int8Array, count: number, inputQuant: QuantParams, options: QuantiseOptions = {}): Int8Net {
  const { net, layers } = floatNet;
  const ranges = options.ranges ?? calibrate(floatNet, calibration, count, inputQuant);
  if (ranges.length !== net.tensors.length) throw new InputError(`${ranges.length} ranges for ${net.tensors.length} tensors`, net.name);
  const tensors = shareParams(net, ranges, prescribedParams(net, inputQuant));
  const constants = new Map<string, Int8Constants>();
  const tables = new Map<string, Int8Array>();
  for (const node of net.nodes) {
    if (node.kind === 'lookup') tables.set(node.name, tabulate(node, tensors[node.inputs[0]], tensors[node.output]));
    const size = weightShape(net, node);
    if (size === null) continue;
    const layer = layers.get(node.name);
    if (layer === undefined || layer.weights.length !== size.weights || layer.bias.length !== size.channels) {
      throw new InputError(`${layer?.weights.length ?? 'no'} weights and ${layer?.bias.length ?? 'no'} bias values; ${size.weights} and ${size.channels} are right`, node.name);
    }
    constants.set(node.name, quantiseLayer(node, layer, size.channels, tensors[node.inputs[0]].scale));
  }
  return assembleInt8Net(net, tensors, constants, options.rounding ?? 'double', tables);
}

/** Parameters that are not ours to choose: the inputs keep the task's, some ops have theirs from TFLite. */
function prescribedParams(net: Net, inputQuant: QuantParams): Map<number, QuantParams> {
  const prescribed = new Map(net.inputs.map((id) => [id, inputQuant]));
  for (const node of net.nodes) {
    const params = node.kind === 'softmax' ? SOFTMAX_OUTPUT : node.kind === 'lookup' ? LOOKUP_OUTPUT.get(node.fn) : undefined;
    if (params !== undefined) prescribed.set(node.output, params);
  }
  return prescribed;
}

/** A channel's step is max |w| / 127, or coarser where its bias would otherwise need more than 30 bits. */
function quantiseLayer(node: Node, { weights, bias }: LayerWeights, channels: number, inputScale: number): Int8Constants {
  const largest = new Float64Array(channels);
  for (let i = 0; i < weights.length; i++) {
    const c = channelOf(node, i, weights.length, channels);
    if (!Number.isFinite(weights[i])) throw new InputError(`weight ${i} is ${weights[i]}, not a finite number`, node.name);
    largest[c] = Math.max(largest[c], Math.abs(weights[i]));
  }
  const weightScales = Float64Array.from(largest, (value, c) => {
    if (!Number.isFinite(bias[c])) throw new InputError(`bias ${c} is ${bias[c]}, not a finite number`, node.name);
    const scale = Math.fround(Math.max(value / 127, Math.abs(bias[c]) / (inputScale * BIAS_LIMIT)));
    return scale > 0 ? scale : 1;
  });
  return {
    weights: Int8Array.from(weights, (w, i) => clamp(roundAway(w / weightScales[channelOf(node, i, weights.length, channels)]), -127, 127)),
    weightScales,
    bias: Int32Array.from(bias, (b, c) => roundAway(b / (inputScale * weightScales[c]))),
  };
}
