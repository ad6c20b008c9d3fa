/** What a sub-net is worth: its accuracy with the supernet's weights, once its batch norm has been measured anew and folded. */
import type { Task } from '../data/index.ts';
import type { Genome } from '../space/index.ts';
import type { Backend } from '../tensor/index.ts';
import { atShape, someOf } from './examples.ts';
import { evaluateFloatSteps, finish } from './floatRun.ts';
import { foldSteps } from './fold.ts';
import type { Supernet } from './supernet.ts';

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
  /** Mean cross-entropy. */
  readonly loss: number;
  readonly correct: number;
  readonly count: number;
  /** Class told for each example, in the order of the split where all of it was asked. */
  readonly predictions: Uint8Array;
}

/** As evaluateGenome, yielding after each batch. */
export function* evaluateSteps(backend: Backend, supernet: Supernet, genome: Genome, task: Task, options: EvaluateOptions): Generator<void, Evaluation> {
  const floatNet = yield* foldSteps(backend, supernet, genome, task, options.calibration);
  const split = task[options.split ?? 'validation'];
  const examples = atShape(someOf(split, options.examples ?? split.count, 'examples'), task, floatNet.net.tensors[floatNet.net.inputs[0]].shape);
  const { accuracy, loss, correct, count, predictions } = yield* evaluateFloatSteps(backend, floatNet, examples, task.inputQuant);
  return { accuracy, loss, correct, count, predictions };
}

/** Accuracy of one network of the space with the supernet's weights, after recalibration. */
export const evaluateGenome = (backend: Backend, supernet: Supernet, genome: Genome, task: Task, options: EvaluateOptions): Evaluation =>
  finish(evaluateSteps(backend, supernet, genome, task, options));
