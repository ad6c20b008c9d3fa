/**
 * The evolution stage of a search: core's generator, fed by the host's fitness pool, told as rows and checkpoints. What
 * is measured, and what for, core decides; here only bookkeeping.
 */
import { encodeGenome, decodeGenome, smallest, type Space } from '../../core/space/index.ts';
import { hashHex, InputError, utf8 } from '../../core/lib/index.ts';
import { prefixOrder } from '../../core/train/index.ts';
import { evolve, type Candidate, type SearchState } from '../../core/search/index.ts';
import { describeViolations, OverBudgetError } from '../errors.ts';
import type { Host } from '../host.ts';
import { genomeJudge } from '../network.ts';
import type { Progress } from '../progress.ts';
import { decidingText, type Recipe } from '../recipe.ts';
import { resolve } from '../setup.ts';
import type { CandidateRow, SearchCheckpoint, SearchPartial } from '../results.ts';
import type { JobEvent, NamedBytes, StopSignal, VerdictView } from '../types.ts';

/** Sub-nets per call of the pool and worker: enough to even out fast and slow ones, few enough to see them come. */
const PER_WORKER = 10;

export interface EvolutionInput {
  readonly recipe: Recipe;
  readonly supernet: Uint8Array;
  readonly data: readonly NamedBytes[] | null;
  /** Stands for the supernet in checkpoints. */
  readonly key: string;
  readonly space: Space;
}

export interface Found {
  readonly best: CandidateRow;
  readonly candidates: readonly CandidateRow[];
  readonly evaluations: number;
  readonly pareto: readonly number[];
}

export const mergePartials = (old: SearchPartial, next: SearchPartial): SearchPartial => ({
  candidates: [...old.candidates, ...next.candidates],
  generation: next.generation,
  generations: next.generations,
  checkpoint: next.checkpoint ?? old.checkpoint,
  points: [...old.points, ...next.points],
});

const row = ({ index, encoded, generation, origin, parents, accuracy, predicted, verdict }: Candidate<VerdictView>): CandidateRow => ({
  index, genome: encoded, generation, origin, parents, accuracy, ...(predicted !== null && { predicted }), verdict,
});

/** Row back to candidate; a row of another space is refused by the genome codec's own check. */
const candidate = ({ genome, predicted, ...rest }: CandidateRow): Candidate<VerdictView> => ({ ...rest, predicted: predicted ?? null, encoded: genome, genome: decodeGenome(genome) });

/** Of equally accurate networks the one that takes the least time wins, or else does the least work, then needs the least SRAM, then the least flash. */
const costs = ({ latencyMs, macs, sramBytes, flashBytes }: VerdictView): number[] => [latencyMs, macs, sramBytes, flashBytes];

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a row from outside is what `row` wrote at this place. */
function isRow(value: unknown, index: number): boolean {
  if (!isRecord(value) || value['index'] !== index || typeof value['genome'] !== 'string') return false;
  const { parents, accuracy, predicted, verdict } = value;
  const parentsFit = Array.isArray(parents) && parents.every((parent) => Number.isInteger(parent) && parent >= 0 && parent < index);
  return parentsFit && (accuracy === null || typeof accuracy === 'number') && (predicted === undefined || typeof predicted === 'number') && isRecord(verdict) && typeof verdict['fits'] === 'boolean' && Array.isArray(verdict['violations']);
}

/** @throws InputError when the checkpoint was made by another recipe, supernet or program version, or is none */
function stateOf(checkpoint: unknown, key: string, generations: number): SearchState<VerdictView> {
  const damaged = new InputError('is damaged; start the search anew', 'search checkpoint');
  if (!isRecord(checkpoint)) throw damaged;
  const { version, key: itsKey, generation, candidates, population } = checkpoint as Partial<SearchCheckpoint>;
  if (version !== 1) throw new InputError(`is of version ${String(version)}; this Thimble reads version 1`, 'search checkpoint');
  if (itsKey !== key) throw new InputError('belongs to another recipe or another supernet; start the search anew', 'search checkpoint');
  if (generation === undefined || !Number.isInteger(generation) || generation < 0 || generation > generations) throw damaged;
  if (!Array.isArray(candidates) || !candidates.every(isRow) || !Array.isArray(population)) throw damaged;
  if (!population.every((index) => candidates[index] !== undefined && candidates[index].accuracy !== null)) throw damaged;
  return { generation, candidates: candidates.map(candidate), population };
}

