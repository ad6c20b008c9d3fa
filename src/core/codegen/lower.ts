/**
 * The one lowering behind both outputs: an int8 network and its arena plan become op records (the int8_op of
 * kernels/int8/int8.h) and constants at fixed offsets. What the wasm runner walks and what the C compiler sees are two
 * spellings of this. The input's zero point is folded into the bias, bias' = bias - zp_in * sum(w), and kernels fill
 * padding with it, so that no kernel subtracts it from each element.
 */
import { InputError } from '../lib/index.ts';
import type { ArenaPlan } from '../memory/index.ts';
import { elements, type Net, type Node } from '../net/index.ts';
import { channelOf, type Int8Layer, type Int8Net } from '../quant/index.ts';

/** Fields of int8_op in the order of the struct: first those of 32 bits, then those of 16. */
export const WIDE_FIELDS = [
  'input', 'second_input', 'output', 'scratch', 'weights', 'bias', 'multipliers', 'shifts', 'input_row', 'second_row', 'output_row',
] as const;
export const NARROW_FIELDS = [
  'kind', 'flags', 'input_height', 'input_width', 'input_channels', 'output_height', 'output_width', 'output_channels',
  'kernel_height', 'kernel_width', 'stride_height', 'stride_width', 'dilation_height', 'dilation_width', 'pad_top', 'pad_left',
  'multiplier', 'input_offset', 'second_offset', 'output_offset', 'activation_min', 'activation_max',
] as const;
export const OP_FIELDS = [...WIDE_FIELDS, ...NARROW_FIELDS] as const;
export type OpField = (typeof OP_FIELDS)[number];
export type OpFields = Record<OpField, number>;
export const OP_BYTES = 4 * WIDE_FIELDS.length + 2 * NARROW_FIELDS.length;

/** The flags of int8.h. */
export const FLAGS = { reverse: 1, singleRounding: 2, general: 4, clamp: 8, externalInput: 16, subtract: 32 } as const;
const MOST_NARROW = 32767;

/** The kinds of int8.h; an op without one has no kernel yet. */
export const OP_CODES: Readonly<Partial<Record<Node['kind'], number>>> = { conv2d: 1, depthwiseConv2d: 2, dense: 3, add: 4, averagePool2d: 5, maxPool2d: 6, softmax: 7 };

export type ConstantRole = 'weights' | 'bias' | 'multipliers' | 'shifts';

export interface Constant {
  readonly node: string;
  readonly role: ConstantRole;
  readonly values: Int8Array | Int32Array;
  /** Bytes from the start of the constants; int32 at multiples of 4. */
  readonly offset: number;
}

export interface LoweredOp {
  readonly node: Node;
  readonly fields: Readonly<OpFields>;
}

export interface Place {
  readonly offset: number;
  readonly bytes: number;
}

export interface Lowered {
  readonly ops: readonly LoweredOp[];
  readonly constants: readonly Constant[];
  readonly constantsBytes: number;
  readonly arenaBytes: number;
  readonly input: Place;
  readonly output: Place;
}

/** @throws InputError when the plan is not one of this network */
export function lower(int8Net: Int8Net, plan: ArenaPlan): Lowered {
  const { net } = int8Net;
  checkPlan(net, plan);
  const constants: Constant[] = [];
  let constantsBytes = 0;
  const store = (node: Node, role: ConstantRole, values: Int8Array | Int32Array): number => {
    const offset = values instanceof Int32Array ? (constantsBytes + 3) & ~3 : constantsBytes;
    constants.push({ node: node.name, role, values, offset });
    constantsBytes = offset + values.byteLength;
    return offset;
  };
  const ops = net.nodes.map((node, step): LoweredOp => {
    const fields = placedFields(int8Net, plan, node, step);
    const layer = int8Net.layers.get(node.name);
    const add = int8Net.adds.get(node.name);
    const softmax = int8Net.softmaxes.get(node.name);
    if (layer !== undefined) {
      const bias = foldedBias(node, layer, -fields.input_offset);
      if (isGeneral(layer, bias)) fields.flags |= FLAGS.general;
      fields.bias = store(node, 'bias', bias);
      fields.multipliers = store(node, 'multipliers', layer.multipliers);
      fields.shifts = store(node, 'shifts', layer.shifts);
      fields.weights = store(node, 'weights', layer.weights);
    } else if (add !== undefined) {
      const factors = [add.first, add.second, add.output];
      fields.multipliers = store(node, 'multipliers', Int32Array.from(factors, ({ mantissa }) => mantissa));
      fields.shifts = store(node, 'shifts', Int8Array.from(factors, ({ shift }) => shift));
    } else if (softmax !== undefined) {
      fields.multipliers = store(node, 'multipliers', Int32Array.of(softmax.mantissa, softmax.smallest));
      fields.shifts = store(node, 'shifts', Int8Array.of(softmax.shift));
    }
    const range = layer ?? add ?? { activationMin: -128, activationMax: 127 };
    fields.activation_min = range.activationMin;
    fields.activation_max = range.activationMax;
    if (range.activationMin > -128 || range.activationMax < 127) fields.flags |= FLAGS.clamp;
    for (const field of NARROW_FIELDS) if (Math.abs(fields[field]) > MOST_NARROW) throw new InputError(`has ${field.replace('_', ' ')} ${fields[field]}; ${MOST_NARROW} is the most a plan can hold`, node.name);
    return { node, fields };
  });
  const place = (id: number): Place => ({ offset: plan.tensors[id].offset, bytes: elements(net.tensors[id].shape) });
  return { ops, constants, constantsBytes: (constantsBytes + 3) & ~3, arenaBytes: plan.bytes, input: place(net.inputs[0]), output: place(net.outputs[0]) };
}

