/**
 * What a training run does, step by step, without doing it: batches, augmentation, paths and rates follow from the
 * recipe and dataSeed alone. Whoever carries the orders out, alone or with workers, comes to the same weights.
 */
import type { Task } from '../data/index.ts';
import { Rng } from '../lib/index.ts';
import { encodeGenome, largest, sampleGenome, smallest, type Genome } from '../space/index.ts';
import { augment } from './augment.ts';
import { checkTask } from './examples.ts';
import { checkRecipe, learningRateAt, type TrainRecipe } from './recipe.ts';
import { sortChannels } from './sortChannels.ts';
import type { Supernet } from './supernet.ts';
import type { Role, Unit } from './units.ts';

export interface Phase {
  readonly epochs: number;
  /** Runs before the first step, on the supernet's values. */
  readonly prepare: () => void;
  readonly choose: (rng: Rng) => readonly Genome[];
  /** The first network chosen teaches the others. */
  readonly taught: boolean;
}

export type TrainOrder =
  /** The supernet's values have been prepared; the optimiser begins anew. */
  | { readonly kind: 'phase' }
  /** Units in the order of their sums. Their inputs are overwritten after the step. */
  | { readonly kind: 'step'; readonly units: readonly Unit[]; readonly learningRate: number }
  | { readonly kind: 'epoch'; readonly evaluate: boolean };

/** Both phases of the recipe for a whole supernet. */
export function supernetPhases(supernet: Supernet, recipe: TrainRecipe): Phase[] {
  const { space } = supernet;
  const choose = (rng: Rng): Genome[] => {
    const fixed = recipe.sandwich ? [largest(space), smallest(space)] : [];
    return [...fixed, ...Array.from({ length: recipe.paths - fixed.length }, () => sampleGenome(space, rng))];
  };
  return [
    { epochs: recipe.largestEpochs, prepare: () => {}, choose: () => [largest(space)], taught: false },
    { epochs: recipe.epochs, prepare: () => { if (recipe.largestEpochs > 0) sortChannels(supernet); }, choose, taught: recipe.distillation > 0 },
  ];
}

const stepsPerEpoch = (task: Task, recipe: TrainRecipe): number => Math.max(1, Math.floor(task.train.count / recipe.batch));

/** Optimiser steps in all. */
export const stepsOf = (task: Task, recipe: TrainRecipe, phases: readonly Phase[]): number =>
  stepsPerEpoch(task, recipe) * phases.reduce((sum, phase) => sum + phase.epochs, 0);

/** @throws InputError for a bad recipe and a task of another shape */
export function* schedule(supernet: Supernet, task: Task, recipe: TrainRecipe, phases: readonly Phase[]): Generator<TrainOrder, void> {
  checkRecipe(recipe);
  checkTask(supernet.space, task);
  const perEpoch = stepsPerEpoch(task, recipe);
  const epochs = phases.reduce((sum, phase) => sum + phase.epochs, 0);
  const [rows, columns, depth] = task.inputShape;
  const inputs = new Float32Array(recipe.batch * rows * columns * depth);
  const labels = new Uint8Array(recipe.batch);
  const root = new Rng(`${recipe.dataSeed}/training`);
  let epoch = 0;
  for (const phase of phases) {
    if (phase.epochs === 0) continue;
    phase.prepare();
    yield { kind: 'phase' };
    for (let e = 0; e < phase.epochs; e++) {
      const rng = root.fork(`epoch ${epoch}`);
      const order = rng.shuffle(Uint32Array.from({ length: task.train.count }, (_, i) => i));
      for (let s = 0; s < perEpoch; s++) {
        loadBatch(task, recipe, order, s, rng, inputs, labels);
        const units = unitsOf(phase.choose(rng), phase.taught, recipe, inputs, labels);
        yield { kind: 'step', units, learningRate: learningRateAt(recipe, e * perEpoch + s, phase.epochs * perEpoch, perEpoch) };
      }
      epoch++;
      yield { kind: 'epoch', evaluate: recipe.evaluateEvery > 0 && (epoch % recipe.evaluateEvery === 0 || epoch === epochs) };
    }
  }
}

/** Network by network, and within each shard by shard. */
function unitsOf(genomes: readonly Genome[], taught: boolean, { batch, shard }: TrainRecipe, inputs: Float32Array, labels: Uint8Array): Unit[] {
  const size = inputs.length / batch;
  return genomes.flatMap((genome, which) => {
    const role: Role = !taught ? 'alone' : which === 0 ? 'teacher' : 'pupil';
    return Array.from({ length: batch / shard }, (_, index): Unit => {
      const [from, to] = [index * shard, (index + 1) * shard];
      return { genome: encodeGenome(genome), role, shard: index, inputs: inputs.subarray(from * size, to * size), labels: labels.subarray(from, to), weight: 1 / (batch * genomes.length) };
    });
  });
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
