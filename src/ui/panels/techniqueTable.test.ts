import { expect, test } from 'vitest';
import { defaultTechniques, type CompiledView } from '../../engine/index.ts';
import { difference, flagsOf, isOn, otherwise, patchPrice, savedBy, switched, TECHNIQUES, workDifference } from './techniqueTable.ts';

const compiled = (arenaBytes: number, total = 1024): CompiledView => ({ arenaBytes, flash: { total }, savings: [{ technique: 'overlap', arenaBytes: 640, flashBytes: 0 }] }) as unknown as CompiledView;

test('the defaults need no option; every other switch is one of the command line’s', () => {
  expect(flagsOf(defaultTechniques)).toBe('');
  const turned = TECHNIQUES.map(({ id }) => flagsOf({ ...defaultTechniques, ...switched(id, !isOn(defaultTechniques, id)) }));
  expect(turned.map((text) => text.trim()).sort()).toEqual(['--input-streams', '--no-in-place', '--no-lean', '--no-overlap', '--no-passes', '--no-reorder', '--patch auto', '--planner apart']);
  expect(flagsOf({ ...defaultTechniques, patch: { rows: 2, cols: 3, steps: 4 } })).toBe(' --patch 2x3@4');
});

test('a saving is told only of a technique that is on', () => {
  expect(savedBy(compiled(1), defaultTechniques, 'overlap')?.arenaBytes).toBe(640);
  expect(savedBy(compiled(1), { ...defaultTechniques, overlap: false }, 'overlap')).toBeNull();
  expect(savedBy(compiled(1), defaultTechniques, 'reorder')).toBeNull();
});

test('what a switch has changed is told in KiB and to the byte', () => {
  expect(difference(compiled(10_240), compiled(5120))).toBe('The arena has shrunk from 10.0 KiB to 5.0 KiB (−5,120 B); flash is as it was.');
});

test('what patches save in memory they cost in work, which is said', () => {
  const patch = { rows: 3, cols: 3, steps: 6, extraMacs: 22_000_000 };
  expect(patchPrice({ patch }, 32_000_000)).toBe('3.2 × the MACs');
  expect(patchPrice({ patch: null }, 32_000_000)).toBe('');
  expect(workDifference(10_000_000, 32_000_000)).toBe(' Its MACs have grown from 10.0 M to 32.0 M, and its time with them.');
  expect(workDifference(10_000_000, 10_000_000)).toBe('');
});

test('what is compiled otherwise than by default is named, and nothing else', () => {
  expect(otherwise(defaultTechniques)).toBe('');
  expect(otherwise({ ...defaultTechniques, lean: false, inputExternal: true, patch: 'least' })).toBe('lean kernels: off, patches: least memory, input outside: on');
  expect(otherwise({ ...defaultTechniques, planner: 'apart', patch: { rows: 2, cols: 3, steps: 1 } })).toBe('planner: each by itself, patches: 2 × 3 over 1 layer');
});
