import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { decodeTask, encodeTask, type Split, type Task } from '../core/data/index.ts';
import { InputError } from '../core/lib/index.ts';
import { findSpace } from '../core/space/index.ts';
import { createSupernet, defaultRecipe as defaultTraining, encodeCheckpoint } from '../core/train/index.ts';
import { OverBudgetError, StoppedError } from './errors.ts';
import { inlinePool } from './fitness.ts';
import type { Host } from './host.ts';
import { parseRecipe, type Recipe } from './recipe.ts';
import { finishJob, runJob } from './run.ts';
import type { SearchCheckpoint, SearchPartial, SearchRunResult } from './results.ts';
import type { JobEvent } from './types.ts';

/** The shipped keywords, cut to what a test has time for; a supernet nobody trained. */
const cut = ({ features, labels, count }: Split, wanted: number): Split => {
  const size = features.length / count;
  const step = Math.floor(count / wanted);
  const chosen = Array.from({ length: wanted }, (_, i) => i * step);
  return { count: wanted, features: Int8Array.from(chosen.flatMap((i) => [...features.subarray(i * size, (i + 1) * size)])), labels: Uint8Array.from(chosen, (i) => labels[i]) };
};

const file = (path: string): Uint8Array => new Uint8Array(readFileSync(join('public', path)));
const assets = new Map<string, Uint8Array>();

const readAsset = (path: string): Promise<Uint8Array> => {
  const bytes = assets.get(path);
  return bytes === undefined ? Promise.reject(new Error(`no asset ${path}`)) : Promise.resolve(bytes);
};
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const host: Host = { readAsset, openFitnessPool: (setup) => inlinePool(readAsset, setup, breathe), now: () => performance.now(), breathe };

const recipe: Recipe = parseRecipe({
  version: 1,
  training: { fineTuneEpochs: 1 },
  search: { population: 4, parents: 2, generations: 2, crossovers: 2, mutations: 2, calibration: 64, examples: 64 },
  quant: { calibration: 8 },
  seeds: { search: 7 },
});

let whole: SearchRunResult;
const events: JobEvent<SearchPartial>[] = [];

beforeAll(async () => {
  for (const path of ['kernels/train.wasm', 'kernels/int8.wasm', 'kernels/arm/m4.a']) assets.set(path, file(path));
  const task = decodeTask(file('tasks/keywords.bin'), 'keywords.bin');
  const small: Task = { ...task, train: cut(task.train, 192), validation: cut(task.validation, 64), test: cut(task.test, 48) };
  assets.set('tasks/keywords.bin', encodeTask(small));
  assets.set('checkpoints/keywords-dscnn.ckpt', encodeCheckpoint(createSupernet(findSpace('dscnn'), 3), defaultTraining));
  whole = await finishJob(host, 'search', { recipe }, (event) => events.push(event));
});

describe('the search job', () => {
  test('ends in a network that fits, with its accuracies, costs and int8 model', () => {
    expect(whole.analysis.verdict.fits).toBe(true);
    expect(whole.genome).toBe(whole.analysis.genome);
    expect(whole.testCount).toBe(48);
    expect(whole.confusion.reduce((sum, n) => sum + n, 0)).toBe(48);
    expect(whole.accuracy.int8).toBe(whole.confusion.filter((_, i) => i % 13 === 0).reduce((sum, n) => sum + n, 0) / 48);
    expect(whole.predictor).toBeNull(); // not asked
    expect(whole.evaluations).toBe(whole.candidates.filter(({ accuracy }) => accuracy !== null).length);
    expect(Math.max(...whole.candidates.map(({ accuracy }) => accuracy ?? 0))).toBe(whole.accuracy.inherited);
    expect(whole.analysis.arena.bytes).toBeLessThanOrEqual(whole.peakSramBytes);
  });

  test('tells every candidate once, a checkpoint per generation, and at most ten events a second', () => {
    const told = events.flatMap(({ partial }) => partial?.candidates ?? []);
    expect(told).toEqual(whole.candidates.map((candidate) => told.find(({ index }) => index === candidate.index)));
    for (const [i, event] of events.entries()) {
      expect(event.done).toBeLessThanOrEqual(event.total);
      if (i > 0 && i < events.length - 1) expect(event.elapsedMs - events[i - 1].elapsedMs).toBeGreaterThanOrEqual(99);
    }
  });

  test('goes on from a checkpoint, through JSON, to the same bytes', async () => {
    let checkpoint: SearchCheckpoint | null = null;
    for await (const event of runJob(host, 'search', { recipe })) {
      checkpoint = event.partial?.checkpoint ?? checkpoint;
      if (checkpoint !== null) break;
    }
    expect(checkpoint).not.toBeNull();
    const resume = JSON.parse(JSON.stringify(checkpoint)) as SearchCheckpoint;
    const resumed = await finishJob(host, 'search', { recipe, resume });
    expect(resumed.hash).toBe(whole.hash);
    expect(resumed.candidates).toEqual(whole.candidates);
    const other = parseRecipe({ ...recipe, seeds: { search: 8 } });
    await expect(finishJob(host, 'search', { recipe: other, resume })).rejects.toThrow('search checkpoint: belongs to another recipe');
  });

  test('stops when told', async () => {
    const stop = new AbortController();
    const running = finishJob(host, 'search', { recipe }, ({ stage }) => stage === 'evolution' && stop.abort(), stop.signal);
    await expect(running).rejects.toThrow(StoppedError);
  });

  test('a budget nothing meets says which constraint and by how much', async () => {
    const tight = parseRecipe({ ...recipe, budgets: { ...recipe.budgets, sramBytes: 9000 } });
    await expect(finishJob(host, 'search', { recipe: tight })).rejects.toThrow(OverBudgetError);
    await expect(finishJob(host, 'search', { recipe: tight })).rejects.toThrow(/SRAM .* KiB, .* KiB over the limit of 0\.8 KiB/);
  });

  test('a checkpoint of another space is refused', async () => {
    const checkpoint = encodeCheckpoint(createSupernet(findSpace('dscnn-w0.5'), 1), defaultTraining);
    await expect(finishJob(host, 'search', { recipe, checkpoint })).rejects.toThrow(InputError);
    await expect(finishJob(host, 'search', { recipe, checkpoint })).rejects.toThrow(/dscnn-w0\.5.*dscnn/);
  });
});

