/**
 * What a person can set going, as functions over the stores: each starts one engine job, feeds its partial results to
 * the results store, and keeps the end. Nothing here computes; the engine does.
 */
import type { NamedBytes, Recipe, SearchCheckpoint } from '../engine/index.ts';
import type { ArchivedRun, ArchiveStore } from './archive.ts';
import type { JobsStore } from './jobs.ts';
import type { RecipeStore } from './recipe.ts';
import { withCandidates, type Family, type ResultsStore, type SearchState } from './results.ts';
import { trainedFor } from './selectors.ts';
import type { ViewStore } from './view.ts';

export interface Stores {
  readonly recipe: RecipeStore;
  readonly jobs: JobsStore;
  readonly results: ResultsStore;
  readonly view: ViewStore;
  readonly archive: ArchiveStore;
}

/** Enough that each class of a dozen is likely among them. */
const SAMPLES = 60;

export function createActions({ recipe: recipes, jobs, results, archive }: Stores, now: () => number) {
  const recipe = (): Recipe => recipes.getState().recipe;

  async function loadSamples(): Promise<void> {
    const samples = await jobs.run('samples', { recipe: recipe(), count: SAMPLES });
    if (samples) results.setState({ samples });
  }

  async function rank(family: Family): Promise<void> {
    const put = (rank: Partial<NonNullable<ReturnType<typeof results.getState>['spaces'][Family]>>): void =>
      results.setState(({ spaces }) => ({ spaces: { ...spaces, [family]: { rows: [], ranking: null, ...spaces[family], ...rank } } }));
    const ranking = await jobs.run('rankSpaces', { recipe: recipe(), family });
    if (ranking) put({ rows: ranking.spaces, ranking });
  }

  async function train(): Promise<void> {
    const started = recipe();
    const { own } = results.getState();
    const before = results.getState().training;
    results.setState({ training: { recipe: started, data: own?.tag ?? null, points: [], result: null } });
    const result = await jobs.run('train', { recipe: started, ...(own && { data: own.files }) }, ({ points }) =>
      results.setState(({ training }) => ({ training: training && { ...training, points: [...training.points, ...points] } })));
    // Weights trained earlier are given up only for new ones.
    if (result) results.setState(({ training }) => ({ training: training && { ...training, result } }));
    else if (before?.result) results.setState({ training: before });
  }

  async function search(resume?: SearchState): Promise<void> {
    const started = resume?.recipe ?? recipe();
    const { own, training, ...before } = results.getState();
    const from: SearchCheckpoint | null = resume?.checkpoint ?? null;
    const fresh: SearchState = {
      recipe: started, data: own?.tag ?? null, recorded: false, candidates: from?.candidates ?? [], generation: from?.generation ?? 0, generations: started.search.generations,
      checkpoint: from, points: [], result: null, model: null,
    };
    results.setState({ search: fresh, exported: null, simulated: null, evaluated: null });
    const patch = (change: (state: SearchState) => Partial<SearchState>): void =>
      results.setState(({ search: state }) => ({ search: state && { ...state, ...change(state) } }));
    const trained = trainedFor(started, training, own?.tag ?? null);
    const result = await jobs.run('search', { recipe: started, ...(trained && { checkpoint: trained }), ...(from && { resume: from }), ...(own && { data: own.files }) }, (partial) =>
      patch((state) => ({
        candidates: withCandidates(state.candidates, partial.candidates),
        generation: partial.generation,
        generations: partial.generations,
        checkpoint: partial.checkpoint ?? state.checkpoint,
        points: partial.points.length > 0 ? [...state.points, ...partial.points] : state.points,
      })));
    if (!result) {
      // A run that ended before its first network leaves what stood here; one that a newer run replaced, leaves that.
      const running = jobs.getState().search?.status === 'running';
      if (!running && results.getState().search?.candidates.length === 0) results.setState({ search: before.search, exported: before.exported, simulated: before.simulated, evaluated: before.evaluated });
      return;
    }
    const { model, ...rest } = result;
    patch(() => ({ candidates: rest.candidates, result: rest, model, checkpoint: null }));
    results.setState({ analysis: rest.analysis });
    recipes.look({ selected: null });
    archive.keep({ id: rest.hash, finishedAt: now(), recipe: started, result: rest, model });
  }

  /** Looks at one network of the recipe's space; null goes back to the search's own choice. */
  async function look(genome: string | null): Promise<void> {
    recipes.look({ selected: genome });
    await analyse();
  }

  /** What the network looked at costs on the recipe's board. */
  async function analyse(): Promise<void> {
    const wanted = recipe().view.selected ?? results.getState().search?.result?.genome ?? null;
    if (wanted === null) return;
    const analysis = await jobs.run('analyze', { recipe: recipe(), genome: wanted });
    if (analysis) results.setState({ analysis });
  }

  async function exportBundle(): Promise<void> {
    const { search: found } = results.getState();
    if (!found?.model) return;
    const exported = await jobs.run('export', { recipe: found.recipe, model: found.model, ...labels(found) });
    if (exported) results.setState({ exported });
  }

  async function simulate(inputs: Int8Array): Promise<void> {
    const { search: found } = results.getState();
    if (!found?.model) return;
    const simulated = await jobs.run('simulate', { recipe: found.recipe, model: found.model, inputs, ...labels(found) });
    if (simulated) results.setState({ simulated });
  }

  /** Recordings as the network's inputs, by the task's own front end. */
  const featuresOf = (files: readonly NamedBytes[]): Promise<Int8Array | null> => jobs.run('features', { files });

  /** On the task's test split, or on the user's own recordings. */
  async function evaluate(mine: boolean): Promise<void> {
    const { search: found, own } = results.getState();
    if (!found?.model) return;
    const evaluated = await jobs.run('evaluate', { recipe: found.recipe, model: found.model, ...labels(found), ...(mine && own && { data: own.files }) });
    if (evaluated) results.setState({ evaluated });
  }

  /** Brings back a finished search: its settings (one undo step), its candidates and its network. */
  function reopen(run: ArchivedRun): void {
    jobs.stop('search');
    recipes.edit(() => ({ ...run.recipe, view: { ...run.recipe.view, selected: null } }));
    results.setState({
      analysis: run.result.analysis, exported: null, simulated: null, evaluated: null,
      search: {
        recipe: run.recipe, data: null, recorded: false, candidates: run.result.candidates, generation: run.recipe.search.generations,
        generations: run.recipe.search.generations, checkpoint: null, points: [], result: run.result, model: run.model,
      },
    });
  }

  return { reopen, loadSamples, rank, train, search, look, analyse, exportBundle, simulate, featuresOf, evaluate, stop: jobs.stop };
}

/** The classes the network was made for, where the result names them. */
const labels = ({ result }: SearchState): { classes?: readonly string[] } => (result?.classes ? { classes: result.classes } : {});

export type Actions = ReturnType<typeof createActions>;
