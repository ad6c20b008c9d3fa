/**
 * The training loop, as a synchronous generator: it yields after every shard of every path (tens of milliseconds), so
 * that a caller shows progress and stops by simply returning the generator; the supernet then holds the last whole
 * step. Batches, augmentation and paths follow from dataSeed alone, all sums from fixed orders: same recipe, same bits.
 */
import type { Task } from '../data/index.ts';
import { InputError, Rng } from '../lib/index.ts';
import { elements, type FloatNet, type Net } from '../net/index.ts';
import { largest, sampleGenome, smallest, type Genome } from '../space/index.ts';
import type { Backend } from '../tensor/index.ts';
import { augment } from './augment.ts';
import { evaluateSteps } from './evaluate.ts';
import { checkTask } from './examples.ts';
import { foldSteps } from './fold.ts';
import { checkRecipe, learningRateAt, type TrainRecipe } from './recipe.ts';
import { TrainSession } from './session.ts';
import { sortChannels } from './sortChannels.ts';
import { copySupernet, netOf, type Supernet } from './supernet.ts';

/** Training examples whose statistics a fine-tuned network ends with (MCUNet: 20 batches of 64). */
export const FINAL_CALIBRATION = 1280;
const CURVE_CALIBRATION = 256;

export interface TrainEvent {
  /** Epochs done, over both phases. */
  readonly epoch: number;
  /** Optimiser steps done, of `steps`. */
  readonly step: number;
  readonly steps: number;
  /** Mean over the paths and examples of the last whole step; NaN before the first. */
  readonly loss: number;
  readonly learningRate: number;
  /** On the validation split; present in the event that ends an evaluated epoch. */
  readonly accuracy?: { readonly smallest: number; readonly random: number; readonly largest: number };
}

interface Phase {
  readonly epochs: number;
  /** Runs before the first step, on the supernet's values. */
  readonly prepare: () => void;
  readonly choose: (rng: Rng) => readonly Net[];
  /** The first network chosen teaches the others. */
  readonly taught: boolean;
}

/**
 * Both phases of the recipe; returns the supernet it was given, whose values it trains in place.
 * @throws InputError for a bad recipe, a task of another shape, and when training diverges
 */
export function* trainSupernet(backend: Backend, supernet: Supernet, task: Task, recipe: TrainRecipe): Generator<TrainEvent, Supernet> {
  const { space } = supernet;
  const [most, least] = [netOf(space, largest(space)), netOf(space, smallest(space))];
  const random = (rng: Rng): Net => netOf(space, sampleGenome(space, rng));
  const choose = (rng: Rng): Net[] => {
    const fixed = recipe.sandwich ? [most, least] : [];
    return [...fixed, ...Array.from({ length: recipe.paths - fixed.length }, () => random(rng))];
  };
  yield* runPhases(backend, supernet, task, recipe, [
    { epochs: recipe.largestEpochs, prepare: () => {}, choose: () => [most], taught: false },
    { epochs: recipe.epochs, prepare: () => { if (recipe.largestEpochs > 0) sortChannels(supernet); }, choose, taught: recipe.distillation > 0 },
  ]);
  return supernet;
}

/**
 * Trains one network further from the supernet's weights, for recipe.epochs epochs, in memory of its own, and folds
 * it. Phases, paths and evaluation of the recipe do not apply.
 */
export function* fineTune(backend: Backend, supernet: Supernet, genome: Genome, task: Task, recipe: TrainRecipe): Generator<TrainEvent, FloatNet> {
  const own = copySupernet(supernet);
  const net = netOf(supernet.space, genome);
  const last = yield* runPhases(backend, own, task, { ...recipe, evaluateEvery: 0 }, [{ epochs: recipe.epochs, prepare: () => {}, choose: () => [net], taught: false }]);
  return yield* carrying(last, foldSteps(backend, own, genome, task, FINAL_CALIBRATION));
}

/** Lets steps of another generator pass as repetitions of an event. */
function* carrying<T>(event: TrainEvent, steps: Generator<void, T>): Generator<TrainEvent, T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    yield event;
  }
}

