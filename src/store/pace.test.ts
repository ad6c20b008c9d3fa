import { expect, test } from 'vitest';
import { searchPresets } from '../engine/index.ts';
import { generationsWithin, minutesFor, paceKeeper } from './pace.ts';

test('minutes asked for are kept: one generation more would take longer', () => {
  for (const [perSecond, restMs] of [[0.5, 0], [3, 38_000], [12, 5000]]) {
    for (const minutes of [1, 2.5, 10]) {
      const generations = generationsWithin(minutes, searchPresets.quick, perSecond, restMs);
      if (generations > 0) expect(minutesFor({ ...searchPresets.quick, generations }, perSecond, restMs)).toBeLessThanOrEqual(minutes);
      if (generations < 1000) expect(minutesFor({ ...searchPresets.quick, generations: generations + 1 }, perSecond, restMs)).toBeGreaterThan(minutes);
    }
  }
});

test('a pace is told once enough was measured', () => {
  let clock = 1000;
  const pace = paceKeeper(() => clock);
  for (let second = 0; second < 10; second++) {
    pace.add(4);
    expect(pace.perSecond()).toBe(second < 5 ? null : 4);
    clock += 1000;
  }
  // 40 networks at 4 a second, and as much again for the rest
  expect(pace.rest(20_000)).toBe(10_000);
  expect(minutesFor({ population: 20, generations: 2, crossovers: 5, mutations: 5 }, 4, 10_000)).toBe(20 / 60);
});
