/**
 * Our int8 networks as .tflite files that TensorFlow Lite, TensorFlow Lite Micro and `importTflite` run alike. Windows
 * that are neither VALID nor SAME get a PAD before them; a tensor that a dense layer reads or writes is [1, n], every
 * other [1, height, width, channels], with a RESHAPE where one becomes the other.
 */
import type { QuantParams } from '../../data/index.ts';
import { InputError } from '../../lib/index.ts';
import { ACTIVATIONS, elements, SAME, VALID, writeTflite, type Activation, type Node, type Shape, type TensorId, type TfliteOperator, type TfliteTensor } from '../../net/index.ts';
import type { Int8Layer, Int8Net } from '../int8Net.ts';

const FUSED: Readonly<Record<Activation, (typeof ACTIVATIONS)[number]>> = { none: 'NONE', relu: 'RELU', relu6: 'RELU6' };
type Form = 'flat' | 'whole';

/**
 * Scales are float32 in the format. Networks made by `quantise` have such scales, except perhaps at the input.
 * @throws InputError for what the format cannot say: single rounding, and pools with borders other than SAME
 */
export function exportTflite(int8Net: Int8Net): Uint8Array {
  const { net, rounding } = int8Net;
  if (rounding === 'single') throw new InputError('rounds once; TensorFlow Lite rounds twice by default and would answer differently. Quantise with rounding "double"', net.name);
  const file = new FileGraph(int8Net);
  const inputs = [file.declare(net.inputs[0], 'whole')];
  for (const node of net.nodes) writeNode(file, int8Net, node);
  const { tensors, operators } = file;
  return writeTflite({ tensors, operators, inputs, outputs: [file.written(net.outputs[0])] }, 'made by Thimble');
}

class FileGraph {
  readonly tensors: TfliteTensor[] = [];
  readonly operators: TfliteOperator[] = [];
  private readonly places = new Map<string, number>();

  constructor(private readonly int8Net: Int8Net) {}

  add(name: string, shape: readonly number[], type: string, data: Uint8Array | null, quant?: readonly QuantParams[], scaleDimension = 0): number {
    const scales = quant?.map(({ scale }) => scale) ?? [];
    const zeroPoints = quant?.map(({ zeroPoint }) => zeroPoint) ?? [];
    return this.tensors.push({ name, shape, type, scales, zeroPoints, scaleDimension, data }) - 1;
  }

  constant(name: string, shape: readonly number[], values: readonly number[]): number {
    return this.add(name, shape, 'INT32', new Uint8Array(Int32Array.from(values).buffer));
  }

  /** The tensor of the file that stands for `id` in this form; made where it is not there yet. */
  declare(id: TensorId, form: Form): number {
    const { net, tensors } = this.int8Net;
    const { name, shape } = net.tensors[id];
    const t = this.add(form === 'flat' ? `${name}/flat` : name, form === 'flat' ? [1, elements(shape)] : [1, ...shape], 'INT8', null, [tensors[id]]);
    this.places.set(`${id} ${form}`, t);
    return t;
  }

  /** The form in which `id` was written; both forms hold the same bytes. */
  formOf(id: TensorId): Form {
    return this.places.has(`${id} whole`) ? 'whole' : 'flat';
  }

  written(id: TensorId): number {
    return this.places.get(`${id} ${this.formOf(id)}`) ?? -1;
  }

  read(id: TensorId, form: Form): number {
    const known = this.places.get(`${id} ${form}`);
    if (known !== undefined) return known;
    const from = this.written(id);
    const to = this.declare(id, form);
    const { name, shape } = this.tensors[to];
    this.operators.push({ name: 'RESHAPE', inputs: [from, this.constant(`${name}/shape`, [shape.length], shape)], outputs: [to], options: {} });
    return to;
  }
}

