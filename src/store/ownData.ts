/**
 * The user's own data in place of a built-in task: read once by the engine, kept as the prepared task in this browser,
 * never sent anywhere. A link cannot carry them; it names the built-in task they stand in for.
 */
import { defaultRecipe, type DataOptions, type NamedBytes, type PreparedData, type Recipe, type RecipeTraining, type UserFile } from '../engine/index.ts';
import type { Stores } from './actions.ts';

export interface OwnData {
  /** Name, number of files and examples: enough to tell two sets apart. */
  readonly tag: string;
  /** The prepared task, as jobs take it for `data`. */
  readonly files: readonly NamedBytes[];
  readonly prepared: Omit<PreparedData, 'task'>;
}

/** Where the sounds and pictures themselves are, by path: for as long as the page that was given them is open. */
export type Sources = ReadonlyMap<string, UserFile>;

/** A first schedule for random weights: some minutes, and far better than guessing. */
export const FRESH: Partial<RecipeTraining> = { largestEpochs: 3, epochs: 6 };

/** The built-in tasks: the space each is searched in, and the supernet that ships for it. */
export const BUILT_IN: Readonly<Record<string, { readonly space: string; readonly checkpoint: string | null }>> = {
  keywords: { space: defaultRecipe.space, checkpoint: defaultRecipe.training.checkpoint },
};

/** The recipe for another task: its own space, its shipped supernet or a schedule for random weights, all else as it was. */
export function recipeFor(recipe: Recipe, task: string, space: string, checkpoint: string | null): Recipe {
  const trains = recipe.training.epochs + recipe.training.largestEpochs > 0;
  const training = checkpoint === null
    ? { ...recipe.training, checkpoint, ...(trains ? {} : FRESH) }
    : { ...recipe.training, checkpoint, largestEpochs: defaultRecipe.training.largestEpochs, epochs: defaultRecipe.training.epochs };
  return { ...recipe, task, space, training, view: { ...recipe.view, selected: null } };
}

const sizeOf = (file: UserFile): number => ('bytes' in file ? file.bytes.length : 'blob' in file ? file.blob.size : file.size);

export function createDataActions({ recipe: recipes, jobs, results }: Pick<Stores, 'recipe' | 'jobs' | 'results'>, loadSamples: () => Promise<void>) {
  /**
   * Reads files and makes them the task. What cannot be read changes nothing; the job's state says why.
   * @returns whether it did
   */
  async function takeData(name: string, files: readonly UserFile[], options: DataOptions = {}): Promise<boolean> {
    const { recipe } = recipes.getState();
    results.setState({ reading: [] });
    const read = await jobs.run('readData', { recipe, files, options }, ({ problems }) =>
      results.setState(({ reading }) => ({ reading: [...reading, ...problems].slice(-1000) })));
    if (!read) return false;
    const { task, ...prepared } = read;
    const counts = prepared.samples.task;
    const tag = `${name}, ${files.length.toLocaleString('en')} ${files.length === 1 ? 'file' : 'files'}, ${(counts.train + counts.validation + counts.test).toLocaleString('en')} examples`;
    results.setState({
      own: { tag, files: [{ path: `${name}.task`, bytes: task }], prepared }, samples: prepared.samples, reading: [], simulated: null, evaluated: null, judged: null,
      sources: new Map(files.filter((file) => sizeOf(file) > 0).map((file) => [file.path, file])),
    });
    // Data of the very classes of the built-in task are told apart by its supernet.
    const same = prepared.samples.task.classes.join('\n') === results.getState().builtIn?.join('\n');
    const { space } = prepared;
    if (space !== null && !same) recipes.edit((old) => recipeFor(old, old.task, space, null));
    return true;
  }

  /** Back to the built-in task that the recipe names, its space and its supernet. */
  function dropData(): void {
    const { task } = recipes.getState().recipe;
    results.setState({ own: null, sources: new Map(), simulated: null, evaluated: null, judged: null });
    chooseTask(task);
  }

  /** One of the built-in tasks; nothing happens where it is chosen already. */
  function chooseTask(task: string): void {
    const known = BUILT_IN[task];
    const { own } = results.getState();
    if (own) results.setState({ own: null, sources: new Map(), simulated: null, evaluated: null, judged: null });
    if (known) recipes.edit((old) => (old.task === task && old.space.startsWith(known.space) ? old : recipeFor(old, task, known.space, known.checkpoint)));
    void loadSamples();
  }

  return { takeData, dropData, chooseTask };
}
