/**
 * Runs a float network whose batch norm is folded: packs its weights as the kernels want them, plans once, and
 * classifies a split batch by batch. Works on any FloatNet, from a supernet or elsewhere.
 */
import type { QuantParams, Split } from '../data/index.ts';
import { exp, InputError, log } from '../lib/index.ts';
import { elements, type FloatNet, type Net } from '../net/index.ts';
import { FLOAT_BYTES, type Address, type Backend } from '../tensor/index.ts';
import { dequantise } from './augment.ts';
import { forward } from './forward.ts';
import { layoutOf, slicesOf, type Layout, type Slices } from './layout.ts';
import { planPass, type PassKind, type Plan } from './plan.ts';

const BATCH = 64;
const FIRST_ADDRESS = 16;

export interface FloatEvaluation {
  /** Share of examples whose largest score is at their label. */
  readonly accuracy: number;
  /** Mean cross-entropy of a softmax over the scores, without label smoothing. */
  readonly loss: number;
  readonly correct: number;
  readonly count: number;
  /** classes x classes counts, row = label, column = prediction. */
  readonly confusion: Uint32Array;
  readonly predictions: Uint8Array;
}

/** @returns the plan in memory of its own; free `base` when done */
export function planIn(backend: Backend, net: Net, batch: number, kind: PassKind): { plan: Plan; base: Address } {
  const base = backend.alloc(planPass(net, batch, kind, FIRST_ADDRESS).end / FLOAT_BYTES);
  return { plan: planPass(net, batch, kind, base), base };
}

/** Weights from the IR's layouts (OHWI, HWC, OI) to products [in][out] and windows [ky][kx][channel]. */
export function pack({ net, layers }: FloatNet, layout: Layout): Float32Array {
  const values = new Float32Array(layout.count);
  for (const node of net.nodes) {
    const entry = layout.entries.get(node.name);
    if (!entry) continue;
    const layer = layers.get(node.name);
    const channels = net.tensors[node.output].shape[2];
    const rows = entry.count / entry.pitch;
    if (layer?.weights.length !== rows * channels || layer.bias.length !== channels) {
      throw new InputError(`weights ${layer?.weights.length ?? 'missing'}, bias ${layer?.bias.length ?? 'missing'}; ${rows * channels} and ${channels} are right`, node.name);
    }
    const byChannel = node.kind !== 'depthwiseConv2d';
    for (let c = 0; c < channels; c++) {
      for (let r = 0; r < rows; r++) values[entry.weights + r * entry.pitch + c] = layer.weights[byChannel ? c * rows + r : r * channels + c];
      values[(entry.bias < 0 ? entry.beta : entry.bias) + c] = layer.bias[c];
    }
  }
  return values;
}

/** Folded networks keep each layer's bias where training keeps its batch norm's beta. */
export const withBias = (slices: Slices): Slices => new Map(Array.from(slices, ([name, slice]) => [name, { ...slice, bias: slice.bias || slice.beta }]));

/**
 * Class scores of examples as reals, in batches; yields after each batch so that a caller may stop.
 * @param load writes example i's reals into out from `to`
 * @returns count x classes scores before softmax
 */
export function* runFloatSteps(backend: Backend, floatNet: FloatNet, count: number, load: (i: number, out: { [i: number]: number }, to: number) => void): Generator<void, Float32Array> {
  const { net } = floatNet;
  const layout = layoutOf(net);
  const packed = pack(floatNet, layout);
  const size = elements(net.tensors[net.inputs[0]].shape);
  const classes = elements(net.tensors[net.outputs[0]].shape);
  const parameters = backend.alloc(layout.count);
  const { plan, base } = planIn(backend, net, BATCH, 'folded');
  try {
    backend.floats(parameters, layout.count).set(packed);
    const slices = withBias(slicesOf(layout, net, parameters));
    const pitch = plan.steps[plan.steps.length - 1].channels;
    const scores = new Float32Array(count * classes);
    for (let from = 0; from < count; from += BATCH) {
      const some = Math.min(BATCH, count - from);
      const input = backend.floats(plan.input, BATCH * size);
      for (let i = 0; i < some; i++) load(from + i, input, i * size);
      forward(backend, plan, slices);
      const logits = backend.floats(plan.logits, BATCH * pitch);
      for (let i = 0; i < some * classes; i++) scores[from * classes + i] = logits[Math.floor(i / classes) * pitch + (i % classes)];
      yield;
    }
    return scores;
  } finally {
    backend.free(base);
    backend.free(parameters);
  }
}

/** @throws InputError when the split's examples do not fit the network */
export function checkExamples(net: Net, split: Split): void {
  const size = elements(net.tensors[net.inputs[0]].shape);
  if (split.features.length !== split.count * size) {
    throw new InputError(`${split.features.length} feature bytes for ${split.count} examples; this network takes ${size} each`, net.name);
  }
}

/** As evaluateFloat, yielding after each batch. */
export function* evaluateFloatSteps(backend: Backend, floatNet: FloatNet, split: Split, inputQuant: QuantParams): Generator<void, FloatEvaluation> {
  const { net } = floatNet;
  const size = elements(net.tensors[net.inputs[0]].shape);
  checkExamples(net, split);
  return judge(net, yield* runFloatSteps(backend, floatNet, split.count, (i, out, to) => dequantise(split.features, i * size, size, inputQuant, out, to)), split);
}

/** What scores are worth. */
export function judge(net: Net, scores: Float32Array, split: Split): FloatEvaluation {
  const classes = elements(net.tensors[net.outputs[0]].shape);
  const confusion = new Uint32Array(classes * classes);
  const predictions = new Uint8Array(split.count);
  let correct = 0;
  let loss = 0;
  for (let i = 0; i < split.count; i++) {
    let best = 0;
    for (let c = 1; c < classes; c++) if (scores[i * classes + c] > scores[i * classes + best]) best = c;
    const label = split.labels[i];
    if (label >= classes) throw new InputError(`label ${label} of example ${i}; this network knows ${classes} classes`, net.name);
    predictions[i] = best;
    let powers = 0;
    for (let c = 0; c < classes; c++) powers += exp(scores[i * classes + c] - scores[i * classes + best]);
    loss += log(powers) + scores[i * classes + best] - scores[i * classes + label];
    confusion[label * classes + best]++;
    if (best === label) correct++;
  }
  return { accuracy: split.count === 0 ? 0 : correct / split.count, loss: split.count === 0 ? 0 : loss / split.count, correct, count: split.count, confusion, predictions };
}

/** Runs a generator to its end and gives what it returns. */
export function finish<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/**
 * Accuracy of a folded float network on a split.
 * @throws InputError when the split's examples or labels do not fit the network, or its weights are incomplete
 */
export const evaluateFloat = (backend: Backend, floatNet: FloatNet, split: Split, inputQuant: QuantParams): FloatEvaluation =>
  finish(evaluateFloatSteps(backend, floatNet, split, inputQuant));
