import { expect, test } from 'vitest';
import { decodeTask, sceneTask, type Split, type Task } from '../core/data/index.ts';
import { hashHex } from '../core/lib/index.ts';
import { defaultRecipe as defaultTraining, noAugment, someOf } from '../core/train/index.ts';
import { smallest, findSpace } from '../core/space/index.ts';
import { analyse, netOfGenome } from './network.ts';
import { defaultRecipe, parseRecipe } from './recipe.ts';
import { recipeForTask, taskForSpace } from './builtIn.ts';
import { fitToTask, poolData, trainRecipe } from './setup.ts';

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
  const builtIn: Task = { ...own(shipped), id: 'keywords', origin: 'synthetic' };
  expect(fitToTask(defaultRecipe, builtIn, undefined, 'search', shipped)).toBe(defaultRecipe);
  expect(() => fitToTask({ ...defaultRecipe, space: 'dscnn-c5' }, builtIn, undefined, 'search', shipped)).toThrow(/space dscnn-c5: tells 5 classes apart, and task "keywords" has 12; .*--data PATH/);
});

test('peak SRAM is a sum that opens: tensors, scratch, and the stack of the C code; the verdict judges the formula', () => {
  const genome = smallest(findSpace('dscnn'));
  const { peakSramBytes: { total, arena, scratch, stack }, peakByModel, verdict } = analyse(defaultRecipe, netOfGenome(genome), genome);
  expect(stack).toBeGreaterThan(0);
  expect(total).toBe(arena + scratch + stack);
  expect([arena + scratch, verdict.sramBytes]).toEqual([peakByModel.C, peakByModel.C]);
});

test('a budget beyond the board is no ground for a network that the board cannot hold', () => {
  const genome = smallest(findSpace('dscnn'));
  const needs = analyse(defaultRecipe, netOfGenome(genome), genome).verdict.sramBytes;
  const on = (sramBytes: number, headroomBytes: number): object =>
    analyse({ ...defaultRecipe, board: 'stm32f103', budgets: { sramBytes, flashBytes: 5_120_000, latencyMs: null, headroomBytes } }, netOfGenome(genome), genome).verdict.violations;
  const flash = { constraint: 'flash', limit: 65_536 };
  expect(on(5_120_000, 20_480 - needs)).toMatchObject([flash]);
  expect(on(5_120_000, 20_481 - needs)).toMatchObject([{ constraint: 'sram', limit: needs - 1, over: 1 }, flash]);
});

test('training takes after its space: images in smaller shards the larger they are, mirrored unless grey; sounds as ever', () => {
  const of = (space: string) => trainRecipe(parseRecipe({ version: 1, space, training: { batch: 32 } }));
  expect(of('dscnn')).toMatchObject({ shard: 32, augment: { ...defaultTraining.augment } });
  expect(of('toybox')).toMatchObject({ shard: 16, augment: { shiftFrames: 0, stretch: 0, flip: 0.5 } });
  expect(of('mcunet-w0.5-r224-c10').shard).toBe(4);
  expect(of('toybox-r16r20r28-grey').augment.flip).toBe(0);
  expect(trainRecipe(parseRecipe({ version: 1, space: 'toybox', training: { augmentation: 0, mixup: 0.2 } })).augment).toEqual({ ...noAugment, mixup: 0.2 });
});

test('a task brings its space and supernet along, and takes nothing else from the recipe', () => {
  const scenes = recipeForTask({ ...defaultRecipe, board: 'rp2040' }, 'scenes');
  expect(scenes).toMatchObject({ task: 'scenes', space: 'toybox', board: 'rp2040', training: { checkpoint: 'scenes-toybox' } });
  expect(parseRecipe(scenes)).toEqual(scenes);
  expect(recipeForTask(scenes, 'keywords')).toEqual({ ...defaultRecipe, board: 'rp2040' });
  expect(recipeForTask(scenes, 'nothing known')).toBe(scenes);
  expect(taskForSpace(findSpace('toybox-w0.5'), 'keywords')).toBe('scenes');
  expect(taskForSpace(findSpace('toybox-c2'), 'keywords')).toBe('scenes-person');
  expect(taskForSpace(findSpace('dscnn-wide'), 'keywords')).toBe('keywords');
  expect(taskForSpace(findSpace('toybox-r16-c2'), 'scenes-person')).toBe('scenes-person'); // asked for by name
  expect([taskForSpace(findSpace('toybox-r16-c2'), 'keywords'), taskForSpace(findSpace('dscnn-c3'), 'keywords')]).toEqual([null, null]);
});

test('workers that measure sub-nets are sent the very examples they would have chosen', () => {
  const recipe = parseRecipe({ version: 1, task: 'scenes', space: 'toybox', search: { calibration: 16, examples: 16 } });
  const task = sceneTask({ kind: 'things', side: 32, seed: 2, train: 40, validation: 30, test: 10 });
  const [{ bytes }] = poolData(recipe, task) ?? [];
  const sent = decodeTask(bytes, 'task');
  const print = ({ count, features, labels }: Split): string => `${count} ${hashHex(new Uint8Array(features), labels)}`;
  expect(print(sent.train)).toBe(print(someOf(task.train, 16, 'calibration')));
  expect(print(someOf(sent.validation, 16, 'examples'))).toBe(print(someOf(task.validation, 16, 'examples')));
  expect(poolData(defaultRecipe, task)).toBeNull();
});
