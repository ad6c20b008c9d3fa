/** Files of two searches, boards or models have two names. */
import { expect, test } from 'vitest';
import { defaultRecipe } from '../../engine/index.ts';
import type { ResultsState } from '../../store/index.ts';
import { fileTag } from './fileTag.ts';

const recipe = { ...defaultRecipe, space: 'dscnn-w1', board: 'rp2040', seeds: { ...defaultRecipe.seeds, search: 3, weights: 2 } };
const search = { recipe: { ...recipe, space: 'dscnn', board: 'stm32f446', seeds: { ...recipe.seeds, search: 7 } } } as ResultsState['search'];
const opened = { name: 'my model (2).tflite' } as ResultsState['opened'];

test.each([
  ['search', search, null, 'dscnn-stm32f446-seed7'],
  ['search', null, null, 'dscnn-w1-rp2040-seed3'],
  ['spaces', search, null, 'dscnn-w1-rp2040'],
  ['supernet', search, null, 'dscnn-w1-rp2040-seed2'],
  ['network', search, null, 'dscnn-rp2040-seed7'],
  ['simulate', search, opened, 'my-model-2--rp2040'],
] as const)('%s', (panel, of, file, tag) => expect(fileTag(panel, { recipe, search: of, opened: file })).toBe(tag));
