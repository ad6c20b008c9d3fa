/**
 * TensorFlow.js on the same networks: a training step written as its documentation would have it, and a forward pass.
 * Its wasm backend has no gradient of a convolution by the weights and goes forward only. What cannot be timed here has
 * null for a rate, and says why.
 */
import type * as Tf from '@tensorflow/tfjs';
import { isConvolution, type Net, type Node } from '../../core/net/index.ts';

export interface TfjsRow {
  readonly backend: 'cpu' | 'wasm' | 'webgl';
  readonly pass: 'step' | 'forward';
  readonly batch: number | null;
  readonly examplesPerSecond: number | null;
  /** Why there is no rate. */
  readonly reason: string | null;
}

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

const timed = (backend: TfjsRow['backend'], pass: TfjsRow['pass'], batch: number, ms: number): TfjsRow => ({ backend, pass, batch, examplesPerSecond: (1000 * batch) / ms, reason: null });
const absent = (backend: TfjsRow['backend'], pass: TfjsRow['pass'], reason: string): TfjsRow => ({ backend, pass, batch: null, examplesPerSecond: null, reason });

const PASSES = ['step', 'forward'] as const;
/** Of the cpu backend, whose step on a whole batch takes minutes. */
const SMALL_BATCH = 2;

/** Nothing where the package is not installed. */
async function load<T>(library: string): Promise<T | null> {
  try {
    return (await import(/* @vite-ignore */ library)) as T;
  } catch {
    return null;
  }
}

function timeCpu(tf: typeof Tf, net: Net): TfjsRow[] {
  const model = modelOf(tf, net);
  const images = noise(tf, net, SMALL_BATCH);
  const labels = tf.oneHot(tf.zeros([SMALL_BATCH], 'int32'), net.tensors[net.outputs[0]].shape[2]);
  const optimiser = tf.train.adam(1e-3);
  const step = fastest(2, () => void optimiser.minimize(() => tf.losses.softmaxCrossEntropy(labels, model(images)), true)?.dataSync());
  return [timed('cpu', 'step', SMALL_BATCH, step), timed('cpu', 'forward', SMALL_BATCH, fastest(2, () => void tf.tidy(() => model(images).dataSync())))];
}

const noise = (tf: typeof Tf, net: Net, batch: number): Tf.Tensor4D => {
  const [height, width, depth] = net.tensors[net.inputs[0]].shape;
  return tf.randomNormal([batch, height, width, depth]);
};

/** @param batch of the whole network, for what is fast enough */
export async function timeTfjs(net: Net, batch: number): Promise<TfjsRow[]> {
  const tf = await load<typeof Tf>('@tensorflow/tfjs');
  if (tf === null) return (['cpu', 'wasm', 'webgl'] as const).flatMap((backend) => PASSES.map((pass) => absent(backend, pass, 'the package @tensorflow/tfjs is not installed')));
  await tf.setBackend('cpu');
  const cpu = timeCpu(tf, net);
  const wasm = (await load('@tensorflow/tfjs-backend-wasm')) === null || !(await tf.setBackend('wasm'))
    ? absent('wasm', 'forward', 'the package @tensorflow/tfjs-backend-wasm is not installed, or its module does not load')
    : timed('wasm', 'forward', batch, fastest(9, wasmForward(tf, net, batch)));
  return [
    ...cpu, absent('wasm', 'step', 'its wasm backend has no Conv2DBackpropFilter'), wasm,
    ...PASSES.map((pass) => absent('webgl', pass, 'Node has no WebGL')),
  ];
}

function wasmForward(tf: typeof Tf, net: Net, batch: number): () => void {
  const model = modelOf(tf, net);
  const images = noise(tf, net, batch);
  return () => void tf.tidy(() => model(images).dataSync());
}
