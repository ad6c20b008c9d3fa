/** From recipe to the things it names: board, budget, space, task, supernet, and training's own recipe. */
import { findBoard, type Board } from '../core/boards/index.ts';
import { checkBudget, type Budget } from '../core/cost/index.ts';
import { encodeTask, problemText, sceneClasses, taskAt, type DataOptions, type Task } from '../core/data/index.ts';
import { InputError } from '../core/lib/index.ts';
import {
  createSupernet, decodeCheckpoint, defaultRecipe as defaultTraining, encodeCheckpoint, hashSupernet, noAugment, someOf, type AugmentOptions, type Supernet, type TrainRecipe,
} from '../core/train/index.ts';
import { findSpace, spaceForTask, type Space } from '../core/space/index.ts';
import { builtInTask, CHECKPOINTS, sceneGlance, sceneSide, scenesOf, TASKS } from './builtIn.ts';
import type { Host, ReadAsset } from './host.ts';
import { ownTaskSteps } from './ownTask.ts';
import type { Progress } from './progress.ts';
import type { Recipe } from './recipe.ts';
import type { BudgetView, JobEvent, NamedBytes } from './types.ts';
import type { UserFile } from './userData.ts';

/** Examples that share batch statistics: the largest divisor of the batch that is 32 at most, of images as few as keep one network's memory near 100 MB. */
function shardOf(batch: number, { family, input: [side] }: Space): number {
  const most = family === 'dscnn' ? 32 : side <= 112 ? 16 : side <= 160 ? 8 : 4;
  let shard = Math.min(most, batch);
  while (batch % shard !== 0) shard--;
  return shard;
}

/** What is done to images where sounds have the default recipe's: colours and light, place, and parts hidden. */
const IMAGE_AUGMENT: AugmentOptions = { ...noAugment, channelOffset: 10, noise: 2, flip: 0.5, shift: 0.1, cutout: 0.25 };
const AT_MOST: Partial<AugmentOptions> = { flip: 0.5, stretch: 0.9, shift: 0.5, cutout: 0.9 };

function augmentOf(space: Space, { augmentation, mixup }: Recipe['training']): AugmentOptions {
  const images = space.input[2] === 1 ? { ...IMAGE_AUGMENT, flip: 0 } : IMAGE_AUGMENT; // grey ones may be letters and digits
  const usual = space.family === 'dscnn' ? defaultTraining.augment : images;
  const scaled = Object.entries(usual).map(([option, value]) => [option, Math.min(AT_MOST[option as keyof AugmentOptions] ?? Infinity, value * augmentation)]);
  return { ...(Object.fromEntries(scaled) as unknown as AugmentOptions), mixup };
}

