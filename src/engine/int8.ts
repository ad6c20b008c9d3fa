/**
 * From a float network to an int8 one and its accuracy, in small pieces, so that long loops breathe. Ranges of
 * pieces merge exactly (min of mins, max of maxes), as do counts, so the pieces change nothing.
 */
import type { Split, Task } from '../core/data/index.ts';
import type { Compiled } from '../core/codegen/index.ts';
import { elements, type FloatNet } from '../core/net/index.ts';
import { calibrate, quantise, type Int8Net, type Range } from '../core/quant/index.ts';
import { evaluateInt8, type Runner } from '../core/sim/index.ts';
import type { Recipe } from './recipe.ts';

export const INT8_KERNELS = 'kernels/int8.wasm';

const CALIBRATION_PIECE = 2;
const TEST_PIECE = 16;

/** Yields the number of calibration examples done. The first examples of the training split are taken, evenly spread. */
export function* quantiseSteps(floatNet: FloatNet, task: Task, recipe: Recipe): Generator<number, Int8Net> {
  const { features, count } = spread(task.train, recipe.quant.calibration);
  const size = features.length / count;
  let ranges: readonly Range[] = [];
  for (let at = 0; at < count; at += CALIBRATION_PIECE) {
    const some = Math.min(CALIBRATION_PIECE, count - at);
    const next = calibrate(floatNet, features.subarray(at * size, (at + some) * size), some, task.inputQuant);
    const old = at === 0 ? next : ranges;
    ranges = next.map(({ min, max }, id) => ({ min: Math.min(min, old[id].min), max: Math.max(max, old[id].max) }));
    yield at + some;
  }
  return quantise(floatNet, features, count, task.inputQuant, { rounding: recipe.quant.rounding, ranges });
}

/** `wanted` examples at equal distances over the split, or all. */
export function spread(split: Split, wanted: number): Split {
  const count = Math.max(1, Math.min(wanted, split.count));
  const size = split.features.length / split.count;
  const features = new Int8Array(count * size);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const source = Math.floor((i * split.count) / count);
    features.set(split.features.subarray(source * size, (source + 1) * size), i * size);
    labels[i] = split.labels[source];
  }
  return { count, features, labels };
}

export interface Int8Accuracy {
  readonly accuracy: number;
  readonly count: number;
  /** classes x classes, row the label, column the answer. */
  readonly confusion: Uint32Array;
}

/** Yields the number of examples done. */
export function* int8AccuracySteps(runner: Runner, { int8Net, plan }: Compiled, split: Split): Generator<number, Int8Accuracy> {
  const classes = elements(int8Net.net.tensors[int8Net.net.outputs[0]].shape);
  const size = elements(int8Net.net.tensors[int8Net.net.inputs[0]].shape);
  const confusion = new Uint32Array(classes * classes);
  let correct = 0;
  for (let at = 0; at < split.count; at += TEST_PIECE) {
    const count = Math.min(TEST_PIECE, split.count - at);
    const piece = { count, features: split.features.subarray(at * size, (at + count) * size), labels: split.labels.subarray(at, at + count) };
    const result = evaluateInt8(runner, int8Net, plan, piece);
    correct += result.correct;
    result.confusion.forEach((n, i) => (confusion[i] += n));
    yield at + count;
  }
  return { accuracy: split.count === 0 ? 0 : correct / split.count, count: split.count, confusion };
}
