/**
 * Asks what int8 costs the network looked at: of a search's choice with the recipe and supernet that found it, of any
 * other network of the space with the supernet in use.
 */
import type { Jobs, Recipe } from '../engine/index.ts';
import type { JobsStore } from './jobs.ts';
import type { ResultsState, ResultsStore } from './results.ts';
import { trainedFor } from './selectors.ts';

/** The job's input, or in a sentence why there is none. */
export function quantiseInput({ search, training, own, opened }: Pick<ResultsState, 'search' | 'training' | 'own' | 'opened'>, now: Recipe, genome: string | null): Jobs['quantisation']['input'] | string {
  if (opened || genome === null) return 'Of a model file only the int8 network is here: its float weights, and with them what rounding cost, are not in it.';
  const found = search !== null && genome.startsWith(`${search.recipe.space}_`) ? search : null;
  const recipe = found?.recipe ?? now;
  if (found !== null && found.data !== (own?.tag ?? null)) return found.data === null ? 'This search ran on the built-in examples; put your own data aside in step 2, then ask again.' : `This search ran on your own data (${found.data}); open them again in step 2, then ask again.`;
  const checkpoint = trainedFor(recipe, training, own?.tag ?? null);
  const model = found?.result?.genome === genome ? found.model : null;
  return { recipe, genome, ...(model && { model }), ...(checkpoint && { checkpoint }), ...(own && { data: own.files }) };
}

export function createQuantiseActions({ jobs, results, recipe }: { readonly jobs: JobsStore; readonly results: ResultsStore; readonly recipe: () => Recipe }) {
  async function quantise(genome: string): Promise<void> {
    const input = quantiseInput(results.getState(), recipe(), genome);
    if (typeof input === 'string') return;
    const { search } = results.getState();
    const quantised = await jobs.run('quantisation', input);
    if (quantised) results.setState({ quantised: { of: search?.result?.hash ?? null, result: quantised } });
  }
  return { quantise };
}