export function trainRecipe({ training, seeds, space: id }: Recipe): TrainRecipe {
  const { largestEpochs, epochs, subnetsPerStep, sandwich, batch, optimiser, learningRate, weightDecay, labelSmoothing, distillation, schedule, kernelTransform } = training;
  const space = findSpace(id);
  return {
    ...defaultTraining,
    dataSeed: seeds.data,
    largestEpochs, epochs, schedule, kernelTransform, paths: subnetsPerStep, sandwich, batch, shard: shardOf(batch, space), optimiser, learningRate, weightDecay, labelSmoothing,
    distillation: sandwich ? distillation : 0,
    augment: augmentOf(space, training),
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

/** What a network is compiled for and judged by: a search may be given more than its board has, to see what that would buy. */
export function budgetOnBoard(recipe: Recipe): Budget {
  const { sramBytes, flashBytes } = findBoard(recipe.board);
  const budget = budgetOf(recipe);
  return { ...budget, sramBytes: Math.min(budget.sramBytes, sramBytes.value), flashBytes: Math.min(budget.flashBytes, flashBytes.value) };
}

export const budgetView = (recipe: Recipe): BudgetView => ({ board: recipe.board, ...budgetOf(recipe) });

/** Board, budget and space at once, so that a wrong name is said before anything long begins. */
export function resolve(recipe: Recipe): { board: Board; budget: Budget; space: Space } {
  return { board: findBoard(recipe.board), budget: budgetOf(recipe), space: findSpace(recipe.space) };
}

/** Where tasks come from; `tasks` keeps those that took long to draw for as long as the host lives. */
export interface TaskSource {
  readonly readAsset: ReadAsset;
  readonly tasks?: Map<string, Task>;
}

export interface LoadedTask {
  readonly task: Task;
  /** Files of the user's that were left out. */
  readonly problems: readonly string[];
}

/** How far drawing a built-in task, or reading the user's files, has come. */
export interface LoadStep {
  readonly done: number;
  readonly total: number;
  /** Absent: pictures are drawn. */
  readonly reading?: string;
}

/**
 * As loadTask, step by step.
 * @param data the user's own files, or a task as one file, which then stand in the named task's place
 */
export async function* loadTaskSteps({ readAsset, tasks }: TaskSource, recipe: Recipe, data?: readonly UserFile[] | null, options: DataOptions = {}): AsyncGenerator<LoadStep, LoadedTask> {
  if (data !== undefined && data !== null) {
    const steps = ownTaskSteps(recipe, data, options);
    for (;;) {
      const { done, value } = await steps.next();
      if (done === true) return { task: value.task, problems: value.problems.map(problemText) };
      yield { done: value.done, total: value.total, reading: value.file };
    }
  }
  if (!TASKS.includes(recipe.task)) throw new InputError(`there is no task "${recipe.task}"; known are ${TASKS.join(', ')}, or give data of your own`, 'task');
  const space = findSpace(recipe.space);
  const key = `${recipe.task}/${scenesOf(recipe.task) === null ? '' : sceneSide(space)}`;
  const known = tasks?.get(key);
  if (known !== undefined) return { task: known, problems: [] };
  const task = yield* builtInTask(readAsset, recipe.task, space);
  if (scenesOf(recipe.task) !== null) {
    tasks?.clear(); // a hundred megabytes each
    tasks?.set(key, task);
  }
  return { task, problems: [] };
}

export async function loadTask(source: TaskSource, recipe: Recipe, data?: readonly UserFile[] | null): Promise<LoadedTask> {
  const steps = loadTaskSteps(source, recipe, data);
  for (;;) {
    const { done, value } = await steps.next();
    if (done === true) return value;
  }
}

/** The test split of the recipe's built-in task, and of scenes nothing but its first `tests` examples, at the side a network takes. */
export async function testsFor(source: TaskSource, recipe: Recipe, shape: readonly number[], tests?: number): Promise<Task> {
  return atShape(sceneGlance(recipe.task, findSpace(recipe.space), tests)?.task ?? (await loadTask(source, recipe)).task, shape);
}

/** A task of larger square images at the side a network takes; any other task as it is. */
export function atShape(task: Task, [height, width, depth]: readonly number[]): Task {
  const [side, other, channels] = task.inputShape;
  return side === other && height === width && depth === channels && height < side ? taskAt(task, height) : task;
}

/**
 * What workers that measure sub-nets are sent of a task: the examples they will use, so that none draws or reads all
 * of it again. Null for a task that is a file of its own.
 */
export function poolData(recipe: Recipe, task: Task): readonly NamedBytes[] | null {
  if (task.origin !== 'user' && scenesOf(recipe.task) === null) return null;
  const { calibration, examples } = recipe.search;
  const train = someOf(task.train, calibration, 'calibration');
  const validation = someOf(task.validation, examples ?? task.validation.count, 'examples');
  return [{ path: 'task', bytes: encodeTask({ ...task, train, validation, test: someOf(task.test, 1, 'test') }, 0) }];
}

/** As loadTask, as a stage of a job that shows what is drawn or read and stops in between. */
export async function* loadTaskShown<P>(host: Host, progress: Progress<P>, recipe: Recipe, data?: readonly UserFile[], options?: DataOptions): AsyncGenerator<JobEvent<P>, LoadedTask> {
  const steps = loadTaskSteps(host, recipe, data, options);
  let total = -1;
  for (;;) {
    const { done, value } = await steps.next();
    if (done === true) return value;
    if (value.total !== total) progress.enter(value.reading === undefined ? 'draw' : 'read', value.total, value.reading === undefined ? 'pictures' : 'files');
    ({ total } = value);
    progress.at(value.done, value.reading?.slice(-80));
    yield* progress.events();
    await progress.breathe();
  }
}

/**
 * The recipe for a task of another size or other classes than its space's: a space that takes them, and random weights
 * in place of a shipped supernet that was trained for others.
 * @param shipped classes of the shipped supernet, which serves the user's task only where they are the same, in order
 * @throws InputError when such a supernet would then be searched untrained, or a built-in task has other classes than the space
 */
export function fitToTask(recipe: Recipe, task: Task, given: Uint8Array | undefined, purpose: 'train' | 'search', shipped: readonly string[]): Recipe {
  const space = findSpace(recipe.space);
  if (task.origin !== 'user') {
    checkClasses(space, task.id, task.classes.length);
    return recipe;
  }
  const fitting = spaceForTask(task.inputShape, task.classes.length, space);
  const known = recipe.training.checkpoint !== null && fitting.id === space.id && task.classes.join('\n') === shipped.join('\n');
  if (purpose === 'search' && given === undefined && !trainsFirst(recipe) && !known) {
    const some = `${task.classes.slice(0, 6).join(', ')}${task.classes.length > 6 ? ', ...' : ''}`;
    throw new InputError(`the ${task.classes.length} classes (${some}) are not those of the shipped supernet; train one first, or set training epochs`, 'training');
  }
  return fitting.id === space.id ? recipe : { ...recipe, space: fitting.id, training: { ...recipe.training, checkpoint: null } };
}

function checkClasses({ id, classes }: Space, task: string, wanted: number): void {
  if (classes === wanted) return;
  throw new InputError(`tells ${classes} classes apart, and task "${task}" has ${wanted}; a recipe for data of somebody's own needs those data (on the command line --data PATH), any other a space for ${wanted}`, `search space ${id}`);
}

/** What `fitToTask` would say of a built-in task that takes long to draw, before it is drawn. @throws InputError */
export function checkScenes(recipe: Recipe, data: readonly UserFile[] | undefined): void {
  const scenes = data === undefined ? scenesOf(recipe.task) : null;
  if (scenes !== null) checkClasses(findSpace(recipe.space), recipe.task, sceneClasses(scenes).length);
}

/** Classes of the built-in task a recipe names; none where nothing but the user's own data is used. */
export async function shippedClasses(source: TaskSource, recipe: Recipe, data: readonly UserFile[] | undefined): Promise<readonly string[]> {
  if (data === undefined || !TASKS.includes(recipe.task)) return [];
  const scenes = scenesOf(recipe.task);
  return scenes === null ? (await loadTask(source, recipe)).task.classes : sceneClasses(scenes);
}

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
    const supernet = createSupernet(space, recipe.seeds.weights, recipe.training.kernelTransform);
    return { supernet, hash: hashSupernet(supernet, trainingOf(recipe, supernet)) };
  }
  if (!CHECKPOINTS.includes(checkpoint)) {
    throw new InputError(`there is no shipped supernet "${checkpoint}"; known are ${CHECKPOINTS.join(', ')}, or null for random weights`, 'training.checkpoint');
  }
  const path = `checkpoints/${checkpoint}.ckpt`;
  return decodeCheckpoint(await readAsset(path), path, space.id);
}

/** The recipe's training of that very supernet, whose smaller kernels stay what they are. */
export const trainingOf = (recipe: Recipe, { transforms }: Supernet): TrainRecipe => ({ ...trainRecipe(recipe), kernelTransform: transforms });

/** Id of the space a checkpoint is of. */
export const spaceOfCheckpoint = (bytes: Uint8Array): string => decodeCheckpoint(bytes, 'checkpoint').supernet.space.id;

/** Whether the recipe asks for training before the search. */
export const trainsFirst = ({ training }: Recipe): boolean => training.epochs + training.largestEpochs > 0;

export const checkpointOf = (supernet: Supernet, recipe: Recipe): Uint8Array => encodeCheckpoint(supernet, trainingOf(recipe, supernet));
