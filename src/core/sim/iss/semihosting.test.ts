/** Semihosting, operation by operation, as the specification words its answers. */
import { describe, expect, test } from 'vitest';
import { GuestFault } from './fault.ts';
import { GuestMemory } from './memory.ts';
import { Semihosting } from './semihosting.ts';
import { CODE, RAM, testMap } from './testing.ts';

const BLOCK = RAM + 0x100;
const TEXT = RAM + 0x200;
const BUFFER = RAM + 0x300;

function program(hertz: number | null = 1_000_000, cycles = 2_500_000) {
  const memory = new GuestMemory(testMap, 0);
  let written = '';
  const stored: [number, number][] = [];
  const host = new Semihosting(memory, { output: (byte) => { written += String.fromCharCode(byte); }, stored: (address, bytes) => stored.push([address, bytes]), cycles: () => cycles, hertz });
  const put = (address: number, text: string): number => {
    memory.write(address, Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
    return text.length;
  };
  return {
    memory, host, stored, put,
    ask: (operation: number, ...words: number[]) => {
      memory.write(BLOCK, new Uint8Array(Int32Array.from(words).buffer));
      return host.serve(operation, BLOCK, CODE);
    },
    answer(operation: number, ...words: number[]): number { return this.ask(operation, ...words).answer; },
    open(name: string, mode = 0): number { return this.answer(0x01, TEXT, mode, put(TEXT, name)); },
    wordAt: (address: number) => new DataView(memory.read(address, 4).buffer).getInt32(0, true),
    written: () => written,
  };
}

describe('files', () => {
  test('the console is written to by any of its three handles, and has nothing to read', () => {
    const here = program();
    const handles = [0, 4, 8].map((mode) => here.open(':tt', mode));
    expect(handles).toEqual([1, 2, 3]);
    here.put(BUFFER, 'text');
    for (const handle of handles) expect(here.answer(0x05, handle, BUFFER, 4)).toBe(0);
    expect(here.written()).toBe('texttexttext');
    expect(here.answer(0x06, handles[0], BUFFER, 4)).toBe(4);
    expect(handles.map((handle) => here.answer(0x09, handle))).toEqual([1, 1, 1]);
    expect(here.answer(0x07)).toBe(-1);
  });

  test('no file is there; what was refused is told by number', () => {
    const here = program();
    expect([here.open('input.bin'), here.answer(0x13)]).toEqual([-1, 2]);
    expect([here.answer(0x0e, TEXT, 9), here.answer(0x13)]).toEqual([-1, 13]);
    expect([here.answer(0x05, 9, TEXT, 4), here.answer(0x13), here.written()]).toEqual([4, 9, '']);
    expect([-1, 0, 2].map((value) => here.answer(0x08, value))).toEqual([1, 0, 0]);
    expect([here.answer(0x0a, 1, 5), here.answer(0x13)]).toEqual([-1, 29]);
    here.host.reset();
    expect(here.answer(0x13)).toBe(0);
  });

  test('the features are a file of five bytes, read from wherever it is sought', () => {
    const here = program();
    const handle = here.open(':semihosting-features');
    expect([here.answer(0x0c, handle), here.answer(0x09, handle)]).toEqual([5, 0]);
    expect(here.answer(0x06, handle, BUFFER, 4)).toBe(0);
    expect([...here.memory.read(BUFFER, 4)]).toEqual([...'SHFB'].map((letter) => letter.charCodeAt(0)));
    expect(here.answer(0x0a, handle, 4)).toBe(0);
    expect([here.answer(0x06, handle, BUFFER, 8), here.memory.read(BUFFER, 1)[0]]).toEqual([7, 3]);
    expect(here.stored).toEqual([[BUFFER, 4], [BUFFER, 1]]);
  });
});

describe('what is asked before main', () => {
  test('the command line, where there is room for it; heap and stack are left to the linker script', () => {
    const here = program();
    expect([here.answer(0x15, BUFFER, 80), here.wordAt(BLOCK + 4), String.fromCharCode(...here.memory.read(BUFFER, 6))]).toEqual([0, 5, 'image\0']);
    expect(here.answer(0x15, BUFFER, 5)).toBe(-1);
    here.memory.write(BUFFER, new Uint8Array(16).fill(9));
    expect([here.answer(0x16, BUFFER), ...here.memory.read(BUFFER, 16)]).toEqual([0, ...new Array(16).fill(0)]);
  });

  test('nothing is written where a program could not write', () => {
    const here = program();
    expect(() => here.answer(0x16, CODE)).toThrow(/operation 0x16 with a pointer to 0x00000100, which cannot be written/);
    expect(() => here.answer(0x05, 1, 0x6000_0000, 4)).toThrow(GuestFault);
  });
});

test('time is the model’s: hundredths, seconds, ticks of the core’s clock; without a clock there is none', () => {
  const here = program();
  expect([here.answer(0x10), here.answer(0x11), here.answer(0x31)]).toEqual([250, 2, 1_000_000]);
  expect([here.answer(0x30, 0, 0), here.wordAt(BLOCK), here.wordAt(BLOCK + 4)]).toEqual([0, 2_500_000, 0]);
  const long = program(1e8, 5 * 2 ** 32 + 7);
  expect([long.answer(0x30, 0, 0), long.wordAt(BLOCK), long.wordAt(BLOCK + 4)]).toEqual([0, 7, 5]);
  const timeless = program(null);
  expect([0x10, 0x30, 0x31].map((operation) => timeless.answer(operation, 0, 0))).toEqual([-1, -1, -1]);
});

test('a program ends with its code, or with one where it ends otherwise', () => {
  const here = program();
  expect(here.ask(0x20, 0x20026, 7).exit).toBe(7);
  expect(here.ask(0x20, 0x20023, 7).exit).toBe(1);
  expect([here.host.serve(0x18, 0x20026, CODE).exit, here.host.serve(0x18, 0x20023, CODE).exit]).toEqual([0, 1]);
});
