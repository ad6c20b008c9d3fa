/**
 * What a training run does, step by step, without doing it: batches, augmentation, paths and rates follow from the
 * recipe and dataSeed alone, those of an epoch from its number. Whoever carries the orders out, alone or with workers,
 * from the beginning or from an epoch's end, comes to the same weights.
 */
import { taskAt, type Task } from '../data/index.ts';
import { InputError, Rng } from '../lib/index.ts';
import { encodeGenome, sideOf, type Genome } from '../space/index.ts';
import { Batches } from './batches.ts';
import { checkTask } from './examples.ts';
import type { Phase } from './phases.ts';
import { checkRecipe, learningRateAt, type TrainRecipe } from './recipe.ts';
import type { Supernet } from './supernet.ts';
import type { Role, Unit } from './units.ts';

export type TrainOrder =
  /** The supernet's values have been prepared; the optimiser begins anew, or where it was when epochs before were done elsewhere. */
  | { readonly kind: 'phase'; readonly resumed: boolean }
  /** Units in the order of their sums. Their inputs are overwritten by the step after the next, so that one may be asked for ahead. */
  | { readonly kind: 'step'; readonly units: readonly Unit[]; readonly learningRate: number }
  | { readonly kind: 'epoch'; readonly evaluate: boolean };

export const stepsPerEpoch = (task: Task, recipe: TrainRecipe): number => Math.max(1, Math.floor(task.train.count / recipe.batch));

/** Optimiser steps in all. */
export const stepsOf = (task: Task, recipe: TrainRecipe, phases: readonly Phase[]): number =>
  stepsPerEpoch(task, recipe) * phases.reduce((sum, phase) => sum + phase.epochs, 0);

/**
 * @param done epochs that lie behind
 * @throws InputError for a bad recipe and a task of another shape
 */
export function* schedule(supernet: Supernet, whole: Task, recipe: TrainRecipe, phases: readonly Phase[], done = 0): Generator<TrainOrder, void> {
  const { space } = supernet;
  checkRecipe(recipe);
  checkTask(space, whole);
  if (recipe.kernelTransform !== supernet.transforms) throw new InputError(`kernelTransform ${recipe.kernelTransform} is not how this supernet's smaller kernels are made`, 'training recipe');
  const task = space.resolutions.length > 0 ? taskAt(whole, space.input[0]) : whole;
  const perEpoch = stepsPerEpoch(task, recipe);
  const epochs = phases.reduce((sum, phase) => sum + phase.epochs, 0);
  const batches = new Batches(space, task, recipe);
  const root = new Rng(`${recipe.dataSeed}/training`);
  let before = 0;
  for (const phase of phases) {
    const first = before;
    before += phase.epochs;
    if (before <= done || phase.epochs === 0) continue;
    const resumed = done > first;
    if (!resumed) phase.prepare();
    yield { kind: 'phase', resumed };
    for (let epoch = Math.max(first, done); epoch < before; epoch++) {
      const rng = root.fork(`epoch ${epoch}`);
      const order = rng.shuffle(Uint32Array.from({ length: task.train.count }, (_, i) => i));
      for (let s = 0; s < perEpoch; s++) {
        batches.load(order, s, rng);
        const units = unitsOf(phase.choose(rng), phase.taught, supernet, recipe, batches);
        yield { kind: 'step', units, learningRate: learningRateAt(recipe, (epoch - first) * perEpoch + s, phase.epochs * perEpoch, perEpoch) };
      }
      yield { kind: 'epoch', evaluate: recipe.evaluateEvery > 0 && ((epoch + 1) % recipe.evaluateEvery === 0 || epoch + 1 === epochs) };
    }
  }
}

/** Network by network, and within each shard by shard. */
function unitsOf(genomes: readonly Genome[], taught: boolean, { space }: Supernet, { batch, shard, distillation }: TrainRecipe, batches: Batches): Unit[] {
  return genomes.flatMap((genome, which) => {
    const role: Role = !taught ? 'alone' : which === 0 ? 'teacher' : 'pupil';
    const inputs = batches.inputs(sideOf(space, genome.genes));
    const size = inputs.length / batch;
    return Array.from({ length: batch / shard }, (_, index): Unit => {
      const [from, to] = [index * shard, (index + 1) * shard];
      const targets = batches.targets(index);
      return {
        genome: encodeGenome(genome), role, shard: index, inputs: inputs.subarray(from * size, to * size), labels: batches.labels.subarray(from, to), weight: 1 / (batch * genomes.length),
        ...(targets && { mixed: { targets, share: role === 'pupil' ? 1 - distillation : 1 } }),
      };
    });
  });
}
