/** Products, divisions and the DSP extension's halves, with the values at which they saturate or overflow. */
import { describe, expect, test } from 'vitest';
import { asm, execute } from '../testing.ts';

const MIN = -0x80000000;
const pack = (high: number, low: number): number => (high << 16) | (low & 0xffff);

describe('products', () => {
  test('UMULL and SMULL of -1 by -1', () => {
    const out = execute('m3', [asm('UMULL l, h, n, m', { l: 0, h: 1, n: 4, m: 4 }), asm('SMULL l, h, n, m', { l: 2, h: 3, n: 4, m: 4 })], { 4: -1 });
    expect(out.r.slice(0, 4)).toEqual([1, -2, 1, 0]);
  });

  test('UMAAL cannot overflow: (2^32 - 1)^2 + 2 (2^32 - 1) = 2^64 - 1', () => {
    expect(execute('m4', [asm('UMAAL l, h, n, m', { l: 0, h: 1, n: 2, m: 3 })], { 0: -1, 1: -1, 2: -1, 3: -1 }).r.slice(0, 2)).toEqual([-1, -1]);
  });

  test('division: by zero gives zero, the one overflow gives its dividend', () => {
    const sdiv = (a: number, b: number): number => execute('m3', [asm('SDIV d, n, m', { d: 0, n: 1, m: 2 })], { 1: a, 2: b }).r[0];
    expect([sdiv(-7, 2), sdiv(7, 0), sdiv(MIN, -1), sdiv(9, -1)]).toEqual([-3, 0, MIN, -9]);
    expect(execute('m3', [asm('UDIV d, n, m', { d: 0, n: 1, m: 2 })], { 1: -1, 2: 16 }).r[0]).toBe(0x0fffffff);
  });
});

describe('pairs of halves', () => {
  test('SMLAD: two products and a sum, Q on overflow of the sum alone', () => {
    const smlad = asm('SMLAD d, n, m, a', { d: 0, n: 1, m: 2, a: 3 });
    const out = execute('m4', [smlad], { 1: pack(3, -2), 2: pack(5, 7), 3: 100 });
    expect([out.r[0], out.flags]).toEqual([101, '']);
    const worst = pack(-32768, -32768);
    expect(execute('m4', [smlad], { 1: worst, 2: worst, 3: -1 }).flags).toBe('');
    expect(execute('m4', [smlad], { 1: worst, 2: worst, 3: 0 }).flags).toBe('Q');
  });

  test('SMLABB to SMLATT choose halves', () => {
    const code = [0, 1, 2, 3].map((yz) => asm('SMULxy d, n, m', { d: yz, n: 6, m: 7, y: yz >> 1, z: yz & 1 }));
    expect(execute('m4', code, { 6: pack(2, 3), 7: pack(5, 7) }).r.slice(0, 4)).toEqual([21, 15, 14, 10]);
  });

  test('SMMULR rounds the high word', () => {
    const code = [asm('SMMUL d, n, m', { d: 0, n: 2, m: 3, r: 0 }), asm('SMMUL d, n, m', { d: 1, n: 2, m: 3, r: 1 })];
    expect(execute('m4', code, { 2: 0x40000000, 3: 2 }).r.slice(0, 2)).toEqual([0, 1]);
  });
});

describe('lanes', () => {
  test('SADD16 and UADD8 set GE lane by lane; SEL reads it', () => {
    const sadd = execute('m4', [asm('SADD16 d, n, m', { d: 0, n: 1, m: 2 })], { 1: pack(-5, 5), 2: pack(2, 2) });
    expect([sadd.r[0], sadd.ge]).toEqual([pack(-3, 7), 0b0011]);
    const select = execute('m4', [asm('UADD8 d, n, m', { d: 0, n: 1, m: 2 }), asm('SEL d, n, m', { d: 3, n: 4, m: 5 })], { 1: 0xff010203 | 0, 2: 0x01ff0000, 4: 0x11111111, 5: 0x22222222 });
    expect([select.ge, select.r[3]]).toEqual([0b1100, 0x11112222]);
  });

  test('QADD16 stops at the ends of a half', () => {
    expect(execute('m4', [asm('QADD16 d, n, m', { d: 0, n: 1, m: 2 })], { 1: pack(32767, -32768), 2: pack(1, -1) }).r[0]).toBe(pack(32767, -32768));
  });

  test('USAD8 sums absolute differences', () => {
    expect(execute('m4', [asm('USAD8 d, n, m', { d: 0, n: 1, m: 2 })], { 1: 0x01ff0010, 2: 0x02000f00 }).r[0]).toBe(1 + 255 + 15 + 16);
  });

  test('SXTB16 and SXTAB16 spread bytes, rotated', () => {
    const code = [asm('SXTB16 d, m, #r', { d: 0, m: 2, r: 1 }), asm('SXTAB16 d, n, m, #r', { d: 1, n: 3, m: 2, r: 0 })];
    expect(execute('m4', code, { 2: 0x7f80ff01, 3: pack(10, 20) }).r.slice(0, 2)).toEqual([pack(127, -1), pack(10 - 128, 21)]);
  });

  test('QSUB saturates and keeps Q', () => {
    const out = execute('m4', [asm('QSUB d, m, n', { d: 0, m: 1, n: 2 })], { 1: MIN, 2: 1 });
    expect([out.r[0], out.flags]).toEqual([MIN, 'Q']);
  });
});
