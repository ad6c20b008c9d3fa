/**
 * TensorFlow.js as the oracle of a whole training step: on its cpu backend the graphics crew, whose layers and
 * gradients somebody else wrote, comes to the loss and the gradients that our units come to, in every kind of step.
 */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs'; // with the cpu backend and the automatic gradients
import { beforeAll, expect, test } from 'vitest';
import { dscnnSpace, toyboxSpace, type Space } from '../../core/space/index.ts';
import { loadBackend } from '../../core/tensor/index.ts';
import { createSupernet, defaultRecipe, networksOf, noAugment, shareStep, UnitRunner, type TrainRecipe } from '../../core/train/index.ts';
import { noiseSteps } from '../../engine/pace.ts';
import { createGpuCrew } from './crew.ts';

beforeAll(() => tf.setBackend('cpu'));

const sounds = dscnnSpace({ widths: [0.5], classes: 6, input: [16, 6] });
const pictures = toyboxSpace({ widths: [0.25, 0.5], resolutions: [24, 32], classes: 5 });
const small: TrainRecipe = { ...defaultRecipe, epochs: 1, largestEpochs: 0, paths: 3, batch: 8, shard: 4, warmupEpochs: 0, augment: noAugment };

const kinds: [string, Space, Partial<TrainRecipe>][] = [
  ['sounds: sandwich with distillation, two shards', sounds, {}],
  ['sounds: kernels by matrices, blended examples', sounds, { batch: 4, kernelTransform: true, augment: { ...noAugment, mixup: 0.3 } }],
  ['sounds: random paths, labels alone', sounds, { sandwich: false, distillation: 0, paths: 2 }],
  ['pictures of two sides: distillation, one shard', pictures, { batch: 4 }],
];

test.each(kinds)('%s', async (_, space, change) => {
  const recipe = { ...small, ...change };
  const { values } = createSupernet(space, 1, recipe.kernelTransform);
  const networks = networksOf(space, recipe);
  const [units] = noiseSteps(createSupernet(space, 1, recipe.kernelTransform), recipe);
  const runner = new UnitRunner(await loadBackend(readFileSync('public/kernels/train.wasm')), networks, recipe);
  const own = await shareStep([{ obey: (order) => Promise.resolve(runner.obey(order)) }], values, units);
  const before = tf.memory().numTensors;
  const theirs = await createGpuCrew(networks, recipe, () => Promise.resolve()).step(values, units);
  expect(tf.memory().numTensors).toBe(before);
  expect(theirs.loss).toBeCloseTo(own.loss, 5);
  const norm = (of: (i: number) => number): number => Math.sqrt(values.reduce((sum, _value, i) => sum + of(i) ** 2, 0));
  const apart = norm((i) => own.gradients[i] - theirs.gradients[i]) / norm((i) => own.gradients[i]);
  expect(apart).toBeLessThan(1e-4);
}, 180_000);
