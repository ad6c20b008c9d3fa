/**
 * The user's own data in place of a built-in task: read once by the engine, kept as the prepared task in this browser,
 * never sent anywhere. A link cannot carry them; it names the built-in task they stand in for.
 */
import { plural } from '../core/lib/index.ts';
import { defaultRecipe, lockedChanges, recipeForTask, TASKS, type DataOptions, type NamedBytes, type PreparedData, type Recipe, type RecipeTraining, type UserFile } from '../engine/index.ts';
import type { Stores } from './actions.ts';
import type { Family } from './results.ts';
import type { KeptTask, Vault } from './vault.ts';

export interface OwnData {
  /** Name, number of files and examples: enough to tell two sets apart. */
  readonly tag: string;
  /** The prepared task, as jobs take it for `data`. */
  readonly files: readonly NamedBytes[];
  readonly prepared: Omit<PreparedData, 'task'>;
  /** How the files were read; unknown of data kept on an earlier visit. */
  readonly options?: DataOptions;
  /** Id in the browser's vault; null where the browser keeps nothing, and the data go with the page. */
  readonly kept: string | null;
}

/** Where the sounds and pictures themselves are, by path: for as long as the page that was given them is open. */
export type Sources = ReadonlyMap<string, UserFile>;

/** A first schedule for random weights: some minutes, and far better than guessing. */
export const FRESH: Partial<RecipeTraining> = { largestEpochs: 3, epochs: 6 };

/** Ids of spaces begin with their family. */
export const familyOf = (space: string): Family => (space.startsWith('toybox') ? 'toybox' : space.startsWith('mcunet') ? 'mcunet' : 'dscnn');

/** The supernet that ships for a built-in task, or null. */
export const shippedFor = (task: string): string | null => (TASKS.includes(task) ? recipeForTask({ ...defaultRecipe, task: '' }, task).training.checkpoint : null);

/** The recipe for data of one's own: their space, random weights with a first schedule, and what images need where they are images. */
function recipeForOwn(recipe: Recipe, space: string): Recipe {
  const images = space.startsWith('toybox');
  const { training } = images ? recipeForTask({ ...recipe, task: '' }, 'scenes') : recipe;
  const trains = training.epochs + training.largestEpochs > 0;
  return { ...recipe, space, training: { ...training, checkpoint: null, ...(trains ? {} : FRESH) }, view: { ...recipe.view, selected: null } };
}

/** The recipe for a built-in task, from whatever was set for data of one's own. */
function recipeForBuiltIn(recipe: Recipe, task: string): Recipe {
  const { epochs, largestEpochs } = defaultRecipe.training;
  const next = recipeForTask({ ...recipe, task: '' }, task);
  return next.training.checkpoint === null ? { ...next, training: { ...next.training, ...(next.training.epochs + next.training.largestEpochs > 0 ? {} : FRESH) } } : { ...next, training: { ...next.training, epochs, largestEpochs } };
}

/** What was told of the task before says nothing of the next. */
const UNTOLD = { simulated: null, evaluated: null, judged: null, spaceAccuracy: null } as const;
const MOST_LISTED = 1000;

const sizeOf = (file: UserFile): number => ('bytes' in file ? file.bytes.length : 'blob' in file ? file.blob.size : file.size);

export function createDataActions({ recipe: recipes, jobs, results, view }: Pick<Stores, 'recipe' | 'jobs' | 'results' | 'view'>, vault: Vault | null, loadSamples: () => Promise<void>) {
  /** Every read, wherever its files are from: the account of it, or null after the job's state has said why not. */
  async function read(files: readonly UserFile[], options: DataOptions): Promise<PreparedData | null> {
    results.setState({ reading: [] });
    const found = await jobs.run('readData', { recipe: recipes.getState().recipe, files, options }, ({ problems }) =>
      results.setState(({ reading }) => ({ reading: [...reading, ...problems].slice(-MOST_LISTED) })));
    results.setState({ reading: [] });
    return found;
  }

  function put(own: OwnData, sources: Sources): void {
    const { prepared } = own;
    results.setState({ own, sources, samples: prepared.samples, ...UNTOLD });
    // Data of the very classes of the built-in task are told apart by its supernet.
    const same = prepared.samples.task.classes.join('\n') === results.getState().builtIn?.join('\n');
    const { space } = prepared;
    if (space !== null && !same) recipes.edit((old) => recipeForOwn(old, space));
  }

  const listKept = async (): Promise<void> => { if (vault) results.setState({ kept: await vault.list() }); };

  /**
   * Reads files, makes them the task and keeps it in this browser. What cannot be read changes nothing.
   * @returns whether it did
   */
  async function takeData(name: string, files: readonly UserFile[], options: DataOptions = {}): Promise<boolean> {
    const found = await read(files, options);
    if (!found) return false;
    const { task, ...prepared } = found;
    const counts = prepared.samples.task;
    const tag = `${name}, ${plural(files.length, 'file')}, ${plural(counts.train + counts.validation + counts.test, 'example')}`;
    const own: OwnData = { tag, files: [{ path: `${name}.task`, bytes: task }], prepared, options, kept: null };
    put(own, new Map(files.filter((file) => sizeOf(file) > 0).map((file) => [file.path, file])));
    try {
      const kept = await vault?.save(tag, found);
      if (kept && results.getState().own === own) results.setState({ own: { ...own, kept: kept.id } });
      await listKept();
    } catch (error) {
      view.say('problem', error instanceof Error ? error.message : String(error));
    }
    return true;
  }

  /** Data kept on an earlier visit. */
  async function openKept({ id, name, about }: KeptTask): Promise<void> {
    try {
      const bytes = await vault?.open(id);
      const files = [{ path: `${name}.task`, bytes: bytes ?? new Uint8Array() }];
      const found = await read(files, {});
      if (found) put({ tag: name, files, prepared: { ...about, samples: found.samples }, kept: id }, new Map());
    } catch (error) {
      view.say('problem', error instanceof Error ? error.message : String(error));
      await listKept();
    }
  }

  async function dropKept(id: string): Promise<void> {
    await vault?.remove(id);
    await listKept();
    if (results.getState().own?.kept === id) chooseTask(recipes.getState().recipe.task);
  }

  /** One of the built-in tasks, with its space and its supernet; data of one's own go. Nothing happens where it is chosen already. */
  function chooseTask(task: string): void {
    const { own } = results.getState();
    const { recipe } = recipes.getState();
    const { task: last } = recipe;
    if (!own && last === task) return;
    const next = recipeForBuiltIn(recipe, task);
    // refused, and said, before anything is put away
    if (lockedChanges(recipe, next).length > 0) return void recipes.edit(() => next);
    results.setState({ own: null, sources: new Map(), samples: null, ...UNTOLD });
    recipes.edit((old) => recipeForBuiltIn(old, task));
    // Another task's samples come with the change of the recipe.
    if (last === task) void loadSamples();
  }

  return { takeData, openKept, dropKept, listKept, chooseTask };
}
