/**
 * The training loop, alone or with a crew of workers. Alone it is a synchronous generator that yields after every unit
 * (tens of milliseconds), so that a caller shows progress and stops by simply returning the generator; the supernet
 * then holds the last whole step. All sums have a fixed order: same recipe, same bits, whoever computes them.
 */
import type { Task } from '../data/index.ts';
import { InputError, Rng } from '../lib/index.ts';
import type { FloatNet } from '../net/index.ts';
import { largest, sampleGenome, smallest, type Genome } from '../space/index.ts';
import type { Backend } from '../tensor/index.ts';
import { evaluateSteps } from './evaluate.ts';
import { foldSteps } from './fold.ts';
import { Optimiser } from './optimiser.ts';
import type { TrainRecipe } from './recipe.ts';
import { schedule, stepsOf, supernetPhases, type Phase } from './schedule.ts';
import { addGradients, type StepSum } from './share.ts';
import { copySupernet, type Supernet } from './supernet.ts';
import { networksOf, UnitRunner, type Unit } from './units.ts';

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

/** Those who compute the units of a step elsewhere. */
export interface TrainCrew {
  readonly workers: number;
  /** Copies what it is given. Sums are those of `shareStep`, whatever the number of workers. */
  step(values: Float32Array, units: readonly Unit[]): Promise<StepSum>;
  /** Ends the workers at once; a running step rejects with StoppedError. */
  close(): void;
}

/**
 * Both phases of the recipe; returns the supernet it was given, whose values it trains in place.
 * @throws InputError for a bad recipe, a task of another shape, and when training diverges
 */
export function* trainSupernet(backend: Backend, supernet: Supernet, task: Task, recipe: TrainRecipe): Generator<TrainEvent, Supernet> {
  yield* runAlone(backend, supernet, task, recipe, supernetPhases(supernet, recipe));
  return supernet;
}

/**
 * As trainSupernet, to the same bits, with the units of each step computed by a crew; yields after every step and
 * between batches of evaluation. Where the crew is closed the supernet holds the last whole step.
 */
export async function* trainSupernetWith(crew: TrainCrew, backend: Backend, supernet: Supernet, task: Task, recipe: TrainRecipe): AsyncGenerator<TrainEvent, Supernet> {
  const phases = supernetPhases(supernet, recipe);
  let event = firstEvent(stepsOf(task, recipe, phases));
  const orders = schedule(supernet, task, recipe, phases);
  const optimiser = new Optimiser(backend, supernet, recipe);
  try {
    for (const order of orders) {
      if (order.kind === 'phase') optimiser.begin();
      else if (order.kind === 'epoch') {
        event = { ...event, epoch: event.epoch + 1 };
        yield order.evaluate ? { ...event, accuracy: yield* carrying(event, accuracies(backend, supernet, task)) } : event;
      } else {
        yield event;
        const sum = await crew.step(supernet.values, order.units);
        event = afterStep(event, sum, optimiser, order.learningRate, recipe);
      }
    }
    return supernet;
  } finally {
    optimiser.close();
  }
}

/**
 * Trains one network further from the supernet's weights, for recipe.epochs epochs, in memory of its own, and folds
 * it. Phases, paths and evaluation of the recipe do not apply.
 */
export function* fineTune(backend: Backend, supernet: Supernet, genome: Genome, task: Task, recipe: TrainRecipe): Generator<TrainEvent, FloatNet> {
  const own = copySupernet(supernet);
  const last = yield* runAlone(backend, own, task, { ...recipe, evaluateEvery: 0 }, [{ epochs: recipe.epochs, prepare: () => {}, choose: () => [genome], taught: false }]);
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

const firstEvent = (steps: number): TrainEvent => ({ epoch: 0, step: 0, steps, loss: NaN, learningRate: 0 });

function afterStep(event: TrainEvent, { loss, gradients }: StepSum, optimiser: Optimiser, learningRate: number, recipe: TrainRecipe): TrainEvent {
  if (!Number.isFinite(loss)) throw new InputError(`the loss is no longer a number after step ${event.step}; lower learningRate (${recipe.learningRate}) and begin anew`, 'training');
  optimiser.update(gradients, learningRate);
  return { epoch: event.epoch, step: event.step + 1, steps: event.steps, loss, learningRate };
}

function* runAlone(backend: Backend, supernet: Supernet, task: Task, recipe: TrainRecipe, phases: readonly Phase[]): Generator<TrainEvent, TrainEvent> {
  let event = firstEvent(stepsOf(task, recipe, phases));
  const orders = schedule(supernet, task, recipe, phases);
  const optimiser = new Optimiser(backend, supernet, recipe);
  let runner: UnitRunner | null = null;
  try {
    for (const order of orders) {
      if (order.kind === 'phase') optimiser.begin();
      else if (order.kind === 'epoch') {
        event = { ...event, epoch: event.epoch + 1 };
        yield order.evaluate ? { ...event, accuracy: yield* carrying(event, accuracies(backend, supernet, task)) } : event;
      } else {
        runner ??= new UnitRunner(backend, networksOf(supernet.space), recipe);
        const sum = yield* carrying(event, stepAlone(runner, supernet.values, order.units));
        event = afterStep(event, sum, optimiser, order.learningRate, recipe);
      }
    }
    return event;
  } finally {
    runner?.close();
    optimiser.close();
  }
}

/** The sums of a step, unit by unit; yields after each. */
function* stepAlone(runner: UnitRunner, values: Float32Array, units: readonly Unit[]): Generator<void, StepSum> {
  const gradients = new Float32Array(values.length);
  const lessons = new Map<number, Float32Array>();
  let loss = 0;
  runner.obey({ kind: 'weights', values });
  for (const [unit, { genome, role, shard, inputs, labels, weight }] of units.entries()) {
    const { probabilities } = runner.obey({ kind: 'forward', unit, genome, role, inputs, labels });
    if (probabilities !== null) lessons.set(shard, probabilities);
    const teacher = role === 'pupil' ? (lessons.get(shard) ?? null) : null;
    const own = runner.obey({ kind: 'backward', unit, weight, teacher });
    loss += own.loss;
    if (own.gradients !== null) addGradients(gradients, own.gradients);
    yield;
  }
  return { loss, gradients };
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
