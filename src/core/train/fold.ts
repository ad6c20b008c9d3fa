/**
 * From a slice of the supernet to a network that stands alone. Batch-norm statistics of a slice are not those of the
 * whole, so they are measured anew on training examples (once-for-all, section 4; mcunet bn_utils.py: mean of
 * per-batch mean and biased variance), then folded into weights and bias.
 */
import type { Task } from '../data/index.ts';
import { elements, type FloatNet, type LayerWeights, type Net } from '../net/index.ts';
import type { Genome } from '../space/index.ts';
import type { Backend } from '../tensor/index.ts';
import { dequantise } from './augment.ts';
import { atShape, checkTask, someOf } from './examples.ts';
import { finish, planIn } from './floatRun.ts';
import { BATCH_NORM_EPSILON, forwardStep } from './forward.ts';
import { rowsOf, slicesOf, type Entry } from './layout.ts';
import type { Step } from './plan.ts';
import { netOf, type Supernet } from './supernet.ts';

/** Examples that share batch statistics. */
export const CALIBRATION_BATCH = 64;

/** Sums over batches of each normalised layer's mean, then variance, per channel. */
export type Sums = ReadonlyMap<string, Float64Array>;

/** As foldSubnet, yielding after each batch. */
export function* foldSteps(backend: Backend, supernet: Supernet, genome: Genome, task: Task, calibration: number): Generator<void, FloatNet> {
  const net = netOf(supernet.space, genome);
  const { shape } = net.tensors[net.inputs[0]];
  checkTask(supernet.space, task, shape);
  const examples = atShape(someOf(task.train, Math.max(1, calibration), 'calibration'), task, shape);
  const batch = Math.min(CALIBRATION_BATCH, examples.count);
  const batches = Math.floor(examples.count / batch);
  const size = elements(shape);
  const { layout, values } = supernet;

  const parameters = backend.alloc(layout.count);
  const { plan, base } = planIn(backend, net, batch, 'statistics');
  try {
    backend.floats(parameters, layout.count).set(values);
    const slices = slicesOf(layout, net, parameters);
    const sums = sumsOf(plan.steps);
    for (let b = 0; b < batches; b++) {
      const input = backend.floats(plan.input, batch * size);
      dequantise(examples.features, b * batch * size, batch * size, task.inputQuant, input, 0);
      for (const step of plan.steps) {
        forwardStep(backend, plan, step, slices);
        gather(backend, step, sums.get(step.node.name));
      }
      yield;
    }
    return { net, layers: foldLayers(supernet, net, sums, batches) };
  } finally {
    backend.free(base);
    backend.free(parameters);
  }
}

export const sumsOf = (steps: readonly Step[]): Sums => new Map(steps.filter((step) => step.before).map((step) => [step.node.name, new Float64Array(2 * step.channels)]));

/** Read at once: later layers may take the memory over. */
export function gather(backend: Backend, step: Step, sum: Float64Array | undefined): void {
  if (!sum) return;
  const { channels } = step;
  const mean = backend.floats(step.mean, channels);
  const variance = backend.floats(step.variance, channels);
  for (let c = 0; c < channels; c++) {
    sum[c] += mean[c];
    sum[channels + c] += variance[c];
  }
}

/** w' = w gamma / sqrt(variance + epsilon), b' = beta - mean gamma / sqrt(variance + epsilon); layers without batch norm stay as they are. */
export function foldLayers({ layout, values }: Supernet, net: Net, sums: Sums, batches: number): Map<string, LayerWeights> {
  const layers = new Map<string, LayerWeights>();
  for (const node of net.nodes) {
    const entry = layout.entries.get(node.name);
    if (!entry) continue;
    const outputs = net.tensors[node.output].shape[2];
    const sum = sums.get(node.name);
    const scale = new Float64Array(outputs).fill(1);
    const bias = new Float32Array(outputs);
    for (let o = 0; o < outputs; o++) {
      if (sum) scale[o] = values[entry.gamma + o] / Math.sqrt(sum[sum.length / 2 + o] / batches + BATCH_NORM_EPSILON);
      bias[o] = sum ? values[entry.beta + o] - (sum[o] / batches) * scale[o] : values[entry.bias + o];
    }
    const weights = node.kind === 'depthwiseConv2d'
      ? windowWeights(values, entry, scale, node.kernel[0])
      : productWeights(values, entry, scale, rowsOf(net, node));
    layers.set(node.name, { weights, bias });
  }
  return layers;
}

/** [in][out] to OHWI (or OI), scaled per output. */
function productWeights(values: Float32Array, entry: Entry, scale: Float64Array, fanIn: number): Float32Array {
  const weights = new Float32Array(scale.length * fanIn);
  for (let o = 0; o < scale.length; o++) {
    for (let i = 0; i < fanIn; i++) weights[o * fanIn + i] = values[entry.weights + i * entry.pitch + o] * scale[o];
  }
  return weights;
}

/** The kernel's own window where it has one, else the centre of the largest; first channels, scaled per channel: HWC. */
function windowWeights(values: Float32Array, entry: Entry, scale: Float64Array, kernel: number): Float32Array {
  const channels = scale.length;
  const own = entry.smaller.find((one) => one.kernel === kernel);
  const [stride, from] = own ? [kernel, own.window] : [entry.kernel, entry.weights];
  const margin = (stride - kernel) / 2;
  const weights = new Float32Array(kernel * kernel * channels);
  for (let tap = 0; tap < kernel * kernel; tap++) {
    const stored = (Math.floor(tap / kernel) + margin) * stride + (tap % kernel) + margin;
    for (let c = 0; c < channels; c++) weights[tap * channels + c] = values[from + stored * entry.pitch + c] * scale[c];
  }
  return weights;
}

/** The network with recalibrated batch norm folded in, weights in the IR's layouts: what quantisation takes. */
export const foldSubnet = (backend: Backend, supernet: Supernet, genome: Genome, task: Task, calibration: number): FloatNet =>
  finish(foldSteps(backend, supernet, genome, task, calibration));