function* runPhases(backend: Backend, supernet: Supernet, task: Task, recipe: TrainRecipe, phases: readonly Phase[]): Generator<TrainEvent, TrainEvent> {
  checkRecipe(recipe);
  const most = netOf(supernet.space, largest(supernet.space));
  const size = elements(most.tensors[most.inputs[0]].shape);
  checkTask(supernet.space, task);
  const stepsPerEpoch = Math.max(1, Math.floor(task.train.count / recipe.batch));
  const steps = stepsPerEpoch * phases.reduce((sum, phase) => sum + phase.epochs, 0);
  const session = new TrainSession(backend, supernet, most, recipe);
  const inputs = new Float32Array(recipe.batch * size);
  const labels = new Uint8Array(recipe.batch);
  const root = new Rng(`${recipe.dataSeed}/training`);
  let event: TrainEvent = { epoch: 0, step: 0, steps, loss: NaN, learningRate: 0 };
  try {
    for (const phase of phases) {
      if (phase.epochs === 0) continue;
      phase.prepare();
      session.upload();
      const phaseStart = event.step;
      for (let e = 0; e < phase.epochs; e++) {
        const rng = root.fork(`epoch ${event.epoch}`);
        const order = rng.shuffle(Uint32Array.from({ length: task.train.count }, (_, i) => i));
        for (let s = 0; s < stepsPerEpoch; s++) {
          loadBatch(task, recipe, order, s, rng, inputs, labels);
          const nets = phase.choose(rng);
          let loss = 0;
          for (const [which, net] of nets.entries()) {
            const role = !phase.taught ? 'alone' : which === 0 ? 'teacher' : 'pupil';
            for (let from = 0; from < recipe.batch; from += recipe.shard) {
              const to = from + recipe.shard;
              loss += session.accumulate(net, inputs.subarray(from * size, to * size), labels.subarray(from, to), 1 / (recipe.batch * nets.length), role, from / recipe.shard);
              yield event;
            }
          }
          if (!Number.isFinite(loss)) throw new InputError(`the loss is no longer a number after step ${event.step}; lower learningRate (${recipe.learningRate}) and begin anew`, 'training');
          const learningRate = learningRateAt(recipe, event.step - phaseStart, phase.epochs * stepsPerEpoch, stepsPerEpoch);
          session.update(learningRate);
          session.download();
          event = { epoch: event.epoch, step: event.step + 1, steps, loss, learningRate };
        }
        event = { ...event, epoch: event.epoch + 1 };
        const due = recipe.evaluateEvery > 0 && (event.epoch % recipe.evaluateEvery === 0 || event.step === steps);
        if (due) yield { ...event, accuracy: yield* carrying(event, accuracies(backend, supernet, task)) };
        else yield event;
      }
    }
    return event;
  } finally {
    session.close();
  }
}

/** Example j of batch s, wrapping round when the split is smaller than one batch. */
function loadBatch(task: Task, recipe: TrainRecipe, order: Uint32Array, s: number, rng: Rng, inputs: Float32Array, labels: Uint8Array): void {
  const [rows, columns, depth] = task.inputShape;
  const size = rows * columns * depth;
  for (let j = 0; j < recipe.batch; j++) {
    const example = order[(s * recipe.batch + j) % order.length];
    augment(task.train.features, example * size, rows, columns * depth, task.inputQuant, recipe.augment, rng, inputs, j * size);
    labels[j] = task.train.labels[example];
  }
}

function* accuracies(backend: Backend, supernet: Supernet, task: Task): Generator<void, { smallest: number; random: number; largest: number }> {
  const { space } = supernet;
  const of = function* (genome: Genome) {
    return (yield* evaluateSteps(backend, supernet, genome, task, { calibration: CURVE_CALIBRATION })).accuracy;
  };
  return {
    smallest: yield* of(smallest(space)),
    random: yield* of(sampleGenome(space, new Rng('learning curve'))),
    largest: yield* of(largest(space)),
  };
}
