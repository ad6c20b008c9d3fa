import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kendallTau } from './kendall.ts';

test('one swap of neighbours among n costs 4 / n(n - 1), two of the pairs being counted once against and once no longer for', () => {
  fc.assert(fc.property(fc.integer({ min: 2, max: 40 }), fc.nat(), (n, at) => {
    const order = Array.from({ length: n }, (_, i) => i);
    const i = at % (n - 1);
    [order[i], order[i + 1]] = [order[i + 1], order[i]];
    expect(kendallTau(order.map((value, index) => [index, value]))).toBeCloseTo(1 - 4 / (n * (n - 1)), 12);
  }));
});

test('is 1 for the same order, -1 for the opposite, and changes sign with one list', () => {
  const values = fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 30 });
  fc.assert(fc.property(values, (list) => {
    expect(kendallTau(list.map((value) => [value, 3 * value + 1]))).toBe(1);
    expect(kendallTau(list.map((value) => [value, -value]))).toBe(-1);
  }));
});

test('ties count as Kendall 1945 has it', () => {
  expect(kendallTau([[1, 1], [1, 2], [2, 3]])).toBeCloseTo(2 / Math.sqrt(2 * 3), 12);
  expect(kendallTau([[1, 1], [1, 2]])).toBeNull();
  expect(kendallTau([[1, 1]])).toBeNull();
});