export async function* evolution(
  host: Host,
  progress: Progress<SearchPartial>,
  { recipe, supernet, data, key: supernetKey, space }: EvolutionInput,
  resume: SearchCheckpoint | undefined,
  signal: StopSignal | undefined,
): AsyncGenerator<JobEvent<SearchPartial>, Found> {
  const { board, budget } = resolve(recipe);
  const { population, generations, crossovers, mutations } = recipe.search;
  const key = hashHex(utf8(decidingText(recipe)), utf8(supernetKey)).slice(0, 32);
  const judge = genomeJudge(budget, board, recipe.memoryModel);
  const pool = host.openFitnessPool({ recipe, checkpoint: supernet, data });
  const stop = (): void => pool.close();
  signal?.addEventListener('abort', stop);
  const state = resume === undefined ? undefined : stateOf(resume, key, generations);
  let measured = state === undefined ? 0 : state.candidates.filter(({ accuracy }) => accuracy !== null).length;
  progress.enter('evolution', population + generations * (crossovers + mutations), 'sub-nets', `${pool.workers} workers`);
  try {
    const steps = evolve<VerdictView>({
      space, judge, costs, config: recipe.search, seed: recipe.seeds.search, batch: pool.workers * PER_WORKER,
      fitness: async (genomes) => {
        const order = prefixOrder(space, genomes);
        const accuracies = await pool.evaluate(order.map((i) => encodeGenome(genomes[i])));
        const inOrder = new Array<number>(genomes.length);
        order.forEach((i, place) => (inOrder[i] = accuracies[place]));
        return inOrder;
      },
      ...(state === undefined ? {} : { resume: state }),
    });
    for (;;) {
      const step = await steps.next();
      if (step.done === true) {
        const { best, archive, evaluations } = step.value;
        const candidates = archive.candidates.map(row);
        if (best === null) throw new OverBudgetError(nothingFits(space, judge, candidates));
        return { best: row(best), candidates, evaluations, pareto: archive.front(({ sramBytes }) => sramBytes).map(({ index }) => index) };
      }
      const event = step.value;
      const { generation } = event.kind === 'generation' ? event.state : event;
      const fresh = event.kind === 'candidates' ? event.candidates.map(row) : [];
      measured += fresh.filter(({ accuracy }) => accuracy !== null).length;
      const checkpoint: SearchCheckpoint | null =
        event.kind === 'generation' ? { version: 1, key, generation, candidates: event.state.candidates.map(row), population: event.state.population } : null;
      progress.add({ candidates: fresh, generation, generations, checkpoint, points: [] });
      progress.at(measured, `generation ${generation} of ${generations}`);
      yield* progress.events();
      await progress.breathe();
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    pool.close();
  }
}

/** The nearest miss, the smallest network included: what would have to give, and by how much. */
function nothingFits(space: Space, judge: (genome: ReturnType<typeof smallest>) => VerdictView, rejected: readonly CandidateRow[]): string {
  const excess = ({ violations }: VerdictView): number => Math.max(0, ...violations.map(({ over, limit }) => over / Math.max(limit, 1e-9)));
  const nearest = rejected.reduce((best, { verdict }) => (excess(verdict) < excess(best) ? verdict : best), judge(smallest(space)));
  return `nothing of space ${space.id} fits the budget (${rejected.length} networks tried); the nearest needs ${describeViolations(nearest)}`;
}
