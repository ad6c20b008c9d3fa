/**
 * Training by real threads: the same checkpoint for any number of them, a stop that is answered at once and keeps the
 * weights, and a thread that dies costs nothing but its step.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build } from 'vite';
import { decodeTask, encodeTask, type Split } from '../../core/data/index.ts';
import { findSpace } from '../../core/space/index.ts';
import { createSupernet, decodeCheckpoint, defaultRecipe as defaultTraining, encodeCheckpoint, fingerprint, type TrainRecipe } from '../../core/train/index.ts';
import { finishJob, parseRecipe, type Host, type TrainResult } from '../../engine/index.ts';
import { createCrew, type TrainHand } from '../crew.ts';
import { trainThread } from './hand.ts';
import { assetReader, nodeHost } from './host.ts';

mkdirSync('node_modules/.cache', { recursive: true });
const home = mkdtempSync(resolve('node_modules/.cache/thimble-train-'));
const worker = join(home, 'worker.js');
const assets = resolve('public');

const recipe = parseRecipe({
  version: 1,
  training: { checkpoint: null, epochs: 2, batch: 32, subnetsPerStep: 3 },
  search: { calibration: 64, examples: 64 },
});

/** The first examples of the shipped keywords. */
const first = ({ features, labels, count }: Split, wanted: number): Split => ({ count: wanted, features: features.slice(0, (features.length / count) * wanted), labels: labels.slice(0, wanted) });

let task: Uint8Array;
beforeAll(async () => {
  const whole = decodeTask(readFileSync('public/tasks/keywords.bin'), 'keywords.bin');
  task = encodeTask({ ...whole, train: first(whole.train, 192), validation: first(whole.validation, 64), test: first(whole.test, 32) });
  await build({ mode: 'cli', logLevel: 'error', build: { outDir: home, emptyOutDir: false, rollupOptions: { input: { worker: 'src/workers/node/worker.ts' } } } });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** @param made is told of every thread; 0 workers: no crew */
function hostOf(workers: number, made: (hand: TrainHand) => TrainHand = (hand) => hand, shares = true): Host {
  const read = assetReader(assets);
  return {
    ...nodeHost(0, assets),
    readAsset: (path) => (path === 'tasks/keywords.bin' ? Promise.resolve(task) : read(path)),
    openTrainCrew: (setup) => (workers === 0 ? null : createCrew(() => made(trainThread(worker, assets, setup)), workers, shares)),
  };
}

const hashOf = async (host: Host): Promise<string> => (await finishJob(host, 'train', { recipe })).hash;

describe('training by threads', async () => {
  let alone = '';

  test('gives the same checkpoint for 0, 1, 2 and 4 of them, in shared memory or by message', async () => {
    alone = await hashOf(hostOf(0));
    for (const workers of [1, 2, 4]) expect(await hashOf(hostOf(workers))).toBe(alone);
    expect(await hashOf(hostOf(2, undefined, false))).toBe(alone); // weights by message, not in shared memory
  });

  test('survives threads that are killed in the middle of a step', async () => {
    let orders = 0;
    const mortal = (hand: TrainHand): TrainHand => ({
      ...hand,
      obey(order) {
        const answer = hand.obey(order);
        if (++orders === 20) hand.end(); // at work
        if (orders === 60) void answer.then(() => hand.end(), () => {}); // between two orders
        return answer;
      },
    });
    expect(await hashOf(hostOf(2, mortal))).toBe(alone);
    expect(orders).toBeGreaterThan(60);
  });

  test('a run whose threads keep dying ends, and goes on from its last epoch to the same bytes', async () => {
    let epochEnd: Uint8Array | null = null;
    let dying = false;
    const mortal = (hand: TrainHand): TrainHand => ({
      ...hand,
      obey(order) {
        if (dying) hand.end();
        return hand.obey(order);
      },
    });
    const cut = finishJob(hostOf(2, mortal), 'train', { recipe }, ({ partial }) => {
      epochEnd ??= partial?.checkpoint ?? null;
      dying = epochEnd !== null;
    });
    await expect(cut).rejects.toThrow(/workers died twice in the same step/);
    if (epochEnd === null) throw new Error('no epoch ended');
    const rest = await finishJob(hostOf(1), 'train', { recipe: { ...recipe, training: { ...recipe.training, learningRate: 1 } }, resume: epochEnd });
    expect(rest).toMatchObject({ hash: alone, epochs: 2, stopped: false });
    await expect(finishJob(hostOf(0), 'train', { recipe, resume: rest.checkpoint })).rejects.toThrow(/is of finished training/);
    const whole = decodeTask(task, 'task');
    const others = { ...hostOf(0), readAsset: () => Promise.resolve(encodeTask({ ...whole, train: whole.validation })) };
    await expect(finishJob(others, 'train', { recipe, resume: epochEnd })).rejects.toThrow(/was trained on other data than "keywords" is now/);
  });

  test('a loss that runs away ends training with the last good weights', async () => {
    const supernet = createSupernet(findSpace('dscnn'), 1);
    const wild: TrainRecipe = { ...defaultTraining, epochs: 40, paths: 2, distillation: 0, optimiser: 'sgd', learningRate: 10, weightDecay: 0.9, warmupEpochs: 0, evaluateEvery: 0 };
    const optimiser = { moments: new Float32Array(2 * supernet.values.length), decay1: 1, decay2: 1 };
    const good = encodeCheckpoint(supernet, wild, { epoch: 2, optimiser, data: fingerprint(decodeTask(task, 'task')) });
    const { diverged, resume, checkpoint } = await finishJob(hostOf(1), 'train', { recipe, resume: good });
    expect(diverged).toMatch(/training diverged: the loss is .*; lower learningRate \(10\)/);
    expect(resume).toEqual(good);
    expect(decodeCheckpoint(checkpoint, 'kept').supernet.values).toEqual(supernet.values);
  });

  test('a stop is answered within 100 ms, with the weights of the last whole step', async () => {
    const long = { ...recipe, training: { ...recipe.training, epochs: 500 } };
    const waits: number[] = [];
    for (let i = 0; i < 3; i++) { // the best of three: other tests share the machine
      const stop = new AbortController();
      let [asked, points] = [0, 0];
      const result: TrainResult = await finishJob(hostOf(2), 'train', { recipe: long }, ({ stage, done, partial }) => {
        points += partial?.points.length ?? 0;
        if (stage !== 'train' || done < 2 || asked > 0) return;
        asked = Infinity;
        setTimeout(() => {
          asked = performance.now();
          stop.abort();
        }, 20);
      }, stop.signal);
      waits.push(performance.now() - asked);
      expect(result.stopped).toBe(true);
      expect(points).toBeGreaterThan(1);
    }
    expect(Math.min(...waits)).toBeLessThan(100);
  });
});
