/**
 * Small random networks of odd shapes, for property tests: every op with every stride, padding, gap, multiplier and
 * repetition, branches, several inputs and several outputs. Nothing is left unread: what no node reads is an output.
 */
import type { Rng } from '../lib/index.ts';
import { elements, OP_KINDS, type Activation, type Net, type Node, type OpKind, type Padding, type Shape, type Tensor, type TensorId } from '../net/index.ts';
import { keepsParams } from './int8Net.ts';
import { LOOKUP_FUNCTIONS, LOOKUP_OUTPUT } from './ops/lookup.ts';

/** What searched networks are made of, in their plain forms: one input, one output, no branch but a shortcut. */
export const CLASSIC: readonly OpKind[] = ['conv2d', 'conv2d', 'depthwiseConv2d', 'depthwiseConv2d', 'averagePool2d', 'maxPool2d', 'add', 'add'];
export const ALL_KINDS: readonly OpKind[] = OP_KINDS;

/** Keeps the tests quick. */
const MOST_ELEMENTS = 1200;

type WithoutEnds<N> = N extends Node ? Omit<N, 'name' | 'inputs' | 'output'> : never;
/** A node to be: what it is, what it reads, what it gives; null where the dice fit no node. */
type Draft = { readonly parts: WithoutEnds<Node>; readonly inputs: readonly TensorId[]; readonly shape: Shape } | null;

/**
 * Up to ten nodes (CLASSIC: six) after random inputs of at most 9 x 9 x 6, then a classifier and perhaps a softmax.
 * @param kinds what nodes are drawn from; one that stands there twice is drawn twice as often
 */
export function randomNet(rng: Rng, kinds: readonly OpKind[] = CLASSIC): Net {
  const plain = kinds === CLASSIC;
  const first: Shape = [1 + rng.int(9), 1 + rng.int(9), 1 + rng.int(6)];
  const tensors: Tensor[] = [{ name: 'input', shape: first }];
  const nodes: Node[] = [];
  /** Whence a tensor's parameters come: tensors of different prescribed parameters cannot be joined. */
  const origins: string[] = ['input'];
  const push = (name: string, { parts, inputs, shape }: NonNullable<Draft>): void => {
    const node: Node = { ...parts, name, inputs, output: tensors.length };
    nodes.push(node);
    tensors.push({ name: `${name}.out`, shape });
    origins.push(keepsParams(node) ? origins[inputs[0]] : node.kind === 'softmax' ? 'softmax' : node.kind === 'lookup' && LOOKUP_OUTPUT.has(node.fn) ? node.fn : 'free');
  };
  const second = plain || rng.int(3) > 0 ? null : rng.pick<Shape>([first, [1, 1, first[2]], [1, 1, 1]]);
  if (second !== null) {
    tensors.push({ name: 'second', shape: second });
    origins.push('input');
    push('meet', { parts: { kind: rng.pick(['add', 'sub', 'mul'] as const), activation: 'none' }, inputs: [0, 1], shape: first });
  }
  const steps = 1 + rng.int(plain ? 6 : 10);
  for (let step = 0; step < steps; step++) {
    const last = tensors.length - 1;
    const at = plain || rng.int(4) > 0 ? last : rng.int(tensors.length);
    const activation = rng.pick<Activation>(['none', 'relu', 'relu6']);
    const draft = draw(rng, rng.pick(kinds), at, tensors, origins, activation, plain);
    if (draft !== null && (plain || elements(draft.shape) <= MOST_ELEMENTS)) push(`node${step}`, draft);
  }
  push('classifier', { parts: { kind: 'dense', activation: 'none' }, inputs: [tensors.length - 1], shape: [1, 1, 2 + rng.int(8)] });
  const scores = tensors.length - 1;
  if (rng.int(2) === 0) push('softmax', { parts: { kind: 'softmax', beta: 1 }, inputs: [scores], shape: tensors[scores].shape });
  const read = new Set(nodes.flatMap((node) => node.inputs));
  const unread = nodes.map(({ output }) => output).filter((id) => !read.has(id) && id !== tensors.length - 1);
  return { name: 'random', tensors, nodes, inputs: second === null ? [0] : [0, 1], outputs: [tensors.length - 1, ...unread] };
}

