/**
 * What a person can set going, as functions over the stores: each starts one engine job, feeds its partial results to
 * the results store, and keeps the end. Nothing here computes; the engine does.
 */
import { CONTROLS, defaultTechniques, isLocked, labelsOf, recipeForTask, type Analysis, type NamedBytes, type Recipe, type SearchCheckpoint, type Techniques, type TaskSamples } from '../engine/index.ts';
import type { ArchivedRun, ArchiveStore } from './archive.ts';
import { createCompiledActions } from './compiled.ts';
import { MOST_DEATHS, type JobsStore } from './jobs.ts';
import { createDataActions } from './ownData.ts';
import type { BroughtLog, MeasuredStore } from './measured.ts';
import { sameTarget } from './network.ts';
import { createPinActions, type PinsStore } from './pins.ts';
import { paceKeeper } from './pace.ts';
import { createQuantiseActions } from './quantise.ts';
import type { RecipeStore } from './recipe.ts';
import { withCandidates, type Family, type ResultsState, type ResultsStore, type SearchState } from './results.ts';
import { trainedFor } from './selectors.ts';
import type { TakesStore } from './takes.ts';
import { createTrainingActions } from './training.ts';
import type { Vault } from './vault.ts';
import type { ViewStore } from './view.ts';

export interface Stores {
  readonly recipe: RecipeStore;
  readonly jobs: JobsStore;
  readonly results: ResultsStore;
  readonly view: ViewStore;
  readonly archive: ArchiveStore;
  readonly takes: TakesStore;
  readonly pins: PinsStore;
  readonly measured: MeasuredStore;
}

/** Enough that each class of a dozen is likely among them. */
const SAMPLES = 60;

/** What follows from how a network is compiled, and from which: all of it goes when either changes. */
const UNMADE = { exported: null, simulated: null, inside: null } as const;
const OUTDATED = { ...UNMADE, evaluated: null, before: null } as const;

/** How Thimble's own int8 models begin (core/quant/codec). */
const OWN_MAGIC = 'TI8N';

