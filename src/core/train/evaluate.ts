/**
 * What a sub-net is worth: batch-norm statistics of a slice are not those of the whole, so they are measured anew on
 * training examples before anything is judged (once-for-all, section 4; mcunet bn_utils.py: mean of per-batch mean
 * and biased variance), then folded into weights and bias.
 */
import type { Split, Task } from '../data/index.ts';
import { InputError, Rng } from '../lib/index.ts';
import { elements, type FloatNet, type LayerWeights } from '../net/index.ts';
import type { Genome } from '../space/index.ts';
import type { Backend } from '../tensor/index.ts';
import { dequantise } from './augment.ts';
import { evaluateFloatSteps, finish, planIn } from './floatRun.ts';
import { BATCH_NORM_EPSILON, forwardStep } from './forward.ts';
import { slicesOf, type Entry } from './layout.ts';
import { netOf, type Supernet } from './supernet.ts';

const BATCH = 64;

export interface EvaluateOptions {
  /** Training examples whose statistics replace the supernet's; whole batches of 64 are used, or one smaller one. */
  readonly calibration: number;
  /** Examples of the split, all by default; fewer are the same ones for every network. */
  readonly examples?: number;
  /** Default: validation. */
  readonly split?: 'train' | 'validation' | 'test';
}

export interface Evaluation {
  readonly accuracy: number;
  readonly correct: number;
  readonly count: number;
}

/** A fixed choice of examples, the same for every network that is compared. */
function someOf(split: Split, count: number, label: string): Split {
  if (count >= split.count) return split;
  const size = split.features.length / split.count;
  const chosen = new Rng(label).shuffle(Uint32Array.from({ length: split.count }, (_, i) => i)).slice(0, count).sort();
  const features = new Int8Array(count * size);
  chosen.forEach((source, i) => features.set(split.features.subarray(source * size, (source + 1) * size), i * size));
  return { count, features, labels: Uint8Array.from(chosen, (source) => split.labels[source]) };
}

/** As foldSubnet, yielding after each batch. */
export function* foldSteps(backend: Backend, supernet: Supernet, genome: Genome, task: Task, calibration: number): Generator<void, FloatNet> {
  const net = netOf(supernet.space, genome);
  const size = elements(net.tensors[net.input].shape);
  checkTask(supernet, task, size);
  const examples = someOf(task.train, Math.max(1, calibration), 'calibration');
  const batch = Math.min(BATCH, examples.count);
  const batches = Math.max(1, Math.floor(examples.count / batch));
  const { layout, values } = supernet;

  const parameters = backend.alloc(layout.count);
  const { plan, base } = planIn(backend, net, batch, 'statistics');
  try {
    backend.floats(parameters, layout.count).set(values);
    const slices = slicesOf(layout, net, parameters);
    const sums = new Map(plan.steps.filter((step) => step.before).map((step) => [step.node.name, new Float64Array(2 * step.channels)]));
    for (let b = 0; b < batches; b++) {
      const input = backend.floats(plan.input, batch * size);
      for (let i = 0; i < batch; i++) dequantise(examples.features, (b * batch + i) * size, size, task.inputQuant, input, i * size);
      for (const step of plan.steps) {
        forwardStep(backend, plan, step, slices);
        const sum = sums.get(step.node.name);
        if (!sum) continue;
        const mean = backend.floats(step.mean, step.channels);
        const variance = backend.floats(step.variance, step.channels);
        for (let c = 0; c < step.channels; c++) {
          sum[c] += mean[c];
          sum[step.channels + c] += variance[c];
        }
      }
      yield;
    }
    const layers = new Map<string, LayerWeights>();
    for (const { node, channels } of plan.steps) {
      const entry = layout.entries.get(node.name);
      const sum = sums.get(node.name);
      if (!entry) continue;
      const window = node.kind === 'depthwiseConv2d' ? node.kernel[0] : null;
      const scale = new Float64Array(channels).fill(1);
      const offset = Float64Array.from({ length: channels }, (_, c) => (entry.bias < 0 ? 0 : values[entry.bias + c]));
      if (sum) {
        for (let c = 0; c < channels; c++) {
          scale[c] = values[entry.gamma + c] / Math.sqrt(sum[channels + c] / batches + BATCH_NORM_EPSILON);
          offset[c] = values[entry.beta + c] - (sum[c] / batches) * scale[c];
        }
      }
      const outputs = net.tensors[node.output].shape[2];
      const fanIn = node.kind === 'conv2d' ? node.kernel[0] * node.kernel[1] * net.tensors[node.inputs[0]].shape[2] : elements(net.tensors[node.inputs[0]].shape);
      layers.set(node.name, {
        weights: window === null ? productWeights(values, entry, scale, outputs, fanIn) : windowWeights(values, entry, scale, outputs, window),
        bias: Float32Array.from(offset.subarray(0, outputs)),
      });
    }
    return { net, layers };
  } finally {
    backend.free(base);
    backend.free(parameters);
  }
}

