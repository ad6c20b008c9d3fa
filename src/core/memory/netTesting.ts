/** Small random networks over every op, straight and branching: what the tests of the planner run on. */
import type { Rng } from '../lib/index.ts';
import { elements, outputShape, validateNet, type Net, type Node, type OpKind, type Shape, type Tensor } from '../net/index.ts';

/** The parts of a node that its kind does not fix for the others; outputShape tells which draws work. */
type Fields = Readonly<Record<string, unknown>>;

/**
 * @param kinds what to draw from, as often as named
 * @param ends several: perhaps two inputs, and outputs that are read inside too
 */
export function randomNet(rng: Rng, nodes: number, kinds: readonly OpKind[], ends: 'one' | 'several' = 'one'): Net {
  const between = (low: number, high: number): number => low + rng.int(high - low + 1);
  const tensors: Tensor[] = [{ name: 'input', shape: [between(1, 9), between(1, 9), between(1, 4)] }];
  if (ends === 'several' && rng.int(2) === 0) tensors.push({ name: 'second input', shape: rng.int(2) === 0 ? tensors[0].shape : [1, 1, tensors[0].shape[2]] });
  const inputs = tensors.map((_, id) => id);
  const list: Node[] = [];
  const append = (kind: OpKind, fields: Fields, from: readonly number[], free: Shape): void => {
    const node = { kind, ...fields, name: `${list.length}.${kind}`, inputs: from, output: tensors.length } as unknown as Node;
    const shape = outputShape(node, from.map((id) => tensors[id].shape), free);
    if (elements(shape) > 1200) return;
    list.push(node);
    tensors.push({ name: `${node.name}.out`, shape });
  };
  for (let tries = 0; list.length < nodes && tries < nodes * 30; tries++) {
    const input = rng.int(3) === 0 ? rng.int(tensors.length) : tensors.length - 1;
    const { shape } = tensors[input];
    const kind = rng.pick(kinds);
    const partners = tensors.flatMap((tensor, id) => (kind === 'concat' ? tensor.shape[0] === shape[0] && tensor.shape[1] === shape[1] : tensor.shape.join() === shape.join() || tensor.shape.join() === `1,1,${shape[2]}`) ? [id] : []);
    const two = kind === 'add' || kind === 'sub' || kind === 'mul' || kind === 'concat';
    try {
      append(kind, fieldsOf(kind, between, shape), two ? [input, rng.pick(partners)] : [input], [between(1, shape[0]), between(1, shape[1]), between(1, 8)]);
    } catch {
      // the op does not work on this shape: another is drawn
    }
  }
  if (list.length === 0) append('lookup', { fn: 'tanh' }, [0], tensors[0].shape);
  const read = new Set(list.flatMap((node) => node.inputs));
  const outputs = list.map(({ output }) => output).filter((id) => !read.has(id) || (ends === 'several' && rng.int(6) === 0));
  const net: Net = { name: 'random', tensors, nodes: list, inputs, outputs };
  validateNet(net);
  return net;
}

function fieldsOf(kind: OpKind, between: (low: number, high: number) => number, shape: Shape): Fields {
  const kernel = [between(1, 4), between(1, 4)];
  const dilation = [between(1, 2), between(1, 2)];
  const padding = { top: between(0, kernel[0] - 1), bottom: between(0, kernel[0] - 1), left: between(0, kernel[1] - 1), right: between(0, kernel[1] - 1) };
  const window = { kernel, stride: [between(1, 3), between(1, 3)], padding };
  switch (kind) {
    case 'conv2d':
      return { ...window, dilation, activation: 'none' };
    case 'depthwiseConv2d':
      return { ...window, dilation, activation: 'none', multiplier: between(0, 2) === 0 ? 2 : 1 };
    case 'averagePool2d':
    case 'maxPool2d':
      return window;
    case 'slice':
      return { begin: shape.map((extent) => between(0, extent - 1)), stride: [between(1, 2), between(1, 2), between(1, 2)] };
    case 'pad':
      return { padding };
    case 'concat':
      return { axis: 2 };
    case 'softmax':
      return { beta: 1 };
    case 'lookup':
      return { fn: 'tanh' };
    case 'resizeNearest':
      return { alignCorners: false, halfPixelCenters: false };
    default:
      return { activation: 'none' };
  }
}

type Layer = readonly [kind: OpKind, inputs: 'last' | readonly number[], fields: Fields, channels?: number];

/** A network from a list of layers; inputs are tensor ids (0: the input, n: what layer n wrote). */
export function netOf(name: string, input: Shape, layers: readonly Layer[]): Net {
  const tensors: Tensor[] = [{ name: 'input', shape: input }];
  const nodes = layers.map(([kind, from, fields, channels = 1], i): Node => {
    const inputs = from === 'last' ? [i] : from;
    const node = { kind, ...fields, name: `${i}.${kind}`, inputs, output: i + 1 } as unknown as Node;
    tensors.push({ name: `${i}`, shape: outputShape(node, inputs.map((id) => tensors[id].shape), [1, 1, channels]) });
    return node;
  });
  const net: Net = { name, tensors, nodes, inputs: [0], outputs: [layers.length] };
  validateNet(net);
  return net;
}

const window = (kernel: readonly [number, number], stride: number, [top, bottom, left, right]: readonly number[]): Fields =>
  ({ kernel, stride: [stride, stride], padding: { top, bottom, left, right }, activation: 'relu' });
const conv3 = window([3, 3], 1, [1, 1, 1, 1]);
const conv3by2 = window([3, 3], 2, [0, 1, 0, 1]);
const conv1 = window([1, 1], 1, [0, 0, 0, 0]);

/** The networks of MLPerf Tiny v1.0: keyword spotting, image classification, anomaly detection. */
export const mlperfTiny = {
  kws: netOf('kws', [49, 10, 1], [
    ['conv2d', 'last', window([10, 4], 2, [4, 5, 1, 1]), 64],
    ...[0, 1, 2, 3].flatMap((): Layer[] => [['depthwiseConv2d', 'last', conv3], ['conv2d', 'last', conv1, 64]]),
    ['averagePool2d', 'last', window([25, 5], 1, [0, 0, 0, 0])], ['dense', 'last', { activation: 'none' }, 12], ['softmax', 'last', { beta: 1 }],
  ]),
  resnet8: netOf('resnet8', [32, 32, 3], [
    ['conv2d', 'last', conv3, 16], ['conv2d', [1], conv3, 16], ['conv2d', [2], conv3, 16], ['add', [1, 3], { activation: 'relu' }],
    ['conv2d', [4], conv3by2, 32], ['conv2d', [5], conv3, 32], ['conv2d', [4], window([1, 1], 2, [0, 0, 0, 0]), 32], ['add', [7, 6], { activation: 'relu' }],
    ['conv2d', [8], conv3by2, 64], ['conv2d', [9], conv3, 64], ['conv2d', [8], window([1, 1], 2, [0, 0, 0, 0]), 64], ['add', [11, 10], { activation: 'relu' }],
    ['averagePool2d', 'last', window([8, 8], 1, [0, 0, 0, 0])], ['dense', 'last', { activation: 'none' }, 10], ['softmax', 'last', { beta: 1 }],
  ]),
  ad: netOf('ad', [1, 1, 640], [128, 128, 128, 128, 8, 128, 128, 128, 128, 640].map((channels): Layer => ['dense', 'last', { activation: 'relu' }, channels])),
};
