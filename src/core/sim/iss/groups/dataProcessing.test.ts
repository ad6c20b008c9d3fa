/** Data processing, 16 and 32 bits long: results and flags that follow from the manual's pseudocode. */
import { describe, expect, test } from 'vitest';
import { asm, execute, machineWith } from '../testing.ts';

const MIN = -0x80000000;
const MAX = 0x7fffffff;

describe('addition and subtraction', () => {
  test.each([
    [MAX, 1, MIN, 'NV'],
    [-1, 1, 0, 'ZC'],
    [MIN, MIN, 0, 'ZCV'],
    [1, 2, 3, ''],
  ])('%i + %i', (a, b, sum, flags) => {
    const out = execute('m0plus', [asm('ADDS d, n, m', { d: 0, n: 1, m: 2 })], { 1: a, 2: b });
    expect([out.r[0], out.flags]).toEqual([sum, flags]);
  });

  test.each([
    [0, 1, -1, 'N'],
    [5, 5, 0, 'ZC'],
    [MIN, 1, MAX, 'CV'],
    [3, 1, 2, 'C'],
  ])('%i - %i: no borrow sets C', (a, b, difference, flags) => {
    const out = execute('m0plus', [asm('SUBS d, n, m', { d: 0, n: 1, m: 2 })], { 1: a, 2: b });
    expect([out.r[0], out.flags]).toEqual([difference, flags]);
  });

  test('64-bit sums are ADDS and ADCS', () => {
    const out = execute('m0plus', [asm('ADDS d, n, m', { d: 0, n: 0, m: 2 }), asm('ADCS d, m', { d: 1, m: 3 })], { 0: -1, 1: 0, 2: 1, 3: 7 });
    expect([out.r[0], out.r[1]]).toEqual([0, 8]);
  });

  test('SBCS borrows where C is clear', () => {
    const out = execute('m3', [asm('CMP n, #i', { n: 0, i: 1 }), asm('SBCS d, m', { d: 2, m: 3 })], { 0: 0, 2: 10, 3: 4 });
    expect(out.r[2]).toBe(5);
  });
});

describe('shifts', () => {
  test.each([
    ['LSLS d, m', 1, 32, 0, 'ZC'],
    ['LSLS d, m', 1, 33, 0, 'Z'],
    ['LSRS d, m', MIN, 32, 0, 'ZC'],
    ['ASRS d, m', MIN, 40, -1, 'NC'],
    ['RORS d, m', 1, 1, MIN, 'NC'],
    ['RORS d, m', 5, 0, 5, ''],
  ])('%s of %i by %i', (syntax, value, by, result, flags) => {
    const out = execute('m0plus', [asm(syntax, { d: 0, m: 1 })], { 0: value, 1: by });
    expect([out.r[0], out.flags]).toEqual([result, flags]);
  });

  test('an amount of 0 means 32 for LSR and ASR', () => {
    expect(execute('m0plus', [asm('LSRS d, m, #i', { d: 0, m: 1, i: 0 })], { 1: -1 }).r[0]).toBe(0);
    expect(execute('m0plus', [asm('ASRS d, m, #i', { d: 0, m: 1, i: 0 })], { 1: -5 }).r[0]).toBe(-1);
  });

  test('RRX takes C in at the top', () => {
    const out = execute('m3', [asm('CMP n, m', { n: 1, m: 1 }), asm('MOV.W d, m, #i', { d: 0, m: 2, i: 0, t: 3, s: 1 })], { 2: 2 });
    expect([out.r[0], out.flags]).toEqual([MIN + 1, 'N']);
  });
});

describe('modified immediates', () => {
  test.each([
    [0x0ab, 0xab],
    [0x1ab, 0x00ab00ab],
    [0x2ab, 0xab00ab00 | 0],
    [0x3ab, 0xabababab | 0],
    [0x4ff, 0x7f800000],
    [0xfff, 0x1fe],
  ])('%i', (i, value) => {
    expect(execute('m3', [asm('MOV.W d, #i', { d: 3, i })]).r[3]).toBe(value);
  });

  test('logic takes its carry from a rotated immediate', () => {
    expect(execute('m3', [asm('MOV.W d, #i', { d: 3, i: 0x47f, s: 1 })]).flags).toBe('NC');
  });

  test('MOVW and MOVT make any word', () => {
    // imm4:i:imm3:imm8 is spread over the encoding as i:imm4:imm3:imm8
    const spread = (value: number): number => (((value >> 11) & 1) << 15) | ((value >> 12) << 11) | (value & 0x7ff);
    expect(execute('m3', [asm('MOVW d, #i', { d: 0, i: spread(0x5678) }), asm('MOVT d, #i', { d: 0, i: spread(0x9abc) })]).r[0]).toBe(0x9abc5678 | 0);
  });
});

describe('fields, extension, byte order', () => {
  test('UBFX, SBFX, BFI, BFC', () => {
    const out = execute('m3', [
      asm('UBFX d, n, #l, #w', { d: 0, n: 4, l: 4, w: 7 }), asm('SBFX d, n, #l, #w', { d: 1, n: 4, l: 4, w: 7 }),
      asm('BFI d, n, #l, #b', { d: 2, n: 4, l: 8, b: 15 }), asm('BFC d, #l, #b', { d: 3, l: 0, b: 30 }),
    ], { 2: -1, 3: -1, 4: 0x00000f80 });
    expect(out.r.slice(0, 4)).toEqual([0xf8, -8, 0xffff80ff | 0, MIN]);
  });

  test('REV, REV16, REVSH, RBIT, CLZ', () => {
    const code = [asm('REV d, m', { d: 0, m: 7 }), asm('REV16 d, m', { d: 1, m: 7 }), asm('REVSH d, m', { d: 2, m: 7 }), asm('RBIT d, m', { d: 3, m: 7, n: 7 }), asm('CLZ d, m', { d: 4, m: 7, n: 7 })];
    expect(execute('m3', code, { 7: 0x00345680 }).r.slice(0, 5)).toEqual([0x80563400 | 0, 0x34008056, 0xffff8056 | 0, 0x016a2c00, 10]);
  });

  test('SSAT and USAT set Q where they clamp', () => {
    const out = execute('m3', [asm('SSAT d, #b, n', { d: 0, n: 2, b: 7 }), asm('USAT d, #b, n', { d: 1, n: 3, b: 8 })], { 2: 300, 3: -5 });
    expect([out.r[0], out.r[1], out.flags]).toEqual([127, 0, 'Q']);
    expect(execute('m3', [asm('SSAT d, #b, n', { d: 0, n: 2, b: 7 })], { 2: -128 }).flags).toBe('');
  });
});

test('an instruction of another core traps with address, encoding and name', () => {
  const smlad = asm('SMLAD d, n, m, a', { d: 0, n: 1, m: 2, a: 3 });
  for (const engine of ['interpret', 'translate'] as const) {
    const stop = machineWith('m3', [asm('NOP'), smlad], { engine }).run(10);
    expect(stop.reason === 'fault' && stop.fault.message).toBe('SMLAD (encoding fb213002): not an instruction of the Cortex-M3, at 0x00000102');
  }
});
