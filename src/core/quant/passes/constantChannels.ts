/**
 * Which channels of which tensors hold one value at every place whatever the input is: a filter of zeros answers with
 * its bias, and what is computed from constants alone is constant too. At a border a window sees its zero point
 * instead, so padding keeps a channel constant only if the constant is that zero point.
 */
import { isConvolution, type Convolution, type Node, type TensorId } from '../../net/index.ts';
import { clamp, requantise } from '../fixedPoint.ts';
import { clampOf, type Int8Layer, type Int8Net } from '../int8Net.ts';
import { int8Add } from '../ops/add.ts';
import { int8Mean } from '../ops/mean.ts';
import { int8Mul } from '../ops/mul.ts';
import { int8Sub } from '../ops/sub.ts';
import type { Quantised } from '../ops/elementwise.ts';

/** By channel: the value, or null where it depends on the input or on the place. */
export type Channels = readonly (number | null)[];

export const isPadded = ({ padding: { top, bottom, left, right } }: Convolution): boolean => top + bottom + left + right > 0;

/** By tensor id. */
export function constantChannels(int8Net: Int8Net): Channels[] {
  const { net } = int8Net;
  const found: Channels[] = net.tensors.map(({ shape }) => new Array<null>(shape[2]).fill(null));
  for (const node of net.nodes) found[node.output] = channelsOf(int8Net, node, node.inputs.map((id) => found[id]));
  return found;
}

function channelsOf(int8Net: Int8Net, node: Node, inputs: readonly Channels[]): Channels {
  const { net, tensors, layers, adds, scalings, lookups, rounding } = int8Net;
  const none = (): Channels => new Array<null>(net.tensors[node.output].shape[2]).fill(null);
  const [first, second] = inputs;
  const one = (id: TensorId, value: number): Quantised => ({ values: Int8Array.of(value), quant: tensors[id] });
  /** The op itself on one element of constants. */
  const pairwise = (run: (a: Quantised, b: Quantised, out: Quantised) => void): Channels =>
    first.map((a, c) => {
      const b = second[c % second.length];
      if (a === null || b === null) return null;
      const out = one(node.output, 0);
      run(one(node.inputs[0], a), one(node.inputs[1], b), out);
      return out.values[0];
    });
  const layer = layers.get(node.name);
  const add = adds.get(node.name);
  const scaling = scalings.get(node.name);
  switch (node.kind) {
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'dense':
      return layer === undefined ? none() : weightedChannels(int8Net, node, layer, first);
    case 'add':
      return add === undefined ? none() : pairwise((a, b, out) => int8Add(add, a, b, out, rounding));
    case 'sub':
      return add === undefined ? none() : pairwise((a, b, out) => int8Sub(add, a, b, out, rounding));
    case 'mul':
      return scaling === undefined ? none() : pairwise((a, b, out) => int8Mul(scaling, a, b, out, rounding));
    case 'lookup':
      return first.map((value) => (value === null ? null : (lookups.get(node.name)?.[value + 128] ?? null)));
    case 'averagePool2d':
    case 'maxPool2d': {
      const { activationMin, activationMax } = clampOf(tensors, node);
      return first.map((value) => (value === null ? null : clamp(value, activationMin, activationMax)));
    }
    case 'mean': {
      const [height, width] = net.tensors[node.inputs[0]].shape;
      return first.map((value) => {
        if (value === null || scaling === undefined) return null;
        const out = one(node.output, 0);
        int8Mean(scaling, { values: new Int8Array(height * width).fill(value), quant: tensors[node.inputs[0]] }, out, rounding);
        return out.values[0];
      });
    }
    case 'concat':
      return node.axis === 2 ? inputs.flat() : first.map((value, c) => (inputs.every((channels) => channels[c] === value) ? value : null));
    case 'slice':
      return none().map((_, c) => first[node.begin[2] + c * node.stride[2]]);
    case 'pad':
      return first.map((value) => (value === tensors[node.output].zeroPoint ? value : null));
    case 'resizeNearest':
      return first;
    case 'softmax':
      return none();
    default:
      return node satisfies never;
  }
}

/** Visits what output channel `o` multiplies; stops and answers false when `visit` does. */
export function everyProduct(node: Node, weights: Int8Array, inputChannels: number, outputChannels: number, o: number, visit: (inputChannel: number, weight: number) => boolean): boolean {
  if (node.kind === 'depthwiseConv2d') {
    const input = Math.floor(o / (node.multiplier ?? 1));
    for (let i = o; i < weights.length; i += outputChannels) if (!visit(input, weights[i])) return false;
    return true;
  }
  const per = weights.length / outputChannels;
  for (let i = 0; i < per; i++) if (!visit(i % inputChannels, weights[o * per + i])) return false;
  return true;
}

function weightedChannels({ net, tensors, rounding }: Int8Net, node: Node, layer: Int8Layer, input: Channels): Channels {
  const { weights, bias, multipliers, shifts, activationMin, activationMax } = layer;
  const [inQuant, outQuant] = [tensors[node.inputs[0]], tensors[node.output]];
  const padded = isConvolution(node) && isPadded(node);
  return Array.from({ length: net.tensors[node.output].shape[2] }, (_, o) => {
    let sum = bias[o];
    const constant = everyProduct(node, weights, input.length, bias.length, o, (c, weight) => {
      const value = input[c];
      if (weight === 0) return true;
      if (value === null || (padded && value !== inQuant.zeroPoint)) return false;
      sum += (value - inQuant.zeroPoint) * weight;
      return true;
    });
    return constant ? clamp(requantise(sum, multipliers[o], shifts[o], rounding) + outQuant.zeroPoint, activationMin, activationMax) : null;
  });
}
