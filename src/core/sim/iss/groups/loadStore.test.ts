/** Loads and stores: widths, signs, write-back, multiples, exclusives, and the accesses that are refused. */
import { describe, expect, test } from 'vitest';
import { asm, execute, machineWith, RAM } from '../testing.ts';

const word = (value: number): number[] => [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
const fault = (stop: ReturnType<ReturnType<typeof machineWith>['run']>): string => (stop.reason === 'fault' ? stop.fault.message : stop.reason);

describe('single transfers', () => {
  test('bytes and halves come with and without sign', () => {
    const code = [
      asm('STR t, [n, #i]', { t: 1, n: 0, i: 0 }), asm('LDRB t, [n, #i]', { t: 2, n: 0, i: 3 }), asm('LDRH t, [n, #i]', { t: 3, n: 0, i: 1 }),
      asm('LDRSB t, [n, m]', { t: 4, n: 0, m: 7 }), asm('LDRSH.W t, [n, #i]', { t: 5, n: 0, i: 2 }),
    ];
    expect(execute('m3', code, { 0: RAM, 1: 0x80ff7f01 | 0, 7: 3 }).r.slice(2, 6)).toEqual([0x80, 0x80ff, -128, 0x80ff - 65536]);
  });

  test('pre- and post-indexing move the base', () => {
    const code = [asm('STR.W t, [n, #i] puw', { t: 1, n: 0, i: 4, p: 1, u: 1, w: 1 }), asm('LDR.W t, [n, #i] puw', { t: 2, n: 0, i: 8, p: 0, u: 0, w: 1 })];
    const out = execute('m3', code, { 0: RAM + 64, 1: 77 });
    expect([out.r[0], out.r[2]]).toEqual([RAM + 60, 77]);
  });

  test('unaligned words are fine on the M3 and a fault on the M0+', () => {
    const load = asm('LDR t, [n, #i]', { t: 0, n: 1, i: 0 });
    expect(execute('m3', [load], { 1: RAM + 2 }).stop.reason).toBe('breakpoint');
    for (const engine of ['interpret', 'translate'] as const) {
      const machine = machineWith('m0plus', [load], { engine });
      machine.setRegister(1, RAM + 2);
      expect(fault(machine.run(5))).toBe('read of 4 bytes at 0x20000002, which is not a multiple of 4, at 0x00000100');
    }
  });
});

describe('multiple transfers', () => {
  test('PUSH and POP bring registers home, lowest at the lowest address', () => {
    const out = execute('m0plus', [asm('PUSH {l}', { l: 0b1110, r: 1 }), asm('POP {l}', { l: 0b1110000 }), asm('POP {l}', { l: 1 })], { 1: 11, 2: 22, 3: 33, 14: 44 });
    expect([out.r[4], out.r[5], out.r[6], out.r[0], out.r[13]]).toEqual([11, 22, 33, 44, RAM + 4096]);
  });

  test('LDRD and LDM refuse unaligned addresses on every core', () => {
    const machine = machineWith('m7', [asm('LDRD t, d, [n, #i] puw', { t: 0, d: 2, n: 1, i: 0, p: 1, u: 1 })]);
    machine.setRegister(1, RAM + 2);
    expect(fault(machine.run(5))).toContain('which is not a multiple of 4');
  });

  test('LDM without its base in the list writes it back', () => {
    const machine = machineWith('m0plus', [asm('LDM n, {l}', { n: 0, l: 0b110 }), asm('BKPT #i', { i: 1 })]);
    machine.memory.write(RAM, Uint8Array.from([...word(5), ...word(-6)]));
    machine.setRegister(0, RAM);
    expect(machine.run(5).reason).toBe('breakpoint');
    expect(machine.registers.r.slice(0, 3)).toEqual([RAM + 8, 5, -6]);
  });
});

test('an exclusive store succeeds after an exclusive load from there, once', () => {
  const store = (d: number): number[] => asm('STREX d, t, [n, #i]', { d, t: 1, n: 0, i: 0 });
  const out = execute('m3', [store(2), asm('LDREX t, [n, #i]', { t: 3, n: 0, i: 0 }), store(4), store(5)], { 0: RAM, 1: 9 });
  expect([out.r[2], out.r[4], out.r[5]]).toEqual([1, 0, 1]);
});

test('load-acquire is an ARMv8-M instruction', () => {
  const code = [asm('LDA t, [n]', { t: 0, n: 1 })];
  expect(execute('m33', code, { 1: RAM }).stop.reason).toBe('breakpoint');
  expect(fault(execute('m7', code, { 1: RAM }).stop)).toContain('not an instruction of the Cortex-M7');
});

describe('refused accesses', () => {
  test.each([
    ['STR t, [n, #i]', 0x40, 'write of 4 bytes at 0x00000040, in flash, which cannot be written'],
    ['LDR t, [n, #i]', RAM + 4096, 'read of 4 bytes at 0x20001000, where there is no memory'],
    ['LDR t, [n, #i]', RAM + 4094, 'read of 4 bytes at 0x20000ffe, beyond the end of RAM'],
    ['STR t, [n, #i]', 0x40000000, 'write of 4 bytes at 0x40000000, where there is no memory'],
    ['LDR t, [n, #i]', 0xe000e100, 'read of 0xe000e100, where there is neither memory nor a simulated register'],
  ])('%s at %i', (syntax, address, message) => {
    for (const engine of ['interpret', 'translate'] as const) {
      const machine = machineWith('m4', [asm('NOP'), asm(syntax, { t: 0, n: 1, i: 0 })], { engine });
      machine.setRegister(1, address);
      expect(fault(machine.run(5))).toBe(`${message}, at 0x00000102`);
    }
  });
});
