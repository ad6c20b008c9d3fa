/** What flash adds, counted by hand; that a program which times itself sees the same; that both engines agree. */
import { describe, expect, test } from 'vitest';
import type { Machine, MachineOptions } from '../machine.ts';
import { asm, CODE, machineWith, RAM } from '../testing.ts';
import type { CodeCache, FlashTiming } from './flash.ts';
import { codeFetch } from './flash.ts';

const ENGINES = ['interpret', 'translate'] as const;
const timing = (waitStates: number, lineBytes: number, lines: number, code: CodeCache | null = null): FlashTiming => ({ waitStates, lineBytes, lines, code, branchCycles: 0, itCycles: 0, factor: 1 });
const end = asm('BKPT #i', { i: 0 });
const machine = (code: readonly (readonly number[])[], more: Partial<MachineOptions>): Machine => machineWith('m4', [...code, end], { countCycles: true, profile: true, ...more });
const DATA = 0x400;

/** Cycles that a program waits, and the same from the counts of its blocks. */
function waits(code: readonly (readonly number[])[], flash: FlashTiming, engine: 'interpret' | 'translate', registers: Readonly<Record<number, number>> = {}): number {
  const [without, with_] = [undefined, flash].map((one) => {
    const runs = machine(code, { engine, ...(one === undefined ? {} : { timing: one }) });
    for (const [index, value] of Object.entries(registers)) runs.setRegister(Number(index), value);
    expect(runs.run(100_000).reason).toBe('breakpoint');
    return runs;
  });
  const waited = with_.cycles - without.cycles;
  expect(with_.blockCounts.reduce((sum, one) => sum + one.waits, 0)).toBe(waited);
  return waited;
}

/** r0 counts down; the body runs that often. */
const loop = (body: readonly (readonly number[])[]): (readonly number[])[] => {
  const back = -2 - body.flat().length - 1;
  return [...body, asm('SUBS d, #i', { d: 0, i: 1 }), asm('Bc i', { c: 1, i: (back - 1) & 255 })];
};

describe('data', () => {
  const next = asm('LDR.W t, [n, #i] puw', { t: 2, n: 1, p: 0, u: 1, w: 1, i: 4 });
  test.each([[5, 8], [3, 16], [7, 32]])('words in a row wait %i cycles once for each line of %i bytes', (waitStates, lineBytes) => {
    for (const engine of ENGINES) expect(waits(loop([next]), timing(waitStates, lineBytes, 1), engine, { 0: 24, 1: DATA })).toBe(waitStates * Math.ceil((24 * 4) / lineBytes));
  });

  test('what fits the buffer waits once, what is twice as large each time; RAM never', () => {
    const both = loop([asm('LDR t, [n, #i]', { t: 2, n: 1, i: 0 }), asm('LDR t, [n, m]', { t: 2, n: 1, m: 3 })]);
    for (const engine of ENGINES) {
      expect(waits(both, timing(5, 8, 8), engine, { 0: 10, 1: DATA, 3: 8 })).toBe(2 * 5);
      expect(waits(both, timing(5, 8, 8), engine, { 0: 10, 1: DATA, 3: 64 })).toBe(20 * 5);
      expect(waits(both, timing(5, 8, 8), engine, { 0: 10, 1: RAM, 3: 64 })).toBe(0);
    }
  });

  test('many words touch each line they lie in', () => {
    const many = asm('LDM.W n, {l}', { n: 1, w: 0, l: 0b1111_1100 });
    for (const engine of ENGINES) expect(waits([many], timing(4, 8, 8), engine, { 1: DATA + 4 })).toBe(4 * 4);
  });
});

