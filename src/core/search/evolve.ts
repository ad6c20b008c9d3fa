/**
 * Evolutionary search as MCUNet does it: measure a generation, keep the fittest, breed, repeat. Fitness is injected and
 * asynchronous, so workers may share the measuring; randomness is forked per generation and place, never drawn while
 * measuring, so neither the number of workers nor a pause between generations changes the result.
 * With `prescreen`, more children are bred than measured, and a predictor fitted to all measured so far chooses.
 * Source: MCUNet (arXiv 2007.10319) supplement D; rejection with verdicts instead of silent redraws is ours.
 */
import { Rng } from '../lib/index.ts';
import type { Genome, Space } from '../space/index.ts';
import { Archive } from './archive.ts';
import { breed, type EvolutionConfig } from './breed.ts';
import { byFitness, type Candidate, type Fits } from './candidate.ts';
import { fitPredictor } from './predictor.ts';

export interface EvolutionSetup<V extends Fits> {
  readonly space: Space;
  readonly judge: (genome: Genome) => V;
  /** Accuracies in the order of the genomes. */
  readonly fitness: (genomes: readonly Genome[]) => Promise<readonly number[]>;
  readonly config: EvolutionConfig;
  readonly seed: number;
  /** What a network costs, the weightiest first: of equally accurate ones the cheapest wins. Absent: the older. */
  readonly costs?: (verdict: V) => readonly number[];
  /** Genomes per call of `fitness`; how often candidates are reported, without effect on the result. */
  readonly batch?: number;
  /** A state given out earlier by the same setup; the search goes on behind it. */
  readonly resume?: SearchState<V>;
}

/** All that a search is, between generations. Plain data. */
export interface SearchState<V extends Fits> {
  /** The last generation that is complete. */
  readonly generation: number;
  readonly candidates: readonly Candidate<V>[];
  /** Indices of the population, fittest first. */
  readonly population: readonly number[];
}

export type SearchEvent<V extends Fits> =
  /** Turned away while breeding, or just measured. Each index is reported once; `toMeasure` is of this generation. */
  | { readonly kind: 'candidates'; readonly generation: number; readonly candidates: readonly Candidate<V>[]; readonly measured: number; readonly toMeasure: number }
  | { readonly kind: 'generation'; readonly state: SearchState<V> };

export interface SearchResult<V extends Fits> {
  /** The fittest, of equally fit ones the cheapest; or null where nothing fits. */
  readonly best: Candidate<V> | null;
  readonly archive: Archive<V>;
  /** Networks measured. */
  readonly evaluations: number;
}

/** Runs to the end of the schedule; stop it by returning from the generator. */
export async function* evolve<V extends Fits>(setup: EvolutionSetup<V>): AsyncGenerator<SearchEvent<V>, SearchResult<V>> {
  const { space, judge, fitness, config, resume, batch = 16 } = setup;
  const { prescreen = 1 } = config;
  const rng = new Rng(setup.seed).fork('evolution');
  const archive = new Archive<V>(resume?.candidates);
  let population: readonly Candidate<V>[] = resume?.population.map((index) => archive.candidates[index]) ?? [];

  for (let generation = resume === undefined ? 0 : resume.generation + 1; generation <= config.generations; generation++) {
    const parents = population.slice(0, config.parents);
    if (generation > 0 && parents.length === 0) break;
    const litter = generation === 0 ? config : { ...config, crossovers: prescreen * config.crossovers, mutations: prescreen * config.mutations };
    const breeding = breed(space, judge, archive, parents, litter, generation, rng.fork(generation));
    let step = breeding.next();
    for (; step.done !== true; step = breeding.next()) yield { kind: 'candidates', generation, candidates: step.value, measured: 0, toMeasure: 0 };
    const { chosen: fitting, passedOver } = generation === 0 || prescreen === 1
      ? { chosen: step.value, passedOver: [] }
      : choose(space, archive, step.value, config.crossovers + config.mutations);
    if (passedOver.length > 0) yield { kind: 'candidates', generation, candidates: passedOver, measured: 0, toMeasure: fitting.length };

    const children: Candidate<V>[] = [];
    for (let at = 0; at < fitting.length; at += batch) {
      const group = fitting.slice(at, at + batch);
      const accuracies = await fitness(group.map((candidate) => candidate.genome));
      const measured = group.map((candidate, i) => archive.measured(candidate.index, accuracies[i]));
      children.push(...measured);
      yield { kind: 'candidates', generation, candidates: measured, measured: children.length, toMeasure: fitting.length };
    }
    population = [...parents, ...children].sort(byFitness);
    yield { kind: 'generation', state: { generation, candidates: [...archive.candidates], population: population.map(({ index }) => index) } };
  }
  const evaluations = archive.candidates.reduce((count, candidate) => count + (candidate.accuracy === null ? 0 : 1), 0);
  return { best: archive.best(setup.costs), archive, evaluations };
}

/** The `places` children predicted best, of equals the older; both lists in the order of birth. */
function choose<V extends Fits>(space: Space, archive: Archive<V>, children: readonly Candidate<V>[], places: number): { readonly chosen: Candidate<V>[]; readonly passedOver: Candidate<V>[] } {
  const measured = archive.candidates.flatMap(({ genome, accuracy }) => (accuracy === null ? [] : [{ genome, accuracy }]));
  const predictor = fitPredictor(space, measured);
  const predicted = children.map((child) => archive.predicted(child.index, predictor.predict(child.genome)));
  const best = new Set([...predicted].sort((a, b) => (b.predicted ?? 0) - (a.predicted ?? 0) || a.index - b.index).slice(0, places).map(({ index }) => index));
  return { chosen: predicted.filter(({ index }) => best.has(index)), passedOver: predicted.filter(({ index }) => !best.has(index)) };
}
