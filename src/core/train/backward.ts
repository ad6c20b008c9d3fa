/** Runs the backward half of a plan after `forward`: loss, then each node's gradients by input and by parameter, the latter added to what is there. */
import { fanIn, isConvolution, type Conv2d, type Dense } from '../net/index.ts';
import { ACTIVATION_CODES, FLOAT_BYTES, type Address, type Backend } from '../tensor/index.ts';
import { sliceOf, windowOf } from './forward.ts';
import type { Slice, Slices } from './layout.ts';
import type { BackStep, Plan } from './plan.ts';

export interface LossOptions {
  readonly labelSmoothing: number;
  /** Probabilities another network gave these examples, rows as the logits lie; 0: none. */
  readonly teacher: Address;
  /** Of the target, what the teacher says; 0 without one. */
  readonly teacherShare: number;
  /** Factor of the loss summed over the batch, e.g. 1 / (examples of the optimiser step). */
  readonly weight: number;
}

/** Returns the weighted loss. gradients: slices of the run of floats that gradients add to. */
export function backward(backend: Backend, plan: Plan, slices: Slices, gradients: Slices, options: LossOptions): number {
  const loss = lossGradient(backend, plan, options);
  for (const back of plan.backSteps) {
    normBackward(backend, back, gradients);
    weightGradient(backend, plan, back, gradients);
    inputGradient(backend, plan, back, slices);
  }
  return loss;
}

/**
 * As `backward`, but leaves the gradients of weights and biases to `weightGradients`, on a plan that keeps what they
 * are made of. Together they add the same numbers in the same order.
 * @param norms slices whose batch norm's gradients are added to
 */
export function backwardApart(backend: Backend, plan: Plan, slices: Slices, norms: Slices, options: LossOptions): number {
  const loss = lossGradient(backend, plan, options);
  for (const back of plan.backSteps) {
    normBackward(backend, back, norms);
    inputGradient(backend, plan, back, slices);
  }
  return loss;
}

export function weightGradients(backend: Backend, plan: Plan, gradients: Slices): void {
  for (const back of plan.backSteps) weightGradient(backend, plan, back, gradients);
}

function lossGradient({ kernels }: Backend, plan: Plan, options: LossOptions): number {
  const pitch = plan.steps[plan.steps.length - 1].channels;
  return kernels.softmaxLoss(plan.logits, plan.labels, options.teacher, plan.dLogits, plan.batch, plan.classes, pitch, options.labelSmoothing, options.teacherShare, options.weight);
}

/** Adds the gradient by a node's weights and bias, given that by its product. */
function weightGradient({ kernels }: Backend, plan: Plan, { step, dOutput }: BackStep, gradients: Slices): void {
  const { node, rows, channels } = step;
  switch (node.kind) {
    case 'conv2d': {
      const gradient = sliceOf(gradients, step);
      const summed = fanIn(node, step.inputShape);
      kernels.gemmTransposed(step.columns || step.inputs[0], summed, dOutput, channels, gradient.weights, gradient.row, rows, channels, summed);
      return;
    }
    case 'depthwiseConv2d': {
      const gradient = sliceOf(gradients, step);
      kernels.depthwiseWeightGradient(step.inputs[0], dOutput, gradient.weights, gradient.row, gradient.tap, ...windowOf(plan, step));
      return;
    }
    case 'dense': {
      const gradient = sliceOf(gradients, step);
      const summed = fanIn(node, step.inputShape);
      kernels.columnSums(dOutput, gradient.bias, plan.batch, channels);
      kernels.gemmTransposed(step.inputs[0], summed, dOutput, channels, gradient.weights, gradient.row, plan.batch, channels, summed);
      return;
    }
    case 'add':
    case 'averagePool2d':
      return;
    default:
      node satisfies never;
  }
}

/** Writes or adds the gradient by a node's inputs, where anybody asks for it. */
function inputGradient(backend: Backend, plan: Plan, back: BackStep, slices: Slices): void {
  const { kernels } = backend;
  const { step, dOutput } = back;
  const { node, rows, channels } = step;
  const into = back.dInputs[0];
  switch (node.kind) {
    case 'conv2d':
      productInputGradient(backend, plan, back, node, sliceOf(slices, step), rows);
      return;
    case 'depthwiseConv2d': {
      const slice = sliceOf(slices, step);
      if (into.at) kernels.depthwiseInputGradient(dOutput, slice.weights, slice.row, slice.tap, into.at, ...windowOf(plan, step), into.accumulate);
      return;
    }
    case 'dense':
      if (node.activation !== 'none') throw new Error(`${node.name}: a dense layer with an activation is not trained here`);
      productInputGradient(backend, plan, back, node, sliceOf(slices, step), plan.batch);
      return;
    case 'add':
      if (node.activation !== 'none') throw new Error(`${node.name}: a sum with an activation is not trained here`);
      for (const { at, accumulate } of back.dInputs) addInto(backend, at, dOutput, rows * channels, accumulate);
      return;
    case 'averagePool2d':
      if (into.accumulate) throw new Error(`${node.name}: the pooled map has another reader, which is not trained here`);
      kernels.globalPoolGradient(dOutput, into.at, plan.batch, step.inputShape[0] * step.inputShape[1], channels);
      return;
    default:
      node satisfies never;
  }
}

/** Turns the gradient behind the activation into the gradient before batch norm, in place; adds batch norm's own. */
function normBackward(backend: Backend, { step, dOutput }: BackStep, gradients: Slices): void {
  const { node, rows, channels } = step;
  if (!isConvolution(node)) return;
  const gradient = sliceOf(gradients, step);
  const sums = step.affine + 2 * channels * FLOAT_BYTES;
  backend.kernels.batchNormBackward(step.before, dOutput, dOutput, rows, channels, step.mean, step.inverse, step.affine, gradient.gamma, gradient.beta, sums, ACTIVATION_CODES[node.activation]);
}

/** Gradient of y[rows x channels] = x[rows x summed] w by x. */
function productInputGradient({ kernels }: Backend, plan: Plan, { step, dOutput, dInputs }: BackStep, node: Conv2d | Dense, slice: Slice, rows: number): void {
  const { channels } = step;
  const [into] = dInputs;
  if (!into.at) return;
  if (step.columns) throw new Error(`${node.name}: only a first convolution may have a window, since nothing asks for its input gradient`);
  const summed = fanIn(node, step.inputShape);
  kernels.transpose(slice.weights, slice.row, plan.scratch, summed, summed, channels);
  kernels.gemm(dOutput, channels, plan.scratch, summed, into.at, summed, rows, summed, channels, 0, ACTIVATION_CODES.none, into.accumulate);
}

function addInto(backend: Backend, target: Address, source: Address, count: number, accumulate: 0 | 1): void {
  if (target === source) return;
  if (accumulate) backend.kernels.add(target, source, target, count, ACTIVATION_CODES.none);
  else backend.floats(target, count).set(backend.floats(source, count));
}
