/**
 * One node's op records. The input's zero point is folded into the bias of weighted layers, bias' = bias - zp_in *
 * sum(w), and kernels fill padding with it, so that no kernel subtracts it from each element.
 */
import { elements, type Concat, type Node, type Pad, type Shape, type Slice, type TensorId } from '../net/index.ts';
import { clampOf, nearestPlaces, type Int8Layer } from '../quant/index.ts';
import type { ConstantRole, ConstantValues } from './constantPool.ts';
import { layerFactors, MOST_PLACES } from './layerFactors.ts';
import type { LoweringContext, OpRecord } from './lower.ts';
import { channelsBySixes, packDense, packPairs } from './pack.ts';
import { FLAGS, type OpField, type OpFields, type OpKernel } from './record.ts';

/** Where a tensor begins, and the flag that says so if that is in the caller's buffer, where inputs follow one another. */
function placeOf({ int8Net: { net }, plan }: LoweringContext, id: TensorId, flag: number): { readonly offset: number; readonly flag: number } {
  const { offset } = plan.tensors[id];
  if (offset >= 0) return { offset, flag: 0 };
  const before = net.inputs.slice(0, net.inputs.indexOf(id));
  return { offset: before.reduce((sum, other) => sum + elements(net.tensors[other].shape), 0), flag };
}

/** Shapes, addresses and zero points: what every record of a node has. */
export function baseFields(context: LoweringContext, node: Node, step: number, first: TensorId = node.inputs[0]): OpFields {
  const { int8Net: { net, tensors, rounding }, plan } = context;
  const input = net.tensors[first].shape;
  const output = net.tensors[node.output].shape;
  const windowed = 'kernel' in node ? node : null;
  const [kernel, stride, padding] = [windowed?.kernel ?? [1, 1], windowed?.stride ?? [1, 1], windowed?.padding ?? { top: 0, left: 0 }];
  const dilation = ('dilation' in node ? node.dilation : undefined) ?? [1, 1];
  const { activationMin, activationMax } = clampOf(tensors, node);
  const from = placeOf(context, first, FLAGS.externalInput);
  const { reverse, scratch } = plan.steps[step];
  return {
    input: from.offset, second_input: 0, output: plan.tensors[node.output].offset, scratch: scratch?.offset ?? -1,
    weights: 0, bias: 0, multipliers: 0, shifts: 0,
    input_row: input[1] * input[2], second_row: 0, output_row: output[1] * output[2],
    kind: 0,
    flags: from.flag | (rounding === 'single' ? FLAGS.singleRounding : 0) | (reverse ? FLAGS.reverse : 0) | (activationMin > -128 || activationMax < 127 ? FLAGS.clamp : 0),
    input_height: input[0], input_width: input[1], input_channels: input[2],
    output_height: output[0], output_width: output[1], output_channels: output[2],
    kernel_height: kernel[0], kernel_width: kernel[1], stride_height: stride[0], stride_width: stride[1],
    dilation_height: dilation[0], dilation_width: dilation[1],
    pad_top: padding.top, pad_left: padding.left,
    multiplier: node.kind === 'depthwiseConv2d' ? (node.multiplier ?? 1) : 1,
    input_offset: 0 - tensors[first].zeroPoint, second_offset: 0, output_offset: tensors[node.output].zeroPoint,
    activation_min: activationMin, activation_max: activationMax,
  };
}

