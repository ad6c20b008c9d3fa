/** What is shared of a search, what a link says would run, and when a link's word counts as reproduced. */
import { expect, test } from 'vitest';
import { defaultRecipe, type SearchRunResult, type SharedResult } from '../engine/index.ts';
import type { ArchivedRun } from './archive.ts';
import type { SearchState } from './results.ts';
import { estimateMs, reproduction, shareOf, wouldRun } from './sharing.ts';

const result = { genome: 'dscnn_1', hash: 'ab'.repeat(32), accuracy: { float: 0.9, int8: 0.89, inherited: 0.8 }, macs: 10, peakSramBytes: 20, flashBytes: 30, latencyMs: 4.5 } as unknown as Omit<SearchRunResult, 'model'>;
const told: SharedResult = { genome: 'dscnn_1', hash: 'ab'.repeat(32), accuracy: { float: 0.9, int8: 0.89 }, macs: 10, sramBytes: 20, flashBytes: 30, latencyMs: 4.5 };
const search = (change: Partial<SearchState> = {}): SearchState => ({
  recipe: defaultRecipe, data: null, recorded: false, candidates: [], generation: 0, generations: 0, checkpoint: null, points: [], result, model: null, ...change,
});

test('a result is shared with the recipe that made it, and not where nobody could make it again', () => {
  expect(shareOf(search())).toEqual({ recipe: { ...defaultRecipe, view: { selected: null, panel: 'search' } }, result: told });
  expect(shareOf(null)).toHaveProperty('problem');
  expect(shareOf(search({ result: null }))).toHaveProperty('problem');
  expect(shareOf(search({ data: 'mine' }))).toMatchObject({ problem: expect.stringContaining('your own data') });
  expect(shareOf(search({ result: { ...result, trainedOn: 'WebGPU' } }))).toMatchObject({ problem: expect.stringContaining('WebGPU') });
});

test('only a search of the link’s own recipe, run here on its own data, says anything of the link’s word', () => {
  const link = { linked: defaultRecipe, told };
  expect(reproduction(link, search())?.every(({ same }) => same)).toBe(true);
  expect(reproduction(link, search({ result: { ...result, flashBytes: 31 } }))?.filter(({ same }) => !same)).toEqual([{ field: 'flashBytes', told: 30, here: 31, same: false }]);
  expect(reproduction(link, search({ recipe: { ...defaultRecipe, view: { selected: 'dscnn_2', panel: 'network' } } }))).not.toBeNull();
  for (const other of [search({ recorded: true }), search({ data: 'mine' }), search({ result: null }), search({ recipe: { ...defaultRecipe, board: 'rp2040' } }), null]) expect(reproduction(link, other)).toBeNull();
  expect(reproduction({ linked: defaultRecipe, told: null }, search())).toBeNull();
});

test('how long it would take is told only by a search of this browser that is like it, in proportion to its networks', () => {
  const run = (change: Partial<ArchivedRun>): ArchivedRun => ({ id: '1', finishedAt: 0, recipe: defaultRecipe, result, model: new Uint8Array(), ...change });
  const long = { ...defaultRecipe, search: { ...defaultRecipe.search, population: 80, generations: 8 } };
  expect(estimateMs(long, [run({}), run({ tookMs: 30_000 })])).toBe(60_000);
  expect(wouldRun(long, [run({ tookMs: 30_000 })])).toMatch(/a population of 80 over 8 generations, search seed 1; about 60 s at the pace of your last search here, estimated\.$/);
  expect(wouldRun(long, [])).toMatch(/search seed 1\. How long that takes here is known after a first search\.$/);
  const training = { ...defaultRecipe, training: { ...defaultRecipe.training, epochs: 3 } };
  expect(estimateMs(training, [run({ tookMs: 30_000 })])).toBeNull();
  expect(wouldRun(training, [])).toContain('after training the supernet for 3 epochs');
  expect(estimateMs(defaultRecipe, [run({ recipe: { ...defaultRecipe, task: 'scenes' }, tookMs: 1 })])).toBeNull();
});
