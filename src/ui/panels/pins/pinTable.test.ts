/** Pinned networks side by side: differences that add up, choices that differ across spaces, files that hold all of it. */
import { expect, test } from 'vitest';
import { toCsv } from '../../../charts/index.ts';
import { decodeLink, defaultRecipe, type BudgetView } from '../../../engine/index.ts';
import { pinnable, readPins, type Pin } from '../../../store/index.ts';
import { compareFinding, compareRows, difference, differingGenes, pinsJson, pinsTable, type PinLine } from './pinTable.ts';

const pin = (change: Partial<Pin>): Pin => ({
  id: 'a', genome: 'dscnn_11201110121220220000', name: 'Network 1', note: '', pinnedAt: 0, recipe: defaultRecipe, data: null, recorded: false,
  accuracy: { inherited: 0.929, test: { int8: 0.934, float: 0.936, count: 1200 } }, hash: 'ab', model: null, classes: null, ...change,
});
const price = { genome: '', sramBytes: 20_480, flashBytes: 100_000, macs: 2_000_000, parameters: 40_000, latencyMs: 40, energyMj: 2 };
const one: PinLine = { pin: pin({}), price };
const two: PinLine = { pin: pin({ id: 'b', name: '=cmd()', note: 'a "quoted", note', genome: 'dscnn_20211000112110222000', accuracy: { inherited: 0.917, test: null }, hash: null }), price: { ...price, sramBytes: 15_360, latencyMs: 50, energyMj: null } };
const budget: BudgetView = { board: 'stm32f446', sramBytes: 24_576, flashBytes: 524_288, latencyMs: 45, headroomBytes: 8192 };

test('differences are from the first, amounts also in per cent, accuracies in points; what is not known is not compared', () => {
  const rows = new Map(compareRows([one, two]).map((row) => [row.label, row]));
  const told = (label: string): string => difference(rows.get(label) as never, 1);
  expect(told('peak SRAM')).toBe('−5.0 KiB, −25 %');
  expect(told('latency')).toBe('+10.0 ms, +25 %');
  expect(told('flash')).toBe('the same');
  expect(told('accuracy, inherited, validation split')).toBe('−1.2 points');
  expect([told('accuracy, int8, test split'), told('energy')]).toEqual(['', '']);
  expect(compareFinding([one, two])).toMatch(/^=cmd\(\) takes 5\.0 KiB less SRAM than Network 1 and is 1\.2 points less accurate; \d+ choices set them apart\.$/);
});

test('choices that differ, by name, across spaces; a choice that only one network has stands against a dash', () => {
  const genes = differingGenes([one.pin, two.pin]);
  expect(genes.find(({ name }) => name === 'width')?.values).toEqual(['0.75', '1']);
  expect(genes.every(({ values }) => values[0] !== values[1])).toBe(true);
  expect(differingGenes([one.pin, one.pin])).toEqual([]);
  const foreign = differingGenes([one.pin, pin({ genome: 'toybox_200000000000000000000000' })]);
  expect(foreign.some(({ values }) => values.includes('–'))).toBe(true);
});

test('the files hold names, notes, verdicts and links that lead back', () => {
  const csv = toCsv(pinsTable([one, two], budget));
  expect(csv.split('\r\n')[0]).toContain('name,note,genome,board,verdict');
  expect(csv).toContain("'=cmd(),\"a \"\"quoted\"\", note\",dscnn_20211000112110222000,stm32f446,latency over by 5.00 ms");
  const { pins } = JSON.parse(pinsJson([one, two], budget)) as { pins: { verdict: string; link: string; costs: { peakSramBytes: number } }[] };
  expect(pins.map(({ verdict }) => verdict)).toEqual([expect.stringContaining('SRAM over by 4.0 KiB'), 'latency over by 5.00 ms']);
  expect(decodeLink(pins[1].link).view).toEqual({ selected: 'dscnn_20211000112110222000', panel: 'network' });
});

test('what was stored by anybody is read as far as it is whole', () => {
  const { recipe: _, ...without } = pin({});
  expect(readPins([pin({}), null, 7, { id: 'x' }, without, { ...pin({ id: 'c' }), recipe: { version: 9 } }, pin({ id: 'd', genome: 'dscnn_99' })]).map(({ id }) => id)).toEqual(['a']);
  expect([readPins(null), readPins('pins')]).toEqual([[], []]);
});

test('a network of a file, or none, is nothing to pin; the search’s choice is pinned with its weights', () => {
  const analysis = { genome: 'dscnn_0' } as never;
  const search = { recipe: { ...defaultRecipe, board: 'rp2040' }, data: null, recorded: true, candidates: [], model: new Uint8Array([1]), result: { genome: 'dscnn_0', hash: 'h', accuracy: { int8: 0.9, float: 0.91, inherited: 0.8 }, testCount: 10, classes: ['x'] } } as never;
  expect(pinnable({ analysis, opened: { name: 'file' } as never, search }, defaultRecipe)).toBeNull();
  expect(pinnable({ analysis: null, opened: null, search }, defaultRecipe)).toBeNull();
  expect(pinnable({ analysis, opened: null, search }, defaultRecipe)).toMatchObject({ id: 'dscnn_0#h', recipe: { board: 'rp2040' }, recorded: true, accuracy: { inherited: 0.8, test: { int8: 0.9 } }, model: new Uint8Array([1]) });
  expect(pinnable({ analysis, opened: null, search: null }, defaultRecipe)).toMatchObject({ id: 'dscnn_0#keywords/', accuracy: { inherited: null, test: null }, model: null });
});
