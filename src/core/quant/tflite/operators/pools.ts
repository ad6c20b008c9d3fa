/**
 * Pools, MEAN, REDUCE_MAX, SOFTMAX and RESIZE_NEAREST_NEIGHBOR. A uint8 AVERAGE_POOL_2D rounds halves up where int8 rounds them away
 * from zero, which lies elsewhere; over an even number of places it becomes a depthwise convolution that rounds alike.
 */
import type { Activation, Shape, TfliteOperator } from '../../../net/index.ts';
import type { Int8Constants } from '../../int8Net.ts';
import type { Assembly } from '../graph.ts';
import { Unsupported } from '../unsupported.ts';
import { fusedOf, geometryOf, ownActivation, windowOf, type Window } from '../window.ts';
import type { Translate } from './translate.ts';
import type { Value } from '../value.ts';

/** Least int8: what padded places of a largest value count as. */
const LEAST = -128;

export const maxPool: Translate = (assembly, operator, index) => {
  const { filterHeight, filterWidth } = operator.options;
  const fused = fusedOf(operator);
  const window = windowOf(assembly, operator, [filterHeight, filterWidth], LEAST);
  assembly.expectParams(operator.inputs[0], operator.outputs[0]);
  assembly.append(`pool_${index}`, [window.input], operator.outputs[0], { kind: 'maxPool2d', ...geometryOf(window), ...clamping(ownActivation(fused)) }, { fused });
};

export const averagePool: Translate = (assembly, operator, index) => {
  const { inputs: [t], outputs: [output], options: { filterHeight, filterWidth } } = operator;
  const fused = fusedOf(operator);
  const activation = ownActivation(fused);
  const window = windowOf(assembly, operator, [filterHeight, filterWidth], null);
  assembly.expectParams(t, output);
  if (assembly.isUnsigned(t) && roundsUp(window)) {
    const constants = roundingUp(assembly, window);
    assembly.append(`pool_${index}`, [window.input], output, { kind: 'depthwiseConv2d', ...geometryOf(window), activation }, { constants, fused });
  } else {
    assembly.append(`pool_${index}`, [window.input], output, { kind: 'averagePool2d', ...geometryOf(window), ...clamping(activation) }, { fused });
  }
};

const clamping = (activation: Activation): { activation?: Activation } => (activation === 'none' ? {} : { activation });

/** Whether some window of a uint8 mean counts an even number of places, so that halves occur. */
function roundsUp({ kernel, padding }: Window): boolean {
  const padded = Object.values(padding).some((n) => n > 0);
  if (padded && Math.max(...kernel) > 1) throw new Unsupported('is a mean of uint8 whose windows leave the input; means within it are supported');
  return (kernel[0] * kernel[1]) % 2 === 0;
}

/** Sums weighed by 64, and half of that more: a half becomes a little more than a half, and nothing else passes one. */
function roundingUp(assembly: Assembly, { kernel, input }: Window): Int8Constants {
  const places = kernel[0] * kernel[1];
  const channels = assembly.ownShape(input)[2];
  return { weights: new Int8Array(places * channels).fill(64), weightScales: Float64Array.of(1 / (64 * places)), bias: new Int32Array(channels).fill(32) };
}

/** An input whose channels, at least, are our tensor's. */
function channelsOf(assembly: Assembly, t: number): Value {
  const value = assembly.ordered(t);
  return assembly.ownShape(value)[2] === value.shape[2] ? value : assembly.plain(t);
}

/** The input of a reduction over height and width; dimensions of 1 may be among the others or not. */
function reducedInput(assembly: Assembly, { inputs: [t, axesTensor] }: TfliteOperator): Value {
  const input = assembly.ordered(t);
  const axes = assembly.constants.ints(axesTensor);
  const { shape } = assembly.graph.tensors[t];
  if (axes === null) throw new Unsupported('has axes that are not constant');
  const reduced = new Set(axes.map((axis) => (axis < 0 ? axis + shape.length : axis)));
  // the axes of height, width and channels in the file's shape
  const isReduced = [3, 2, 1].map((back) => reduced.has(shape.length - back));
  const whole = [0, 1].every((axis) => isReduced[axis] || input.shape[axis] === 1);
  if (!whole || (isReduced[2] && input.shape[2] !== 1)) {
    throw new Unsupported(`reduces dimensions ${axes.join(', ')} of ${shape.join('x')}; height and width together are supported`);
  }
  return channelsOf(assembly, t);
}

export const mean: Translate = (assembly, operator, index) => {
  assembly.append(`mean_${index}`, [reducedInput(assembly, operator)], operator.outputs[0], { kind: 'mean' });
};

/** The largest value of each channel is that of a window over all. */
export const reduceMax: Translate = (assembly, operator, index) => {
  const input = reducedInput(assembly, operator);
  const [height, width] = assembly.ownShape(input);
  assembly.expectParams(operator.inputs[0], operator.outputs[0]);
  assembly.append(`pool_${index}`, [input], operator.outputs[0], { kind: 'maxPool2d', kernel: [height, width], stride: [1, 1], padding: { top: 0, bottom: 0, left: 0, right: 0 } });
};

export const softmax: Translate = (assembly, operator, index) => {
  const input = channelsOf(assembly, operator.inputs[0]);
  assembly.append(`softmax_${index}`, [input], operator.outputs[0], { kind: 'softmax', beta: operator.options.beta });
};

export const resizeNearest: Translate = (assembly, { inputs: [t], outputs: [output], options }, index) => {
  const input = assembly.plain(t);
  assembly.expectParams(t, output);
  const free: Shape = assembly.shapeOf(output);
  assembly.append(`resize_${index}`, [input], output, { kind: 'resizeNearest', alignCorners: options.alignCorners !== 0, halfPixelCenters: options.halfPixelCenters !== 0 }, { free });
};
