/** The fixed-point arithmetic against TFLite's formulas written in BigInt, over the whole range of int32. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../lib/index.ts';
import { divideByPowerOfTwo, highMultiply, quantizeMultiplier, requantise, roundAway } from './fixedPoint.ts';

const int32 = fc.oneof(fc.integer({ min: -0x80000000, max: 0x7fffffff }), fc.constantFrom(-0x80000000, -0x7fffffff, -1, 0, 1, 0x7fffffff));
const mantissa = fc.oneof(fc.integer({ min: 0x40000000, max: 0x7fffffff }), fc.constantFrom(0, 0x40000000, 0x7fffffff));
const saturate = (x: bigint): bigint => (x > 0x7fffffffn ? 0x7fffffffn : x < -0x80000000n ? -0x80000000n : x);

/** SaturatingRoundingDoublingHighMul as gemmlowp writes it: C division truncates, as BigInt's does. */
const oracleHigh = (a: bigint, b: bigint): bigint => (a * b + (a * b >= 0n ? 1n << 30n : 1n - (1n << 30n))) / (1n << 31n);

/** RoundingDivideByPOT as gemmlowp writes it. */
function oracleDivide(x: bigint, n: bigint): bigint {
  const mask = (1n << n) - 1n;
  return (x >> n) + ((x & mask) > (mask >> 1n) + (x < 0n ? 1n : 0n) ? 1n : 0n);
}

test("the high multiply is gemmlowp's", () => {
  fc.assert(fc.property(int32, mantissa, (a, b) => void expect(BigInt(highMultiply(a, b))).toBe(oracleHigh(BigInt(a), BigInt(b)))), { numRuns: 5000 });
});

test("the rounding shift is gemmlowp's, up to 31 bits", () => {
  fc.assert(fc.property(int32, fc.integer({ min: 0, max: 31 }), (x, n) => void expect(BigInt(divideByPowerOfTwo(x, n))).toBe(oracleDivide(BigInt(x), BigInt(n)))), { numRuns: 5000 });
});

describe('requantise', () => {
  test('double rounding is SRDHM, then RDBPOT; a left shift saturates', () => {
    fc.assert(
      fc.property(int32, mantissa, fc.integer({ min: -31, max: 14 }), (x, m, shift) => {
        const left = BigInt(Math.max(shift, 0));
        const want = oracleDivide(oracleHigh(saturate(BigInt(x) << left), BigInt(m)), BigInt(Math.max(-shift, 0)));
        expect(BigInt(requantise(x, m, shift, 'double'))).toBe(want);
      }),
      { numRuns: 10000 },
    );
  });

  test('single rounding is (x * m + 2^(t-1)) >> t in 64 bits, t = 31 - shift', () => {
    fc.assert(
      fc.property(int32, mantissa, fc.integer({ min: -31, max: 14 }), (x, m, shift) => {
        const t = BigInt(31 - shift);
        expect(BigInt(requantise(x, m, shift, 'single'))).toBe(saturate((BigInt(x) * BigInt(m) + (1n << (t - 1n))) >> t));
      }),
      { numRuns: 10000 },
    );
  });

  test('the two roundings differ by at most one', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 24), max: 2 ** 24 }), fc.double({ min: 1e-7, max: 0.99, noNaN: true }), (x, factor) => {
        const { mantissa: m, shift } = quantizeMultiplier(factor);
        const [double, single] = [requantise(x, m, shift, 'double'), requantise(x, m, shift, 'single')];
        expect(Math.abs(double - single)).toBeLessThanOrEqual(1);
        expect(Math.abs(single - x * factor)).toBeLessThan(0.51);
      }),
    );
  });

  test('0.4999999998 is 1 rounded twice (to 1/2 first), 0 rounded once', () => {
    const m = 0x7fffffff;
    expect(requantise(1, m, -1, 'double')).toBe(1);
    expect(requantise(1, m, -1, 'single')).toBe(0);
  });
});

describe('quantizeMultiplier', () => {
  test('the mantissa has 31 bits and reproduces the factor', () => {
    fc.assert(
      fc.property(fc.double({ min: 2 ** -31, max: 16000, noNaN: true }), (factor) => {
        const { mantissa: m, shift } = quantizeMultiplier(factor);
        expect(m).toBeGreaterThanOrEqual(2 ** 30);
        expect(m).toBeLessThan(2 ** 31);
        expect(Math.abs((m * 2 ** (shift - 31)) / factor - 1)).toBeLessThan(2 ** -30);
      }),
    );
  });

  test('known values: 1/2, 3/4, just below 1, too small, zero', () => {
    expect(quantizeMultiplier(0.5)).toEqual({ mantissa: 2 ** 30, shift: 0 });
    expect(quantizeMultiplier(0.75)).toEqual({ mantissa: 1610612736, shift: 0 });
    expect(quantizeMultiplier(1 - 2 ** -40)).toEqual({ mantissa: 2 ** 30, shift: 1 });
    expect(quantizeMultiplier(2 ** -34)).toEqual({ mantissa: 0, shift: 0 });
    expect(quantizeMultiplier(0)).toEqual({ mantissa: 0, shift: 0 });
  });

  test.each([-1, NaN, Infinity, 20000])('%s is refused', (factor) => expect(() => quantizeMultiplier(factor)).toThrow(InputError));
});

test('halves round away from zero', () => {
  expect([-2.5, -1.5, -0.5, -0.2, 0.2, 0.5, 1.5, 2.5].map(roundAway)).toEqual([-3, -2, -1, 0, 0, 1, 2, 3]);
});
