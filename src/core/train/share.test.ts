/** A crew's result is that of one: any number of hands, however slow each is, gives the bits of training alone. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Rng } from '../lib/index.ts';
import { dscnnSpace } from '../space/index.ts';
import { loadBackend } from '../tensor/index.ts';
import { createSupernet, networksOf, shareStep, trainSupernet, trainSupernetWith, UnitRunner, type TrainCrew, type TrainRecipe, type UnitHand } from './index.ts';
import { toyRecipe, toyTask } from './testing.ts';

const space = dscnnSpace({ classes: 6 });
const task = toyTask(96, 6);
const load = () => loadBackend(readFileSync('public/kernels/train.wasm'));

/** Hands that answer after a seeded number of turns of the event loop, so that each run takes another order. */
async function crewOf(workers: number, recipe: TrainRecipe, seed: number): Promise<TrainCrew> {
  const rng = new Rng(seed);
  const hands: UnitHand[] = [];
  for (let i = 0; i < workers; i++) {
    const runner = new UnitRunner(await load(), networksOf(space, recipe), recipe);
    hands.push({
      async obey(order) {
        for (let turns = rng.int(6); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
        return runner.obey(order);
      },
    });
  }
  return { workers, step: (values, units) => shareStep(hands, values, units), close: () => {} };
}

const recipes: [string, TrainRecipe][] = [
  ['sandwich with distillation, two shards', { ...toyRecipe, epochs: 1, paths: 3 }],
  ['kernels by matrices, blended examples', { ...toyRecipe, largestEpochs: 0, epochs: 1, paths: 3, kernelTransform: true, augment: { ...toyRecipe.augment, mixup: 0.3 } }],
  ['four shards, random paths, SGD', { ...toyRecipe, epochs: 1, paths: 2, shard: 8, sandwich: false, distillation: 0, optimiser: 'sgd', learningRate: 0.05 }],
];

test.each(recipes)('%s: 1, 2, 3 and 5 hands, equal bits', async (_, recipe) => {
  const alone = createSupernet(space, 1, recipe.kernelTransform);
  const losses: number[] = [];
  for (const event of trainSupernet(await load(), alone, task, recipe)) if (event.step > losses.length) losses.push(event.loss);
  for (const workers of [1, 2, 3, 5]) {
    const shared = createSupernet(space, 1, recipe.kernelTransform);
    const seen: number[] = [];
    const crew = await crewOf(workers, recipe, workers);
    for await (const event of trainSupernetWith(crew, await load(), shared, task, recipe)) if (event.step > seen.length) seen.push(event.loss);
    expect(seen).toEqual(losses);
    expect(shared.values).toEqual(alone.values);
  }
});

test('a hand gives back the memory it took, a unit left half done included', async () => {
  const backend = await load();
  const probe = (): number => {
    const at = backend.alloc(4);
    backend.free(at);
    return at;
  };
  const free = probe();
  const runner = new UnitRunner(backend, networksOf(space, toyRecipe), toyRecipe);
  const values = createSupernet(space, 1).values;
  runner.obey({ kind: 'forward', unit: 0, genome: `${space.id}_${'0'.repeat(space.choices.length)}`, role: 'alone', inputs: new Float32Array(16 * 490), labels: new Uint8Array(16), values });
  expect(probe()).not.toBe(free);
  runner.close();
  expect(probe()).toBe(free);
});

test('a crew that fails leaves the supernet at the last whole step', async () => {
  const recipe = { ...toyRecipe, largestEpochs: 0, epochs: 1 };
  const whole = await crewOf(2, recipe, 1);
  let steps = 0;
  const failing: TrainCrew = { ...whole, step: (values, units) => (steps++ < 2 ? whole.step(values, units) : Promise.reject(new Error('gone'))) };
  const supernet = createSupernet(space, 1);
  const run = async (): Promise<void> => {
    for await (const { step } of trainSupernetWith(failing, await load(), supernet, task, recipe)) expect(step).toBeLessThan(3);
  };
  await expect(run()).rejects.toThrow('gone');
  const alone = createSupernet(space, 1);
  for (const { step } of trainSupernet(await load(), alone, task, recipe)) if (step === 2) break;
  expect(supernet.values).toEqual(alone.values);
});