/** [in][out] to OHWI (or OI), scaled per output. */
function productWeights(values: Float32Array, entry: Entry, scale: Float64Array, outputs: number, fanIn: number): Float32Array {
  const weights = new Float32Array(outputs * fanIn);
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < fanIn; i++) weights[o * fanIn + i] = values[entry.weights + i * entry.pitch + o] * scale[o];
  }
  return weights;
}

/** Centre crop of the stored window, first channels, scaled per channel: HWC. */
function windowWeights(values: Float32Array, entry: Entry, scale: Float64Array, channels: number, kernel: number): Float32Array {
  const margin = (entry.kernel - kernel) / 2;
  const weights = new Float32Array(kernel * kernel * channels);
  for (let tap = 0; tap < kernel * kernel; tap++) {
    const stored = (Math.floor(tap / kernel) + margin) * entry.kernel + (tap % kernel) + margin;
    for (let c = 0; c < channels; c++) weights[tap * channels + c] = values[entry.weights + stored * entry.pitch + c] * scale[c];
  }
  return weights;
}

/** @throws InputError when the task's examples or classes are not those of the supernet's space */
export function checkTask({ space }: Supernet, task: Task, size: number): void {
  if (task.classes.length !== space.classes) {
    throw new InputError(`task "${task.id}" has ${task.classes.length} classes, search space ${space.id} is for ${space.classes}`);
  }
  if (task.inputShape.join('x') !== space.input.join('x')) {
    throw new InputError(`task "${task.id}" has ${task.inputShape.join('x')} inputs, search space ${space.id} takes ${space.input.join('x')}`);
  }
  if (task.train.count === 0 || task.train.features.length !== task.train.count * size) {
    throw new InputError(`task "${task.id}" has ${task.train.features.length} feature bytes for ${task.train.count} training examples of ${size}`);
  }
}

/** As evaluateGenome, yielding after each batch. */
export function* evaluateSteps(backend: Backend, supernet: Supernet, genome: Genome, task: Task, options: EvaluateOptions): Generator<void, Evaluation> {
  const floatNet = yield* foldSteps(backend, supernet, genome, task, options.calibration);
  const split = task[options.split ?? 'validation'];
  const { accuracy, correct, count } = yield* evaluateFloatSteps(backend, floatNet, someOf(split, options.examples ?? split.count, 'examples'), task.inputQuant);
  return { accuracy, correct, count };
}

/** Accuracy of one network of the space with the supernet's weights, after recalibration. */
export const evaluateGenome = (backend: Backend, supernet: Supernet, genome: Genome, task: Task, options: EvaluateOptions): Evaluation =>
  finish(evaluateSteps(backend, supernet, genome, task, options));

/** The network with recalibrated batch norm folded in, weights in the IR's layouts: what quantisation takes. */
export const foldSubnet = (backend: Backend, supernet: Supernet, genome: Genome, task: Task, calibration: number): FloatNet =>
  finish(foldSteps(backend, supernet, genome, task, calibration));
