/** Shares of variance where they are known: sums over full designs, nested choices, and dealing at random. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mean, Rng } from '../lib/index.ts';
import { varianceExplained } from './importance.ts';

/** Every combination of so many options a gene. */
const design = (options: readonly number[]): number[][] => options.reduce<number[][]>((rows, count) => rows.flatMap((row) => Array.from({ length: count }, (_, option) => [...row, option])), [[]]);
const variance = (values: readonly number[]): number => mean(values.map((value) => (value - mean(values)) ** 2));
const column = (rows: readonly (readonly number[])[], gene: number): number[] => rows.map((row) => row[gene]);

const effects = fc.array(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });

describe('the share of the variance that a gene explains', () => {
  test('of a sum over a full design: each gene its own variance over the sum of all, together one', () => {
    fc.assert(fc.property(effects, (parts) => {
      const rows = design(parts.map(({ length }) => length));
      const values = rows.map((row) => row.reduce((sum, option, gene) => sum + parts[gene][option], 0));
      const whole = parts.reduce((sum, part) => sum + variance(part), 0);
      const shares = parts.map((_, gene) => varianceExplained(column(rows, gene), values).share);
      shares.forEach((share, gene) => expect(share).toBeCloseTo(whole === 0 ? 0 : variance(parts[gene]) / whole, 9));
      expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(whole === 0 ? 0 : 1, 9);
    }), { numRuns: 200 });
  });

  test('a gene that only deep networks have is counted among those, and with the depth they share out all there is', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 8, maxLength: 8 }), ([d0, d1, a0, a1, a2, b0, b1, b2]) => {
      const shallow = [0, 1, 2].map((a) => [0, a, -1]);
      const deep = design([3, 3]).map(([a, b]) => [1, a, b]);
      const rows = [...shallow, ...deep];
      const values = rows.map(([d, a, b]) => [d0, d1][d] + [a0, a1, a2][a] + (b < 0 ? 0 : [b0, b1, b2][b]));
      const shares = [0, 1, 2].map((gene) => varianceExplained(column(rows, gene), values));
      expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(variance(values) === 0 ? 0 : 1, 9);
      expect(shares[2].networks).toBe(9);
    }));
  });

  test('by option: how many took it and their mean, none for options that nobody took', () => {
    expect(varianceExplained([2, 0, -1, 2], [1, 5, 100, 2]).byOption).toEqual([{ option: 0, networks: 1, mean: 5 }, { option: 2, networks: 2, mean: 1.5 }]);
  });

  test('nothing for a gene with one option, for an outcome that is the same everywhere, and of no networks', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 30 }), fc.double({ min: 0.1, max: 1, noNaN: true }), (values, same) => {
      expect(varianceExplained(values.map(() => 2), values).share).toBe(0);
      expect(varianceExplained(values.map((_, i) => i % 3), values.map(() => same)).share).toBe(0);
    }));
  });

  test('lies from 0 to 1, whatever the order of the networks, the unit and the zero of the outcome', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: -1, max: 4 }), fc.integer({ min: 0, max: 1000 })), { minLength: 2, maxLength: 40 }), (rows) => {
      const of = (some: typeof rows, unit = 1, zero = 0): number => varianceExplained(some.map(([level]) => level), some.map(([, value]) => unit * value + zero)).share;
      const share = of(rows);
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
      expect(of([...rows].reverse(), 1000, -7)).toBeCloseTo(share, 9);
    }));
  });

  test('chance is what options dealt out at random get on average', () => {
    const rng = new Rng('deal');
    const values = Array.from({ length: 60 }, () => rng.float() ** 3);
    const levels = values.map((_, i) => (i < 20 ? -1 : i % 5));
    const deals = Array.from({ length: 2000 }, () => {
      const having = levels.slice(20);
      for (let i = having.length - 1; i > 0; i--) {
        const j = rng.int(i + 1);
        [having[i], having[j]] = [having[j], having[i]];
      }
      return varianceExplained([...levels.slice(0, 20), ...having], values).share;
    });
    const { chance } = varianceExplained(levels, values);
    expect(mean(deals) / chance).toBeGreaterThan(0.95);
    expect(mean(deals) / chance).toBeLessThan(1.05);
  });
});
