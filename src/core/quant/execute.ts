/**
 * Runs an int8 network tensor by tensor, with nothing shared or planned: the oracle that the wasm and C kernels, the
 * memory plan and the simulator are held against. Slow on purpose, and the only place where the meaning of an int8 op
 * is decided. Where a network has several inputs (outputs), their values follow one another in the network's order.
 */
import { InputError } from '../lib/index.ts';
import { elements, type Net, type Node } from '../net/index.ts';
import { clampOf, type Int8Net } from './int8Net.ts';
import { int8Add } from './ops/add.ts';
import { int8AveragePool2d } from './ops/averagePool2d.ts';
import { concat } from './ops/concat.ts';
import { int8Conv2d, type Rows } from './ops/conv2d.ts';
import { int8Dense } from './ops/dense.ts';
import { int8DepthwiseConv2d } from './ops/depthwiseConv2d.ts';
import type { Quantised } from './ops/elementwise.ts';
import { int8Lookup } from './ops/lookup.ts';
import { maxPool2d } from './ops/maxPool2d.ts';
import { int8Mean } from './ops/mean.ts';
import { int8Mul } from './ops/mul.ts';
import { pad } from './ops/pad.ts';
import { resizeNearest } from './ops/resizeNearest.ts';
import { slice } from './ops/slice.ts';
import { int8Softmax } from './ops/softmax.ts';
import { int8Sub } from './ops/sub.ts';

/** Puts the network's inputs, one after another in `input`, into the values of their tensors. */
export function fillInputs<T extends Int8Array | Float32Array>(net: Net, input: T, values: readonly T[]): void {
  const want = net.inputs.reduce((sum, id) => sum + values[id].length, 0);
  if (input.length !== want) {
    const shapes = net.inputs.map((id) => net.tensors[id].shape.join(' x ')).join(' and ');
    throw new InputError(`input of ${input.length} values; ${net.name} takes ${shapes} = ${want}`);
  }
  let at = 0;
  for (const id of net.inputs) {
    values[id].set(input.subarray(at, at + values[id].length));
    at += values[id].length;
  }
}

/** @throws InputError when a network lacks what a node of its needs */
export function known<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new InputError('has no constants', name);
  return value;
}

/** Multiplications in a piece of work: some ten milliseconds. */
const PIECE_MACS = 1 << 20;

/** The output rows of a convolution in pieces. */
function* pieces({ kernel: [kh, kw] }: Extract<Node, { kind: 'conv2d' | 'depthwiseConv2d' }>, channels: number, [oh, ow, oc]: readonly number[]): Generator<Rows> {
  const rows = Math.max(1, Math.floor(PIECE_MACS / (ow * oc * kh * kw * channels)));
  for (let top = 0; top < oh; top += rows) yield [top, Math.min(oh, top + rows)];
}

/** Every tensor of one int8 inference, by tensor id, in pieces of work. Input: int8, height x width x channels. */
export function* int8TensorSteps(int8Net: Int8Net, input: Int8Array): Generator<void, Int8Array[]> {
  const { net, tensors, layers, adds, scalings, softmaxes, lookups, rounding } = int8Net;
  const values = net.tensors.map(({ shape }) => new Int8Array(elements(shape)));
  fillInputs(net, input, values);
  const quantised = (id: number): Quantised => ({ values: values[id], quant: tensors[id] });
  for (const node of net.nodes) {
    const { name, inputs } = node;
    const [a, b] = inputs;
    const inShape = net.tensors[a].shape;
    const outShape = net.tensors[node.output].shape;
    const out = values[node.output];
    const outQuant = tensors[node.output];
    switch (node.kind) {
      case 'conv2d':
        for (const rows of pieces(node, inShape[2], outShape)) {
          int8Conv2d(node, known(layers.get(name), name), values[a], inShape, tensors[a], out, outShape, outQuant, rounding, rows);
          yield;
        }
        break;
      case 'depthwiseConv2d':
        for (const rows of pieces(node, 1, outShape)) {
          int8DepthwiseConv2d(node, known(layers.get(name), name), values[a], inShape, tensors[a], out, outShape, outQuant, rounding, rows);
          yield;
        }
        break;
      case 'dense':
        int8Dense(known(layers.get(name), name), values[a], tensors[a], out, outQuant, rounding);
        break;
      case 'add':
        int8Add(known(adds.get(name), name), quantised(a), quantised(b), quantised(node.output), rounding);
        break;
      case 'sub':
        int8Sub(known(adds.get(name), name), quantised(a), quantised(b), quantised(node.output), rounding);
        break;
      case 'mul':
        int8Mul(known(scalings.get(name), name), quantised(a), quantised(b), quantised(node.output), rounding);
        break;
      case 'averagePool2d':
        int8AveragePool2d(node, clampOf(tensors, node), values[a], inShape, out, outShape);
        break;
      case 'maxPool2d':
        maxPool2d(node, clampOf(tensors, node), values[a], inShape, out, outShape);
        break;
      case 'mean':
        int8Mean(known(scalings.get(name), name), quantised(a), quantised(node.output), rounding);
        break;
      case 'softmax':
        int8Softmax(known(softmaxes.get(name), name), values[a], inShape, out);
        break;
      case 'lookup':
        int8Lookup(known(lookups.get(name), name), values[a], out);
        break;
      case 'concat':
        concat(node, inputs.map((id) => values[id]), out, outShape);
        break;
      case 'slice':
        slice(node, values[a], inShape, out, outShape);
        break;
      case 'pad':
        pad(node, values[a], inShape, out, outShape, outQuant.zeroPoint);
        break;
      case 'resizeNearest':
        resizeNearest(node, values[a], inShape, out, outShape);
        break;
      default:
        node satisfies never;
    }
    yield;
  }
  return values;
}

/** The same in one go. */
export function runInt8Tensors(int8Net: Int8Net, input: Int8Array): Int8Array[] {
  const steps = int8TensorSteps(int8Net, input);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Outputs of one int8 inference. */
export const runInt8 = (int8Net: Int8Net, input: Int8Array): Int8Array => outputsOf(int8Net, runInt8Tensors(int8Net, input));

/** The same in pieces of work, so that whoever waits for it can breathe. */
export function* int8Steps(int8Net: Int8Net, input: Int8Array): Generator<void, Int8Array> {
  return outputsOf(int8Net, yield* int8TensorSteps(int8Net, input));
}

function outputsOf(int8Net: Int8Net, values: readonly Int8Array[]): Int8Array {
  return Int8Array.from(int8Net.net.outputs.flatMap((id) => [...values[id]]));
}
