/**
 * The training loop, alone or with a crew of workers. Alone it is a synchronous generator that yields after every unit
 * (tens of milliseconds), so that a caller shows progress and stops by simply returning the generator; the supernet
 * then holds the last whole step. All sums have a fixed order: same recipe, same bits, whoever computes them.
 */
import type { Task } from '../data/index.ts';
import { InputError, log, Rng } from '../lib/index.ts';
import type { FloatNet } from '../net/index.ts';
import { largest, sampleGenome, smallest, type Genome } from '../space/index.ts';
import type { Backend } from '../tensor/index.ts';
import { evaluateSteps } from './evaluate.ts';
import { foldSteps } from './fold.ts';
import { Optimiser, type OptimiserState } from './optimiser.ts';
import { supernetPhases, type Phase } from './phases.ts';
import type { TrainRecipe } from './recipe.ts';
import { schedule, stepsOf, stepsPerEpoch } from './schedule.ts';
import type { GradientSum, StepSum } from './share.ts';
import { copySupernet, type Supernet } from './supernet.ts';
import { deriveWindows, returnGradients } from './transform.ts';
import { lessonOf, networksOf, UnitRunner, type Gradients, type Unit } from './units.ts';

/** Training examples whose statistics a fine-tuned network ends with (MCUNet: 20 batches of 64). */
export const FINAL_CALIBRATION = 1280;
const CURVE_CALIBRATION = 256;

/** One figure of the smallest, of one random and of the largest network of the supernet. */
export interface OfThree {
  readonly smallest: number;
  readonly random: number;
  readonly largest: number;
}

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
  readonly accuracy?: OfThree;
  /** Cross-entropy there, beside `accuracy`. */
  readonly validationLoss?: OfThree;
  /** In the event that ends an epoch: with the supernet's values as they are then, all that is needed to go on later. */
  readonly progress?: TrainProgress;
}

/** Where a run stands between two epochs. */
export interface TrainProgress {
  /** Epochs done. */
  readonly epoch: number;
  readonly optimiser: OptimiserState;
}

/** The weights are of no more use; those of the last epoch's end may be. */
export class DivergedError extends InputError {
  constructor(step: number, loss: number, { learningRate }: TrainRecipe) {
    super(`training diverged: the loss is ${Number.isFinite(loss) ? loss.toPrecision(3) : 'no longer a number'} after step ${step}; lower learningRate (${learningRate}) and begin anew`, 'training');
  }
}

/** Those who compute the units of a step elsewhere. */
export interface TrainCrew {
  readonly workers: number;
  /**
   * Copies what it is given. Sums are those of `shareStep`, whatever the number of workers.
   * @param sum may serve to make them
   */
  step(values: Float32Array, units: readonly Unit[], sum?: GradientSum): Promise<StepSum>;
  /** Ends the workers at once; a running step rejects with StoppedError. */
  close(): void;
}

/**
 * All phases of the recipe; returns the supernet it was given, whose values it trains in place.
 * @param from where an earlier run with the same recipe and task stood; the supernet holds the values of then
 * @throws InputError for a bad recipe and a task of another shape, DivergedError when training diverges
 */
export function* trainSupernet(backend: Backend, supernet: Supernet, task: Task, recipe: TrainRecipe, from?: TrainProgress): Generator<TrainEvent, Supernet> {
  yield* runAlone(backend, supernet, task, recipe, supernetPhases(supernet, recipe), from);
  return supernet;
}

/**
 * As trainSupernet, to the same bits, with the units of each step computed by a crew; yields after every step and
 * between batches of evaluation. Where the crew is closed the supernet holds the last whole step.
 */
