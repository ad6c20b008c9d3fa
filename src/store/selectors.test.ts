import { expect, test } from 'vitest';
import { Rng } from '../core/lib/index.ts';
import { boardRows, defaultRecipe, type CandidateRow } from '../engine/index.ts';
import { bestThatFits, budgetInForce, excesses, fitsIn, frontOf, onBoard, picker, rangeOn, withRange, supernetKey, trainedFor, wallOn } from './selectors.ts';

const board = boardRows().find((row) => row.id === defaultRecipe.board)!;
const tight = budgetInForce({ ...defaultRecipe, budgets: { sramBytes: 32_768, flashBytes: 100_000, latencyMs: 10, headroomBytes: 8192 } }, board);
const row = (index: number, sramBytes: number, accuracy: number | null): CandidateRow => ({
  index, genome: String(index), generation: 0, origin: 'random', parents: [], accuracy, verdict: { fits: true, violations: [], sramBytes, flashBytes: 1, macs: 1, latencyMs: 1 },
});

test('a recipe that names no budget takes the board as it is', () => {
  expect(budgetInForce(defaultRecipe, board)).toMatchObject({ sramBytes: 131_072, flashBytes: 524_288, latencyMs: null, headroomBytes: 8192 });
});

test('a network is judged by no more than its board has, whatever a search may take', () => {
  const dreamt = budgetInForce({ ...defaultRecipe, budgets: { sramBytes: 5_120_000, flashBytes: 100_000, latencyMs: 10, headroomBytes: 8192 } }, board);
  expect(onBoard(dreamt, board)).toEqual({ ...dreamt, sramBytes: 131_072 });
  expect(fitsIn({ sramBytes: 122_881, flashBytes: 1, latencyMs: 1 }, dreamt)).toBe(true);
  expect(excesses({ sramBytes: 122_881, flashBytes: 1, latencyMs: 1 }, onBoard(dreamt, board))).toEqual([{ constraint: 'sram', limit: 122_880, actual: 122_881 }]);
  expect(onBoard(tight, board)).toEqual(tight);
});

test('SRAM is judged less the head-room, and every broken limit is named', () => {
  expect(excesses({ sramBytes: 24_576, flashBytes: 100_000, latencyMs: 10 }, tight)).toEqual([]);
  expect(excesses({ sramBytes: 24_577, flashBytes: 1, latencyMs: 12 }, tight)).toEqual([
    { constraint: 'sram', limit: 24_576, actual: 24_577 },
    { constraint: 'latency', limit: 10, actual: 12 },
  ]);
});

test('head-room beyond the budget leaves nothing, and a network is over by all it takes', () => {
  const none = { ...tight, sramBytes: 2048 };
  expect(excesses({ sramBytes: 10_650, flashBytes: 1, latencyMs: 1 }, none)).toEqual([{ constraint: 'sram', limit: 0, actual: 10_650 }]);
  expect([wallOn('sram', none), fitsIn({ sramBytes: 1, flashBytes: 1, latencyMs: 1 }, none)]).toEqual([0, false]);
});

test('the front holds fitting, measured networks only, ascending in cost', () => {
  const rows = [row(0, 30_000, 0.99), row(1, 20_000, 0.9), row(2, 10_000, 0.8), row(3, 15_000, 0.7), row(4, 5_000, null)];
  expect(frontOf(rows, 'sram', tight).map((one) => one.index)).toEqual([2, 1]);
});

test('the quick questions give what the slow ones give', () => {
  const rng = new Rng('candidates');
  for (let round = 0; round < 50; round++) {
    const rows = Array.from({ length: 40 }, (_, i) => row(i, 1000 * rng.int(40), rng.int(5) === 0 ? null : rng.int(8) / 10));
    expect(bestThatFits(rows, 'sram', tight)).toBe(frontOf(rows, 'sram', tight).at(-1) ?? null);
    for (const { verdict } of rows) expect(fitsIn(verdict, tight)).toBe(excesses(verdict, tight).length === 0);
  }
});

test('a frame picks out what lies in it, ends included, and nothing that was not measured', () => {
  const brush = { axis: 'sram', cost: [10_000, 20_000], accuracy: [0.8, 1] } as const;
  expect([row(0, 10_000, 0.8), row(1, 20_000, 1), row(2, 20_001, 0.9), row(3, 15_000, 0.79), row(4, 15_000, null)].filter(picker(brush)).map((one) => one.index)).toEqual([0, 1]);
});

test('ranges on further axes narrow what is picked out; the last one let go lets all go', () => {
  const wide = row(0, 10_000, 0.9);
  const narrow = { ...row(1, 10_000, 0.9), genome: 'dscnn_00000000000000000000' };
  const some = [{ ...wide, genome: 'dscnn_20000000000000000000' }, narrow];
  const picked = (brush: ReturnType<typeof withRange>): number[] => (brush === null ? [] : some.filter(picker(brush)).map((one) => one.index));
  const byWidth = withRange(null, 'width', [0.9, 1], 'sram');
  expect(byWidth).toMatchObject({ axis: 'sram', accuracy: [0, 1], also: { width: [0.9, 1] } });
  expect(picked(byWidth)).toEqual([0]);
  const narrower = withRange(withRange(byWidth, 'latency', [0, 5], 'sram'), 'accuracy', [0.95, 1], 'sram');
  expect([rangeOn(narrower, 'width'), rangeOn(narrower, 'latency'), rangeOn(narrower, 'sram'), rangeOn(narrower, 'accuracy')]).toEqual([[0.9, 1], [0, 5], null, [0.95, 1]]);
  expect(picked(narrower)).toEqual([]);
  const left = withRange(withRange(narrower, 'accuracy', null, 'sram'), 'latency', null, 'sram');
  expect(left).toEqual({ ...byWidth });
  expect(withRange(left, 'width', null, 'sram')).toBeNull();
  expect(withRange(null, 'flash', [1, 2], 'sram')).toEqual({ axis: 'flash', cost: [1, 2], accuracy: [0, 1] });
});

test('walls stand where the verdict draws the line', () => {
  expect([wallOn('sram', tight), wallOn('flash', tight), wallOn('latency', tight), wallOn('macs', tight)]).toEqual([24_576, 100_000, 10, null]);
});

test('a supernet trained here serves recipes that differ in board or search only', () => {
  const training = { recipe: defaultRecipe, data: null, points: [], checkpoint: null, result: { checkpoint: new Uint8Array([1]), hash: '', examplesPerSecond: 1, accuracy: { smallest: 0, largest: 0 }, epochs: 1, stopped: false } };
  expect(trainedFor({ ...defaultRecipe, board: 'rp2040', seeds: { ...defaultRecipe.seeds, search: 9 } }, training, null)).toEqual(new Uint8Array([1]));
  expect(trainedFor({ ...defaultRecipe, seeds: { ...defaultRecipe.seeds, weights: 9 } }, training, null)).toBeNull();
  expect(trainedFor(defaultRecipe, training, 'my folder')).toBeNull();
  expect(supernetKey(defaultRecipe)).not.toContain('fineTune');
});
