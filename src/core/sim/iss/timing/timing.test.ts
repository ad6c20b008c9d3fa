/** Cycles as the cores' manuals print them, and the M7's schedule against what two instructions a cycle must give. */
import { describe, expect, test } from 'vitest';
import type { IssCore } from '../cores.ts';
import { decode } from '../decode/decoder.ts';
import { asm } from '../testing.ts';
import { blockCycles } from './blockCycles.ts';

/** Cycles of a straight block, with and without its branch taken. */
function cycles(core: IssCore, ...code: readonly (readonly number[])[]): { readonly straight: number; readonly taken: number } {
  let address = 0x100;
  const instructions = code.map((halfwords) => {
    const length = halfwords.length === 2 ? 4 : 2;
    const instruction = decode(core, address, length === 4 ? (halfwords[0] << 16) | halfwords[1] : halfwords[0], length, null);
    address += length;
    return instruction;
  });
  return blockCycles(core)({ address: 0x100, instructions, end: address, successors: [], leaves: true, isEntry: true });
}

const load = (t: number): number[] => asm('LDR t, [n, #i]', { t, n: 0, i: 0 });
const pop = asm('POP {l}', { l: 0b1111, p: 1 });

describe('Cortex-M0+ (DDI 0484C, table 3-1)', () => {
  test.each([
    ['ADDS', asm('ADDS d, n, m', { d: 0, n: 1, m: 2 }), 1],
    ['MULS', asm('MULS d, n', { d: 0, n: 1 }), 1],
    ['LDR', load(1), 2],
    ['STR', asm('STR t, [n, #i]', { t: 1, n: 0, i: 0 }), 2],
    ['PUSH of 4: 1 + N', asm('PUSH {l}', { l: 0b1111, r: 0 }), 5],
    ['POP of 4 and PC: 3 + N', pop, 8],
    ['B, taken', asm('B i', { i: 0 }), 2],
    ['BL', asm('BL', { s: 0, i: 0, j: 1, k: 1, l: 0 }), 3],
    ['BX', asm('BX m', { m: 14 }), 2],
  ])('%s', (_name, code, expected) => {
    const { straight, taken } = cycles('m0plus', code);
    expect(straight + (/taken|BL|BX|PC/.test(_name) ? taken : 0)).toBe(expected);
  });
});

describe('Cortex-M4 (100166, table 3-1)', () => {
  test('the MAC takes one cycle, on the M3 two', () => {
    const mla = asm('MLA d, n, m, a', { d: 0, n: 1, m: 2, a: 3 });
    expect([cycles('m4', mla).straight, cycles('m3', mla).straight]).toEqual([1, 2]);
    expect(cycles('m4', asm('SMLAD d, n, m, a', { d: 0, n: 1, m: 2, a: 3 })).straight).toBe(1);
  });

  test('neighbouring loads overlap: N loads take 1 + N', () => {
    expect(cycles('m4', load(1), load(2), load(3), load(4)).straight).toBe(5);
  });

  test('LDM and POP take 1 + N, single-precision division 14', () => {
    expect(cycles('m4', asm('LDM n, {l}', { n: 0, l: 0b111110 })).straight).toBe(6);
    expect(cycles('m4', asm('VDIV d, n, m', { d: 0, e: 0, n: 1, k: 0, m: 2, l: 0 })).straight).toBe(14);
  });

  test('the M33 goes by the same table', () => {
    const code = [load(1), asm('SMLAD d, n, m, a', { d: 0, n: 1, m: 2, a: 3 }), asm('SDIV d, n, m', { d: 0, n: 1, m: 2 })];
    expect(cycles('m33', ...code)).toEqual(cycles('m4', ...code));
  });
});

describe('Cortex-M7, two a cycle', () => {
  const add = (d: number, n: number): number[] => asm('ADDS d, n, #i', { d, n, i: 1 });
  const free = (d: number): number[] => asm('MOV d, m', { d, m: 7 });

  test('independent moves go in pairs', () => expect(cycles('m7', free(0), free(1), free(2), free(3)).straight).toBe(2));
  test('a chain goes one by one', () => expect(cycles('m7', add(0, 0), add(0, 0), add(0, 0), add(0, 0)).straight).toBe(4));
  test('the result of a load is there two cycles later', () => expect(cycles('m7', load(1), add(2, 1)).straight).toBe(3));
  test('one multiplier', () => {
    const mul = (d: number): number[] => asm('MUL d, n, m', { d, n: 6, m: 7 });
    expect(cycles('m7', mul(0), mul(1), mul(2)).straight).toBe(3);
  });
});
