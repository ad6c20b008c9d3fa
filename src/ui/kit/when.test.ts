/** Moments are told in the time of the place, whatever that is. */
import { expect, test } from 'vitest';
import { when } from './when.ts';

test('a moment of this place’s clock reads as it was set', () => {
  expect(when(new Date(2026, 2, 9, 8, 5, 59).getTime())).toBe('2026-03-09 08:05');
  expect(when(new Date(2025, 11, 31, 23, 59).getTime())).toBe('2025-12-31 23:59');
});
