/** Runs the backward half of a plan after `forward`: loss, then each node's gradients by input and by parameter, the latter added to what is there. */
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
  const { kernels } = backend;
  const pitch = plan.steps[plan.steps.length - 1].channels;
  const loss = kernels.softmaxLoss(plan.logits, plan.labels, options.teacher, plan.dLogits, plan.batch, plan.classes, pitch, options.labelSmoothing, options.teacherShare, options.weight);
  for (const back of plan.backSteps) backwardStep(backend, plan, back, slices, gradients);
  return loss;
}

export function backwardStep(backend: Backend, plan: Plan, back: BackStep, slices: Slices, gradients: Slices): void {
  const { kernels } = backend;
  const { step, dOutput } = back;
  const { node, rows, channels } = step;
  const into = back.dInputs[0];
  switch (node.kind) {
    case 'conv2d': {
      const [slice, gradient] = [sliceOf(slices, step), sliceOf(gradients, step)];
      normBackward(backend, back, gradient);
      const fanIn = node.kernel[0] * node.kernel[1] * step.inputShape[2];
      productBackward(backend, plan, back, slice, gradient, step.columns || step.inputs[0], rows, fanIn);
      return;
    }
    case 'depthwiseConv2d': {
      const [slice, gradient] = [sliceOf(slices, step), sliceOf(gradients, step)];
      normBackward(backend, back, gradient);
      const window = windowOf(plan, step);
      kernels.depthwiseWeightGradient(step.inputs[0], dOutput, gradient.weights, gradient.row, gradient.tap, ...window);
      if (into.at) kernels.depthwiseInputGradient(dOutput, slice.weights, slice.row, slice.tap, into.at, ...window, into.accumulate);
      return;
    }
    case 'dense': {
      if (node.activation !== 'none') throw new Error(`${node.name}: a dense layer with an activation is not trained here`);
      const [slice, gradient] = [sliceOf(slices, step), sliceOf(gradients, step)];
      kernels.columnSums(dOutput, gradient.bias, plan.batch, channels);
      productBackward(backend, plan, back, slice, gradient, step.inputs[0], plan.batch, step.inputShape[0] * step.inputShape[1] * step.inputShape[2]);
      return;
    }
    case 'add':
      if (node.activation !== 'none') throw new Error(`${node.name}: a sum with an activation is not trained here`);
      for (const { at, accumulate } of back.dInputs) addInto(backend, at, dOutput, rows * channels, accumulate);
      return;
    case 'averagePool2d':
      if (into.accumulate) throw new Error(`${node.name}: the pooled map has another reader, which is not trained here`);
      kernels.globalPoolGradient(dOutput, into.at, plan.batch, step.inputShape[0] * step.inputShape[1], channels);
      return;
    case 'maxPool2d':
    case 'softmax':
    case 'sub':
    case 'mul':
    case 'mean':
    case 'lookup':
    case 'concat':
    case 'slice':
    case 'pad':
    case 'resizeNearest':
      throw new Error(`${node.name}: ${node.kind} is not trained here`);
    default:
      node satisfies never;
  }
}

/** Turns the gradient behind the activation into the gradient before batch norm, in place. */
function normBackward(backend: Backend, { step, dOutput }: BackStep, gradient: Slice): void {
  const { node, rows, channels } = step;
  if (node.kind !== 'conv2d' && node.kind !== 'depthwiseConv2d') return;
  const sums = step.affine + 2 * channels * FLOAT_BYTES;
  backend.kernels.batchNormBackward(step.before, dOutput, dOutput, rows, channels, step.mean, step.inverse, step.affine, gradient.gamma, gradient.beta, sums, ACTIVATION_CODES[node.activation]);
}

/** Gradients of y[rows x channels] = x[rows x fanIn] w: by w, and, where asked for, by x. */
function productBackward(
  backend: Backend, plan: Plan, { step, dOutput, dInputs }: BackStep,
  slice: Slice, gradient: Slice, x: Address, rows: number, fanIn: number,
): void {
  const { kernels } = backend;
  const { channels } = step;
  const [into] = dInputs;
  kernels.gemmTransposed(x, fanIn, dOutput, channels, gradient.weights, gradient.row, rows, channels, fanIn);
  if (!into.at) return;
  if (step.columns) throw new Error(`${step.node.name}: only a first convolution may have a window, since nothing asks for its input gradient`);
  kernels.transpose(slice.weights, slice.row, plan.scratch, fanIn, fanIn, channels);
  kernels.gemm(dOutput, channels, plan.scratch, fanIn, into.at, fanIn, rows, fanIn, channels, 0, ACTIVATION_CODES.none, into.accumulate);
}

function addInto(backend: Backend, target: Address, source: Address, count: number, accumulate: 0 | 1): void {
  if (target === source) return;
  if (accumulate) backend.kernels.add(target, source, target, count, ACTIVATION_CODES.none);
  else backend.floats(target, count).set(backend.floats(source, count));
}
