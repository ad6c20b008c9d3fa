import { expect, test } from 'vitest';
import { searchPresets } from '../engine/index.ts';
import { generationsWithin, minutesFor, paceKeeper } from './pace.ts';

test('minutes asked for are kept: one generation more would take longer', () => {
  for (const perSecond of [0.5, 3, 12]) {
    for (const minutes of [1, 2.5, 10]) {
      const generations = generationsWithin(minutes, searchPresets.quick, perSecond);
      if (generations > 0) expect(minutesFor({ ...searchPresets.quick, generations }, perSecond)).toBeLessThanOrEqual(minutes);
      if (generations < 1000) expect(minutesFor({ ...searchPresets.quick, generations: generations + 1 }, perSecond)).toBeGreaterThan(minutes);
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
});
