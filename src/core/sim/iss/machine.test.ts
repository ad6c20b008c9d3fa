/** The machine around the instructions: stepping and running agree, fuel, calls, stack limit, watching, bad images. */
import { describe, expect, test } from 'vitest';
import { InputError } from '../../lib/index.ts';
import { loadElf } from './elf.ts';
import { createMachine } from './machine.ts';
import { asm, CODE, machineWith, RAM, testMap } from './testing.ts';

const forever = [asm('ADDS d, #i', { d: 0, i: 1 }), asm('B i', { i: 0x7fd })];
const double = [asm('ADDS d, n, m', { d: 0, n: 0, m: 0 }), asm('BX m', { m: 14 })];

describe('running', () => {
  test('an endless loop ends with the fuel, and goes on with more', () => {
    for (const engine of ['interpret', 'translate'] as const) {
      const machine = machineWith('m0plus', forever, { engine });
      expect(machine.run(1000)).toEqual({ reason: 'fuel' });
      expect(machine.registers.r[0]).toBe(500);
      expect(machine.run(1000)).toEqual({ reason: 'fuel' });
      expect(machine.instructions).toBe(2000);
    }
  });

  test('stepping into an IT block and running on gives what running gives', () => {
    const code = [asm('CMP n, #i', { n: 0, i: 0 }), asm('IT', { c: 0, m: 0b0001 }), ...[1, 2, 3, 4].map((d) => asm('MOVS d, #i', { d, i: d })), asm('BKPT #i', { i: 1 })];
    for (let steps = 0; steps < 7; steps++) {
      const machine = machineWith('m4', code);
      for (let i = 0; i < steps; i++) expect(machine.step()).toBeNull();
      expect(machine.run(20)).toEqual({ reason: 'breakpoint', address: CODE + 12, number: 1 });
      expect([machine.registers.r.slice(1, 5), machine.instructions]).toEqual([[1, 2, 3, 4], 7]);
    }
  });

  test('a function is called again and again, with the same count each time', () => {
    const machine = machineWith('m3', double);
    for (const value of [1, 21, -5]) {
      const before = machine.instructions;
      expect(machine.callFunction(CODE, [value])).toEqual({ reason: 'return' });
      expect([machine.registers.r[0], machine.instructions - before]).toEqual([2 * value, 2]);
    }
  });

  test('cycles add up by the table: an M0+ load takes 2, a taken branch 2', () => {
    const machine = machineWith('m0plus', [asm('LDR t, [n, #i]', { t: 1, n: 0, i: 0 }), asm('B i', { i: 0 }), asm('NOP'), asm('BKPT #i', { i: 0 })], { countCycles: true });
    machine.setRegister(0, RAM);
    machine.run(10);
    expect(machine.cycles).toBe(2 + 2 + 1);
  });

  test('a profile counts what ran, by function and class', () => {
    const machine = machineWith('m3', double, { profile: true });
    for (let i = 0; i < 10; i++) machine.callFunction(CODE, [i]);
    const { instructions, mix, functions, executions } = machine.profile;
    expect([instructions, mix, functions.length, executions.get(CODE)]).toEqual([20, { alu: 10, branch: 10 }, 1, 10]);
  });

  test('semihosting: text; an operation that is none is named', () => {
    const message = Uint8Array.from([104, 105, 10, 0]);
    const call = asm('BKPT #i', { i: 0xab });
    const machine = machineWith('m0plus', [asm('MOVS d, #i', { d: 0, i: 4 }), call, asm('MOVS d, #i', { d: 0, i: 0x99 }), call]);
    machine.memory.write(RAM, message);
    machine.setRegister(1, RAM);
    const stop = machine.run(10);
    expect(machine.output).toBe('hi\n');
    expect(stop.reason === 'fault' && stop.fault.message).toBe('0x99 is no semihosting operation, at 0x00000106');
  });
});

