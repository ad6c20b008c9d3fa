/**
 * Our int8 networks as .tflite files that TensorFlow Lite, TensorFlow Lite Micro and `importTflite` run alike. Windows
 * that are neither VALID nor SAME get a PAD before them.
 */
import type { QuantParams } from '../../data/index.ts';
import { InputError } from '../../lib/index.ts';
import { ACTIVATIONS, elements, SAME, VALID, writeTflite, type Activation, type Concat, type Node, type Shape, type Weighted } from '../../net/index.ts';
import { deriveLayer } from '../derive.ts';
import { known } from '../execute.ts';
import type { Int8Net } from '../int8Net.ts';
import { writeLookup } from './exportLookup.ts';
import { bytesOf, FileGraph, type Options } from './fileGraph.ts';

const FUSED: Readonly<Record<Activation, (typeof ACTIVATIONS)[number]>> = { none: 'NONE', relu: 'RELU', relu6: 'RELU6' };

/**
 * Scales are float32 in the format. Networks made by `quantise` have such scales, except perhaps at the input.
 * @throws InputError for what the format cannot say: single rounding, mean pools with borders other than SAME, and
 * weight scales that only float64 holds (of models that were uint8)
 */
export function exportTflite(int8Net: Int8Net): Uint8Array {
  const { net, rounding } = int8Net;
  if (rounding === 'single') throw new InputError('rounds once; TensorFlow Lite rounds twice by default and would answer differently. Quantise with rounding "double"', net.name);
  const file = new FileGraph(int8Net);
  const inputs = net.inputs.map((id) => file.declare(id, 'whole'));
  for (const node of net.nodes) writeNode(file, node);
  const { tensors, operators } = file;
  return writeTflite({ tensors, operators, inputs, outputs: net.outputs.map((id) => file.written(id)) }, 'made by Thimble');
}

function writeNode(file: FileGraph, node: Node): void {
  const { net } = file.int8Net;
  const [first] = node.inputs;
  const input = net.tensors[first].shape;
  const output = net.tensors[node.output].shape;
  const activation = 'activation' in node ? ACTIVATIONS.indexOf(FUSED[node.activation ?? 'none']) : 0;
  const inputs = (): number[] => node.inputs.map((id) => file.read(id));
  switch (node.kind) {
    case 'conv2d':
    case 'depthwiseConv2d': {
      const depthwise = node.kind === 'depthwiseConv2d';
      const shape = depthwise ? [1, ...node.kernel, output[2]] : [output[2], ...node.kernel, input[2]];
      const { from, options } = windowOf(file, node);
      const [dilationHeight, dilationWidth] = node.dilation ?? [1, 1];
      file.push(depthwise ? 'DEPTHWISE_CONV_2D' : 'CONV_2D', node, [from, ...constantsOf(file, node, shape, depthwise ? 3 : 0)], { ...options, dilationHeight, dilationWidth, multiplier: output[2] / input[2], activation });
      return;
    }
    case 'dense':
      file.push('FULLY_CONNECTED', node, [file.read(first, 'flat'), ...constantsOf(file, node, [output[2], elements(input)], 0)], { activation }, 'flat');
      return;
    case 'add':
    case 'sub':
    case 'mul':
      file.push(node.kind.toUpperCase(), node, inputs(), { activation });
      return;
    case 'averagePool2d':
    case 'maxPool2d': {
      const { from, options } = windowOf(file, node);
      file.push(node.kind === 'maxPool2d' ? 'MAX_POOL_2D' : 'AVERAGE_POOL_2D', node, [from], { ...options, filterHeight: node.kernel[0], filterWidth: node.kernel[1], activation });
      return;
    }
    case 'mean':
      file.push('MEAN', node, [file.read(first), file.integers(`${node.name}/axes`, [1, 2])], { keepDimensions: 1 });
      return;
    case 'softmax': {
      const form = input[0] * input[1] === 1 ? file.formOf(first) : 'whole';
      file.push('SOFTMAX', node, [file.read(first, form)], { beta: node.beta }, form);
      return;
    }
    case 'lookup':
      writeLookup(file, node);
      return;
    case 'concat':
      file.push('CONCATENATION', node, joinedFew(file, node, inputs()), { axis: node.axis + 1 });
      return;
    case 'slice': {
      const end = node.begin.map((begin, axis) => begin + (output[axis] - 1) * node.stride[axis] + 1);
      const lists = [['begin', [0, ...node.begin]], ['end', [1, ...end]], ['strides', [1, ...node.stride]]] as const;
      file.push('STRIDED_SLICE', node, [file.read(first), ...lists.map(([name, values]) => file.integers(`${node.name}/${name}`, values))]);
      return;
    }
    case 'pad':
      file.push('PAD', node, [file.read(first), borderOf(file, node)]);
      return;
    case 'resizeNearest':
      file.push('RESIZE_NEAREST_NEIGHBOR', node, [file.read(first), file.integers(`${node.name}/size`, output.slice(0, 2))], { alignCorners: Number(node.alignCorners), halfPixelCenters: Number(node.halfPixelCenters) });
      return;
    default:
      node satisfies never;
  }
}