export function createActions({ recipe: recipes, jobs, results, archive, view, pins, measured }: Stores, now: () => number, vault: Vault | null = null) {
  const recipe = (): Recipe => recipes.getState().recipe;
  const techniques = (): Techniques => view.getState().techniques;
  /** Says whose doing it is where a teacher's link has locked what is asked for. */
  const held = (control: string): boolean => {
    const locked = isLocked(recipe().view, control);
    if (locked) view.say('info', `Locked by the link’s author: ${labelsOf(CONTROLS.filter(({ name }) => name === control))}. “Open the whole tool” at the top unlocks it.`);
    return locked;
  };

  async function loadSamples(): Promise<void> {
    const { own } = results.getState();
    if (own) return results.setState({ samples: own.prepared.samples });
    const samples = await jobs.run('samples', { recipe: recipe(), count: SAMPLES });
    // data of one's own may have been opened while these were drawn
    if (samples) results.setState({ builtIn: samples.task.classes, ...(results.getState().own === null && { samples }) });
  }

  /** Some of the built-in scenes, to be offered where there is no camera; what the page shows stays, and so does a task being read. */
  const sampleScenes = (): Promise<TaskSamples> => jobs.aside('samples', { recipe: recipeForTask({ ...recipe(), task: '' }, 'scenes'), count: SAMPLES });

  async function rank(family: Family): Promise<void> {
    const put = (rank: Partial<NonNullable<ReturnType<typeof results.getState>['spaces'][Family]>>): void =>
      results.setState(({ spaces }) => ({ spaces: { ...spaces, [family]: { rows: [], ranking: null, ...spaces[family], ...rank } } }));
    const ranking = await jobs.run('rankSpaces', { recipe: recipe(), family });
    if (ranking) put({ rows: ranking.spaces, ranking });
  }

  /** What a run that ends before its first network gives back, also where it took the place of another such run. */
  let stood: Pick<ResultsState, 'search' | 'exported' | 'simulated' | 'evaluated'> | null = null;

  /** @param deaths of workers in a row that brought it no further */
  async function search(resume?: SearchState, deaths = 0): Promise<void> {
    if (held('run')) return;
    const started = resume?.recipe ?? recipe();
    const { own, training, opened: inPlace, search: last, exported, simulated, evaluated } = results.getState();
    if (stood === null || last === null || last.result !== null || last.candidates.length > 0) stood = { search: last, exported, simulated, evaluated };
    const before = stood;
    const from: SearchCheckpoint | null = resume?.checkpoint ?? null;
    const fresh: SearchState = {
      recipe: started, data: own?.tag ?? null, recorded: false, candidates: from?.candidates ?? [], generation: from?.generation ?? 0, generations: started.search.generations,
      checkpoint: from, points: [], result: null, model: null,
    };
    // A network opened from a file stays in hand until the search has one of its own.
    results.setState({ search: fresh, ...(inPlace ? {} : OUTDATED) });
    const patch = (change: (state: SearchState) => Partial<SearchState>): void =>
      results.setState(({ search: state }) => ({ search: state && { ...state, ...change(state) } }));
    const trained = trainedFor(started, training, own?.tag ?? null);
    const began = now();
    const pace = paceKeeper(now);
    const result = await jobs.run('search', { recipe: started, ...(trained && { checkpoint: trained }), ...(from && { resume: from }), ...(own && { data: own.files }) }, (partial) => {
      pace.add(partial.candidates.filter(({ accuracy }) => accuracy !== null).length);
      patch((state) => ({
        candidates: withCandidates(state.candidates, partial.candidates),
        generation: partial.generation,
        generations: partial.generations,
        checkpoint: partial.checkpoint ?? state.checkpoint,
        points: partial.points.length > 0 ? [...state.points, ...partial.points] : state.points,
      }));
    });
    const perSecond = pace.perSecond();
    if (perSecond !== null) view.setState({ searchPace: perSecond });
    if (!result) {
      // A run that ended before its first network leaves what stood here; one that a newer run replaced, leaves that.
      const { status, died } = jobs.getState().search ?? {};
      const running = status === 'running';
      const reached = results.getState().search;
      const inVain = (reached?.checkpoint?.generation ?? -1) > (from?.generation ?? -1) ? 0 : deaths + 1;
      if (died === true && reached?.checkpoint && inVain < MOST_DEATHS) {
        view.say('info', `A worker of this page died in the middle of the search; it goes on from generation ${reached.checkpoint.generation}, its last checkpoint, to the same result.`);
        return search(reached, inVain);
      }
      if (!running && results.getState().search?.candidates.length === 0) results.setState(before);
      return;
    }
    const { model, ...rest } = result;
    patch(() => ({ candidates: rest.candidates, result: rest, model, checkpoint: null }));
    const { opened } = results.getState();
    if (opened) view.say('info', `The search is done: its network takes the place of ${opened.name}.`);
    results.setState({ ...OUTDATED, opened: null, analysis: rest.analysis });
    recipes.look({ selected: null });
    const tookMs = now() - began;
    const searchRestMs = from ? null : pace.rest(tookMs);
    if (searchRestMs !== null) view.setState({ searchRestMs });
    archive.keep({ id: rest.hash, finishedAt: now(), ...(from ? {} : { tookMs }), recipe: started, result: rest, model });
    void refresh();
  }

  /** Looks at one network of the recipe's space; null goes back to the search's own choice. */
  async function look(genome: string | null): Promise<void> {
    if (held('network')) return;
    openings++;
    recipes.look({ selected: genome });
    results.setState(results.getState().opened ? { ...OUTDATED, opened: null } : { before: null });
    await analyse();
  }

  /** What the network looked at costs on the recipe's board; compiled as the techniques say where it has weights. */
  async function analyse(): Promise<void> {
    const { opened, search: found } = results.getState();
    const chosen = found?.result?.genome ?? null;
    const genome = opened ? null : recipe().view.selected ?? chosen;
    const model = opened?.model ?? (genome === chosen ? found?.model : null);
    if (!model && genome === null) return;
    const analysis = model
      ? await jobs.run('analyze', { recipe: recipe(), file: { path: opened?.name ?? 'model', bytes: model }, techniques: techniques() })
      : await jobs.run('analyze', { recipe: recipe(), genome: genome ?? '' });
    if (analysis) results.setState({ analysis: { ...analysis, genome } });
  }

  /** Compiles the network in hand anew; what it was before stays beside it, so that the page can mark the difference. */
  async function recompile(change: Partial<Techniques>): Promise<void> {
    if (held('techniques')) return;
    const before = results.getState().analysis;
    view.setState((state) => ({ techniques: { ...state.techniques, ...change } }));
    results.setState({ ...UNMADE, before });
    await analyse();
  }

  /** Board or budgets have changed: what was compiled for the old ones is no answer any more. */
  async function retarget(): Promise<void> {
    results.setState({ ...UNMADE, before: null });
    if (results.getState().analysis) await analyse();
  }

  /** Counts what takes the place of the network in hand, so that of two the one asked for last does. */
  let openings = 0;

  /** What a model costs on the board that is set as the answer comes: where that was changed, or the job taken for something else, it is asked again. */
  async function analyseFor(file: NamedBytes, isWanted: () => boolean): Promise<Analysis | null> {
    for (;;) {
      const asked = { recipe: recipe(), techniques: techniques() };
      const analysis = await jobs.run('analyze', { ...asked, file });
      const status = jobs.getState().analyze?.status;
      const superseded = analysis === null && (status === 'running' || status === 'done');
      if (!isWanted() || (!superseded && sameTarget(asked.recipe, recipe()) && asked.techniques === techniques())) return analysis;
    }
  }

  /**
   * A model file takes the place of the search's network; one that is refused changes nothing and says why.
   * @param known labels of its outputs, of a model of ours that is no longer its task's
   */
  async function openModel(file: NamedBytes, known?: readonly string[]): Promise<void> {
    if (held('open-model')) return;
    const mine = ++openings;
    const isLast = (): boolean => mine === openings;
    results.setState({ refused: null });
    const built = await jobs.run('build', { recipe: recipe(), file });
    const analysis = built && isLast() ? await analyseFor({ path: file.path, bytes: built.model }, isLast) : null;
    if (!isLast()) return;
    if (!built || !analysis) {
      const { build, analyze } = jobs.getState();
      return results.setState({ refused: built ? analyze?.problem ?? null : build?.problem ?? null });
    }
    const own = String.fromCharCode(...file.bytes.subarray(0, OWN_MAGIC.length)) === OWN_MAGIC;
    const classes = own ? known : outputsOf(analysis).map((_, index) => `output ${index + 1}`);
    recipes.look({ selected: null });
    results.setState({ ...OUTDATED, opened: { name: file.path, model: built.model, weights: built.weights, classes, own }, analysis });
  }

  /** Back to the search's network. */
  async function closeModel(): Promise<void> {
    openings++;
    results.setState({ ...OUTDATED, opened: null, refused: null, analysis: results.getState().search?.result?.analysis ?? null });
    await analyse();
  }

  /** Analyses what stands here from an earlier visit or a recording, where that was made for another target or by an older compiler. */
  async function refresh(): Promise<void> {
    const { analysis, search: found } = results.getState();
    if (!found) return;
    const { board, memoryModel, view: { selected } } = recipe();
    const asFound = board === found.recipe.board && memoryModel === found.recipe.memoryModel && JSON.stringify(techniques()) === JSON.stringify(defaultTechniques);
    if (selected !== null || !asFound || (found.model && !(analysis?.compiled && analysis.arena.uses))) await analyse();
  }

  const compiling = createCompiledActions({ jobs, results, view, recipe });

  /** Brings back a finished search: its settings (one undo step), its candidates and its network. */
  function reopen(run: ArchivedRun): void {
    jobs.stop('search');
    openings++;
    if (!recipes.edit(() => ({ ...run.recipe, view: { ...run.recipe.view, selected: null } }))) return;
    results.setState({
      ...OUTDATED, opened: null, refused: null, analysis: run.result.analysis,
      search: {
        recipe: run.recipe, data: null, recorded: false, candidates: run.result.candidates, generation: run.recipe.search.generations,
        generations: run.recipe.search.generations, checkpoint: null, points: [], result: run.result, model: run.model,
      },
    });
    void refresh();
  }

  const pinning = createPinActions({ pins, recipe: recipes, results, archive, jobs, view, now, reopen, look, openModel });

  /** A log of the user's own board, kept beside the simulation of the same network. */
  const bringLog = (log: Omit<BroughtLog, 'broughtAt'>): void => measured.bring({ ...log, broughtAt: now() });

  return { ...compiling, ...pinning, bringLog, ...createQuantiseActions({ jobs, results, recipe }), ...createDataActions({ recipe: recipes, jobs, results, view }, vault, loadSamples), ...createTrainingActions({ recipe: recipes, jobs, results, view }), reopen, loadSamples, sampleScenes, rank, search, look, analyse, recompile, retarget, refresh, openModel, closeModel, stop: jobs.stop };
}

/** One entry per value that the last layer gives. */
const outputsOf = ({ layers }: Analysis): readonly unknown[] => Array.from({ length: layers.at(-1)?.outputShape.reduce((a, b) => a * b, 1) ?? 0 });

export type Actions = ReturnType<typeof createActions>;
