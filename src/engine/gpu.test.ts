/**
 * Training on a graphics processor is chosen, never a default, and leaves its name on whatever comes of it: the
 * result, the checkpoint, what is trained further from that, and a search with it. The crew here is our own units.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decodeTask, encodeTask, type Split } from '../core/data/index.ts';
import { findSpace } from '../core/space/index.ts';
import { loadBackend } from '../core/tensor/index.ts';
import { decodeCheckpoint, networksOf, shareStep, UnitRunner, type TrainCrew } from '../core/train/index.ts';
import { finishJob, inlinePool, InputError, parseRecipe, type CrewSetup, type Host } from './index.ts';

const first = ({ features, labels, count }: Split, wanted: number): Split => ({ count: wanted, features: features.slice(0, (features.length / count) * wanted), labels: labels.slice(0, wanted) });
const whole = decodeTask(readFileSync('public/tasks/keywords.bin'), 'keywords.bin');
const task = encodeTask({ ...whole, train: first(whole.train, 64), validation: first(whole.validation, 32), test: first(whole.test, 16) });
const readAsset = (path: string): Promise<Uint8Array> => Promise.resolve(path === 'tasks/keywords.bin' ? task : new Uint8Array(readFileSync(`public/${path}`)));
const kernels = await loadBackend(readFileSync('public/kernels/train.wasm'));

const recipe = parseRecipe({
  version: 1, space: 'dscnn-w0.5',
  training: { checkpoint: null, epochs: 1, batch: 32, subnetsPerStep: 2, fineTuneEpochs: 0 },
  search: { population: 4, parents: 2, generations: 0, crossovers: 2, mutations: 2, calibration: 32, examples: 32 },
});

let clock = 0;
const breathe = (): Promise<void> => Promise.resolve();

/** Each step lasts so many milliseconds of the host's clock. */
function crewOf({ space, recipe: training }: CrewSetup, stepMs: number): TrainCrew {
  const runner = new UnitRunner(kernels, networksOf(findSpace(space), training), training);
  return {
    workers: 1,
    async step(values, units) {
      const sum = await shareStep([{ obey: (order) => Promise.resolve(runner.obey(order)) }], values, units);
      clock += stepMs;
      return sum;
    },
    close: () => runner.close(),
  };
}

const plain: Host = { readAsset, openFitnessPool: (setup) => inlinePool(readAsset, setup, breathe), openTrainCrew: (setup) => crewOf(setup, 1000), now: () => clock, breathe };
const host: Host = { ...plain, openGpuCrew: (setup) => Promise.resolve({ name: 'WebGPU', crew: crewOf(setup, 250) }) };
const MARK = { reproducible: false, trainedOn: 'WebGPU' };

test('what a graphics processor trained is marked, and so is what follows from it', async () => {
  const trained = await finishJob(host, 'train', { recipe, device: 'gpu' });
  expect(trained).toMatchObject(MARK);
  const { supernet } = decodeCheckpoint(trained.checkpoint, 'a.ckpt');
  expect(supernet.trainedOn).toBe('WebGPU');
  expect(await finishJob(host, 'train', { recipe, checkpoint: trained.checkpoint })).toMatchObject(MARK);
  expect(await finishJob(host, 'search', { recipe, checkpoint: trained.checkpoint })).toMatchObject(MARK);

  const ours = await finishJob(host, 'train', { recipe });
  expect(ours).not.toHaveProperty('reproducible');
  expect(decodeCheckpoint(ours.checkpoint, 'a.ckpt').supernet.values).toEqual(supernet.values); // this crew's bits are ours
  expect(ours.hash).not.toBe(trained.hash);
});

test('where there is none, training on it is refused, and nothing else', async () => {
  for (const none of [plain, { ...plain, openGpuCrew: () => Promise.resolve(null) }]) {
    await expect(finishJob(none, 'train', { recipe, device: 'gpu' })).rejects.toThrow(InputError);
    await expect(finishJob(none, 'measureGpu', { recipe })).rejects.toThrow('there is no WebGPU or WebGL here');
  }
});

test('ten seconds tell the ratio of the two', async () => {
  const before = clock;
  const { name, gpu, processor, ratio } = await finishJob(host, 'measureGpu', { recipe });
  expect({ name, gpu, processor, ratio }).toEqual({ name: 'WebGPU', gpu: 32 / 0.25, processor: 32, ratio: 4 });
  expect(clock - before).toBeLessThan(10_000 + 2 * (250 + 1000) + 1); // with the warm-up of both
});
