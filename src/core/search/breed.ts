/**
 * Makes the networks of one generation: random ones at first, afterwards children of the fittest by crossover and by
 * mutation. A proposal that does not fit, or that is known already, is drawn again, at most `ATTEMPTS` times per place
 * (the released finders draw for ever); once a place stays empty, so do the operator's others.
 * Source: MCUNet supplement D; once-for-all's evolution finder.
 */
import type { Rng } from '../lib/index.ts';
import { cross, mutate, sampleGenome, type Genome, type Space } from '../space/index.ts';
import type { Archive } from './archive.ts';
import type { Candidate, Fits, Origin } from './candidate.ts';

/** Draws for one place before it stays empty. */
const ATTEMPTS = 500;

/** Networks turned away between two reports, so that whoever waits can stop the search. */
const REPORT = 100;

export interface EvolutionConfig {
  /** Random networks in generation 0. */
  readonly population: number;
  /** Fittest of the population that breed; they stay in it. */
  readonly parents: number;
  /** Generations after generation 0. */
  readonly generations: number;
  /** Children per generation by each operator. */
  readonly crossovers: number;
  readonly mutations: number;
  readonly mutationProbability: number;
  /** Children bred for each one measured; a predictor chooses which. 1, or absent: all are measured. */
  readonly prescreen?: number;
}

interface Proposal {
  readonly genome: Genome;
  readonly parents: readonly number[];
}

/**
 * Yields the networks turned away on the way, each once; returns those to be measured, all of them in the archive.
 * @param parents empty for generation 0
 * @param rng of this generation alone; each place forks it, so that places do not disturb each other
 */
export function* breed<V extends Fits>(
  space: Space,
  judge: (genome: Genome) => V,
  archive: Archive<V>,
  parents: readonly Candidate<V>[],
  config: EvolutionConfig,
  generation: number,
  rng: Rng,
): Generator<readonly Candidate<V>[], readonly Candidate<V>[]> {
  const fitting: Candidate<V>[] = [];
  let rejected: Candidate<V>[] = [];

  function* fill(origin: Origin, places: number, propose: (rng: Rng) => Proposal): Generator<readonly Candidate<V>[], void> {
    for (let place = 0; place < places; place++) {
      const stream = rng.fork(`${origin}${place}`);
      let filled = false;
      for (let attempt = 0; attempt < ATTEMPTS && !filled; attempt++) {
        const { genome, parents: from } = propose(stream);
        if (archive.has(genome)) continue;
        const verdict = judge(genome);
        filled = verdict.fits;
        (filled ? fitting : rejected).push(archive.add(genome, verdict, generation, origin, from));
        if (rejected.length < REPORT) continue;
        yield rejected;
        rejected = [];
      }
      if (!filled) return;
    }
  }

  if (parents.length === 0) {
    yield* fill('random', config.population, (stream) => ({ genome: sampleGenome(space, stream), parents: [] }));
  } else {
    yield* fill('crossover', config.crossovers, (stream) => {
      const [a, b] = [stream.pick(parents), stream.pick(parents)];
      return { genome: cross(space, a.genome, b.genome, stream), parents: a === b ? [a.index] : [a.index, b.index] };
    });
    yield* fill('mutation', config.mutations, (stream) => {
      const parent = stream.pick(parents);
      return { genome: mutate(space, parent.genome, stream, config.mutationProbability), parents: [parent.index] };
    });
  }
  if (rejected.length > 0) yield rejected;
  return fitting;
}
