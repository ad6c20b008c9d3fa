/** A small problem for tests: patterns in noise that a network of the audio space can tell apart. Imported by tests only. */
import type { Split, Task } from '../data/index.ts';
import { Rng } from '../lib/index.ts';
import { noAugment } from './augment.ts';
import { defaultRecipe, type TrainRecipe } from './recipe.ts';

const [ROWS, COLUMNS] = [49, 10];

function split(label: string, count: number, classes: number): Split {
  const rng = new Rng(label);
  const features = new Int8Array(count * ROWS * COLUMNS);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % classes);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < ROWS * COLUMNS; j++) {
      const wave = (Math.floor(j / COLUMNS) * (labels[i] + 1) + (j % COLUMNS) * 3) % 7 < 3 ? 20 : -20;
      features[i * ROWS * COLUMNS + j] = Math.round(wave + rng.normal() * 15);
    }
  }
  return { count, features, labels };
}

export const toyTask = (train = 256, classes = 12): Task => ({
  id: 'toy', title: 'Toy', origin: 'synthetic', inputShape: [ROWS, COLUMNS, 1], inputQuant: { scale: 0.5, zeroPoint: 3 },
  classes: Array.from({ length: classes }, (_, i) => `class ${i}`),
  train: split('train', train, classes), validation: split('validation', 96, classes), test: split('test', 96, classes),
});

export const toyRecipe: TrainRecipe = {
  ...defaultRecipe, largestEpochs: 1, epochs: 2, batch: 32, shard: 16, evaluateEvery: 0, warmupEpochs: 0, augment: noAugment,
};

function imageSplit(label: string, count: number, side: number, classes: number): Split {
  const rng = new Rng(label);
  const features = new Int8Array(count * side * side * 3);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % classes);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < side * side * 3; j++) {
      const [y, x] = [Math.floor(j / (side * 3)), Math.floor(j / 3) % side];
      const stripe = Math.floor(((labels[i] % 2 === 0 ? x : y) * 8) / side) % 2 === 0 ? 30 : -30;
      features[i * side * side * 3 + j] = Math.max(-128, Math.min(127, Math.round((labels[i] < 2 ? stripe : (j % 3) * 30 - stripe) + rng.normal() * 15)));
    }
  }
  return { count, features, labels };
}

/** Four kinds of stripes and tints, whose left and right may change places. */
export const toyImages = (train = 96, side = 32): Task => ({
  id: 'toy-images', title: 'Toy images', origin: 'synthetic', inputShape: [side, side, 3], inputQuant: { scale: 1 / 64, zeroPoint: 0 },
  classes: ['upright', 'level', 'upright, tinted', 'level, tinted'],
  train: imageSplit('train', train, side, 4), validation: imageSplit('validation', 48, side, 4), test: imageSplit('test', 48, side, 4),
});
