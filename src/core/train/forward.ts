/** Runs the forward half of a plan: each node by its kernel, then batch norm with the batch's own statistics, or, folded, bias and activation at once. */
import { fanIn, isConvolution } from '../net/index.ts';
import { ACTIVATION_CODES, type ActivationCode, type Address, type Backend, type Kernels } from '../tensor/index.ts';
import type { Slice, Slices } from './layout.ts';
import type { Plan, Step } from './plan.ts';

/** Added to variances, as TensorFlow does by default. */
export const BATCH_NORM_EPSILON = 1e-3;

export function forwardStep(backend: Backend, plan: Plan, step: Step, slices: Slices): void {
  const { kernels } = backend;
  const { node, inputs, output, rows, channels } = step;
  switch (node.kind) {
    case 'conv2d':
    case 'depthwiseConv2d': {
      const slice = sliceOf(slices, step);
      if (node.kind === 'conv2d') convolve(kernels, plan, step, slice);
      else if (step.before) {
        kernels.depthwiseStatistics(
          inputs[0], ...sourceOf(step), slice.weights, slice.row, slice.tap, step.before, ...windowOf(plan, step),
          step.mean, step.variance, step.inverse, BATCH_NORM_EPSILON, plan.block,
        );
      } else kernels.depthwise(inputs[0], slice.weights, slice.row, slice.tap, output, ...windowOf(plan, step), slice.bias, ACTIVATION_CODES[node.activation]);
      if (step.before) kernels.batchNormAffine(channels, slice.gamma, slice.beta, step.mean, step.inverse, step.affine);
      if (step.before && output) kernels.batchNormApply(step.before, output, rows, channels, step.affine, ACTIVATION_CODES[node.activation]);
      return;
    }
    case 'dense': {
      const slice = sliceOf(slices, step);
      const summed = fanIn(node, step.inputShape);
      kernels.gemm(inputs[0], summed, slice.weights, slice.row, output, channels, plan.batch, channels, summed, slice.bias, ACTIVATION_CODES[node.activation], 0);
      return;
    }
    case 'add':
      kernels.add(inputs[0], inputs[1], output, rows * channels, ACTIVATION_CODES[node.activation]);
      return;
    case 'averagePool2d':
      kernels.globalPool(inputs[0], output, plan.batch, step.inputShape[0] * step.inputShape[1], channels);
      return;
    default:
      node satisfies never;
  }
}

export function forward(backend: Backend, plan: Plan, slices: Slices): void {
  for (const step of plan.steps) forwardStep(backend, plan, step, slices);
}

function convolve(kernels: Kernels, plan: Plan, step: Step, slice: Slice): void {
  const { node, rows, channels, columns } = step;
  if (node.kind !== 'conv2d') return;
  const [height, width, depth] = step.inputShape;
  const [outH, outW] = step.outputShape;
  const summed = fanIn(node, step.inputShape);
  const from = columns || step.inputs[0];
  if (columns) {
    kernels.im2col(step.inputs[0], columns, plan.batch, height, width, depth, outH, outW, ...node.kernel, ...node.stride, node.padding.top, node.padding.left);
  }
  if (step.before) {
    kernels.gemmStatistics(
      from, ...sourceOf(step), slice.weights, slice.row, step.before, rows, channels, summed,
      step.mean, step.variance, step.inverse, BATCH_NORM_EPSILON, plan.block,
    );
  } else kernels.gemm(from, summed, slice.weights, slice.row, step.output, channels, rows, channels, summed, slice.bias, ACTIVATION_CODES[node.activation], 0);
}

/** How what is stored of the input becomes the input. */
function sourceOf({ source }: Step): readonly [affine: Address, activation: ActivationCode] {
  if (source === null || !isConvolution(source.node)) return [0, ACTIVATION_CODES.none];
  return [source.affine, ACTIVATION_CODES[source.node.activation]];
}

type WindowArguments = readonly [
  batch: number, height: number, width: number, channels: number, outH: number, outW: number,
  kernel: number, strideH: number, strideW: number, top: number, left: number,
];

/** The geometry every depthwise kernel takes. */
export function windowOf(plan: Plan, step: Step): WindowArguments {
  const { node, inputShape, outputShape } = step;
  if (node.kind !== 'depthwiseConv2d') throw new Error(`${node.name} is no depthwise convolution`);
  return [plan.batch, inputShape[0], inputShape[1], step.channels, outputShape[0], outputShape[1], node.kernel[0], ...node.stride, node.padding.top, node.padding.left];
}

export function sliceOf(slices: Slices, step: Step): Slice {
  const slice = slices.get(step.node.name);
  if (!slice) throw new Error(`no parameters for ${step.node.name}`);
  return slice;
}
