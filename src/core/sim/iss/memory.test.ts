/** Memory beyond the busiest two regions, the same bytes at two addresses, code in RAM, and every rule an access can break: alike on both engines. */
import { describe, expect, test } from 'vitest';
import type { IssCore } from './cores.ts';
import type { Machine } from './machine.ts';
import type { MemoryMap } from './memory.ts';
import { asm, machineWith, RAM, testMap } from './testing.ts';

const TCM = 0x1000_0000;
const OUTER = 0x9000_0000;
const map: MemoryMap = {
  ...testMap,
  regions: [
    ...testMap.regions,
    { name: 'TCM', base: TCM, bytes: 256, writable: true },
    { name: 'external flash', base: OUTER, bytes: 256, writable: false },
    { name: 'RAM again', base: 0x3000_0000, bytes: 4096, writable: true, same: { as: 'RAM', from: 1024 } },
  ],
};
const ENGINES = ['interpret', 'translate'] as const;
const end = asm('BKPT #i', { i: 0 });

/** What both engines end with; r1 holds an address, r2 a value. */
function both(core: IssCore, code: readonly (readonly number[])[], address: number, prepare: (machine: Machine) => void = () => {}): { readonly how: string; readonly r: readonly number[]; readonly machine: Machine } {
  const [first, second] = ENGINES.map((engine) => {
    const machine = machineWith(core, [...code, end], { engine, memory: map });
    prepare(machine);
    machine.setRegister(1, address);
    machine.setRegister(2, 0x1234_5678);
    const stop = machine.run(100);
    return { how: stop.reason === 'fault' ? `${stop.fault.kind}: ${stop.fault.message}` : stop.reason, r: machine.registers.r, machine };
  });
  expect(second.how).toBe(first.how);
  if (first.how === 'breakpoint') expect(second.r).toEqual(first.r);
  return second;
}

const STR = asm('STR t, [n, #i]', { t: 2, n: 1, i: 0 });
const STRB = asm('STRB t, [n, #i]', { t: 2, n: 1, i: 1 });
const STRH = asm('STRH t, [n, #i]', { t: 2, n: 1, i: 1 });
const LDR = asm('LDR t, [n, #i]', { t: 3, n: 1, i: 0 });
const LDRSB = asm('LDRSB t, [n, m]', { t: 3, n: 1, m: 0 });
const STM = asm('STM n!, {l}', { n: 1, l: 0b1100 });
const LDM = asm('LDM n, {l}', { n: 1, l: 0b110000 });

describe('every region', () => {
  test.each([['the first', RAM], ['a third', TCM], ['one that is another', 0x3000_0000]])('%s: words, halves, bytes and many words', (_, base) => {
    expect(both('m4', [STR, STRB, STRH, LDR], base).r[3]).toBe(0x5678_7878);
    const { machine, how } = both('m4', [STM, LDM], base, (one) => one.memory.write(base + 8, Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0)));
    expect([how, machine.registers.r.slice(4, 6)]).toEqual(['breakpoint', [1, 2]]);
  });

  test('the same bytes at another address', () => {
    const { machine } = both('m0plus', [STR], 0x3000_0010);
    expect([...machine.memory.read(RAM + 1024 + 16, 4)]).toEqual([0x78, 0x56, 0x34, 0x12]);
  });

  test('flash outside the chip is read, signs extended', () => {
    expect(both('m0plus', [LDRSB], OUTER, (machine) => machine.memory.write(OUTER, Uint8Array.of(0x80))).r[3]).toBe(-128);
  });
});

describe('what an access must not do is a fault with its address and the instruction\'s', () => {
  const LDRD = asm('LDRD t, d, [n, #i] puw', { t: 3, d: 4, n: 1, p: 1, u: 1, w: 0, i: 0 });
  const VLDR = asm('VLDR d, [n, #i]', { d: 0, e: 0, n: 1, u: 1, i: 0 });
  const LDRH = asm('LDRH t, [n, #i]', { t: 3, n: 1, i: 0 });
  test.each<readonly [string, IssCore, readonly number[], number, string]>([
    ['reads nothing', 'm4', LDR, 0x4000_0000, 'unmapped: read of 4 bytes at 0x40000000, where there is no memory'],
    ['writes nothing', 'm4', STR, 0x4000_0000, 'unmapped: write of 4 bytes at 0x40000000, where there is no memory'],
    ['reads past the end', 'm4', LDR, TCM + 254, 'unmapped: read of 4 bytes at 0x100000fe, beyond the end of TCM'],
    ['reads many past the end', 'm4', LDM, TCM + 252, 'unmapped: read of 8 bytes at 0x100000fc, beyond the end of TCM'],
    ['writes flash', 'm4', STR, 0x200, 'readOnly: write of 4 bytes at 0x00000200, in flash, which cannot be written'],
    ['writes external flash', 'm4', STRB, OUTER, 'readOnly: write of 1 bytes at 0x90000001, in external flash, which cannot be written'],
    ['writes many to external flash', 'm4', STM, OUTER, 'readOnly: write of 8 bytes at 0x90000000, in external flash, which cannot be written'],
    ['reads a word unaligned, M0+', 'm0plus', LDR, TCM + 2, 'unaligned: read of 4 bytes at 0x10000002, which is not a multiple of 4'],
    ['reads a half unaligned, M0+', 'm0plus', LDRH, RAM + 1, 'unaligned: read of 2 bytes at 0x20000001, which is not a multiple of 2'],
    ['writes a word unaligned, M0+', 'm0plus', STR, TCM + 1, 'unaligned: write of 4 bytes at 0x10000001, which is not a multiple of 4'],
    ['LDRD unaligned', 'm4', LDRD, TCM + 2, 'unaligned: read of 8 bytes at 0x10000002, which is not a multiple of 4'],
    ['LDM unaligned', 'm4', LDM, RAM + 2, 'unaligned: read of 8 bytes at 0x20000002, which is not a multiple of 4'],
    ['VLDR unaligned', 'm4', VLDR, RAM + 1, 'unaligned: read of 4 bytes at 0x20000001, which is not a multiple of 4'],
  ])('%s', (_, core, code, address, message) => expect(both(core, [code], address).how).toBe(`${message}, at 0x00000100`));

  test('M3 to M33 read and write single words and halves anywhere', () => {
    for (const core of ['m3', 'm4', 'm7', 'm33'] as const) expect(both(core, [STR, LDR, LDRH], TCM + 3).r[3]).toBe(0x5678);
  });
});

test('code in RAM runs, is counted, and comes back', () => {
  const double = [...asm('ADDS d, n, m', { d: 0, n: 2, m: 2 }), ...asm('BX m', { m: 14 })];
  const { machine, how, r } = both('m4', [asm('BLX m', { m: 1 })], TCM + 1, (one) => one.memory.write(TCM, new Uint8Array(Uint16Array.from(double).buffer)));
  expect([how, r[0], machine.instructions]).toEqual(['breakpoint', 0x2468_acf0, 4]);
});
