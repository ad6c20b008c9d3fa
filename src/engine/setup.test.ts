import { expect, test } from 'vitest';
import type { Task } from '../core/data/index.ts';
import { smallest, findSpace } from '../core/space/index.ts';
import { analyse, netOfGenome } from './network.ts';
import { defaultRecipe, parseRecipe } from './recipe.ts';
import { fitToTask } from './setup.ts';

const shipped = ['down', 'go', 'silence', 'unknown', ...Array.from({ length: 8 }, (_, i) => `word${i}`)];
const empty = { count: 0, features: new Int8Array(0), labels: new Uint8Array(0) };
const own = (classes: readonly string[]): Task => ({
  id: 'folders', title: 'Your sounds', origin: 'user', inputShape: [49, 10, 1], inputQuant: { scale: 1, zeroPoint: 0 }, classes, train: empty, validation: empty, test: empty,
});

test('the shipped supernet serves the user\'s recordings where their classes are its own, and no other twelve', () => {
  expect(fitToTask(defaultRecipe, own(shipped), undefined, 'search', shipped)).toBe(defaultRecipe);
  const others = own(shipped.toReversed());
  expect(() => fitToTask(defaultRecipe, others, undefined, 'search', shipped)).toThrow(/the 12 classes .* are not those of the shipped supernet/);
  const untrained = parseRecipe({ ...defaultRecipe, training: { checkpoint: null } });
  expect(() => fitToTask(untrained, own(shipped), undefined, 'search', shipped)).toThrow(/train one first/);
  expect(fitToTask(defaultRecipe, others, new Uint8Array(1), 'search', shipped)).toBe(defaultRecipe);
  expect(fitToTask(defaultRecipe, own(shipped.slice(0, 5)), undefined, 'train', shipped)).toMatchObject({ space: 'dscnn-c5', training: { checkpoint: null } });
});

test('peak SRAM is a sum that opens: tensors, scratch, and the stack of the C code; the verdict judges the formula', () => {
  const genome = smallest(findSpace('dscnn'));
  const { peakSramBytes: { total, arena, scratch, stack }, peakByModel, verdict } = analyse(defaultRecipe, netOfGenome(genome), genome);
  expect(stack).toBeGreaterThan(0);
  expect(total).toBe(arena + scratch + stack);
  expect([arena + scratch, verdict.sramBytes]).toEqual([peakByModel.C, peakByModel.C]);
});
