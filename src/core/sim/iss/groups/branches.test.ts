/** Branches, calls, tables, IT blocks, special registers. */
import { describe, expect, test } from 'vitest';
import { asm, CODE, execute, machineWith } from '../testing.ts';

const CODES = ['EQ', 'NE', 'CS', 'CC', 'MI', 'PL', 'VS', 'VC', 'HI', 'LS', 'GE', 'LT', 'GT', 'LE'];
/** Which conditions hold after comparing, by the meaning of their names. */
const holds = (a: number, b: number): boolean[] => {
  const difference = (a - b) | 0;
  const overflow = a - b !== difference;
  const [ua, ub] = [a >>> 0, b >>> 0];
  return [a === b, a !== b, ua >= ub, ua < ub, difference < 0, difference >= 0, overflow, !overflow, ua > ub, ua <= ub, a >= b, a < b, a > b, a <= b];
};

describe.each([[1, 2], [2, 1], [7, 7], [-0x80000000, 1], [0x7fffffff, -1], [-1, 1]])('after comparing %i with %i', (a, b) => {
  test.each(CODES.map((name, code) => [name, code] as const))('%s', (_name, code) => {
    const branch = execute('m3', [asm('CMP n, m', { n: 0, m: 1 }), asm('Bc i', { c: code, i: 0 }), asm('MOVS d, #i', { d: 2, i: 1 }), asm('NOP')], { 0: a, 1: b, 2: 0 });
    expect(branch.r[2]).toBe(holds(a, b)[code] ? 0 : 1);
    const predicated = execute('m3', [asm('CMP n, m', { n: 0, m: 1 }), asm('IT', { c: code, m: 0b0100 | ((code & 1) ^ 1 ? 0b1000 : 0) }), asm('MOVS d, #i', { d: 2, i: 5 }), asm('MOVS d, #i', { d: 3, i: 6 })], { 0: a, 1: b, 2: 0, 3: 0 });
    expect([predicated.r[2], predicated.r[3]]).toEqual(holds(a, b)[code] ? [5, 0] : [0, 6]);
    // 16-bit moves leave the flags alone in an IT block
    expect(predicated.flags).toBe(execute('m3', [asm('CMP n, m', { n: 0, m: 1 })], { 0: a, 1: b }).flags);
  });
});

test('a loop counts its instructions: 1 + 3 n', () => {
  const loop = [asm('MOVS d, #i', { d: 0, i: 100 }), asm('ADDS d, n, m', { d: 1, n: 1, m: 0 }), asm('SUBS d, #i', { d: 0, i: 1 }), asm('Bc i', { c: 1, i: 0xfc })];
  const { r, machine } = execute('m0plus', loop);
  expect([r[1], machine.instructions]).toEqual([5050, 1 + 300 + 1]);
});

test('BL leaves the return address with the Thumb bit; BX comes back', () => {
  const code = [asm('BL', { s: 0, i: 0, j: 1, k: 1, l: 2 }), asm('MOVS d, #i', { d: 1, i: 9 }), asm('BKPT #i', { i: 0 }), asm('MOVS d, #i', { d: 0, i: 3 }), asm('BX m', { m: 14 })];
  const { r } = execute('m0plus', code, { 0: 0, 1: 0 });
  expect([r[0], r[1], r[14]]).toEqual([3, 9, (CODE + 4) | 1]);
});

test('BX to an even address is a fault: these cores know only Thumb', () => {
  const machine = machineWith('m4', [asm('BX m', { m: 0 })]);
  machine.setRegister(0, 0x200);
  const stop = machine.run(5);
  expect(stop.reason === 'fault' && stop.fault.kind).toBe('state');
});

test('TBB jumps by a table of halfwords', () => {
  const table = [0x0302]; // offsets 2 and 3
  const code = [asm('CMP n, #i', { n: 0, i: 1 }), asm('TBB [n, m]', { n: 15, m: 0 }), table, [0xbf00], asm('MOVS d, #i', { d: 1, i: 10 }), asm('ADDS d, #i', { d: 1, i: 5 })];
  expect([0, 1].map((index) => execute('m3', code, { 0: index, 1: 0 }).r[1])).toEqual([15, 5]);
});

test('CBZ and CBNZ', () => {
  const code = [asm('CBZ n', { n: 0, i: 0 }), asm('MOVS d, #i', { d: 1, i: 1 }), asm('NOP')];
  expect([0, 4].map((value) => execute('m3', code, { 0: value, 1: 0 }).r[1])).toEqual([0, 1]);
});

test('MSR and MRS carry the flags; GE only with DSP instructions', () => {
  const code = [asm('MSR n', { n: 0, m: 3, s: 0 }), asm('MRS d', { d: 1, s: 0 })];
  const out = execute('m4', code, { 0: 0xf80f0000 | 0 });
  expect([out.r[1], out.flags, out.ge]).toEqual([0xf80f0000 | 0, 'NZCVQ', 15]);
});

test('WFI says that nothing will come', () => {
  const { stop } = execute('m4', [asm('WFI')]);
  expect(stop.reason === 'fault' && stop.fault.message).toContain('WFI (encoding bf30): waits for an interrupt, and none come');
});
