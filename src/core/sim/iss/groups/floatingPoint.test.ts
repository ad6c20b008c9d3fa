/** Single precision: values, NaNs, comparison, conversion, the fused sum. */
import { describe, expect, test } from 'vitest';
import { asm, execute } from '../testing.ts';

const view = new DataView(new ArrayBuffer(4));
const bits = (value: number): number => (view.setFloat32(0, value), view.getInt32(0));
const float = (word: number): number => (view.setInt32(0, word), view.getFloat32(0));
/** s0 is the destination, s2 and s4 the operands. */
const three = { d: 0, e: 0, n: 1, k: 0, m: 2, l: 0 };
const run = (syntax: string, a: number, b: number, c = 0): number => execute('m33', [asm(syntax, three)], {}, [c, 0, a, 0, b]).s[0];

test.each([['VADD', 3.75], ['VSUB', 0.75], ['VMUL', 3.375], ['VDIV', 1.5], ['VNMUL', -3.375]])('%s of 2.25 and 1.5', (name, result) => {
  expect(float(run(`${name} d, n, m`, bits(2.25), bits(1.5)))).toBe(result);
});

describe('NaNs', () => {
  const [quiet, signalling] = [0x7fc01234, 0x7f801234];
  test('an invalid operation gives the default NaN', () => {
    expect(run('VSUB d, n, m', bits(Infinity), bits(Infinity))).toBe(0x7fc00000);
    expect(run('VDIV d, n, m', 0, 0)).toBe(0x7fc00000);
  });
  test('a signalling operand goes before a quiet one, and becomes quiet', () => {
    expect(run('VADD d, n, m', quiet, signalling)).toBe(0x7fc01234);
    expect(run('VADD d, n, m', 0x7fc00007, 0x7fc00009)).toBe(0x7fc00007);
  });
  test('VMAXNM prefers the number', () => {
    expect(float(run('VMAXNM d, n, m', quiet, bits(2)))).toBe(2);
  });
});

test('VFMA rounds once where VMLA rounds twice', () => {
  const a = bits(1 + 2 ** -12);
  const minus = bits(-(1 + 2 ** -11));
  expect(float(run('VFMA d, n, m', a, a, minus))).toBe(2 ** -24);
  expect(float(run('VMLA d, n, m', a, a, minus))).toBe(0);
});

test.each([[1, 2, 'N'], [2, 2, 'ZC'], [3, 2, 'C'], [NaN, 2, 'CV']])('VCMP of %d and %d', (a, b, flags) => {
  const code = [asm('VCMP d, m', { d: 0, e: 0, m: 1, l: 0 }), asm('VMRS t', { t: 15 })];
  expect(execute('m4', code, {}, [bits(a), 0, bits(b)]).flags).toBe(flags);
});

test.each([
  ['VCVT.S32.F32 d, m', -2.7, -2],
  ['VCVT.S32.F32 d, m', 3e9, 0x7fffffff],
  ['VCVT.U32.F32 d, m', -1, 0],
  ['VCVT.S32.F32 d, m', NaN, 0],
  ['VCVTR.S32.F32 d, m', 2.5, 2],
])('%s of %d', (syntax, value, result) => {
  expect(execute('m4', [asm(syntax, { d: 0, e: 0, m: 1, l: 0 })], {}, [0, 0, bits(value)]).s[0]).toBe(result);
});

test('VMOV makes the constants the manual lists: 0x70 is 1.0, 0x00 is 2.0, 0x3f is 31.0', () => {
  const constants = [0x70, 0x00, 0x3f].map((i) => float(execute('m4', [asm('VMOV d, #i', { d: 0, e: 0, i })]).s[0]));
  expect(constants).toEqual([1, 2, 31]);
});

test('VRINTA and VSEL are of FPv5', () => {
  const code = [asm('VRINTA d, m', { d: 0, e: 0, m: 1, l: 0 })];
  expect(float(execute('m7', code, {}, [0, 0, bits(-2.5)]).s[0])).toBe(-3);
  const { stop } = execute('m4', code);
  expect(stop.reason === 'fault' && stop.fault.message).toContain('not an instruction of the Cortex-M4');
});

test('rounding modes other than that of reset are refused', () => {
  const { stop } = execute('m4', [asm('VMSR t', { t: 0 })], { 0: 0x01000000 });
  expect(stop.reason === 'fault' && stop.fault.message).toContain('only the rounding and NaN modes of reset are simulated');
});
