/**
 * Runs a network, in float or in int8, tensor by tensor and with nothing shared or planned: the oracles that the wasm
 * and C kernels, the memory plan and the simulator are held against. Slow on purpose, and the only place where the
 * meaning of an op is decided.
 */
import { InputError } from '../lib/index.ts';
import { elements, type Activation, type FloatNet, type LayerWeights, type Net } from '../net/index.ts';
import type { Int8Add, Int8Layer, Int8Net, Int8Softmax } from './int8Net.ts';
import { floatAdd, int8Add } from './ops/add.ts';
import { floatAveragePool2d, int8AveragePool2d } from './ops/averagePool2d.ts';
import { floatConv2d, int8Conv2d } from './ops/conv2d.ts';
import { floatDense, int8Dense } from './ops/dense.ts';
import { floatDepthwiseConv2d, int8DepthwiseConv2d } from './ops/depthwiseConv2d.ts';
import { maxPool2d } from './ops/maxPool2d.ts';
import { floatSoftmax, int8Softmax } from './ops/softmax.ts';

function checkInput(net: Net, length: number): void {
  const want = elements(net.tensors[net.inputs[0]].shape);
  if (length !== want) throw new InputError(`input of ${length} values; ${net.name} takes ${net.tensors[net.inputs[0]].shape.join(' x ')} = ${want}`);
}

function found<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new InputError('has no weights', name);
  return value;
}

/** Every tensor of one int8 inference, by tensor id. Input: int8, height x width x channels. */
export function runInt8Tensors({ net, tensors: quants, layers, adds, softmaxes, rounding }: Int8Net, input: Int8Array): Int8Array[] {
  checkInput(net, input.length);
  const values = net.tensors.map(({ shape }) => new Int8Array(elements(shape)));
  values[net.inputs[0]].set(input);
  for (const node of net.nodes) {
    const [a, b] = node.inputs;
    const inShape = net.tensors[a].shape;
    const outShape = net.tensors[node.output].shape;
    const out = values[node.output];
    const outQuant = quants[node.output];
    const layer = (): Int8Layer => found(layers.get(node.name), node.name);
    switch (node.kind) {
      case 'conv2d':
        int8Conv2d(node, layer(), values[a], inShape, quants[a], out, outShape, outQuant, rounding);
        break;
      case 'depthwiseConv2d':
        int8DepthwiseConv2d(node, layer(), values[a], inShape, quants[a], out, outShape, outQuant, rounding);
        break;
      case 'dense':
        int8Dense(layer(), values[a], quants[a], out, outQuant, rounding);
        break;
      case 'add':
        int8Add(found<Int8Add>(adds.get(node.name), node.name), values[a], quants[a], values[b], quants[b], out, outQuant, rounding);
        break;
      case 'averagePool2d':
        int8AveragePool2d(node, values[a], inShape, out, outShape);
        break;
      case 'maxPool2d':
        maxPool2d(node, values[a], inShape, out, outShape);
        break;
      case 'softmax':
        int8Softmax(found<Int8Softmax>(softmaxes.get(node.name), node.name), values[a], inShape, out);
        break;
      default:
        node satisfies never;
    }
  }
  return values;
}

/** Output tensor of one int8 inference. */
export const runInt8 = (int8Net: Int8Net, input: Int8Array): Int8Array => runInt8Tensors(int8Net, input)[int8Net.net.outputs[0]];

/** Every tensor of one float inference (float32 storage, float64 sums), by tensor id. */
export function runFloatTensors({ net, layers }: FloatNet, input: Float32Array): Float32Array[] {
  checkInput(net, input.length);
  const values = net.tensors.map(({ shape }) => new Float32Array(elements(shape)));
  values[net.inputs[0]].set(input);
  for (const node of net.nodes) {
    const [a, b] = node.inputs;
    const inShape = net.tensors[a].shape;
    const outShape = net.tensors[node.output].shape;
    const out = values[node.output];
    const layer = (): LayerWeights => found(layers.get(node.name), node.name);
    switch (node.kind) {
      case 'conv2d':
        floatConv2d(node, layer(), values[a], inShape, out, outShape);
        break;
      case 'depthwiseConv2d':
        floatDepthwiseConv2d(node, layer(), values[a], inShape, out, outShape);
        break;
      case 'dense':
        floatDense(layer(), values[a], out);
        break;
      case 'add':
        floatAdd(values[a], values[b], out);
        break;
      case 'averagePool2d':
        floatAveragePool2d(node, values[a], inShape, out, outShape);
        break;
      case 'maxPool2d':
        maxPool2d(node, values[a], inShape, out, outShape);
        break;
      case 'softmax':
        floatSoftmax(node, values[a], inShape, out);
        break;
      default:
        node satisfies never;
    }
    if ('activation' in node) activate(out, node.activation);
  }
  return values;
}

function activate(values: Float32Array, activation: Activation): void {
  if (activation === 'none') return;
  const top = activation === 'relu6' ? 6 : Infinity;
  for (let i = 0; i < values.length; i++) values[i] = Math.min(top, Math.max(0, values[i]));
}
