/**
 * Runs a float network tensor by tensor (float32 storage, float64 sums): what calibration watches and what int8 is
 * compared with.
 */
import { elements, type Activation, type FloatNet } from '../net/index.ts';
import { fillInputs, known } from './execute.ts';
import type { Clamp } from './int8Net.ts';
import { floatAdd } from './ops/add.ts';
import { floatAveragePool2d } from './ops/averagePool2d.ts';
import { concat } from './ops/concat.ts';
import { floatConv2d } from './ops/conv2d.ts';
import { floatDense } from './ops/dense.ts';
import { floatDepthwiseConv2d } from './ops/depthwiseConv2d.ts';
import { floatLookup } from './ops/lookup.ts';
import { maxPool2d } from './ops/maxPool2d.ts';
import { floatMean } from './ops/mean.ts';
import { floatMul } from './ops/mul.ts';
import { pad } from './ops/pad.ts';
import { resizeNearest } from './ops/resizeNearest.ts';
import { slice } from './ops/slice.ts';
import { floatSoftmax } from './ops/softmax.ts';
import { floatSub } from './ops/sub.ts';

const UNBOUNDED: Clamp = { activationMin: -Infinity, activationMax: Infinity };

/** Every tensor of one float inference, by tensor id. */
export function runFloatTensors({ net, layers }: FloatNet, input: Float32Array): Float32Array[] {
  const values = net.tensors.map(({ shape }) => new Float32Array(elements(shape)));
  fillInputs(net, input, values);
  for (const node of net.nodes) {
    const { name, inputs } = node;
    const [a, b] = inputs;
    const inShape = net.tensors[a].shape;
    const outShape = net.tensors[node.output].shape;
    const out = values[node.output];
    switch (node.kind) {
      case 'conv2d':
        floatConv2d(node, known(layers.get(name), name), values[a], inShape, out, outShape);
        break;
      case 'depthwiseConv2d':
        floatDepthwiseConv2d(node, known(layers.get(name), name), values[a], inShape, out, outShape);
        break;
      case 'dense':
        floatDense(known(layers.get(name), name), values[a], out);
        break;
      case 'add':
        floatAdd(values[a], values[b], out);
        break;
      case 'sub':
        floatSub(values[a], values[b], out);
        break;
      case 'mul':
        floatMul(values[a], values[b], out);
        break;
      case 'averagePool2d':
        floatAveragePool2d(node, values[a], inShape, out, outShape);
        break;
      case 'maxPool2d':
        maxPool2d(node, UNBOUNDED, values[a], inShape, out, outShape);
        break;
      case 'mean':
        floatMean(values[a], out);
        break;
      case 'softmax':
        floatSoftmax(node, values[a], inShape, out);
        break;
      case 'lookup':
        floatLookup(node, values[a], out);
        break;
      case 'concat':
        concat(node, inputs.map((id) => values[id]), out, outShape);
        break;
      case 'slice':
        slice(node, values[a], inShape, out, outShape);
        break;
      case 'pad':
        pad(node, values[a], inShape, out, outShape, 0);
        break;
      case 'resizeNearest':
        resizeNearest(node, values[a], inShape, out, outShape);
        break;
      default:
        node satisfies never;
    }
    if ('activation' in node) activate(out, node.activation ?? 'none');
  }
  return values;
}

function activate(values: Float32Array, activation: Activation): void {
  if (activation === 'none') return;
  const top = activation === 'relu6' ? 6 : Infinity;
  for (let i = 0; i < values.length; i++) values[i] = Math.min(top, Math.max(0, values[i]));
}
