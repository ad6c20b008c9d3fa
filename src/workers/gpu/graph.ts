/**
 * A network of the space as TensorFlow.js operations that its automatic gradients know: the same sums as the float
 * core's kernels, written by somebody else. On the cpu backend it is therefore the oracle of a whole training step, on
 * WebGPU and WebGL a way to train fast whose bits depend on the graphics hardware.
 */
import * as tf from '@tensorflow/tfjs-core';
import { fanIn, isConvolution, type Activation, type Conv2d, type DepthwiseConv2d, type Net } from '../../core/net/index.ts';
import { BATCH_NORM_EPSILON } from '../../core/train/index.ts';
import type { LayerRuns, Run } from './runs.ts';

/** The table that holds a part of the parameters. */
export type TableOf = (run: Run | null) => tf.Tensor2D;

/** @param images batch x height x width x channels. @returns batch x classes */
export function logitsOf(net: Net, layers: ReadonlyMap<string, LayerRuns>, table: TableOf, images: tf.Tensor4D): tf.Tensor2D {
  const values = new Map<number, tf.Tensor4D>([[net.inputs[0], images]]);
  const at = (id: number): tf.Tensor4D => {
    const value = values.get(id);
    if (value === undefined) throw new Error(`tensor ${id} is read before it is written`);
    return value;
  };
  const runsOf = (name: string): LayerRuns => {
    const runs = layers.get(name);
    if (runs === undefined) throw new Error(`no parameters for ${name}`);
    return runs;
  };
  const [batch] = images.shape;
  for (const node of net.nodes) {
    const x = at(node.inputs[0]);
    const shape = net.tensors[node.output].shape;
    const channels = shape[2];
    if (isConvolution(node)) {
      const runs = runsOf(node.name);
      const product = node.kind === 'conv2d' ? convolve(node, x, net, table(runs.weights)) : depthwise(node, x, table(runs.weights), runs.kernel);
      const flat = tf.reshape(product, [-1, channels]) as tf.Tensor2D;
      const normal = normalise(flat, corner(table(runs.gamma), 1, channels), corner(table(runs.beta), 1, channels));
      values.set(node.output, tf.reshape(activate(normal, node.activation), [batch, ...shape]) as tf.Tensor4D);
    } else if (node.kind === 'dense') {
      const runs = runsOf(node.name);
      const summed = fanIn(node, net.tensors[node.inputs[0]].shape);
      const product = tf.matMul(tf.reshape(x, [batch, summed]), corner(table(runs.weights), summed, channels));
      values.set(node.output, tf.reshape(activate(tf.add(product, corner(table(runs.bias), 1, channels)), node.activation), [batch, ...shape]) as tf.Tensor4D);
    } else if (node.kind === 'add') values.set(node.output, activate(tf.add(x, at(node.inputs[1])), node.activation));
    else if (node.kind === 'averagePool2d') values.set(node.output, tf.mean(x, [1, 2], true)); // of a space's networks always over the whole map
    else throw new Error(`${node.name}: ${node.kind} is not trained here`);
  }
  return tf.reshape(at(net.outputs[0]), [batch, -1]) as tf.Tensor2D;
}

/** The first rows and columns of a table. */
function corner(table: tf.Tensor2D, rows: number, columns: number): tf.Tensor2D {
  return table.shape[0] === rows && table.shape[1] === columns ? table : tf.slice(table, [0, 0], [rows, columns]);
}

type Explicit = [[number, number], [number, number], [number, number], [number, number]];
const paddingOf = ({ padding: { top, bottom, left, right } }: Conv2d | DepthwiseConv2d): Explicit => [[0, 0], [top, bottom], [left, right], [0, 0]];

function convolve(node: Conv2d, x: tf.Tensor4D, net: Net, table: tf.Tensor2D): tf.Tensor {
  const shape = net.tensors[node.inputs[0]].shape;
  const outputs = net.tensors[node.output].shape[2];
  const weights = corner(table, fanIn(node, shape), outputs);
  const { kernel: [height, width], stride } = node;
  // A pointwise convolution is a product, whose gradients are products too and far quicker than a convolution's.
  if (height * width * stride[0] * stride[1] === 1) return tf.matMul(tf.reshape(x, [-1, shape[2]]), weights);
  return tf.conv2d(x, tf.reshape(weights, [height, width, shape[2], outputs]) as tf.Tensor4D, [...stride], paddingOf(node));
}

function depthwise(node: DepthwiseConv2d, x: tf.Tensor4D, table: tf.Tensor2D, whole: number): tf.Tensor4D {
  const [kernel] = node.kernel;
  const channels = x.shape[3];
  const margin = (whole - kernel) / 2;
  const windows = tf.slice(tf.reshape(table, [whole, whole, table.shape[1]]) as tf.Tensor3D, [margin, margin, 0], [kernel, kernel, channels]);
  return tf.depthwiseConv2d(x, tf.reshape(windows, [kernel, kernel, channels, 1]) as tf.Tensor4D, [...node.stride], paddingOf(node));
}

function activate<T extends tf.Tensor>(x: T, activation: Activation): T {
  switch (activation) {
    case 'none': return x;
    case 'relu': return tf.relu(x);
    case 'relu6': return tf.relu6(x);
    default: return activation satisfies never;
  }
}

/**
 * Batch norm with the rows' own statistics. Its gradient by hand (Ioffe and Szegedy 2015, section 3), since the
 * automatic one of mean and variance takes several times as many passes over the rows.
 */
function normalise(rows: tf.Tensor2D, gamma: tf.Tensor2D, beta: tf.Tensor2D): tf.Tensor2D {
  const call = tf.customGrad((x, scale, offset, save) => {
    const [values, factors] = [x as tf.Tensor2D, scale as tf.Tensor2D];
    const centred = tf.sub(values, tf.mean(values, 0, true));
    const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), 0, true), BATCH_NORM_EPSILON));
    const normal = tf.mul(centred, inverse);
    (save as tf.GradSaveFunc)([normal, tf.mul(factors, inverse)]);
    return {
      value: tf.add(tf.mul(normal, factors), offset as tf.Tensor2D),
      gradFunc: (dy: tf.Tensor, [kept, steepness]: tf.Tensor[]) => {
        const dBeta = tf.sum(dy, 0, true);
        const dGamma = tf.sum(tf.mul(dy, kept), 0, true);
        const share = 1 / values.shape[0];
        const pull = tf.add(tf.mul(kept, tf.mul(dGamma, share)), tf.mul(dBeta, share));
        return [tf.mul(tf.sub(dy, pull), steepness), dGamma, dBeta];
      },
    };
  });
  return call(rows, gamma, beta) as tf.Tensor2D;
}
