/** Accuracy of an int8 network over a whole split, by the wasm kernels: the bytes a board would answer, at page speed. */
import type { Split } from '../data/index.ts';
import { argmax, InputError } from '../lib/index.ts';
import type { ArenaPlan } from '../memory/index.ts';
import type { Int8Net } from '../quant/index.ts';
import { elements, inputElements } from '../net/index.ts';
import { Session, type Runner } from './session.ts';

export interface Evaluation {
  /** Share of right answers; 0 of nothing. */
  readonly accuracy: number;
  readonly correct: number;
  readonly count: number;
  /** classes x classes counts, row the label, column the answer. */
  readonly confusion: Uint32Array;
  readonly predictions: Uint8Array;
}

/**
 * A tie goes to the lower class; the first output has the scores.
 * @throws InputError when features are missing, a label is not a class, or the plan is another network's
 */
export function evaluateInt8(runner: Runner, int8Net: Int8Net, plan: ArenaPlan, split: Split): Evaluation {
  const { net } = int8Net;
  const session = new Session(runner, int8Net, plan);
  const size = inputElements(net);
  const classes = elements(net.tensors[net.outputs[0]].shape);
  if (split.features.length < split.count * size || split.labels.length < split.count) throw new InputError(`${split.count} examples of ${size} values announced; ${split.features.length} values and ${split.labels.length} labels given`);
  const confusion = new Uint32Array(classes * classes);
  const predictions = new Uint8Array(split.count);
  let correct = 0;
  for (let n = 0; n < split.count; n++) {
    const label = split.labels[n];
    if (label >= classes) throw new InputError(`label ${label} of example ${n}; ${net.name} knows ${classes} classes`);
    predictions[n] = argmax(session.run(split.features.subarray(n * size, (n + 1) * size)).subarray(0, classes));
    confusion[label * classes + predictions[n]]++;
    if (predictions[n] === label) correct++;
  }
  return { accuracy: split.count === 0 ? 0 : correct / split.count, correct, count: split.count, confusion, predictions };
}