function checkPlan(net: Net, plan: ArenaPlan): void {
  if (plan.tensors.length !== net.tensors.length) throw new InputError(`the plan places ${plan.tensors.length} tensors, the network has ${net.tensors.length}`, net.name);
  net.tensors.forEach(({ name, shape }, id) => {
    const { offset, bytes } = plan.tensors[id];
    if (bytes !== elements(shape) || offset < 0 || offset + bytes > plan.bytes) throw new InputError(`planned as ${bytes} bytes at ${offset} of an arena of ${plan.bytes}; it has ${elements(shape)}`, name);
  });
}

function opCode({ kind, name }: Node): number {
  const code = OP_CODES[kind];
  if (code === undefined) throw new InputError(`${kind} has no kernel yet; ${Object.keys(OP_CODES).join(', ')} have`, name);
  return code;
}

function placedFields({ net, tensors, rounding }: Int8Net, plan: ArenaPlan, node: Node, step: number): OpFields {
  const [first, second] = node.inputs;
  const input = net.tensors[first].shape;
  const output = net.tensors[node.output].shape;
  const windowed = 'kernel' in node ? node : null;
  const [kernel, stride, padding] = [windowed?.kernel ?? [1, 1], windowed?.stride ?? [1, 1], windowed?.padding ?? { top: 0, left: 0 }];
  const inPlace = node.kind === 'depthwiseConv2d' && plan.tensors[node.output].inPlaceOf === first;
  const scratch = plan.scratch.find((need) => need.step === step);
  if (inPlace && scratch === undefined) throw new InputError('is planned in place, but without scratch', node.name);
  return {
    input: plan.tensors[first].offset,
    second_input: second === undefined ? 0 : plan.tensors[second].offset,
    output: plan.tensors[node.output].offset,
    scratch: inPlace && scratch !== undefined ? scratch.offset : -1,
    weights: 0, bias: 0, multipliers: 0, shifts: 0,
    input_row: input[1] * input[2], second_row: input[1] * input[2], output_row: output[1] * output[2],
    kind: opCode(node),
    flags: rounding === 'single' ? FLAGS.singleRounding : 0,
    input_height: input[0], input_width: input[1], input_channels: input[2],
    output_height: output[0], output_width: output[1], output_channels: output[2],
    kernel_height: kernel[0], kernel_width: kernel[1], stride_height: stride[0], stride_width: stride[1],
    dilation_height: 1, dilation_width: 1,
    pad_top: padding.top, pad_left: padding.left, multiplier: 1,
    input_offset: 0 - tensors[first].zeroPoint,
    second_offset: second === undefined ? 0 : 0 - tensors[second].zeroPoint,
    output_offset: tensors[node.output].zeroPoint,
    activation_min: -128, activation_max: 127,
  };
}

/** Whether the short way of scaling (a doubled sum, one high multiply, one rounding shift to the right) would not be exact. */
function isGeneral({ weights, multipliers, shifts }: Int8Layer, bias: Int32Array): boolean {
  if (shifts.some((shift, c) => shift >= 0 && multipliers[c] !== 0)) return true;
  const most = weights.length / bias.length;
  return bias.some((value) => Math.abs(value) + most * 128 * 128 >= 2 ** 30);
}

function foldedBias(node: Node, { weights, bias }: Int8Layer, zeroPoint: number): Int32Array {
  const folded = Int32Array.from(bias);
  for (let i = 0; i < weights.length; i++) folded[channelOf(node, i, weights.length, bias.length)] -= zeroPoint * weights[i];
  return folded;
}
