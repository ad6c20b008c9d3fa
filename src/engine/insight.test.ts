/** What is told of a supernet, held to what the search itself would measure. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { decodeTask, encodeTask, type Split } from '../core/data/index.ts';
import { macs } from '../core/cost/index.ts';
import { decodeGenome, findSpace, largest } from '../core/space/index.ts';
import { loadBackend } from '../core/tensor/index.ts';
import { createSupernet, defaultRecipe as defaultTraining, encodeCheckpoint, evaluateGenome } from '../core/train/index.ts';
import { inlinePool } from './fitness.ts';
import type { Host } from './host.ts';
import { netOfGenome } from './network.ts';
import { parseRecipe } from './recipe.ts';
import { finishJob } from './run.ts';

const first = ({ features, labels, count }: Split, wanted: number): Split => ({ count: wanted, features: features.slice(0, (features.length / count) * wanted), labels: labels.slice(0, wanted) });
const whole = decodeTask(new Uint8Array(readFileSync('public/tasks/keywords.bin')), 'keywords.bin');
const task = { ...whole, train: first(whole.train, 96), validation: first(whole.validation, 40), test: first(whole.test, 60) };
const supernet = createSupernet(findSpace('dscnn'), 3);
const assets = new Map<string, Uint8Array>([
  ['kernels/train.wasm', new Uint8Array(readFileSync(join('public', 'kernels/train.wasm')))],
  ['tasks/keywords.bin', encodeTask(task)],
  ['checkpoints/keywords-dscnn.ckpt', encodeCheckpoint(supernet, defaultTraining)],
]);
const readAsset = async (path: string): Promise<Uint8Array> => assets.get(path) ?? Promise.reject(new Error(`no asset ${path}`));
const breathe = async (): Promise<void> => {};
const host: Host = { readAsset, openFitnessPool: (setup) => inlinePool(readAsset, setup, breathe), now: () => 0, breathe };
const recipe = parseRecipe({ version: 1, search: { calibration: 64 } });
let backend: Awaited<ReturnType<typeof loadBackend>>;

beforeAll(async () => { backend = await loadBackend(await readAsset('kernels/train.wasm')); });

test('a judged network has the accuracy that evaluation gives it, and every example shown is wrong as said', async () => {
  const judged = await finishJob(host, 'judge', { recipe, which: 'largest', split: 'test' });
  expect(judged.accuracy).toBe(evaluateGenome(backend, supernet, largest(supernet.space), task, { calibration: 64, split: 'test' }).accuracy);
  expect(judged.confusion.flat().reduce((a, b) => a + b)).toBe(60);
  expect(judged.confusion.reduce((sum, row, label) => sum + row[label], 0) / 60).toBe(judged.accuracy);
  for (const { index, label, answer, features } of judged.wrong) {
    expect(label).toBe(task.test.labels[index]);
    expect(answer).not.toBe(label);
    expect(features).toEqual(task.test.features.subarray(490 * index, 490 * (index + 1)));
  }
});

test('the spaces put to the test hold networks that fit, by their own width, with the MACs and accuracy they have', async () => {
  const { spaces, tauOfNetworks, tauOfSpaces } = await finishJob(host, 'spaceAccuracy', { recipe, networks: 2 });
  expect(spaces.map(({ id, networks }) => [id, networks.length])).toEqual([['w0.5', 2], ['w0.75', 2], ['w1', 2]]);
  for (const [gene, { networks }] of spaces.entries()) {
    for (const { genome, macs: work, accuracy } of networks) {
      expect(decodeGenome(genome).genes[0]).toBe(gene);
      expect(work).toBe(macs(netOfGenome(decodeGenome(genome))));
      expect(accuracy).toBe(evaluateGenome(backend, supernet, decodeGenome(genome), task, { calibration: 64 }).accuracy);
    }
  }
  for (const tau of [tauOfNetworks, tauOfSpaces]) if (tau !== null) expect(Math.abs(tau)).toBeLessThanOrEqual(1);
});
