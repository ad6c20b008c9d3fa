import { describe, expect, test } from 'vitest';
import { Rng } from '../lib/index.ts';
import { canonical, decodeGenome, dscnnSpace, encodeGenome, sampleGenome, type Genome } from '../space/index.ts';
import { Archive } from './archive.ts';
import type { EvolutionConfig } from './breed.ts';
import { evolve, type EvolutionSetup, type SearchEvent, type SearchResult, type SearchState } from './evolve.ts';

interface Toy {
  readonly fits: boolean;
  readonly cost: number;
}

const space = dscnnSpace({});
const cost = (genome: Genome): number => genome.genes.reduce((sum, gene) => sum + gene, 0);
const target = canonical(space, sampleGenome(space, new Rng('target')));

/** One peak: share of genes equal to the target's. */
const peak = (genome: Genome): number => genome.genes.filter((gene, i) => gene === target.genes[i]).length / genome.genes.length;

const config: EvolutionConfig = { population: 60, parents: 15, generations: 25, crossovers: 30, mutations: 30, mutationProbability: 0.1 };

const setup = (changes: Partial<EvolutionSetup<Toy>> = {}): EvolutionSetup<Toy> => ({
  space,
  judge: (genome) => ({ fits: true, cost: cost(genome) }),
  fitness: (genomes) => Promise.resolve(genomes.map(peak)),
  config,
  seed: 7,
  ...changes,
});

async function finish(search: AsyncGenerator<SearchEvent<Toy>, SearchResult<Toy>>): Promise<{ events: SearchEvent<Toy>[]; result: SearchResult<Toy> }> {
  const events: SearchEvent<Toy>[] = [];
  for (;;) {
    const step = await search.next();
    if (step.done === true) return { events, result: step.value };
    events.push(step.value);
  }
}

const told = (result: SearchResult<Toy>): string =>
  JSON.stringify(result.archive.candidates.map(({ encoded, accuracy, parents, origin, generation }) => [encoded, accuracy, parents, origin, generation]));

describe('evolution', () => {
  test('climbs a single peak to its top, where as many random draws stay far below', async () => {
    const { result } = await finish(evolve(setup()));
    expect(result.best?.accuracy).toBe(1);
    expect(result.best?.encoded).toBe(encodeGenome(target));
    const rng = new Rng('blind');
    const blind = Math.max(...Array.from({ length: result.evaluations }, () => peak(sampleGenome(space, rng))));
    expect(blind).toBeLessThan(0.9);
  });

  test('measures no network twice, and all within the schedule', async () => {
    const { result, events } = await finish(evolve(setup()));
    const texts = result.archive.candidates.map((candidate) => candidate.encoded);
    expect(new Set(texts).size).toBe(texts.length);
    expect(result.evaluations).toBeLessThanOrEqual(60 + 25 * 60);
    const reported = events.flatMap((event) => (event.kind === 'candidates' ? event.candidates.map(({ index }) => index) : []));
    expect(new Set(reported).size).toBe(reported.length);
    expect(reported.length).toBe(texts.length);
  });

  test('neither batch size nor the order in which workers finish changes anything', async () => {
    const one = await finish(evolve(setup()));
    const slow = evolve(
      setup({
        batch: 7,
        fitness: async (genomes) => {
          const values = new Array<number>(genomes.length);
          await Promise.all(genomes.map(async (genome, i) => {
            await new Promise((resolve) => setTimeout(resolve, (genomes.length - i) % 3));
            values[i] = peak(genome);
          }));
          return values;
        },
      }),
    );
    expect(told((await finish(slow)).result)).toBe(told(one.result));
  });

  test('goes on from any generation, through JSON, to the same end', async () => {
    const whole = await finish(evolve(setup()));
    const states = whole.events.flatMap((event) => (event.kind === 'generation' ? [event.state] : []));
    for (const state of [states[0], states[11], states[25]]) {
      const resume = JSON.parse(JSON.stringify(state)) as SearchState<Toy>;
      const { result } = await finish(evolve(setup({ resume })));
      expect(told(result)).toBe(told(whole.result));
    }
  });

  test('only networks that fit are measured; the others keep their verdict', async () => {
    const limit = 14;
    const measured: Genome[] = [];
    const { result } = await finish(
      evolve(setup({
        judge: (genome) => ({ fits: cost(genome) <= limit, cost: cost(genome) }),
        fitness: (genomes) => {
          measured.push(...genomes);
          return Promise.resolve(genomes.map(peak));
        },
      })),
    );
    expect(measured.every((genome) => cost(genome) <= limit)).toBe(true);
    const rejected = result.archive.candidates.filter((candidate) => !candidate.verdict.fits);
    expect(rejected.length).toBeGreaterThan(0);
    expect(rejected.every((candidate) => candidate.accuracy === null && candidate.verdict.cost > limit)).toBe(true);
  });

  test('of equally accurate networks the cheapest wins, by the first cost that tells them apart; without costs the oldest', async () => {
    const flat = { fitness: (genomes: readonly Genome[]) => Promise.resolve(genomes.map((genome) => (cost(genome) > 12 ? 0.5 : 0.25))), config: { ...config, generations: 3 } };
    const { result } = await finish(evolve(setup({ ...flat, costs: (verdict) => [1, verdict.cost] })));
    const equals = result.archive.candidates.filter(({ accuracy }) => accuracy === 0.5);
    const least = Math.min(...equals.map(({ verdict }) => verdict.cost));
    expect(equals.length).toBeGreaterThan(10);
    expect(result.best).toEqual(equals.find(({ verdict }) => verdict.cost === least));
    const plain = await finish(evolve(setup(flat)));
    expect(plain.result.best).toEqual(equals[0]);
    expect(told(plain.result)).toBe(told(result)); // the search itself goes the same way
  });

  test('a budget that nothing meets ends without a winner, in bounded time', async () => {
    const { result } = await finish(evolve(setup({ judge: (genome) => ({ fits: false, cost: cost(genome) }), config: { ...config, population: 4 } })));
    expect(result.best).toBeNull();
    expect(result.evaluations).toBe(0);
  });
});

describe('archive', () => {
  test('lineage reaches back to random ancestors', async () => {
    const { result } = await finish(evolve(setup()));
    const best = result.best;
    if (best === null) throw new Error('no winner');
    const line = result.archive.lineage(best.index);
    expect(line[0].index).toBe(best.index);
    expect(line.at(-1)?.origin).toBe('random');
    for (const member of line) for (const parent of member.parents) expect(parent).toBeLessThan(member.index);
  });

  test('no measured candidate beats one of the front', async () => {
    const { result } = await finish(evolve(setup()));
    const front = result.archive.front((verdict) => verdict.cost);
    expect(front.length).toBeGreaterThan(1);
    for (const point of front)
      for (const other of result.archive.candidates)
        expect(other.accuracy !== null && point.accuracy !== null && other.accuracy > point.accuracy && other.verdict.cost <= point.verdict.cost).toBe(false);
  });

  test('knows a genome by its canonical text', () => {
    const archive = new Archive<Toy>();
    archive.add(target, { fits: true, cost: 0 }, 0, 'random', []);
    expect(archive.has(decodeGenome(encodeGenome(target)))).toBe(true);
  });
});