export function recordsOf(context: LoweringContext, node: Node, step: number): readonly OpRecord[] {
  const { int8Net, pool } = context;
  const { net, layers, rounding, adds, scalings, softmaxes, lookups } = int8Net;
  const fields = baseFields(context, node, step);
  const one = (kernel: OpKernel, changed: Partial<OpFields>, stored: Stored = {}): readonly OpRecord[] => {
    const placed = Object.entries(stored) as [OpField, readonly [ConstantRole, ConstantValues]][];
    const offsets = Object.fromEntries(placed.map(([field, [role, values]]) => [field, pool.store(node.name, role, values)]));
    return [{ kernel, fields: { ...fields, ...changed, ...offsets }, constants: placed.map(([field]) => field) }];
  };
  const add = adds.get(node.name);
  const scaling = scalings.get(node.name);
  const softmax = softmaxes.get(node.name);
  switch (node.kind) {
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'dense': {
      const layer = layers.get(node.name);
      if (layer === undefined) return [];
      const { bias, ...factors } = layerFactors(node, layer, -fields.input_offset, rounding);
      const flags = fields.flags | (factors.general ? FLAGS.general : 0);
      const kernel = node.kind === 'conv2d' && context.plan.steps[step].kernel === 'lean' ? 'conv2dLean' : node.kind;
      const dense = node.kind === 'dense';
      const shifts = dense ? factors.shifts.map((shift) => ~shift) : factors.shifts;
      const ragged = dense && (bias.length < 4 || bias.length % 2 !== 0 || (layer.weights.length / bias.length) % 4 !== 0) ? FLAGS.ragged : 0;
      return one(kernel, dense ? { flags: flags | ragged, multiplier: channelsBySixes(bias.length) } : { flags }, {
        bias: ['bias', bias], multipliers: ['multipliers', factors.multipliers], shifts: ['shifts', shifts], weights: ['weights', packedWeights(node, layer)],
      });
    }
    case 'add':
    case 'sub': {
      if (add === undefined) return [];
      const factors = [add.first, add.second, add.output];
      const second = secondFields(context, node.inputs[1], net.tensors[node.output].shape);
      const flags = fields.flags | (second.flags ?? 0) | (node.kind === 'sub' ? FLAGS.subtract : 0) | (add.output.shift >= 0 || factors.some(({ shift }) => shift < -MOST_PLACES) ? FLAGS.general : 0);
      return one('add', { ...second, flags }, {
        multipliers: ['multipliers', Int32Array.from(factors, ({ mantissa }) => mantissa)],
        shifts: ['shifts', Int8Array.from(factors, ({ shift }) => shift)],
      });
    }
    case 'mul':
    case 'mean': {
      if (scaling === undefined) return [];
      const second = node.kind === 'mul' ? secondFields(context, node.inputs[1], net.tensors[node.output].shape) : {};
      const flags = fields.flags | (second.flags ?? 0) | (scaling.shift >= 0 ? FLAGS.general : 0);
      return one(node.kind, { ...second, flags }, { multipliers: ['multipliers', Int32Array.of(scaling.mantissa)], shifts: ['shifts', Int8Array.of(scaling.shift)] });
    }
    case 'softmax':
      return softmax === undefined ? [] : one('softmax', {}, { multipliers: ['multipliers', Int32Array.of(softmax.mantissa, softmax.smallest)], shifts: ['shifts', Int8Array.of(softmax.shift)] });
    case 'lookup':
      return one('lookup', {}, { weights: ['tables', lookups.get(node.name) ?? new Int8Array()] });
    case 'averagePool2d':
    case 'maxPool2d':
      return one(node.kind, {});
    case 'resizeNearest': {
      const places = [...nearestPlaces(node, fields.input_height, fields.output_height), ...nearestPlaces(node, fields.input_width, fields.output_width)];
      return one('resizeNearest', {}, { multipliers: ['tables', Int32Array.from(places)] });
    }
    case 'slice':
      return one('copy', sliceFields(node, fields));
    case 'pad':
      return [...one('fill', {}), ...one('copy', padFields(node, fields))];
    case 'concat':
      return concatRecords(context, node, step);
    default:
      return node satisfies never;
  }
}

type Stored = Partial<Record<OpField, readonly [ConstantRole, ConstantValues]>>;

/** The second operand, or the one row, pixel or value of it that serves all. */
function secondFields(context: LoweringContext, id: TensorId, [height, width, channels]: Shape): Partial<OpFields> {
  const { net, tensors } = context.int8Net;
  const shape = net.tensors[id].shape;
  const { offset, flag } = placeOf(context, id, FLAGS.externalSecond);
  const whole = shape[0] === height && shape[1] === width && shape[2] === channels;
  return {
    second_input: offset, flags: flag, second_offset: 0 - tensors[id].zeroPoint,
    second_row: whole ? width * channels : 0, stride_width: whole ? channels : 0, dilation_width: shape[2] === channels ? 1 : 0,
  };
}

const sliceFields = ({ begin, stride }: Slice, { input, input_row, input_channels, output_channels }: OpFields): Partial<OpFields> => ({
  input: input + begin[0] * input_row + begin[1] * input_channels + begin[2],
  stride_height: stride[0], stride_width: stride[1], dilation_width: stride[2], multiplier: output_channels,
});

const padFields = ({ padding: { top, left } }: Pad, { output, output_row, input_height, input_width, input_channels }: OpFields): Partial<OpFields> => ({
  output: output + top * output_row + left * input_channels, output_height: input_height, output_width: input_width, multiplier: input_channels,
});

function concatRecords(context: LoweringContext, node: Concat, step: number): OpRecord[] {
  let taken = 0;
  return node.inputs.map((id) => {
    const fields = baseFields(context, node, step, id);
    const unit = [fields.output_row, fields.output_channels, 1][node.axis];
    const output = fields.output + taken * unit;
    taken += [fields.input_height, fields.input_width, fields.input_channels][node.axis];
    return { kernel: 'copy', fields: { ...fields, output, output_height: fields.input_height, output_width: fields.input_width, multiplier: fields.input_channels }, constants: [] };
  });
}

function packedWeights(node: Node, { weights, bias }: Int8Layer): Int8Array {
  switch (node.kind) {
    case 'conv2d':
      return packPairs(weights, bias.length);
    case 'dense':
      return packDense(weights, bias.length);
    default:
      return weights;
  }
}