/** TFLite Micro joins at most so many tensors at once. */
const MOST_JOINED = 10;

/** The tensors to join, the first of them joined beforehand where they are too many. */
function joinedFew(file: FileGraph, { name, axis, output }: Concat, given: readonly number[]): readonly number[] {
  let parts = given;
  while (parts.length > MOST_JOINED) {
    const first = parts.slice(0, MOST_JOINED);
    const total = first.reduce((sum, t) => sum + file.tensors[t].shape[axis + 1], 0);
    const shape = file.tensors[first[0]].shape.map((extent, i) => (i === axis + 1 ? total : extent));
    const made = file.add(`${name}/first${parts.length}`, shape, 'INT8', null, [file.int8Net.tensors[output]]);
    parts = [file.between('CONCATENATION', first, made, { axis: axis + 1 }), ...parts.slice(MOST_JOINED)];
  }
  return parts;
}

type Windowed = Extract<Node, { kernel: readonly [number, number] }>;

const borderOf = (file: FileGraph, { name, padding: { top, bottom, left, right } }: Pick<Windowed, 'name' | 'padding'>): number =>
  file.integers(`${name}/border`, [0, 0, top, bottom, left, right, 0, 0], [4, 2]);

/** VALID or SAME where one of them is this very border, else null. */
function plainPadding(node: Windowed, input: Shape, output: Shape): number | null {
  const { kernel, stride, padding: { top, bottom, left, right } } = node;
  const dilation = 'dilation' in node ? (node.dilation ?? [1, 1]) : [1, 1];
  if (top + bottom + left + right === 0) return VALID;
  const same = [0, 1].every((axis) => {
    const reach = (kernel[axis] - 1) * dilation[axis] + 1;
    const total = Math.max(0, (output[axis] - 1) * stride[axis] + reach - input[axis]);
    const [before, after] = axis === 0 ? [top, bottom] : [left, right];
    return output[axis] === Math.ceil(input[axis] / stride[axis]) && before === total >> 1 && after === total - before;
  });
  return same ? SAME : null;
}

/** What a window reads, padded beforehand where it must be, and its options. */
function windowOf(file: FileGraph, node: Windowed): { from: number; options: Options } {
  const { net, tensors } = file.int8Net;
  const [id] = node.inputs;
  const { shape } = net.tensors[id];
  const plain = plainPadding(node, shape, net.tensors[node.output].shape);
  const options = { padding: plain ?? VALID, strideHeight: node.stride[0], strideWidth: node.stride[1] };
  const from = file.read(id);
  if (plain !== null) return { from, options };
  if (node.kind === 'averagePool2d') throw new InputError('has a border that .tflite cannot express; none, or that of SAME, can be written', node.name);
  const { top, bottom, left, right } = node.padding;
  const padded = file.add(`${node.name}/padded`, [1, shape[0] + top + bottom, shape[1] + left + right, shape[2]], 'INT8', null, [tensors[id]]);
  const amounts = borderOf(file, node);
  // of a largest value, padded places count as the least there is
  if (node.kind === 'maxPool2d') file.between('PADV2', [from, amounts, file.add(`${node.name}/least`, [1], 'INT8', bytesOf(Int8Array.of(-128)), [tensors[id]])], padded);
  else file.between('PAD', [from, amounts], padded);
  return { from: padded, options };
}

/** Weights and bias. */
function constantsOf(file: FileGraph, node: Weighted, shape: readonly number[], channelDimension: number): [number, number] {
  const { net, layers, tensors }: Int8Net = file.int8Net;
  const layer = known(layers.get(node.name), node.name);
  const { weights, weightScales, bias } = layer;
  const input = tensors[node.inputs[0]];
  const inFloat32 = deriveLayer(net, node, { ...layer, weightScales: weightScales.map(Math.fround) }, input, tensors[node.output]);
  if (layer.multipliers.some((multiplier, c) => multiplier !== inFloat32.multipliers[c] || layer.shifts[c] !== inFloat32.shifts[c])) {
    throw new InputError('has weight scales that only float64 holds, as uint8 models have; .tflite has float32 and would answer differently', node.name);
  }
  const quant = (factor: number): QuantParams[] => Array.from(weightScales, (scale) => ({ scale: scale * factor, zeroPoint: 0 }));
  return [
    file.add(`${node.name}/weights`, shape, 'INT8', bytesOf(weights), quant(1), channelDimension),
    file.add(`${node.name}/bias`, [bias.length], 'INT32', bytesOf(bias), quant(input.scale)),
  ];
}
