/**
 * Networks nobody trained: random weights for a given net, and small random nets of odd shapes. Property tests of
 * four rooms feed on them, and a genome without a checkpoint can still be exported and timed with them.
 */
import type { Rng } from '../lib/index.ts';
import type { Activation, FloatNet, LayerWeights, Net, Node, Padding, Shape, Tensor } from '../net/index.ts';
import { weightShape } from './weights.ts';

/** Weights of variance 2 / fan-in and small biases; about one channel in sixteen is all zero, as pruning leaves them. */
export function randomWeights(net: Net, rng: Rng): FloatNet {
  const layers = new Map<string, LayerWeights>();
  for (const node of net.nodes) {
    const size = weightShape(net, node);
    if (size === null) continue;
    const stream = rng.fork(node.name);
    const spread = Math.sqrt((2 * size.channels) / size.weights);
    const weights = Float32Array.from({ length: size.weights }, () => stream.normal() * spread);
    const bias = Float32Array.from({ length: size.channels }, () => stream.normal() * 0.2);
    const per = size.weights / size.channels;
    for (let c = 0; c < size.channels; c++) {
      if (stream.int(16) !== 0) continue;
      for (let i = 0; i < per; i++) weights[node.kind === 'depthwiseConv2d' ? i * size.channels + c : c * per + i] = 0;
    }
    layers.set(node.name, { weights, bias });
  }
  return { net, layers };
}

/** One to six nodes after a random input of at most 9 x 9 x 6, then a classifier and perhaps a softmax; every op, stride and padding occurs. */
export function randomNet(rng: Rng): Net {
  const tensors: Tensor[] = [{ name: 'input', shape: [1 + rng.int(9), 1 + rng.int(9), 1 + rng.int(6)] }];
  const nodes: Node[] = [];
  const push = (shape: Shape, make: (output: number) => Node): void => {
    nodes.push(make(tensors.length));
    tensors.push({ name: `${nodes[nodes.length - 1].name}.out`, shape });
  };
  const steps = 1 + rng.int(6);
  for (let step = 0; step < steps; step++) {
    const at = tensors.length - 1;
    const [h, w, c] = tensors[at].shape;
    const name = `node${step}`;
    const activation = rng.pick<Activation>(['none', 'relu', 'relu6']);
    const twins = tensors.flatMap(({ shape }, id) => (shape.join() === tensors[at].shape.join() ? [id] : []));
    const kind = rng.pick(['conv2d', 'conv2d', 'depthwiseConv2d', 'depthwiseConv2d', 'averagePool2d', 'maxPool2d', 'add', 'add'] as const);
    if (kind === 'add') {
      push([h, w, c], (output) => ({ kind, name, inputs: [rng.pick(twins), at], output, activation }));
      continue;
    }
    const kernel = [1 + rng.int(5), 1 + rng.int(5)] as const;
    const padding: Padding = { top: rng.int(kernel[0]), bottom: rng.int(kernel[0]), left: rng.int(kernel[1]), right: rng.int(kernel[1]) };
    const stride = [1 + rng.int(2), 1 + rng.int(2)] as const;
    const oh = Math.floor((h + padding.top + padding.bottom - kernel[0]) / stride[0]) + 1;
    const ow = Math.floor((w + padding.left + padding.right - kernel[1]) / stride[1]) + 1;
    if (oh < 1 || ow < 1) continue;
    const window = { name, inputs: [at], kernel, stride, padding };
    if (kind === 'conv2d') push([oh, ow, 1 + rng.int(9)], (output) => ({ kind, ...window, output, activation }));
    else if (kind === 'depthwiseConv2d') push([oh, ow, c], (output) => ({ kind, ...window, output, activation }));
    else push([oh, ow, c], (output) => ({ kind, ...window, output }));
  }
  const last = tensors.length - 1;
  push([1, 1, 2 + rng.int(8)], (output) => ({ kind: 'dense', name: 'classifier', inputs: [last], output, activation: 'none' }));
  const scores = tensors.length - 1;
  if (rng.int(2) === 0) push(tensors[scores].shape, (output) => ({ kind: 'softmax', name: 'softmax', inputs: [scores], output, beta: 1 }));
  return { name: 'random', tensors, nodes, inputs: [0], outputs: [tensors.length - 1] };
}

/** count x input elements of uniform int8. */
export const randomInputs = (net: Net, count: number, rng: Rng): Int8Array => {
  const [h, w, c] = net.tensors[net.inputs[0]].shape;
  return Int8Array.from({ length: count * h * w * c }, () => rng.int(256) - 128);
};