describe('the jobs after it', () => {
  test('simulate answers as the reference does, one run per input', async () => {
    const { examples } = await finishJob(host, 'samples', { recipe, count: 3 });
    const inputs = Int8Array.from(examples.flatMap(({ features }) => [...features]));
    const result = await finishJob(host, 'simulate', { recipe, model: whole.model, inputs });
    expect(result.equalsReference).toBe(true);
    expect(result.runs).toHaveLength(3);
    expect(result.arenaBytes).toBe(whole.analysis.arena.bytes);
    expect(result.layers.reduce((sum, { instructions }) => sum + (instructions ?? NaN), 0)).toBe(result.instructions);
    expect(result.layers.reduce((sum, { cycles }) => sum + cycles, 0)).toBe(result.cycles);
    expect(result.layers.reduce((sum, { latencyMs }) => sum + latencyMs, 0)).toBeCloseTo(result.latencyMs, 9);
    expect(result.layers.reduce((sum, { energyMj }) => sum + (energyMj ?? NaN), 0)).toBeCloseTo(result.energy?.value ?? NaN, 9);
    expect(result.latency.kind).toBe('simulated');
    expect(result.simulated).toMatchObject({ core: 'Cortex-M4', runs: 3, staleReads: [] });
    await expect(finishJob(host, 'simulate', { recipe, model: whole.model, inputs: inputs.subarray(1) })).rejects.toThrow(/takes 490/);
  });

  test('evaluate repeats the int8 test accuracy', async () => {
    const { accuracy, count } = await finishJob(host, 'evaluate', { recipe, model: whole.model });
    expect([accuracy, count]).toEqual([whole.accuracy.int8, 48]);
  });

  test('export gives the same zip twice, with the files in it', async () => {
    const [once, again] = [await finishJob(host, 'export', { recipe, model: whole.model }), await finishJob(host, 'export', { recipe, model: whole.model })];
    expect(again.zip).toEqual(once.zip);
    expect(once.files.map(({ path }) => path)).toEqual(expect.arrayContaining(['model.c', 'model.h', 'main.c', 'CMakeLists.txt', 'README.md']));
  });

  test('build makes a model of any genome, with the supernet\'s weights or random ones', async () => {
    const known = await finishJob(host, 'build', { recipe, genome: whole.genome });
    expect(known.weights).toBe('supernet');
    const foreign = await finishJob(host, 'build', { recipe, genome: 'dscnn-w0.5_0000000000000000000' + '0' });
    expect(foreign.weights).toBe('random');
  });

  test('train goes on from a checkpoint, and a stop keeps the weights reached', async () => {
    const further = parseRecipe({ ...recipe, training: { ...recipe.training, epochs: 1, batch: 32 } });
    const full = await finishJob(host, 'train', { recipe: further });
    expect([full.epochs, full.stopped]).toEqual([1, false]);
    const stop = new AbortController();
    const early = await finishJob(host, 'train', { recipe: further }, ({ done }) => done >= 2 && stop.abort(), stop.signal);
    expect(early.stopped).toBe(true);
    expect(early.hash).not.toBe(full.hash);
    const searched = await finishJob(host, 'search', { recipe: further, checkpoint: full.checkpoint });
    expect(searched.checkpointHash).toBe(full.hash);
    const told: { stage: string; steps: number[] }[] = [];
    const trained = await finishJob(host, 'search', { recipe: further }, ({ stage, partial }) => partial && partial.points.length > 0 && told.push({ stage, steps: partial.points.map(({ step }) => step) }));
    expect(trained.hash).toBe(searched.hash);
    // the curve is the winner's alone, not the supernet's before it
    expect(told.map(({ stage }) => stage)).not.toContain('train');
    const steps = told.flatMap((one) => one.steps);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  });
});
