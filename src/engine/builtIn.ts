/**
 * The tasks that come with Thimble: sounds read from a file, scenes drawn where they are needed, and what each is
 * trained and searched in unless somebody says otherwise. All are synthetic.
 */
import { decodeTask, sceneTask, sceneTaskSteps, usualScenes, type SceneCounts, type SceneTaskOptions, type Task } from '../core/data/index.ts';
import { findSpace, isSubspace, type Space } from '../core/space/index.ts';
import { defaultRecipe, type Recipe, type RecipeTraining } from './recipe.ts';
import type { ReadAsset } from './host.ts';

interface BuiltIn {
  /** Kind of scene; null: shipped as a file. */
  readonly scenes: SceneTaskOptions['kind'] | null;
  readonly space: string;
  /** The space its supernet is trained in, where that is wider than the one searched. */
  readonly trained?: string;
  /** Name of the supernet in public/checkpoints, or null where none ships. */
  readonly checkpoint: string | null;
  readonly training: Partial<RecipeTraining>;
}

const SCENE_TRAINING: Partial<RecipeTraining> = { batch: 32, learningRate: 0.015, weightDecay: 0.02, distillation: 0.5 };

const BUILT_IN: Readonly<Record<string, BuiltIn>> = {
  keywords: { scenes: null, space: 'dscnn', trained: 'dscnn-wide', checkpoint: 'keywords-dscnn', training: {} },
  scenes: { scenes: 'things', space: 'toybox', checkpoint: 'scenes-toybox', training: SCENE_TRAINING },
  'scenes-person': { scenes: 'person', space: 'toybox-c2', checkpoint: null, training: SCENE_TRAINING },
};

/** Tasks that ship with Thimble. */
export const TASKS: readonly string[] = Object.keys(BUILT_IN);

/** Supernets that ship with Thimble. */
export const CHECKPOINTS: readonly string[] = Object.values(BUILT_IN).flatMap(({ checkpoint }) => checkpoint ?? []);

/** A recipe turned to another built-in task: its space, its supernet and what training it needs; all else stays. */
export function recipeForTask(base: Recipe, task: string): Recipe {
  const known = builtIn(task);
  if (known === null || base.task === task) return base;
  const { space, checkpoint, training } = known;
  const usual = Object.fromEntries(Object.keys(SCENE_TRAINING).map((field) => [field, defaultRecipe.training[field as keyof RecipeTraining]]));
  return { ...base, task, space, training: { ...base.training, ...usual, ...training, checkpoint }, view: { ...base.view, selected: null } };
}

/** The built-in task for networks of a space: the one named where it takes them, else the first whose own space they are part of; null where there is none. */
export function taskForSpace(space: Space, named: string): string | null {
  const takes = (task: string): boolean => {
    const own = findSpace(trainedSpace(task) ?? space.id);
    return own.family === space.family && own.classes === space.classes && (own.family !== 'dscnn' || own.input.join() === space.input.join());
  };
  if (takes(named) || space.family === 'mcunet') return named; // MCUNet's spaces are nobody's own, and scenes are drawn for them
  return TASKS.find((task) => isSubspace(space, findSpace(trainedSpace(task) ?? ''))) ?? null;
}

const builtIn = (task: string): BuiltIn | null => (Object.hasOwn(BUILT_IN, task) ? BUILT_IN[task] : null);

/** The space in which a supernet for the task is trained unless another is asked for: its search space is a part of it. */
export const trainedSpace = (task: string): string | null => builtIn(task)?.trained ?? builtIn(task)?.space ?? null;

/** Which scenes a task of that name shows, or null. */
export const scenesOf = (task: string): SceneTaskOptions['kind'] | null => builtIn(task)?.scenes ?? null;

/** Side at which scenes are drawn for a space: its largest. */
export const sceneSide = ({ family, input }: Space): number => (family === 'dscnn' ? 96 : Math.min(224, Math.max(32, input[0])));

/** Of the scenes themselves, whatever order they are trained in: everybody's are the same. */
export const SCENE_SEED = 1;

/**
 * A built-in task; yields the number of examples drawn so far, and how many there will be.
 * @param name one of TASKS
 */
export async function* builtInTask(readAsset: ReadAsset, name: string, space: Space): AsyncGenerator<{ readonly done: number; readonly total: number }, Task> {
  const kind = scenesOf(name);
  if (kind === null) {
    const path = `tasks/${name}.bin`;
    return decodeTask(await readAsset(path), path);
  }
  const side = sceneSide(space);
  const counts = usualScenes(side);
  const steps = sceneTaskSteps({ kind, side, seed: SCENE_SEED, ...counts });
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    yield { done: value, total: counts.train + counts.validation + counts.test };
  }
}

/**
 * The first examples of the test split alone, at once where the whole task takes long to draw; counts as they would be.
 * @param tests all where left out
 */
export function sceneGlance(name: string, space: Space, tests?: number): { readonly task: Task; readonly counts: SceneCounts } | null {
  const kind = scenesOf(name);
  if (kind === null) return null;
  const side = sceneSide(space);
  const counts = usualScenes(side);
  return { task: sceneTask({ kind, side, seed: SCENE_SEED, train: 0, validation: 0, test: Math.min(counts.test, tests ?? counts.test) }), counts };
}
