/**
 * TensorFlow.js on the same networks: a training step written as its documentation would have it, and a forward pass.
 * Backends that are not installed, or that need a browser, say so instead of a rate.
 */
import type * as Tf from '@tensorflow/tfjs';
import { isConvolution, type Net, type Node } from '../../core/net/index.ts';

export type TfjsRow =
  | { readonly backend: string; readonly pass: 'step' | 'forward'; readonly batch: number; readonly examplesPerSecond: number }
  | { readonly backend: string; readonly absent: string };

type Padded = Extract<Node, { readonly padding: unknown }>;

/** Variables of every layer and a function from images to logits. */
function modelOf(tf: typeof Tf, net: Net): (images: Tf.Tensor4D) => Tf.Tensor2D {
  const random = (shape: number[], fanIn: number): Tf.Variable => tf.variable(tf.randomNormal(shape, 0, Math.sqrt(2 / fanIn)));
  const channelsOf = (id: number): number => net.tensors[id].shape[2];
  const layers = net.nodes.map((node) => {
    const [inputs, outputs] = [channelsOf(node.inputs[0]), channelsOf(node.output)];
    const weights = node.kind === 'conv2d' ? random([...node.kernel, inputs, outputs], node.kernel[0] * node.kernel[1] * inputs)
      : node.kind === 'depthwiseConv2d' ? random([...node.kernel, inputs, 1], node.kernel[0] * node.kernel[1])
      : random([inputs, outputs], inputs);
    return { node, weights, gamma: tf.variable(tf.ones([outputs])), beta: tf.variable(tf.zeros([outputs])) };
  });
  return (images) => {
    const values = new Map<number, Tf.Tensor>([[net.inputs[0], images]]);
    const at = (id: number): Tf.Tensor => values.get(id) ?? images;
    for (const { node, weights, gamma, beta } of layers) {
      const x = at(node.inputs[0]);
      const padded = (of: Padded): Tf.Tensor4D => tf.pad(x as Tf.Tensor4D, [[0, 0], [of.padding.top, of.padding.bottom], [of.padding.left, of.padding.right], [0, 0]]);
      if (isConvolution(node)) {
        const product = node.kind === 'conv2d'
          ? tf.conv2d(padded(node), weights as Tf.Tensor4D, [...node.stride], 'valid')
          : tf.depthwiseConv2d(padded(node), weights as Tf.Tensor4D, [...node.stride], 'valid');
        const { mean, variance } = tf.moments(product, [0, 1, 2]);
        const normal = tf.batchNorm(product, mean as Tf.Tensor1D, variance as Tf.Tensor1D, beta as Tf.Tensor1D, gamma as Tf.Tensor1D, 1e-3);
        values.set(node.output, node.activation === 'relu6' ? tf.clipByValue(normal, 0, 6) : normal);
      } else if (node.kind === 'add') values.set(node.output, tf.add(x, at(node.inputs[1])));
      else if (node.kind === 'averagePool2d') values.set(node.output, tf.mean(x, [1, 2]));
      else values.set(node.output, tf.add(tf.matMul(x as Tf.Tensor2D, weights as Tf.Tensor2D), beta));
    }
    return at(net.outputs[0]) as Tf.Tensor2D;
  };
}

/** Milliseconds of the fastest of a few calls, the first of which only warms up. */
function fastest(times: number, call: () => void): number {
  call();
  return Math.min(...Array.from({ length: times }, () => {
    const start = performance.now();
    call();
    return performance.now() - start;
  }));
}

/** A small batch, since the step of a whole one takes minutes on the cpu backend. */
export async function timeTfjs(net: Net, batch = 2): Promise<TfjsRow[]> {
  const library = '@tensorflow/tfjs';
  let tf: typeof Tf;
  try {
    tf = (await import(/* @vite-ignore */ library)) as typeof Tf;
  } catch {
    return [{ backend: 'tfjs', absent: 'the package @tensorflow/tfjs is not installed' }];
  }
  await tf.setBackend('cpu');
  const [height, width, depth] = net.tensors[net.inputs[0]].shape;
  const model = modelOf(tf, net);
  const images = tf.randomNormal([batch, height, width, depth]) as Tf.Tensor4D;
  const labels = tf.oneHot(tf.zeros([batch], 'int32'), net.tensors[net.outputs[0]].shape[2]);
  const optimiser = tf.train.adam(1e-3);
  const step = fastest(2, () => void optimiser.minimize(() => tf.losses.softmaxCrossEntropy(labels, model(images)), true)?.dataSync());
  const forward = fastest(2, () => void tf.tidy(() => model(images).dataSync()));
  return [
    { backend: 'cpu', pass: 'step', batch, examplesPerSecond: (1000 * batch) / step },
    { backend: 'cpu', pass: 'forward', batch, examplesPerSecond: (1000 * batch) / forward },
    { backend: 'wasm', absent: tf.findBackendFactory('wasm') === null ? 'the package @tensorflow/tfjs-backend-wasm is not installed' : 'trains no convolution' },
    { backend: 'webgl', absent: 'Node has no WebGL' },
  ];
}