export async function* trainSupernetWith(crew: TrainCrew, backend: Backend, supernet: Supernet, task: Task, recipe: TrainRecipe, from?: TrainProgress): AsyncGenerator<TrainEvent, Supernet> {
  const phases = supernetPhases(supernet, recipe);
  let event = firstEvent(task, recipe, phases, from);
  const orders = schedule(supernet, task, recipe, phases, from?.epoch);
  const optimiser = new Optimiser(backend, supernet, recipe);
  try {
    for (let next = orders.next(); next.done !== true; ) {
      const order = next.value;
      if (order.kind === 'step') {
        yield event;
        const sum = crew.step(supernet.values, order.units, optimiser);
        sum.catch(() => {}); // told below, should the next batch fail before
        next = orders.next(); // made while the crew is at work; it changes no weight, as every phase ends with an epoch
        event = afterStep(event, await sum, optimiser, order.learningRate, recipe, supernet);
        continue;
      }
      if (order.kind === 'phase') optimiser.begin(order.resumed ? from?.optimiser : undefined);
      else {
        event = { ...event, epoch: event.epoch + 1 };
        yield* epochEnd(event, order.evaluate, optimiser, backend, supernet, task);
      }
      next = orders.next();
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

function firstEvent(task: Task, recipe: TrainRecipe, phases: readonly Phase[], from?: TrainProgress): TrainEvent {
  const epoch = from?.epoch ?? 0;
  return { epoch, step: epoch * stepsPerEpoch(task, recipe), steps: stepsOf(task, recipe, phases), loss: NaN, learningRate: 0 };
}

/** Of what chance is told for an example of that many classes, ln(classes), the loss is never so much unless weights run away. */
const DIVERGED = 10;

function* epochEnd(event: TrainEvent, evaluate: boolean, optimiser: Optimiser, backend: Backend, supernet: Supernet, task: Task): Generator<TrainEvent, void> {
  const measured = evaluate ? yield* carrying(event, measure(backend, supernet, task)) : undefined;
  yield { ...event, ...measured, progress: { epoch: event.epoch, optimiser: optimiser.state() } };
}

function afterStep(event: TrainEvent, { loss, gradients }: StepSum, optimiser: Optimiser, learningRate: number, recipe: TrainRecipe, supernet: Supernet): TrainEvent {
  if (!(loss < DIVERGED * (1 + log(supernet.space.classes)))) throw new DivergedError(event.step, loss, recipe);
  returnGradients(supernet.layout, supernet.values, gradients);
  optimiser.update(gradients, learningRate);
  deriveWindows(supernet.layout, supernet.values);
  return { epoch: event.epoch, step: event.step + 1, steps: event.steps, loss, learningRate };
}

function* runAlone(backend: Backend, supernet: Supernet, task: Task, recipe: TrainRecipe, phases: readonly Phase[], from?: TrainProgress): Generator<TrainEvent, TrainEvent> {
  let event = firstEvent(task, recipe, phases, from);
  const orders = schedule(supernet, task, recipe, phases, from?.epoch);
  const optimiser = new Optimiser(backend, supernet, recipe);
  let runner: UnitRunner | null = null;
  try {
    for (const order of orders) {
      if (order.kind === 'phase') optimiser.begin(order.resumed ? from?.optimiser : undefined);
      else if (order.kind === 'epoch') {
        event = { ...event, epoch: event.epoch + 1 };
        yield* epochEnd(event, order.evaluate, optimiser, backend, supernet, task);
      } else {
        runner ??= new UnitRunner(backend, networksOf(supernet.space, recipe), recipe);
        const sum = yield* carrying(event, stepAlone(runner, supernet.values, order.units, optimiser));
        event = afterStep(event, sum, optimiser, order.learningRate, recipe, supernet);
      }
    }
    return event;
  } finally {
    runner?.close();
    optimiser.close();
  }
}

/** The sums of a step, unit by unit; yields after each. */
function* stepAlone(runner: UnitRunner, values: Float32Array, units: readonly Unit[], sum: GradientSum): Generator<void, StepSum> {
  const lessons = new Map<number, Float32Array>();
  let loss = 0;
  let spare: Gradients | undefined;
  sum.clear();
  for (const [unit, whole] of units.entries()) {
    const { genome, role, shard, inputs, labels, weight } = whole;
    const { probabilities } = runner.obey({ kind: 'forward', unit, genome, role, inputs, labels, values: unit === 0 ? values : undefined });
    if (probabilities !== null) lessons.set(shard, probabilities);
    const own = runner.obey({ kind: 'backward', unit, weight, teacher: lessonOf(whole, lessons), spare });
    loss += own.loss;
    if (own.gradients !== null) sum.add(own.gradients);
    spare = own.gradients ?? undefined;
    yield;
  }
  return { loss, gradients: sum.total() };
}

function* measure(backend: Backend, supernet: Supernet, task: Task): Generator<void, Required<Pick<TrainEvent, 'accuracy' | 'validationLoss'>>> {
  const { space } = supernet;
  const of = function* (genome: Genome) {
    return yield* evaluateSteps(backend, supernet, genome, task, { calibration: CURVE_CALIBRATION });
  };
  const small = yield* of(smallest(space));
  const random = yield* of(sampleGenome(space, new Rng('learning curve')));
  const large = yield* of(largest(space));
  return {
    accuracy: { smallest: small.accuracy, random: random.accuracy, largest: large.accuracy },
    validationLoss: { smallest: small.loss, random: random.loss, largest: large.loss },
  };
}
