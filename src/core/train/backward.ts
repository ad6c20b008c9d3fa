/** Runs the backward half of a plan after `forward`: loss, then each node's gradients by input and by parameter, the latter added to what is there. */
import { fanIn, isConvolution, type Conv2d, type Dense } from '../net/index.ts';
import { ACTIVATION_CODES, type ActivationCode, type Address, type Backend, type Kernels } from '../tensor/index.ts';
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
  const pitch = plan.steps[plan.steps.length - 1].channels;
  const loss = backend.kernels.softmaxLoss(plan.logits, plan.labels, options.teacher, plan.dLogits, plan.batch, plan.classes, pitch, options.labelSmoothing, options.teacherShare, options.weight);
  for (const back of plan.backSteps) backwardStep(backend, plan, back, slices, gradients);
  return loss;
}

function backwardStep(backend: Backend, plan: Plan, back: BackStep, slices: Slices, gradients: Slices): void {
  const { kernels } = backend;
  const { step, dOutput } = back;
  const { node, rows, channels } = step;
  const into = back.dInputs[0];
  switch (node.kind) {
    case 'conv2d':
    case 'depthwiseConv2d': {
      const [slice, gradient] = [sliceOf(slices, step), sliceOf(gradients, step)];
      if (!back.summed) kernels.batchNormSlopes(step.before, dOutput, rows, channels, step.mean, step.affine, ACTIVATION_CODES[node.activation]);
      kernels.batchNormGradient(rows, channels, step.mean, step.inverse, step.affine, gradient.gamma, gradient.beta);
      if (node.kind === 'conv2d') convolutionBackward(kernels, plan, back, node, slice, gradient);
      else {
        kernels.depthwiseBackward(
          step.source ? 0 : step.inputs[0], step.before, dOutput, slice.weights, gradient.weights, slice.row, slice.tap, into.at, ...windowOf(plan, step),
          step.affine, into.accumulate, ...belowOf(back), plan.block,
        );
      }
      return;
    }
    case 'dense':
      denseBackward(kernels, plan, back, node, sliceOf(slices, step), sliceOf(gradients, step));
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

/** The batch norm whose slopes are summed as its gradient is completed. */
function belowOf({ below }: BackStep): readonly [at: Address, mean: Address, affine: Address, activation: ActivationCode] {
  if (below === null || !isConvolution(below.node)) return [0, 0, 0, ACTIVATION_CODES.none];
  return [below.before, below.mean, below.affine, ACTIVATION_CODES[below.node.activation]];
}

/** Of batch norm(y = x w), where x are the windows of a first convolution, whose input gradient nobody asks for. */
function convolutionBackward(kernels: Kernels, plan: Plan, back: BackStep, node: Conv2d, slice: Slice, gradient: Slice): void {
  const { step, dOutput, dInputs: [into] } = back;
  const { rows, channels, columns } = step;
  const summed = fanIn(node, step.inputShape);
  if (into.at && columns) throw new Error(`${node.name}: only a first convolution may have a window, since nothing asks for its input gradient`);
  if (into.at) kernels.transpose(slice.weights, slice.row, plan.scratch, summed, summed, channels);
  kernels.gemmBackward(
    columns || (step.source ? 0 : step.inputs[0]), step.before, dOutput, rows, channels, summed, step.affine, plan.scratch, gradient.weights, gradient.row,
    into.at, into.accumulate, ...belowOf(back), plan.block,
  );
}

/** Of y = x w + bias. */
function denseBackward(kernels: Kernels, plan: Plan, { step, dOutput, dInputs: [into] }: BackStep, node: Dense, slice: Slice, gradient: Slice): void {
  if (node.activation !== 'none') throw new Error(`${node.name}: a dense layer with an activation is not trained here`);
  const { channels } = step;
  const summed = fanIn(node, step.inputShape);
  kernels.columnSums(dOutput, gradient.bias, plan.batch, channels);
  kernels.gemmTransposed(step.inputs[0], summed, dOutput, channels, gradient.weights, gradient.row, plan.batch, channels, summed);
  if (!into.at) return;
  kernels.transpose(slice.weights, slice.row, plan.scratch, summed, summed, channels);
  kernels.gemm(dOutput, channels, plan.scratch, summed, into.at, summed, plan.batch, summed, channels, 0, ACTIVATION_CODES.none, into.accumulate);
}

function addInto(backend: Backend, target: Address, source: Address, count: number, accumulate: 0 | 1): void {
  if (target === source) return;
  if (accumulate) backend.kernels.add(target, source, target, count, ACTIVATION_CODES.none);
  else backend.floats(target, count).set(backend.floats(source, count));
}