function writeNode(file: FileGraph, { net, tensors, layers }: Int8Net, node: Node): void {
  const [first, second] = node.inputs;
  const input = net.tensors[first].shape;
  const output = net.tensors[node.output].shape;
  const layer = layers.get(node.name);
  const push = (name: string, inputs: readonly number[], form: Form, options: Readonly<Record<string, number>>): void => {
    file.operators.push({ name, inputs, outputs: [file.declare(node.output, form)], options });
  };
  const activation = 'activation' in node ? ACTIVATIONS.indexOf(FUSED[node.activation]) : 0;
  switch (node.kind) {
    case 'conv2d':
    case 'depthwiseConv2d': {
      const depthwise = node.kind === 'depthwiseConv2d';
      const shape = depthwise ? [1, ...node.kernel, output[2]] : [output[2], ...node.kernel, input[2]];
      const [strideHeight, strideWidth] = node.stride;
      const { padding, from } = paddingOf(file, node, file.read(first, 'whole'), input, output, tensors[first]);
      push(depthwise ? 'DEPTHWISE_CONV_2D' : 'CONV_2D', [from, ...constantsOf(file, node, layer, shape, depthwise ? 3 : 0, tensors[first])], 'whole', { padding, strideHeight, strideWidth, multiplier: 1, activation });
      return;
    }
    case 'dense':
      push('FULLY_CONNECTED', [file.read(first, 'flat'), ...constantsOf(file, node, layer, [output[2], elements(input)], 0, tensors[first])], 'flat', { activation });
      return;
    case 'add':
      push('ADD', [file.read(first, 'whole'), file.read(second, 'whole')], 'whole', { activation });
      return;
    case 'averagePool2d':
    case 'maxPool2d': {
      const padding = plainPadding(node, input, output);
      if (padding === null) throw new InputError('has a border that .tflite cannot express; none, or that of SAME, can be written', node.name);
      push(node.kind === 'maxPool2d' ? 'MAX_POOL_2D' : 'AVERAGE_POOL_2D', [file.read(first, 'whole')], 'whole', { padding, strideHeight: node.stride[0], strideWidth: node.stride[1], filterHeight: node.kernel[0], filterWidth: node.kernel[1] });
      return;
    }
    case 'softmax': {
      const form = input[0] * input[1] === 1 ? file.formOf(first) : 'whole';
      push('SOFTMAX', [file.read(first, form)], form, { beta: node.beta });
      return;
    }
    case 'sub':
    case 'mul':
    case 'mean':
    case 'lookup':
    case 'concat':
    case 'slice':
    case 'pad':
    case 'resizeNearest':
      throw new InputError(`${node.kind} cannot be written as .tflite yet`, node.name);
    default:
      node satisfies never;
  }
}

type Windowed = Extract<Node, { kernel: readonly [number, number] }>;

/** VALID or SAME where one of them is this very border, else null. */
function plainPadding({ kernel, stride, padding: { top, bottom, left, right } }: Windowed, input: Shape, output: Shape): number | null {
  if (top + bottom + left + right === 0) return VALID;
  const same = [0, 1].every((axis) => {
    const total = Math.max(0, (output[axis] - 1) * stride[axis] + kernel[axis] - input[axis]);
    const [before, after] = axis === 0 ? [top, bottom] : [left, right];
    return output[axis] === Math.ceil(input[axis] / stride[axis]) && before === total >> 1 && after === total - before;
  });
  return same ? SAME : null;
}

function paddingOf(file: FileGraph, node: Windowed, from: number, input: Shape, output: Shape, quant: QuantParams): { padding: number; from: number } {
  const plain = plainPadding(node, input, output);
  if (plain !== null) return { padding: plain, from };
  const { top, bottom, left, right } = node.padding;
  const amounts = file.constant(`${node.name}/border`, [4, 2], [0, 0, top, bottom, left, right, 0, 0]);
  const to = file.add(`${node.name}/padded`, [1, input[0] + top + bottom, input[1] + left + right, input[2]], 'INT8', null, [quant]);
  file.operators.push({ name: 'PAD', inputs: [from, amounts], outputs: [to], options: {} });
  return { padding: VALID, from: to };
}

/** Weights and bias; one scale where all channels have the same. */
function constantsOf(file: FileGraph, node: Node, layer: Int8Layer | undefined, shape: readonly number[], channelDimension: number, input: QuantParams): [number, number] {
  if (layer === undefined) throw new InputError('has no weights', node.name);
  const { weights, weightScales, bias } = layer;
  const scales = weightScales.every((scale) => scale === weightScales[0]) ? [weightScales[0]] : [...weightScales];
  const quant = (factor: number): QuantParams[] => scales.map((scale) => ({ scale: scale * factor, zeroPoint: 0 }));
  const bytes = new Uint8Array(weights.buffer, weights.byteOffset, weights.length);
  return [
    file.add(`${node.name}/weights`, shape, 'INT8', bytes, quant(1), channelDimension),
    file.add(`${node.name}/bias`, [bias.length], 'INT32', new Uint8Array(Int32Array.from(bias).buffer), quant(input.scale)),
  ];
}