describe('code', () => {
  const cache = (bytes: number, prefetch = false): CodeCache => ({ bytes, lineBytes: 16, waitStates: 5, prefetch, shared: false });
  const nops = Array.from({ length: 30 }, () => asm('NOP'));
  const laps = (rounds: number, bytes: number): number => waits(loop(nops), timing(0, 4, 1, cache(bytes)), 'translate', { 0: rounds });

  test('a loop that fits the cache waits for its lines once, one that does not each time round', () => {
    // 64 bytes of loop, the breakpoint in a line of its own
    expect(laps(10, 1024)).toBe(5 * 4 + 5);
    expect(laps(10, 64)).toBe(5 * 4 + 5);
    expect(laps(10, 48)).toBe(10 * 5 * 4 + 5);
  });

  test('prefetch hides what executing takes longer than', () => {
    const block = { address: CODE, end: CODE + 64 };
    expect(codeFetch(block, 64, cache(1024))).toEqual({ bytes: 64, cycles: 20 });
    expect(codeFetch(block, 64, cache(1024, true)).cycles).toBe(5);
    expect(codeFetch(block, 10, cache(1024, true)).cycles).toBe(5 + 3 * 6 - 10);
    expect(codeFetch({ address: CODE + 14, end: CODE + 18 }, 2, cache(1024)).bytes).toBe(32);
  });

  test('data drives code out of a cache they share', () => {
    const shared = timing(5, 16, 4, { ...cache(64), shared: true });
    const load = loop([asm('LDR.W t, [n, #i] puw', { t: 2, n: 1, p: 0, u: 1, w: 1, i: 64 })]);
    const own = waits(load, timing(5, 16, 4), 'translate', { 0: 20, 1: DATA });
    expect(waits(load, shared, 'translate', { 0: 20, 1: DATA }) - own).toBeLessThan(12);
    const more = loop(Array.from({ length: 4 }, () => asm('LDR.W t, [n, #i] puw', { t: 2, n: 1, p: 0, u: 1, w: 1, i: 16 })));
    expect(waits(more, shared, 'translate', { 0: 20, 1: DATA })).toBeGreaterThan(20 * 4 * 5 + 19 * 5);
  });
});

describe('a program that times itself', () => {
  const [DWT, SYSTICK] = [0xe000_1000, 0xe000_e010];
  const store = (t: number, n: number, offset: number): number[] => asm('STR t, [n, #i]', { t, n, i: offset / 4 });
  const load = (t: number, n: number, offset: number): number[] => asm('LDR t, [n, #i]', { t, n, i: offset / 4 });
  const work = [asm('SDIV d, n, m', { d: 5, n: 3, m: 3 }), asm('LDR t, [n, #i]', { t: 6, n: 7, i: 0 }), asm('NOP')];
  const run = (code: readonly (readonly number[])[], base: number, engine: 'interpret' | 'translate', more: Partial<MachineOptions> = {}): Machine => {
    const one = machine(code, { engine, ...more });
    [base, 1].forEach((value, i) => one.setRegister(i + 1, value));
    one.setRegister(7, DATA);
    expect(one.run(1000).reason).toBe('breakpoint');
    return one;
  };

  test('the cycle counter counts the table, and waits for flash with it', () => {
    for (const engine of ENGINES) {
      const code = [store(2, 1, 0), load(3, 1, 4), ...work, load(4, 1, 4)];
      const [plain, slow] = [{}, { timing: timing(5, 8, 1) }].map((more) => run(code, DWT, engine, more).registers.r);
      // the load itself 2, the division 7, a load 2, a NOP 1
      expect([engine, plain[4] - plain[3], slow[4] - slow[3]]).toEqual([engine, 12, 17]);
    }
  });

  test('it stands while it is not switched on, and goes on from what is written to it', () => {
    for (const engine of ENGINES) {
      expect(run([load(3, 1, 4), asm('NOP'), load(4, 1, 4)], DWT, engine).registers.r.slice(3, 5)).toEqual([0, 0]);
      expect(run([store(2, 1, 0), asm('MOVS d, #i', { d: 0, i: 100 }), store(0, 1, 4), load(3, 1, 4)], DWT, engine).registers.r[3]).toBe(101);
    }
  });

  test('SysTick counts down by the core\'s clock and says when it came round', () => {
    const setup = [asm('MOVS d, #i', { d: 0, i: 31 }), store(0, 1, 4), asm('MOVS d, #i', { d: 0, i: 5 }), store(0, 1, 0)];
    for (const engine of ENGINES) {
      const { r } = run([...setup, asm('NOP'), load(3, 1, 8), asm('NOP'), asm('NOP'), load(4, 1, 8), load(5, 1, 0), ...Array.from({ length: 36 }, () => asm('NOP')), load(5, 1, 0), load(6, 1, 0)], SYSTICK, engine).registers;
      expect([engine, r[3] - r[4], r[5] >>> 16, r[6] >>> 16]).toEqual([engine, 4, 1, 0]);
    }
  });
});
