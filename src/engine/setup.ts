/** From recipe to the things it names: board, budget, space, task, supernet, and training's own recipe. */
import { findBoard, type Board } from '../core/boards/index.ts';
import { checkBudget, type Budget } from '../core/cost/index.ts';
import { decodeTask, taskFromWavFolders, type Task } from '../core/data/index.ts';
import { InputError } from '../core/lib/index.ts';
import {
  createSupernet, decodeCheckpoint, defaultRecipe as defaultTraining, encodeCheckpoint, hashSupernet, type Supernet, type TrainRecipe,
} from '../core/train/index.ts';
import { dscnnSpace, findSpace, type Space } from '../core/space/index.ts';
import type { ReadAsset } from './host.ts';
import type { Recipe } from './recipe.ts';
import type { BudgetView, NamedBytes } from './types.ts';

/** Examples that share batch statistics: the largest divisor of the batch that is 32 at most. */
function shardOf(batch: number): number {
  let shard = Math.min(32, batch);
  while (batch % shard !== 0) shard--;
  return shard;
}

export function trainRecipe({ training, seeds }: Recipe): TrainRecipe {
  const { largestEpochs, epochs, subnetsPerStep, sandwich, batch, optimiser, learningRate, weightDecay, labelSmoothing, distillation } = training;
  return {
    ...defaultTraining,
    dataSeed: seeds.data,
    largestEpochs, epochs, paths: subnetsPerStep, sandwich, batch, shard: shardOf(batch), optimiser, learningRate, weightDecay, labelSmoothing,
    distillation: sandwich ? distillation : 0,
    evaluateEvery: 1,
  };
}

/** The winner's own training: as the supernet's, at the recipe's fine-tuning rate. */
export function fineTuneRecipe(recipe: Recipe): TrainRecipe {
  const { fineTuneEpochs, fineTuneLearningRate } = recipe.training;
  return { ...trainRecipe(recipe), largestEpochs: 0, epochs: fineTuneEpochs, learningRate: fineTuneLearningRate, evaluateEvery: 0 };
}

export function budgetOf(recipe: Recipe): Budget {
  const board = findBoard(recipe.board);
  const { sramBytes, flashBytes, latencyMs, headroomBytes } = recipe.budgets;
  const budget = { sramBytes: sramBytes ?? board.sramBytes.value, flashBytes: flashBytes ?? board.flashBytes.value, latencyMs, headroomBytes };
  checkBudget(budget);
  return budget;
}

export const budgetView = (recipe: Recipe): BudgetView => ({ board: recipe.board, ...budgetOf(recipe) });

/** Board, budget and space at once, so that a wrong name is said before anything long begins. */
export function resolve(recipe: Recipe): { board: Board; budget: Budget; space: Space } {
  return { board: findBoard(recipe.board), budget: budgetOf(recipe), space: findSpace(recipe.space) };
}

/** Tasks that ship with Thimble. */
export const TASKS: readonly string[] = ['keywords'];

/** @param data the user's WAV folders, which then stand in the named task's place */
export async function loadTask(readAsset: ReadAsset, recipe: Recipe, data?: readonly NamedBytes[] | null): Promise<{ task: Task; problems: readonly string[] }> {
  if (data !== undefined && data !== null) return taskFromWavFolders(data);
  if (!TASKS.includes(recipe.task)) throw new InputError(`there is no task "${recipe.task}"; known are ${TASKS.join(', ')}, or give WAV folders`, 'task');
  const path = `tasks/${recipe.task}.bin`;
  return { task: decodeTask(await readAsset(path), path), problems: [] };
}

/**
 * The recipe for the user's own task: the same space with as many classes as there are, and random weights in place
 * of a shipped supernet that was trained for others.
 * @param shipped classes of the shipped supernet, which serves the user's task only where they are the same, in order
 * @throws InputError when such a supernet would then be searched untrained
 */
export function fitToTask(recipe: Recipe, task: Task, given: Uint8Array | undefined, purpose: 'train' | 'search', shipped: readonly string[]): Recipe {
  const space = findSpace(recipe.space);
  if (task.origin !== 'user' || space.family !== 'dscnn') return recipe;
  const known = recipe.training.checkpoint !== null && task.classes.join('\n') === shipped.join('\n');
  if (purpose === 'search' && given === undefined && !trainsFirst(recipe) && !known) {
    const some = `${task.classes.slice(0, 6).join(', ')}${task.classes.length > 6 ? ', ...' : ''}`;
    throw new InputError(`the ${task.classes.length} classes (${some}) are not those of the shipped supernet; train one first, or set training epochs`, 'training');
  }
  if (space.classes === task.classes.length) return recipe;
  const widths = space.widths;
  return { ...recipe, space: dscnnSpace({ widths, classes: task.classes.length }).id, training: { ...recipe.training, checkpoint: null } };
}

/** Classes of the built-in task a recipe names; none where nothing but the user's own data is used. */
export async function shippedClasses(readAsset: ReadAsset, recipe: Recipe, data: readonly NamedBytes[] | undefined): Promise<readonly string[]> {
  return data === undefined || !TASKS.includes(recipe.task) ? [] : (await loadTask(readAsset, recipe)).task.classes;
}

/** Supernets that ship with Thimble. */
export const CHECKPOINTS: readonly string[] = ['keywords-dscnn'];

export interface LoadedSupernet {
  readonly supernet: Supernet;
  /** As `train` reported it: over seeds, training recipe and weights. */
  readonly hash: string;
}

/** The supernet to begin with: the one given, the shipped one the recipe names, or random weights. */
export async function loadSupernet(readAsset: ReadAsset, recipe: Recipe, given?: Uint8Array): Promise<LoadedSupernet> {
  const space = findSpace(recipe.space);
  if (given !== undefined) return decodeCheckpoint(given, 'checkpoint', space.id);
  const { checkpoint } = recipe.training;
  if (checkpoint === null) {
    const supernet = createSupernet(space, recipe.seeds.weights);
    return { supernet, hash: hashSupernet(supernet, trainRecipe(recipe)) };
  }
  if (!CHECKPOINTS.includes(checkpoint)) {
    throw new InputError(`there is no shipped supernet "${checkpoint}"; known are ${CHECKPOINTS.join(', ')}, or null for random weights`, 'training.checkpoint');
  }
  const path = `checkpoints/${checkpoint}.ckpt`;
  return decodeCheckpoint(await readAsset(path), path, space.id);
}

/** Whether the recipe asks for training before the search. */
export const trainsFirst = ({ training }: Recipe): boolean => training.epochs + training.largestEpochs > 0;

export const checkpointOf = (supernet: Supernet, recipe: Recipe): Uint8Array => encodeCheckpoint(supernet, trainRecipe(recipe));
