/** Traits of networks worked out by hand, and shares where the law of the outcome is known. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Rng } from '../core/lib/index.ts';
import { decodeGenome, dscnnSpace, encodeGenome, largest, mcunetSpace, sampleGenome, smallest, toyboxSpace, type Space } from '../core/space/index.ts';
import { decidersOf, InputError, openTraits, traitReader, type CandidateRow, type RecordedSearch } from './index.ts';

const row = (genome: string, index: number, outcome: number, accuracy: number | null = outcome): CandidateRow => ({
  index, genome, generation: 0, origin: 'random', parents: [], accuracy, verdict: { fits: true, violations: [], sramBytes: outcome, flashBytes: 1, macs: outcome, latencyMs: outcome },
});
const drawn = (space: Space, count: number): string[] => {
  const rng = new Rng('deciders');
  return Array.from({ length: count }, () => encodeGenome(sampleGenome(space, rng)));
};

test('the ends of the spaces: fewest and most blocks, smallest and largest windows and expansions', () => {
  const of = traitReader();
  expect(of(encodeGenome(smallest(dscnnSpace())))).toEqual({ width: 0.5, resolution: 49, depth: 3, kernel: 3, expand: 2 });
  expect(of(encodeGenome(largest(dscnnSpace())))).toEqual({ width: 1, resolution: 49, depth: 8, kernel: 7, expand: 4 });
  expect(of(encodeGenome(largest(mcunetSpace({ width: 0.5, resolution: 144 }))))).toMatchObject({ width: 0.5, resolution: 144, kernel: 7 });
  expect(openTraits(encodeGenome(smallest(mcunetSpace({ width: 0.5, resolution: 144 }))))).toEqual(['depth', 'kernel', 'expand']);
  expect(openTraits(encodeGenome(smallest(dscnnSpace())))).toEqual(['width', 'depth', 'kernel', 'expand']);
  expect(() => of('dscnn_9')).toThrow(InputError);
});

test.each([['dscnn', dscnnSpace()], ['mcunet', mcunetSpace({ width: 0.5, resolution: 144 })], ['toybox', toyboxSpace()]])('%s: what follows from one gene alone is explained by it whole, and by no other much beyond chance', (_name, space) => {
  const genomes = [...new Set(drawn(space, 400))];
  const gene = space.stages[0].depthGene;
  const deciders = decidersOf(genomes.map((genome, i) => row(genome, i, decodeGenome(genome).genes[gene])));
  expect(deciders.map((one) => one.gene)).toEqual(space.choices.filter(({ options }) => options.length > 1).map(({ name }) => name));
  for (const { gene: name, effects } of deciders) {
    if (name === space.choices[gene].name) expect(effects.accuracy.share).toBeCloseTo(1, 9);
    else expect(effects.accuracy.share, name).toBeLessThan(0.06);
    expect(effects.flash.share).toBe(0);
    expect(effects.latency).toEqual(effects.macs);
  }
});

test('accuracies of those measured alone, costs of all; of the recorded search, the width decides the latency', () => {
  const genomes = drawn(dscnnSpace(), 50);
  const half = decidersOf(genomes.map((genome, i) => row(genome, i, i, i % 2 === 0 ? i : null)));
  expect([half[0].effects.accuracy.networks, half[0].effects.sram.networks]).toEqual([25, 50]);
  expect(decidersOf([])).toEqual([]);
  const { result } = JSON.parse(readFileSync('public/recorded/keywords.json', 'utf8')) as RecordedSearch;
  const found = decidersOf(result.candidates);
  expect(found.reduce((a, b) => (b.effects.latency.share > a.effects.latency.share ? b : a)).gene).toBe('width');
});
