/** What is told of quantisation, held to the search that made the network. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeTask, encodeTask, type Split } from '../core/data/index.ts';
import { findSpace } from '../core/space/index.ts';
import { createSupernet, defaultRecipe as defaultTraining, encodeCheckpoint } from '../core/train/index.ts';
import { inlinePool } from './fitness.ts';
import type { Host } from './host.ts';
import { parseRecipe } from './recipe.ts';
import { finishJob } from './run.ts';

const first = ({ features, labels, count }: Split, wanted: number): Split => ({ count: wanted, features: features.slice(0, (features.length / count) * wanted), labels: labels.slice(0, wanted) });
const whole = decodeTask(new Uint8Array(readFileSync('public/tasks/keywords.bin')), 'keywords.bin');
const task = { ...whole, train: first(whole.train, 128), validation: first(whole.validation, 40), test: first(whole.test, 60) };
const asset = (path: string): Uint8Array => new Uint8Array(readFileSync(join('public', path)));
const assets = new Map<string, Uint8Array>([
  ['kernels/train.wasm', asset('kernels/train.wasm')],
  ['kernels/int8.wasm', asset('kernels/int8.wasm')],
  ['tasks/keywords.bin', encodeTask(task)],
  ['checkpoints/keywords-dscnn.ckpt', encodeCheckpoint(createSupernet(findSpace('dscnn'), 3), defaultTraining)],
]);
const readAsset = async (path: string): Promise<Uint8Array> => assets.get(path) ?? Promise.reject(new Error(`no asset ${path}`));
const breathe = async (): Promise<void> => {};
const host: Host = { readAsset, openFitnessPool: (setup) => inlinePool(readAsset, setup, breathe), now: () => 0, breathe };
const recipe = parseRecipe({
  version: 1, training: { fineTuneEpochs: 1 }, quant: { calibration: 32 },
  search: { population: 2, parents: 1, generations: 0, crossovers: 0, mutations: 0, calibration: 64, examples: 40 },
});

test('a search\'s choice is trained again to the same bytes, and its floats are told layer by layer', async () => {
  const found = await finishJob(host, 'search', { recipe });
  const told = await finishJob(host, 'quantisation', { recipe, genome: found.genome, model: found.model });
  expect(told.sameAsModel).toBe(true);
  expect(told.weights).toBe('fine-tuned');
  expect(told.accuracy).toEqual({ float: found.accuracy.float, int8: found.accuracy.int8, count: 60 });
  expect(told.layers.map(({ name }) => name)).toEqual(found.quantError.map(({ name }) => name));
  for (const { weights, activations } of told.layers) {
    for (const grid of weights === null ? [activations] : [activations, weights.grid]) expect(grid.bins.reduce((sum, n) => sum + n, 0) + grid.below + grid.above).toBe(grid.total);
    // a channel's step is its largest weight through 127
    if (weights !== null) expect([weights.grid.below, weights.grid.above]).toEqual([0, 0]);
  }
  const inherited = await finishJob(host, 'quantisation', { recipe, genome: found.genome });
  expect([inherited.weights, inherited.sameAsModel]).toEqual(['inherited', null]);
  const other = await finishJob(host, 'quantisation', { recipe: { ...recipe, seeds: { ...recipe.seeds, data: 2 } }, genome: found.genome, model: found.model });
  expect(other.sameAsModel).toBe(false);
});

test('what cannot be told is said: a network of another space, a supernet that is gone', async () => {
  await expect(finishJob(host, 'quantisation', { recipe, genome: 'toybox_0' })).rejects.toThrow();
  const genome = (await finishJob(host, 'search', { recipe })).genome;
  await expect(finishJob(host, 'quantisation', { recipe: { ...recipe, training: { ...recipe.training, epochs: 1 } }, genome })).rejects.toThrow(/step 4/);
});
