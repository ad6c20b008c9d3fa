/** The predictor against functions it can represent, and against what it has not seen. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Rng } from '../lib/index.ts';
import { canonical, depthOf, dscnnSpace, sampleGenome, toyboxSpace, type Genome, type Space } from '../space/index.ts';
import { evolve } from './evolve.ts';
import { fitPredictor, predictionError } from './predictor.ts';

/** Accuracy as a sum over the genes that have an effect, with a weight per option. */
function additive(space: Space, seed: string): (genome: Genome) => number {
  const rng = new Rng(seed);
  const weights = space.choices.map(({ options }) => options.map(() => 0.02 * rng.float()));
  return (genome) => {
    const used = space.choices.map(() => true);
    for (const stage of space.stages) used.fill(false, stage.blockGene + 2 * depthOf(stage, genome.genes), stage.blockGene + 2 * stage.maxDepth);
    return 0.5 + genome.genes.reduce((sum, gene, i) => sum + (used[i] ? weights[i][gene] : 0), 0);
  };
}

const draw = (space: Space, seed: string, count: number): Genome[] => {
  const rng = new Rng(seed);
  return Array.from({ length: count }, () => sampleGenome(space, rng));
};

describe('accuracy predictor', () => {
  test.each([['dscnn', dscnnSpace()], ['toybox', toyboxSpace()]])('orders unseen networks of %s almost rightly where genes add up', (_name, space) => {
    const truth = additive(space, 'truth');
    const predictor = fitPredictor(space, draw(space, 'seen', 200).map((genome) => ({ genome, accuracy: truth(genome) })));
    const error = predictionError(draw(space, 'unseen', 100).map((genome) => ({ predicted: predictor.predict(genome), accuracy: truth(genome) })));
    expect(error?.tau).toBeGreaterThan(0.85);
    expect(error?.rmse).toBeLessThan(0.006);
  });

  test('says the mean where nothing varies, 0 where nothing was measured, and a number whatever it was given', () => {
    const space = dscnnSpace();
    const genomes = draw(space, 'any', 30);
    expect(fitPredictor(space, []).predict(genomes[0])).toBe(0);
    expect(fitPredictor(space, genomes.map((genome) => ({ genome, accuracy: 0.7 }))).predict(genomes[3])).toBeCloseTo(0.7, 12);
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 }), (accuracies) => {
      const predictor = fitPredictor(space, accuracies.map((accuracy, i) => ({ genome: genomes[i], accuracy })));
      expect(Number.isFinite(predictor.predict(genomes[0]))).toBe(true);
    }));
  });

  test('order of the measurements does not matter beyond rounding', () => {
    const space = dscnnSpace();
    const seen = draw(space, 'seen', 60).map((genome, i) => ({ genome, accuracy: 0.5 + ((i * 37) % 60) / 200 }));
    const [a, b] = [fitPredictor(space, seen), fitPredictor(space, [...seen].reverse())];
    for (const { genome } of seen) expect(a.predict(genome)).toBeCloseTo(b.predict(genome), 10);
  });
});

describe('a search that asks the predictor first', () => {
  const space = dscnnSpace();
  const truth = additive(space, 'truth');
  const run = async (prescreen: number, generations = 4) => {
    const config = { population: 20, parents: 6, generations, crossovers: 8, mutations: 8, mutationProbability: 0.1, prescreen };
    const search = evolve({ space, judge: () => ({ fits: true }), fitness: (genomes) => Promise.resolve(genomes.map(truth)), config, seed: 3 });
    for (;;) {
      const step = await search.next();
      if (step.done === true) return step.value;
    }
  };

  test('measures no more, and comes further with the same measurements', async () => {
    const [plain, screened] = [await run(1), await run(4)];
    expect(screened.evaluations).toBe(plain.evaluations);
    expect(screened.best?.accuracy ?? 0).toBeGreaterThan(plain.best?.accuracy ?? 1);
    expect(screened.archive.candidates.length).toBeGreaterThan(2 * plain.archive.candidates.length);
    expect(plain.archive.candidates.every(({ predicted }) => predicted === null)).toBe(true);
  });

  test('those passed over keep their prediction and no accuracy; those measured keep both', async () => {
    const { archive } = await run(3);
    const later = archive.candidates.filter(({ generation }) => generation > 0);
    expect(later.every(({ predicted }) => predicted !== null)).toBe(true);
    for (let generation = 1; generation <= 4; generation++) {
      const litter = later.filter((candidate) => candidate.generation === generation);
      const worstChosen = Math.min(...litter.flatMap(({ accuracy, predicted }) => (accuracy === null ? [] : [predicted ?? 0])));
      const bestPassed = Math.max(...litter.flatMap(({ accuracy, predicted }) => (accuracy === null ? [predicted ?? 0] : [])));
      expect(bestPassed).toBeLessThanOrEqual(worstChosen);
    }
    expect(predictionError(archive.candidates)?.count).toBe(64);
    for (const { genome } of archive.candidates) expect(canonical(space, genome)).toEqual(genome);
  });
});