function draw(rng: Rng, kind: OpKind, at: TensorId, tensors: readonly Tensor[], origins: readonly string[], activation: Activation, plain: boolean): Draft {
  const shape = tensors[at].shape;
  const [h, w, c] = shape;
  const inputs = [at];
  /** Tensors of which `fits` holds, among them perhaps `at` itself. */
  const others = (fits: (shape: Shape, id: TensorId) => boolean): TensorId[] => tensors.flatMap((tensor, id) => (fits(tensor.shape, id) ? [id] : []));
  switch (kind) {
    case 'add':
    case 'sub':
    case 'mul': {
      const fits = (other: Shape): boolean => other.join() === shape.join() || (!plain && ['1,1,1', `1,1,${c}`].includes(other.join()));
      const strangers = plain ? [] : others((other, id) => id !== at && fits(other));
      const partner = rng.pick(strangers.length > 0 ? strangers : others(fits));
      const swapped = plain || (tensors[partner].shape.join() === shape.join() && rng.int(2) === 0);
      return { parts: { kind, activation }, inputs: swapped ? [partner, at] : [at, partner], shape };
    }
    case 'dense':
      return { parts: { kind, activation }, inputs, shape: [1, 1, 1 + rng.int(8)] };
    case 'mean':
      return { parts: { kind }, inputs, shape: [1, 1, c] };
    case 'softmax':
      return { parts: { kind, beta: 1 }, inputs, shape };
    case 'lookup':
      return { parts: { kind, fn: rng.pick(LOOKUP_FUNCTIONS) }, inputs, shape };
    case 'concat': {
      const axis = rng.pick([0, 1, 2] as const);
      const partners = others((other, id) => origins[id] === origins[at] && other.every((extent, i) => i === axis || extent === shape[i]));
      const joined = [at, ...Array.from({ length: 1 + rng.int(2) }, () => rng.pick(partners))];
      const total = joined.reduce((sum, id) => sum + tensors[id].shape[axis], 0);
      return { parts: { kind, axis }, inputs: joined, shape: [axis === 0 ? total : h, axis === 1 ? total : w, axis === 2 ? total : c] };
    }
    case 'slice': {
      const cuts = shape.map((extent) => {
        const begin = rng.int(extent);
        const stride = 1 + rng.int(2);
        return { begin, stride, count: 1 + rng.int(Math.floor((extent - 1 - begin) / stride) + 1) };
      });
      const [a, b, d] = cuts;
      return { parts: { kind, begin: [a.begin, b.begin, d.begin], stride: [a.stride, b.stride, d.stride] }, inputs, shape: [a.count, b.count, d.count] };
    }
    case 'pad': {
      const padding: Padding = { top: rng.int(3), bottom: rng.int(3), left: rng.int(3), right: rng.int(3) };
      return { parts: { kind, padding }, inputs, shape: [h + padding.top + padding.bottom, w + padding.left + padding.right, c] };
    }
    case 'resizeNearest': {
      const [alignCorners, halfPixelCenters] = rng.pick([[false, false], [true, false], [false, true]] as const);
      return { parts: { kind, alignCorners, halfPixelCenters }, inputs, shape: [1 + rng.int(11), 1 + rng.int(11), c] };
    }
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'averagePool2d':
    case 'maxPool2d':
      return drawWindow(rng, kind, at, shape, activation, plain);
    default:
      return kind satisfies never;
  }
}

function drawWindow(rng: Rng, kind: 'conv2d' | 'depthwiseConv2d' | 'averagePool2d' | 'maxPool2d', at: TensorId, [h, w, c]: Shape, activation: Activation, plain: boolean): Draft {
  const pool = kind === 'averagePool2d' || kind === 'maxPool2d';
  const kernel = [1 + rng.int(5), 1 + rng.int(5)] as const;
  const gaps = plain || pool || rng.int(2) === 0 ? null : ([1 + rng.int(3), 1 + rng.int(3)] as const);
  const reach = kernel.map((n, i) => (n - 1) * (gaps?.[i] ?? 1) + 1);
  const padding: Padding = { top: rng.int(reach[0]), bottom: rng.int(reach[0]), left: rng.int(reach[1]), right: rng.int(reach[1]) };
  const stride = [1 + rng.int(2), 1 + rng.int(2)] as const;
  const oh = Math.floor((h + padding.top + padding.bottom - reach[0]) / stride[0]) + 1;
  const ow = Math.floor((w + padding.left + padding.right - reach[1]) / stride[1]) + 1;
  if (oh < 1 || ow < 1) return null;
  const window = { kernel, stride, padding, ...(gaps === null ? {} : { dilation: gaps }) };
  const inputs = [at];
  if (kind === 'conv2d') return { parts: { kind, ...window, activation }, inputs, shape: [oh, ow, 1 + rng.int(9)] };
  if (pool) return { parts: { kind, ...window, ...(plain ? {} : { activation }) }, inputs, shape: [oh, ow, c] };
  const multiplier = plain || rng.int(2) === 0 ? 1 : 1 + rng.int(3);
  return { parts: { kind, ...window, activation, ...(multiplier === 1 ? {} : { multiplier }) }, inputs, shape: [oh, ow, c * multiplier] };
}
