/** Double precision, as far as random instructions against QEMU (golden/) leave it out: the fused sum, rounding at ties, cores without it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asm, execute } from '../testing.ts';

const view = new DataView(new ArrayBuffer(8));
const words = (value: number): [number, number] => (view.setFloat64(0, value), [view.getInt32(4), view.getInt32(0)]);
const double = (s: ArrayLike<number>): number => (view.setInt32(4, s[0]), view.setInt32(0, s[1]), view.getFloat64(0));
/** d0 is the destination, d1 and d2 the operands. */
const three = { d: 0, n: 1, m: 2 };
const run = (syntax: string, fields: Readonly<Record<string, number>>, ...values: readonly number[]) => execute('m7dp', [asm(syntax, fields)], {}, values.flatMap(words));

/** The value as a whole number times a power of two. */
function exactly(value: number): readonly [bigint, number] {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const mantissa = (bits & ((1n << 52n) - 1n)) | (exponent === 0 ? 0n : 1n << 52n);
  return [bits >> 63n === 0n ? mantissa : -mantissa, Math.max(1, exponent) - 1075];
}

/** addend + a * b in whole numbers, rounded once to the nearest double, ties to even. For results that are normal. */
function fusedByHand(addend: number, a: number, b: number): number {
  const [[c, ce], [ma, ea], [mb, eb]] = [exactly(addend), exactly(a), exactly(b)];
  const lowest = Math.min(ce, ea + eb);
  const sum = (c << BigInt(ce - lowest)) + ((ma * mb) << BigInt(ea + eb - lowest));
  const size = sum < 0n ? -sum : sum;
  const excess = Math.max(0, size.toString(2).length - 53);
  const [kept, cut, tie] = [size >> BigInt(excess), size & ((1n << BigInt(excess)) - 1n), excess === 0 ? 1n : 1n << BigInt(excess - 1)];
  const rounded = kept + (cut > tie || (cut === tie && excess > 0 && kept % 2n === 1n) ? 1n : 0n);
  return Number(sum < 0n ? -rounded : rounded) * 2 ** (excess + lowest);
}

describe('fused multiply-add', () => {
  // few bits, so that sums cancel and ties come up, or all of them
  const mantissa = fc.oneof(fc.integer({ min: -8, max: 8 }), fc.double({ min: -2, max: 2, noNaN: true }));
  const value = fc.tuple(mantissa, fc.integer({ min: -60, max: 60 })).map(([m, e]) => m * 2 ** e).filter((v) => v === 0 || Math.abs(v) > 1e-100);
  test('rounds once, whatever cancels', () => {
    fc.assert(fc.property(value, value, value, (addend, a, b) => {
      expect(double(run('VFMA.F64 d, n, m', three, addend, a, b).s) + 0).toBe(fusedByHand(addend, a, b) + 0);
    }), { seed: 11, numRuns: 300 });
  });
  test('where the sum of rounded parts would be wrong', () => {
    const a = 1 + 2 ** -27;
    expect(double(run('VFMA.F64 d, n, m', three, -(1 + 2 ** -26), a, a).s)).toBe(2 ** -54);
    expect(double(run('VMLA.F64 d, n, m', three, -(1 + 2 ** -26), a, a).s)).toBe(0);
    // the product's tail decides a tie
    expect(double(run('VFMS.F64 d, n, m', three, 2 ** 53, 1 + 2 ** -30, -(1 - 2 ** -30)).s)).toBe(fusedByHand(2 ** 53, 1 + 2 ** -30, 1 - 2 ** -30));
  });
  test('infinities, zeros and NaNs', () => {
    const fma = (addend: number, a: number, b: number): number => double(run('VFMA.F64 d, n, m', three, addend, a, b).s);
    expect([fma(1, Infinity, 2), fma(-Infinity, 1e300, 1), fma(Infinity, -Infinity, 1), fma(NaN, 1, 1), fma(1, 0, Infinity)]).toEqual([Infinity, -Infinity, NaN, NaN, NaN]);
    expect([Object.is(fma(-0, -0, 5), -0), fma(1e-310, 0, 7)]).toEqual([true, 1e-310]);
  });
  test('what is too large or small for it is refused by name, not rounded twice', () => {
    const { stop } = run('VFNMA.F64 d, n, m', three, 1, 1e-200, 1e-200);
    expect(stop.reason === 'fault' && stop.fault.message).toContain('a fused sum of doubles beyond 2^400 or below 2^-400 is not simulated');
  });
});

test('halves are rounded away from zero without rounding before', () => {
  const rounded = (value: number): number => double(run('VRINTA.F64 d, m', { d: 0, m: 1 }, 0, value).s);
  expect([0.49999999999999994, 0.5, -2.5, 2251799813685248.5, -0.2, Infinity].map(rounded)).toEqual([0, 1, -3, 2251799813685249, -0, Infinity]);
});

test('VMOV makes the constants the manual lists', () => {
  expect([0x70, 0x00, 0x3f, 0xf0].map((i) => double(execute('m7dp', [asm('VMOV.F64 d, #i', { d: 0, i })]).s))).toEqual([1, 2, 31, -1]);
});

test('a NaN keeps the bits there is room for, and becomes quiet', () => {
  const wide = execute('m7dp', [asm('VCVT.F64.F32 d, m', { d: 1, m: 0, l: 0 })], {}, [0xffa0_0001 | 0]).s;
  expect([wide[2] >>> 0, wide[3] >>> 0]).toEqual([0x2000_0000, 0xfffc_0000]);
  expect(execute('m7dp', [asm('VCVT.F32.F64 d, m', { d: 0, e: 0, m: 1 })], {}, [0, 0, 0x2000_0000, 0x7ff4_0000]).s[0]).toBe(0x7fe0_0001);
});

test('boards whose M7 has single precision alone refuse it', () => {
  const { stop } = execute('m7', [asm('VADD.F64 d, n, m', three)]);
  expect(stop.reason === 'fault' && stop.fault.message).toContain('this Cortex-M7 has no double precision');
});
