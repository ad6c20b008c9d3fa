/**
 * Operators that only move values: reshapes and transposes (relabellings, where no element changes place), padding,
 * joining and taking apart. Padding is taken over by the next window where that can be; padding of channels is a 1x1
 * convolution with ones.
 */
import { elements, type Padding, type Shape, type TfliteOperator } from '../../../net/index.ts';
import { count } from '../constants.ts';
import type { Assembly } from '../graph.ts';
import { concatenationTable } from '../lookups/linear.ts';
import { rangeOf, type Range } from '../slices.ts';
import { movesNothing, transposed } from '../transpose.ts';
import { Unsupported } from '../unsupported.ts';
import type { Translate } from './translate.ts';
import { same, type Value } from '../value.ts';

/** Orders of elements are lists; longer ones are refused. */
const MOST_REORDERED = 2 ** 20;

export const relabel: Translate = (assembly, { inputs: [from], outputs: [to] }) => assembly.relabel(from, to);

export const transpose: Translate = (assembly, { inputs: [from, orderTensor], outputs: [to] }) => {
  const order = assembly.constants.ints(orderTensor);
  if (order === null) throw new Unsupported('has an order of dimensions that is not constant');
  const value = assembly.solid(from);
  const { shape } = assembly.graph.tensors[from];
  if (count(shape) !== elements(value.shape) || count(shape) > MOST_REORDERED) throw new Unsupported(`turns ${shape.join('x')}; up to ${MOST_REORDERED} elements are supported`);
  const turned = transposed(shape, order);
  if (turned === null) throw new Unsupported(`has the order ${order.join(', ')} for ${shape.length} dimensions`);
  if (movesNothing(shape, order)) {
    assembly.relabel(from, to);
    return;
  }
  assembly.expectParams(from, to);
  const before = value.order;
  const now = before === null ? turned.from : turned.from.map((at) => before[at]);
  assembly.label(to, { ...value, shape: assembly.shapeOf(to), order: now.every((at, i) => at === i) ? null : now });
};

/** PAD fills with the zero point, PADV2 with its third input. */
export const pad: Translate = (assembly, { inputs: [from, amountsTensor, fillTensor], outputs: [to] }, index) => {
  const value = assembly.ordered(from);
  assembly.expectParams(from, to);
  const amounts = assembly.constants.ints(amountsTensor);
  const rank = assembly.graph.tensors[from].shape.length;
  if (amounts === null || amounts.length !== 2 * rank) throw new Unsupported('has amounts that are not two constant integers for each dimension');
  if (Math.min(...amounts) < 0) throw new Unsupported(`pads by ${amounts.join(',')}`);
  const [top, bottom, left, right, depth, depthEnd] = [0, 0, 0, 0, 0, 0, ...amounts].slice(-6);
  if (amounts.slice(0, Math.max(0, 2 * rank - 6)).some((amount) => amount > 0)) throw new Unsupported('pads the batch; height, width and channels are supported');
  const { zeroPoint } = assembly.params[value.id];
  const fill = fillTensor === undefined ? zeroPoint : (assembly.constants.of(fillTensor)?.values[0] ?? NaN) - (assembly.isUnsigned(fillTensor) ? 128 : 0);
  if (!(fill >= -128 && fill <= 127)) throw new Unsupported('pads with a value that is not constant');
  const padding: Padding = { top, bottom, left, right };
  if (depth + depthEnd > 0 && fill !== zeroPoint) throw new Unsupported('pads channels with another value than the zero point');
  const widened = depth + depthEnd > 0 ? padChannels(assembly, assembly.plain(from), depth, depthEnd, index) : value;
  const [height, width, channels] = widened.shape;
  if (!same(assembly.shapeOf(to), [top + height + bottom, left + width + right, channels])) throw new Unsupported(`pads ${value.shape.join('x')} by ${amounts.join(',')}, but its output is declared ${assembly.shapeOf(to).join('x')}`);
  assembly.label(to, { ...widened, border: Object.values(padding).every((n) => n === 0) ? null : { padding, fill, index } });
};

/** Ones on the diagonal carry the channels over exactly, sums of nothing are the zero point. */
function padChannels(assembly: Assembly, input: Value, before: number, after: number, index: number): Value {
  const [height, width, depth] = input.shape;
  const channels = before + depth + after;
  assembly.countWeights(channels * depth);
  const weights = new Int8Array(channels * depth);
  for (let c = 0; c < depth; c++) weights[(before + c) * depth + c] = 1;
  const constants = { weights, weightScales: Float64Array.of(1), bias: new Int32Array(channels) };
  const id = assembly.emit(`widen_${index}`, [input], assembly.params[input.id], { kind: 'conv2d', kernel: [1, 1], stride: [1, 1], padding: { top: 0, bottom: 0, left: 0, right: 0 }, activation: 'none' }, { constants, free: [1, 1, channels] });
  return { id, shape: [height, width, channels], border: null, order: null };
}

