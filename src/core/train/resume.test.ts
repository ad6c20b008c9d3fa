/** A run that was cut short goes on from the last epoch's end as if nothing had been; one that runs away says so. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dscnnSpace } from '../space/index.ts';
import { loadBackend } from '../tensor/index.ts';
import { finish } from './floatRun.ts';
import { createSupernet, decodeCheckpoint, DivergedError, encodeCheckpoint, fingerprint, trainSupernet, type TrainRecipe } from './index.ts';
import { toyRecipe, toyTask } from './testing.ts';

const space = dscnnSpace({ widths: [0.5], classes: 6 });
const task = toyTask(96, 6);
const load = () => loadBackend(readFileSync('public/kernels/train.wasm'));

describe('going on', () => {
  const recipes: [string, TrainRecipe][] = [
    ['within the largest network\'s phase', { ...toyRecipe, largestEpochs: 2, epochs: 1 }],
    ['between phases, and within the second', { ...toyRecipe, largestEpochs: 1, epochs: 2, optimiser: 'sgd', learningRate: 0.05 }],
    ['within progressive shrinking', { ...toyRecipe, largestEpochs: 0, epochs: 4, schedule: 'shrinking', warmupEpochs: 0.5 }],
  ];
  test.each(recipes)('from an epoch\'s file, %s, comes to the same bits as a run in one piece', async (_, recipe) => {
    const whole = createSupernet(space, 1);
    const files: Uint8Array[] = [];
    const losses: number[] = [];
    for (const { step, loss, progress } of trainSupernet(await load(), whole, task, recipe)) {
      if (step > losses.length) losses.push(loss);
      if (progress) files.push(encodeCheckpoint(whole, recipe, { ...progress, data: fingerprint(task) }));
    }
    expect(files).toHaveLength(recipe.largestEpochs + recipe.epochs);
    for (const file of files) {
      const { supernet, progress, recipe: same } = decodeCheckpoint(file, 'half.ckpt');
      expect(same).toEqual(recipe);
      expect(progress?.data).toBe(fingerprint(task));
      const rest: number[] = [];
      const begun = (progress?.epoch ?? 0) * (96 / 32);
      for (const { step, steps, loss } of trainSupernet(await load(), supernet, task, recipe, progress ?? undefined)) {
        expect(steps).toBe(losses.length);
        if (step > begun + rest.length) rest.push(loss);
      }
      expect(rest).toEqual(losses.slice(begun));
      expect(supernet.values).toEqual(whole.values);
    }
  });

  test('a rate at which the loss runs away ends with its own error', async () => {
    const backend = await load();
    const wild: TrainRecipe = { ...toyRecipe, optimiser: 'sgd', learningRate: 10, weightDecay: 0.9, epochs: 30 };
    expect(() => finish(trainSupernet(backend, createSupernet(space, 1), task, wild))).toThrow(DivergedError);
    expect(() => finish(trainSupernet(backend, createSupernet(space, 1), task, wild))).toThrow(/training diverged: the loss is .* after step \d+; lower learningRate \(10\)/);
  });
});
