/**
 * Every distinct network of a search, in order of birth. It is the memo (no network is judged or measured twice), the
 * family tree, and all that a stopped search must keep.
 */
import { paretoFront } from '../lib/index.ts';
import { encodeGenome, type Genome } from '../space/index.ts';
import { byFitness, type Candidate, type Fits, type Origin } from './candidate.ts';

export class Archive<V extends Fits> {
  private readonly all: Candidate<V>[];
  private readonly known: Set<string>;

  constructor(candidates: readonly Candidate<V>[] = []) {
    this.all = [...candidates];
    this.known = new Set(candidates.map((candidate) => candidate.encoded));
  }

  get candidates(): readonly Candidate<V>[] {
    return this.all;
  }

  has(genome: Genome): boolean {
    return this.known.has(encodeGenome(genome));
  }

  /** @param genome canonical, and not yet in the archive */
  add(genome: Genome, verdict: V, generation: number, origin: Origin, parents: readonly number[]): Candidate<V> {
    const encoded = encodeGenome(genome);
    const candidate = { index: this.all.length, genome, encoded, generation, origin, parents, accuracy: null, predicted: null, verdict };
    this.all.push(candidate);
    this.known.add(encoded);
    return candidate;
  }

  /** Records what the predictor says. */
  predicted(index: number, predicted: number): Candidate<V> {
    const candidate = { ...this.all[index], predicted };
    this.all[index] = candidate;
    return candidate;
  }

  /** Records a measurement. */
  measured(index: number, accuracy: number): Candidate<V> {
    const candidate = { ...this.all[index], accuracy };
    this.all[index] = candidate;
    return candidate;
  }

  /**
   * The fittest measured candidate, of equally fit ones the cheapest; or null where none was measured.
   * @param costs what counts between equals, the weightiest first; of equals in all of them the older
   */
  best(costs: (verdict: V) => readonly number[] = () => []): Candidate<V> | null {
    const measured = this.all.filter((candidate) => candidate.accuracy !== null).sort(byFitness);
    const equals = measured.filter(({ accuracy }) => accuracy === measured[0].accuracy);
    const cheaper = (a: readonly number[], b: readonly number[]): boolean => {
      const at = a.findIndex((cost, i) => cost !== b[i]);
      return at >= 0 && a[at] < b[at];
    };
    return equals.reduce<Candidate<V> | null>((best, one) => (best === null || cheaper(costs(one.verdict), costs(best.verdict)) ? one : best), null);
  }

  /** Measured candidates that none beats in accuracy and in `cost` at once, ascending in cost. */
  front(cost: (verdict: V) => number): Candidate<V>[] {
    return paretoFront(
      this.all.filter((candidate) => candidate.accuracy !== null),
      (candidate) => candidate.accuracy ?? 0,
      (candidate) => cost(candidate.verdict),
    );
  }

  /** A candidate's ancestors, youngest first, itself included; each once. */
  lineage(index: number): Candidate<V>[] {
    const seen = new Set<number>([index]);
    for (const ancestor of seen) for (const parent of this.all[ancestor].parents) seen.add(parent);
    return [...seen].sort((a, b) => b - a).map((ancestor) => this.all[ancestor]);
  }
}
