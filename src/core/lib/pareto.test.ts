import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paretoFront } from './pareto.ts';
import { quantile } from './stats.ts';

type Point = { gain: number; cost: number };
const points = fc.array(fc.record({ gain: fc.integer({ min: 0, max: 9 }), cost: fc.integer({ min: 0, max: 9 }) }), { maxLength: 40 });
const beats = (a: Point, b: Point) => a.gain >= b.gain && a.cost <= b.cost && (a.gain > b.gain || a.cost < b.cost);

test('the front is exactly the set of values nothing beats (quadratic oracle)', () => {
  fc.assert(
    fc.property(points, (items) => {
      const key = (p: Point) => `${p.gain}/${p.cost}`;
      const expected = new Set(items.filter((p) => !items.some((q) => beats(q, p))).map(key));
      const front = paretoFront(items, (p) => p.gain, (p) => p.cost);
      expect(new Set(front.map(key))).toEqual(expected);
      expect(front.length).toBe(expected.size);
    }),
  );
});

test('quantile is the nearest rank', () => {
  expect(quantile([1, 2, 3, 4, 5], 0.8)).toBe(4);
  expect(quantile([1, 2, 3, 4, 5], 1)).toBe(5);
  expect(quantile([], 0.5)).toBe(0);
});
