/**
 * A network met during a search, whether it was measured or turned away. A candidate that does not fit keeps its
 * verdict, which says what it broke and by how much: rejected points teach as much about a budget as accepted ones.
 */
import type { Genome } from '../space/index.ts';

/** What search needs of a verdict; `cost` gives one with the violated constraints. */
export interface Fits {
  readonly fits: boolean;
}

export type Origin = 'random' | 'crossover' | 'mutation';

export interface Candidate<V extends Fits> {
  /** Serial number in order of birth, from 0: its place in the archive. */
  readonly index: number;
  readonly genome: Genome;
  /** The genome as text, canonical: equal networks have equal texts. */
  readonly encoded: string;
  readonly generation: number;
  readonly origin: Origin;
  /** Indices of its parents: none, one (mutation) or two (crossover). */
  readonly parents: readonly number[];
  /** Measured fitness, or null where it did not fit, was passed over for better predicted ones, or is not measured yet. */
  readonly accuracy: number | null;
  /** What the predictor said before anything was measured; null where none was asked. */
  readonly predicted: number | null;
  readonly verdict: V;
}

/** Best first; of equals the older, so that the order is one. */
export const byFitness = <V extends Fits>(a: Candidate<V>, b: Candidate<V>): number =>
  (b.accuracy ?? -1) - (a.accuracy ?? -1) || a.index - b.index;