describe('watching', () => {
  const push = [asm('PUSH {l}', { l: 0xff, r: 0 }), asm('B i', { i: 0x7fd })];

  test('a stack below its limit is a fault with both addresses', () => {
    for (const engine of ['interpret', 'translate'] as const) {
      const stop = machineWith('m0plus', push, { engine, stackLimit: RAM + 4096 - 100 }).run(100);
      expect(stop.reason === 'fault' && stop.fault.message).toBe('the stack reached 0x20000f80, below its limit 0x20000f9c, at 0x00000100');
    }
  });

  test('the deepest stack pointer is kept', () => {
    const machine = machineWith('m0plus', [...push.slice(0, 1), asm('ADD SP, #i', { i: 8 }), asm('BKPT #i', { i: 0 })]);
    machine.run(10);
    expect(machine.stackBytes).toBe(32);
  });

  test('every legal access is seen, on both engines alike', () => {
    const code = [asm('STR t, [n, #i]', { t: 0, n: 1, i: 2 }), asm('LDRB t, [n, #i]', { t: 0, n: 1, i: 3 }), asm('LDM n, {l}', { n: 1, l: 0b1100 }), asm('BKPT #i', { i: 0 })];
    const seen = (['interpret', 'translate'] as const).map((engine) => {
      const log: string[] = [];
      const note = (what: string) => (address: number, bytes: number, pc: number): void => void log.push(`${what} ${address - RAM} ${bytes} ${pc - CODE}`);
      const machine = machineWith('m0plus', code, { engine, watch: { load: note('load'), store: note('store') } });
      machine.setRegister(1, RAM);
      machine.run(10);
      return log;
    });
    expect(seen[0]).toEqual(['store 8 4 0', 'load 3 1 2', 'load 0 8 4']);
    expect(seen[1]).toEqual(seen[0]);
  });
});

describe('bad images', () => {
  const elf = (change: (bytes: Uint8Array) => void): Uint8Array => {
    const bytes = new Uint8Array(84 + 4);
    const view = new DataView(bytes.buffer);
    bytes.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
    view.setUint16(18, 40, true);
    view.setUint32(28, 52, true);
    view.setUint16(42, 32, true);
    view.setUint16(44, 1, true);
    view.setUint32(52, 1, true);
    view.setUint32(56, 84, true);
    view.setUint32(68, 4, true);
    change(bytes);
    return bytes;
  };

  test('a whole one is read', () => expect(loadElf(elf(() => undefined)).segments).toHaveLength(1));

  test.each([
    ['text', elf((bytes) => bytes.set([1], 0)), 'not an ELF file'],
    ['64-bit', elf((bytes) => bytes.set([2], 4)), 'not a 32-bit little-endian ELF file'],
    ['x86', elf((bytes) => bytes.set([62], 18)), 'for machine 62; Arm is 40'],
    ['short', elf(() => undefined).slice(0, 86), 'it is cut short'],
    ['empty', elf((bytes) => bytes.set([0], 44)), 'nothing to load'],
    ['nothing', new Uint8Array(0), 'not an ELF file'],
  ])('%s', (_name, bytes, message) => {
    expect(() => loadElf(bytes, 'a.elf')).toThrow(InputError);
    expect(() => loadElf(bytes, 'a.elf')).toThrow(message);
  });

  test('any cut and any changed byte is read or refused, never worse', () => {
    const whole = elf(() => undefined);
    for (let at = 0; at < whole.length; at++) {
      for (const bytes of [whole.slice(0, at), whole.with(at, 0xff)]) {
        try {
          loadElf(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }
    }
  });

  test('an image for another board names the address', () => {
    const image = { segments: [{ address: 0x08000000, bytes: new Uint8Array(4), executable: true }], symbols: [], entry: 0 };
    expect(() => createMachine({ core: 'm4', memory: testMap, image })).toThrow('4 bytes at 0x08000000 are not memory of test: the image is for another board');
  });
});
