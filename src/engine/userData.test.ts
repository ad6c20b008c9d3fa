/** The user's own data through the engine's jobs: read once or read by each job, the outcome is the same. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { encodeTask, writeWav } from '../core/data/index.ts';
import { StoppedError } from './errors.ts';
import { inlinePool } from './fitness.ts';
import type { Host } from './host.ts';
import { defaultRecipe, parseRecipe } from './recipe.ts';
import { finishJob, runJob } from './run.ts';
import type { DataProblem, UserFile } from './userData.ts';

const readAsset = (path: string): Promise<Uint8Array> => Promise.resolve(new Uint8Array(readFileSync(`public/${path}`)));
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const host: Host = { readAsset, openFitnessPool: (setup) => inlinePool(readAsset, setup, breathe), now: () => performance.now(), breathe };
const recipe = parseRecipe({ ...defaultRecipe, training: { ...defaultRecipe.training, checkpoint: null, epochs: 1, batch: 8 } });

const tone = (seed: number): Uint8Array => writeWav(Float32Array.from({ length: 2000 }, (_, i) => Math.sin(i * (0.05 + seed * 0.007))), 16000);
const blob = (path: string, bytes: Uint8Array): UserFile => ({ path, blob: new Blob([bytes as Uint8Array<ArrayBuffer>]) });
const sounds: readonly UserFile[] = [
  ...Array.from({ length: 24 }, (_, i) => blob(`${'ab'[i % 2]}/${i}.wav`, tone(i))),
  { path: 'b/gone.wav', blob: { size: 99, slice: () => ({ arrayBuffer: () => Promise.reject(new Error('NotReadableError')) }) } },
  blob('a/notes.txt', Uint8Array.of(65)),
];

test('files as a page has them become a task, with what was wrong, samples and the space for it', async () => {
  const told: DataProblem[] = [];
  const { summary, problems, samples, space, testFiles } = await finishJob(host, 'readData', { recipe, files: sounds }, ({ partial }) => told.push(...(partial?.problems ?? [])));
  expect([summary.kind, summary.used, summary.leftOut, space]).toEqual(['sound', 24, 2, 'dscnn-c2']);
  expect(problems.map(({ file, cause }) => `${file}: ${cause}`)).toEqual(['b/gone.wav: cannot be read; it was moved, changed or locked since it was chosen', 'a/notes.txt: is not a .wav file']);
  expect(told).toEqual(problems);
  expect([samples.task.test, samples.examples[0].features.length]).toEqual([testFiles.length, 490]);
});

test('a job that is given the files and one that is given the prepared task come to the same bits', async () => {
  const { task } = await finishJob(host, 'readData', { recipe, files: sounds });
  const [direct, prepared] = await Promise.all([finishJob(host, 'train', { recipe, data: sounds }), finishJob(host, 'train', { recipe, data: [{ path: 'own.task', bytes: task }] })]);
  expect(prepared.hash).toBe(direct.hash);
  const other = await finishJob(host, 'readData', { recipe: { ...recipe, seeds: { ...recipe.seeds, data: 2 } }, files: sounds });
  expect(other.testFiles).not.toEqual((await finishJob(host, 'readData', { recipe, files: sounds })).testFiles);
});

test('tables get a space of their shape and train in it; one that is too short for any says so', async () => {
  const lines = Array.from({ length: 640 }, (_, i) => `${i % 20},${Math.floor(i / 20)},${(i * 7) % 13},${i % 2}`);
  const table: UserFile = { path: 'm.csv', bytes: new TextEncoder().encode(`id,time,x,label\n${lines.join('\n')}`) };
  const windows = await finishJob(host, 'readData', { recipe, files: [table], options: { series: { window: 16, hop: 8 } } });
  expect(windows.space).toBe('dscnn-i16x1-c2');
  const { epochs } = await finishJob(host, 'train', { recipe, data: [{ path: 'own.task', bytes: windows.task }] });
  expect(epochs).toBe(1);
  const lone = await finishJob(host, 'readData', { recipe, files: [table] });
  expect([lone.space, lone.why]).toEqual([null, expect.stringContaining('1 x 1')]);
});

test('a search ends where each split has one example', async () => {
  const one = { count: 1, features: Int8Array.from({ length: 490 }, (_, i) => (i * 37) % 200 - 100), labels: Uint8Array.of(0) };
  const task = encodeTask({ id: 'own-sound', title: 'One', origin: 'user', inputShape: [49, 10, 1], inputQuant: { scale: 0.1, zeroPoint: 0 }, classes: ['a', 'b'], train: one, validation: one, test: one }, 1);
  const least = parseRecipe({ ...recipe, training: { ...recipe.training, fineTuneEpochs: 0 }, search: { ...recipe.search, population: 2, parents: 1, generations: 0 } });
  const { testCount, quantError } = await finishJob(host, 'search', { recipe: least, data: [{ path: 'one.task', bytes: task }] });
  expect([testCount, quantError.length > 0]).toEqual([1, true]);
});

test('reading stops between two files', async () => {
  const stop = new AbortController();
  const steps = runJob(host, 'readData', { recipe, files: sounds }, stop.signal);
  await steps.next();
  stop.abort();
  await expect(steps.next()).rejects.toThrow(StoppedError);
});
