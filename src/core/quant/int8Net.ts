/**
 * An int8 network: the IR with affine parameters per tensor and integer constants per layer, in TFLite's convention.
 * Only scales, zero points, weights, bias and tables are facts; multipliers, shifts and clamps are derived from them in
 * one place (`derive.ts`), so that a network read from a file cannot contradict itself.
 * Source: TensorFlow Lite 8-bit quantization specification.
 */
import type { QuantParams } from '../data/index.ts';
import { InputError } from '../lib/index.ts';
import type { Net, Node } from '../net/index.ts';
import { activationRange, deriveAdd, deriveLayer, deriveMean, deriveMul, deriveSoftmax } from './derive.ts';
import type { FixedFactor, Rounding } from './fixedPoint.ts';

/** What a weighted layer stores. */
export interface Int8Constants {
  /** Layout of the IR (OHWI, HWC or OI), zero point 0. TFLite keeps to [-127, 127]; other converters' -128 is taken too. */
  readonly weights: Int8Array;
  /** Real value of one weight step: one per output channel, or a single one for all, which dense layers multiply otherwise. */
  readonly weightScales: Float64Array;
  /** By output channel: scale input * weight, zero point 0. */
  readonly bias: Int32Array;
}

/** What an activation leaves of int8, both ends included. */
export interface Clamp {
  readonly activationMin: number;
  readonly activationMax: number;
}

/** A convolution, depthwise convolution or dense layer, ready to run. */
export interface Int8Layer extends Int8Constants, Clamp {
  readonly multipliers: Int32Array;
  readonly shifts: Int8Array;
}

/** TFLite's int8 ADD and SUB: both inputs lifted by 2^20, brought to one scale, summed or subtracted, scaled to the output. */
export interface Int8Add extends Clamp {
  readonly first: FixedFactor;
  readonly second: FixedFactor;
  readonly output: FixedFactor;
}

/** TFLite's int8 MUL and MEAN: one integer, a product or a sum, scaled to the output. A mean's mantissa may lie below 2^30. */
export interface Int8Scaling extends FixedFactor, Clamp {}

/** TFLite's int8 SOFTMAX: differences to the largest score become Q5.26 by mantissa * 2^(shift - 31). */
export interface Int8Softmax extends FixedFactor {
  /** Differences below it count as nothing. */
  readonly smallest: number;
}

/** Entries of a lookup's table: one per int8. */
export const TABLE_ENTRIES = 256;

export interface Int8Net {
  readonly net: Net;
  /** By tensor id. */
  readonly tensors: readonly QuantParams[];
  /** Weighted layers by node name. */
  readonly layers: ReadonlyMap<string, Int8Layer>;
  /** Sums and differences (add, sub) by node name. */
  readonly adds: ReadonlyMap<string, Int8Add>;
  /** Products and means (mul, mean) by node name. */
  readonly scalings: ReadonlyMap<string, Int8Scaling>;
  /** Softmaxes by node name. */
  readonly softmaxes: ReadonlyMap<string, Int8Softmax>;
  /** Tables by node name: the value of q stands at q + 128. */
  readonly lookups: ReadonlyMap<string, Int8Array>;
  readonly rounding: Rounding;
}

/** Ops that move or compare values and never rescale them: inputs and output have one scale and zero point. */
export const keepsParams = ({ kind }: Node): boolean =>
  kind === 'averagePool2d' || kind === 'maxPool2d' || kind === 'concat' || kind === 'slice' || kind === 'pad' || kind === 'resizeNearest';

/** The range a node's activation leaves; all of int8 where it has none. */
export function clampOf(tensors: readonly QuantParams[], node: Node): Clamp {
  const [activationMin, activationMax] = activationRange('activation' in node ? (node.activation ?? 'none') : 'none', tensors[node.output]);
  return { activationMin, activationMax };
}

/**
 * Derives everything an executor needs.
 * @param tensors one per tensor of the net @param constants one per weighted node, by name
 * @param tables one per lookup, by name
 * @throws InputError when sizes disagree, an op that only moves values changes their parameters, or an accumulator could leave int32
 */
export function assembleInt8Net(net: Net, tensors: readonly QuantParams[], constants: ReadonlyMap<string, Int8Constants>, rounding: Rounding, tables: ReadonlyMap<string, Int8Array> = new Map()): Int8Net {
  if (tensors.length !== net.tensors.length) throw new InputError(`${tensors.length} tensor parameters for ${net.tensors.length} tensors`, net.name);
  tensors.forEach((params, id) => checkParams(params, net.tensors[id].name));
  const layers = new Map<string, Int8Layer>();
  const adds = new Map<string, Int8Add>();
  const scalings = new Map<string, Int8Scaling>();
  const softmaxes = new Map<string, Int8Softmax>();
  const lookups = new Map<string, Int8Array>();
  for (const node of net.nodes) {
    const { name } = node;
    const [input, second] = node.inputs.map((id) => tensors[id]);
    const output = tensors[node.output];
    const shape = net.tensors[node.inputs[0]].shape;
    const clamp = clampOf(tensors, node);
    switch (node.kind) {
      case 'conv2d':
      case 'depthwiseConv2d':
      case 'dense':
        layers.set(name, { ...deriveLayer(net, node, found(constants.get(name), 'weights', name), input, output), ...clamp });
        break;
      case 'add':
      case 'sub':
        adds.set(name, { ...deriveAdd(node, input, second, output), ...clamp });
        break;
      case 'mul':
        scalings.set(name, { ...deriveMul(node, input, second, output), ...clamp });
        break;
      case 'mean':
        scalings.set(name, { ...deriveMean(node, input, output, shape[0] * shape[1]), ...clamp });
        break;
      case 'softmax':
        softmaxes.set(name, deriveSoftmax(node, input, output, shape[2]));
        break;
      case 'lookup':
        lookups.set(name, checkTable(found(tables.get(name), 'table', name), name));
        break;
      case 'averagePool2d':
      case 'maxPool2d':
      case 'concat':
      case 'slice':
      case 'pad':
      case 'resizeNearest':
        checkKept(tensors, node);
        break;
      default:
        node satisfies never;
    }
  }
  return { net, tensors, layers, adds, scalings, softmaxes, lookups, rounding };
}

function found<T>(value: T | undefined, what: string, where: string): T {
  if (value === undefined) throw new InputError(`has no ${what}`, where);
  return value;
}

function checkParams({ scale, zeroPoint }: QuantParams, where: string): void {
  if (!(scale > 0) || !Number.isFinite(scale)) throw new InputError(`scale ${scale} should be a finite number above 0`, where);
  if (!Number.isInteger(zeroPoint) || zeroPoint < -128 || zeroPoint > 127) throw new InputError(`zero point ${zeroPoint} should be an integer from -128 to 127`, where);
}

function checkKept(tensors: readonly QuantParams[], { kind, name, inputs, output }: Node): void {
  const { scale, zeroPoint } = tensors[output];
  for (const id of inputs) {
    if (tensors[id].scale !== scale || tensors[id].zeroPoint !== zeroPoint) throw new InputError(`input and output of ${kind} should have the same scale and zero point`, name);
  }
}

function checkTable(table: Int8Array, where: string): Int8Array {
  if (table.length !== TABLE_ENTRIES) throw new InputError(`a table of ${table.length} values; ${TABLE_ENTRIES} are right`, where);
  return table;
}