/** uint8 inputs of other parameters than the output are rescaled first; in int8 that is not allowed. */
export const concatenation: Translate = (assembly, { inputs, outputs: [to], options }, index) => {
  if (options.activation !== 0) throw new Unsupported('has a fused activation; none is what it has in int8');
  const rank = assembly.graph.tensors[to].shape.length;
  const axis = (options.axis < 0 ? options.axis + rank : options.axis) - (rank - 3);
  const output = assembly.paramsOf(to);
  const rescaled = (value: Value, i: number): Value => {
    const { scale, zeroPoint } = assembly.params[value.id];
    if (scale === output.scale && zeroPoint === output.zeroPoint) return value;
    if (!assembly.isUnsigned(inputs[i])) throw new Unsupported(`joins input ${i} of scale ${scale} and zero point ${zeroPoint} to an output of ${output.scale} and ${output.zeroPoint}; in int8 they must agree`);
    const id = assembly.emit(`rescale_${index}_${i}`, [value], output, { kind: 'lookup', fn: 'quantize' }, { table: concatenationTable({ scale, zeroPoint }, output) });
    return { ...value, id };
  };
  const ordered = inputs.map((t) => assembly.ordered(t));
  if (ordered.length === 1) {
    assembly.label(to, { ...rescaled(ordered[0], 0), shape: assembly.shapeOf(to) });
    return;
  }
  const endToEnd = endToEndAxis(assembly, ordered, axis);
  if (endToEnd === null && axis !== 0 && axis !== 1 && axis !== 2) throw new Unsupported('joins along the batch; height, width and channels are supported');
  const values = endToEnd === null ? inputs.map((t) => assembly.plain(t)) : ordered;
  assembly.append(`concat_${index}`, values.map(rescaled), to, { kind: 'concat', axis: endToEnd ?? (axis as 0 | 1 | 2) });
};

/** Tensors joined end to end may lie under other shapes than the file's; the axis that joins them so, or null. */
function endToEndAxis(assembly: Assembly, values: readonly Value[], axis: number): 0 | 1 | 2 | null {
  const own = values.map((value) => assembly.ownShape(value));
  if (values.every((value, i) => same(value.shape, own[i])) || !values.every(({ shape }) => shape.slice(0, Math.max(0, axis)).every((extent) => extent === 1))) return null;
  const joins = (candidate: number): boolean => own.every((shape) => shape.every((extent, i) => i === candidate || (extent === own[0][i] && (i > candidate || extent === 1))));
  return ([0, 1, 2] as const).find(joins) ?? null;
}

/** One part of a tensor, by ranges over the file's dimensions. */
function takePart(assembly: Assembly, from: number, to: number, range: Range | null, name: string): void {
  if (range === null) throw new Unsupported('takes a part that is not constant, empty, backward, under new dimensions, or has relative ends beside masks or outside its input; forward parts of at least one element are supported');
  const { shape } = assembly.graph.tensors[from];
  if (range.extent.every((extent, axis) => extent === shape[axis])) {
    assembly.relabel(from, to);
    return;
  }
  const input = assembly.plain(from);
  assembly.expectParams(from, to);
  const last = (values: readonly number[], missing: number): Shape => {
    const [height, width, channels] = [missing, missing, missing, ...values].slice(-3);
    return [height, width, channels];
  };
  assembly.append(name, [input], to, { kind: 'slice', begin: last(range.begin, 0), stride: last(range.stride, 1) }, { free: last(range.extent, 1) });
}

export const stridedSlice: Translate = (assembly, operator, index) => {
  const [from, ...lists] = operator.inputs;
  takePart(assembly, from, operator.outputs[0], rangeOf(operator, assembly.graph.tensors[from].shape, lists.map((t) => assembly.constants.ints(t))), `slice_${index}`);
};

export const slice: Translate = (assembly, { inputs: [from, beginTensor, sizeTensor], outputs: [to] }, index) => {
  const { shape } = assembly.graph.tensors[from];
  const [begin, sizes] = [assembly.constants.ints(beginTensor), assembly.constants.ints(sizeTensor)];
  const extent = sizes?.map((size, axis) => (size === -1 ? shape[axis] - (begin?.[axis] ?? 0) : size));
  const fits = begin?.length === shape.length && extent?.length === shape.length && begin.every((at, axis) => at >= 0 && extent[axis] > 0 && at + extent[axis] <= shape[axis]);
  takePart(assembly, from, to, fits ? { begin, extent, stride: shape.map(() => 1) } : null, `slice_${index}`);
};

/** Equal parts (SPLIT), parts of given sizes (SPLIT_V) or parts of one without that dimension (UNPACK). */
export const split = (from: (operator: TfliteOperator) => number, axisOf: (assembly: Assembly, operator: TfliteOperator) => number | undefined): Translate => (assembly, operator, index) => {
  const t = from(operator);
  const { shape } = assembly.graph.tensors[t];
  const given = axisOf(assembly, operator);
  const axis = given !== undefined && given < 0 ? given + shape.length : given;
  if (axis === undefined || shape[axis] === undefined) throw new Unsupported('has an axis that is not constant or none of its input');
  const { outputs, name } = operator;
  const sizes = name === 'SPLIT_V' ? assembly.constants.ints(operator.inputs[1]) : outputs.map(() => shape[axis] / outputs.length);
  const known = sizes?.filter((size) => size !== -1).reduce((sum, size) => sum + size, 0) ?? NaN;
  const parts = sizes?.map((size) => (size === -1 ? shape[axis] - known : size)) ?? [];
  if (parts.length !== outputs.length || parts.some((size) => !Number.isInteger(size) || size < 1) || parts.reduce((sum, size) => sum + size, 0) !== shape[axis]) {
    throw new Unsupported(`takes ${shape.join('x')} apart into ${outputs.length} along dimension ${axis}; constant sizes that add up are needed`);
  }
  let begin = 0;
  outputs.forEach((to, i) => {
    const at = (values: (axis: number) => number, there: number): number[] => shape.map((_, k) => (k === axis ? there : values(k)));
    if (assembly.needed.has(to)) takePart(assembly, t, to, { begin: at(() => 0, begin), extent: at((k) => shape[k], parts[i]), stride: shape.map(() => 1) }, `slice_${index}_${i}`);
    begin += parts[i];
  });
};
