/**
 * What can be shared of a search, what a link that was opened would run here and for how long, and whether what ran
 * here is what the link told. Pure functions over the stores' state.
 */
import { plural } from '../core/lib/index.ts';
import { boardRows, compareShared, sharedOf, type FieldPair, type Recipe, type SharedResult } from '../engine/index.ts';
import type { ArchivedRun } from './archive.ts';
import { sameRun, type RecipeState } from './recipe.ts';
import type { SearchState } from './results.ts';

/** A search's result as a link tells it, or why no link of it would be of use to anybody. */
export function shareOf(search: SearchState | null): { readonly recipe: Recipe; readonly result: SharedResult } | { readonly problem: string } {
  if (!search?.result) return { problem: 'There is no result yet: run a search first.' };
  if (search.data !== null) return { problem: 'This result is of your own data, which no link holds: nobody could make it again. A link of the settings alone can be copied.' };
  if (search.result.trainedOn !== undefined) return { problem: `This result cannot be made again, as its supernet was trained on ${search.result.trainedOn}. A link of the settings alone can be copied.` };
  return { recipe: { ...search.recipe, view: { selected: null, panel: 'search' } }, result: sharedOf(search.result) };
}

/** Networks that a search breeds at most; those that do not fit cost next to no time. */
const networksOf = ({ search }: Recipe): number => search.population + search.generations * (search.crossovers + search.mutations);

const trains = ({ training }: Recipe): boolean => training.epochs + training.largestEpochs > 0;

/**
 * How long the recipe's search is likely to take here, ms, by the newest search of this browser that is like it; null
 * where there is none. Fine-tuning is taken to be in proportion, which is near enough for "about a minute".
 */
export function estimateMs(recipe: Recipe, runs: readonly ArchivedRun[]): number | null {
  const like = runs.find((run) => run.tookMs !== undefined && run.recipe.task === recipe.task && run.recipe.search.examples === recipe.search.examples && !trains(run.recipe));
  return like?.tookMs === undefined || trains(recipe) ? null : (like.tookMs * networksOf(recipe)) / networksOf(like.recipe);
}

const inWords = (ms: number): string => (ms < 90_000 ? `about ${Math.max(1, Math.round(ms / 1000))} s` : `about ${Math.round(ms / 60_000)} min`);

/** For a person; a board that this Thimble does not know by its id. */
export const boardName = (id: string): string => boardRows().find((row) => row.id === id)?.name ?? id;

/** What Run would do with the recipe of a link, in one or two sentences. */
export function wouldRun(recipe: Recipe, runs: readonly ArchivedRun[]): string {
  const { space, board, search, seeds, training } = recipe;
  const ms = estimateMs(recipe, runs);
  const epochs = training.largestEpochs + training.epochs;
  return [
    `Run would search ${space} for the ${boardName(board)}: a population of ${search.population} over ${plural(search.generations, 'generation')}, search seed ${seeds.search}`,
    epochs > 0 ? `, after training the supernet for ${plural(epochs, 'epoch')}` : '',
    ms === null ? '. How long that takes here is known after a first search.' : `; ${inWords(ms)} at the pace of your last search here, estimated.`,
  ].join('');
}

/** The link's word beside the run made here of the same recipe, field by field; null as long as there is none. */
export function reproduction({ linked, told }: Pick<RecipeState, 'linked' | 'told'>, search: SearchState | null): readonly FieldPair[] | null {
  if (!linked || !told || !search?.result || search.recorded || search.data !== null || !sameRun(search.recipe, linked)) return null;
  return compareShared(told, sharedOf(search.result));
}
