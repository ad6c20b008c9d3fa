/** The schedule's landmarks, and that an impossible recipe is refused by the name of its field. */
import { describe, expect, test } from 'vitest';
import { InputError } from '../lib/index.ts';
import { checkRecipe, defaultRecipe, learningRateAt, type TrainRecipe } from './recipe.ts';

describe('learning rate', () => {
  const recipe: TrainRecipe = { ...defaultRecipe, learningRate: 0.8, warmupEpochs: 2 };

  test('warms up linearly, peaks, is halved midway and ends near 0', () => {
    const at = (step: number) => learningRateAt(recipe, step, 100, 10);
    expect(at(0)).toBeCloseTo(0.8 / 21, 12);
    expect(at(19)).toBeLessThan(0.8);
    expect(at(20)).toBe(0.8);
    expect(at(60)).toBeCloseTo(0.4, 12);
    expect(at(99)).toBeLessThan(0.001);
    for (let step = 21; step < 100; step++) expect(at(step)).toBeLessThan(at(step - 1));
  });
});

describe('recipe', () => {
  test('the default is sound', () => {
    checkRecipe(defaultRecipe);
  });

  test.each<[Partial<TrainRecipe>, RegExp]>([
    [{ epochs: -1 }, /epochs -1/],
    [{ paths: 1 }, /paths 1 .*sandwich/],
    [{ batch: 40 }, /batch 40 .*shard \(32\)/],
    [{ learningRate: NaN }, /learningRate NaN/],
    [{ sandwich: false }, /distillation 0\.5 .*teacher/],
    [{ weightDecay: 1 }, /weightDecay 1/],
    [{ augment: { ...defaultRecipe.augment, noise: -1 } }, /augment\.noise -1/],
    [{ augment: { ...defaultRecipe.augment, stretch: 2 } }, /augment\.stretch 2/],
    [{ augment: { ...defaultRecipe.augment, mixup: 0.6 } }, /augment\.mixup 0\.6 is not from 0 to 0\.5/],
    [{ schedule: 'growing' as 'sampled' }, /schedule growing is not sampled or shrinking/],
    [{ kernelTransform: 1 as unknown as boolean }, /kernelTransform 1 is not true or false/],
  ])('%o is refused', (change, message) => {
    const check = () => checkRecipe({ ...defaultRecipe, ...change });
    expect(check).toThrow(InputError);
    expect(check).toThrow(message);
  });
});
