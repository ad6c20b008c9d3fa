/** What flash adds, counted by hand; that a program which times itself sees the same; that both engines agree. */
import { describe, expect, test } from 'vitest';
import { Rng } from '../../../lib/index.ts';
import type { Machine, MachineOptions } from '../machine.ts';
import { asm, CODE, machineWith, RAM } from '../testing.ts';
import type { CodeCache, FlashTiming } from './flash.ts';
import { codeFetch } from './flash.ts';
import { blockCycles } from './blockCycles.ts';

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

/** A body that runs as often as the register says, which is counted down. */
const rounds = (d: number, body: readonly (readonly number[])[]): (readonly number[])[] => [...body, asm('SUBS d, #i', { d, i: 1 }), asm('Bc i', { c: 1, i: (-body.flat().length - 3) & 255 })];
const loop = (body: readonly (readonly number[])[]): (readonly number[])[] => rounds(0, body);

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

  test.each([['LDR', 13, 2], ['LDR', 12, 1], ['LDRH', 15, 2], ['LDRH', 14, 1], ['LDRB', 15, 1]])('%s %i bytes into a line of 16 touches %i lines', (name, offset, lines) => {
    const read = asm(`${name}.W t, [n, #i]`, { t: 2, n: 1, i: offset });
    for (const engine of ENGINES) expect(waits([read, read], timing(4, 16, 2), engine, { 1: DATA })).toBe(4 * lines);
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
    const two = Array.from({ length: 2 }, () => asm('LDR.W t, [n, #i] puw', { t: 2, n: 1, p: 0, u: 1, w: 1, i: 16 }));
    const ahead = asm('Bc i', { c: 1, i: 255 });
    // a line and two lines of code each time round, and the breakpoint
    expect(waits(loop([...two, ahead, ...two]), shared, 'translate', { 0: 20, 1: DATA })).toBe(20 * 4 * 5 + 20 * (5 + 10) + 5);
    // a loop of one block stays
    expect(waits(loop([...two, ...two]), shared, 'translate', { 0: 20, 1: DATA })).toBe(20 * 4 * 5 + 10 + 5);
  });

  test('after reset nothing is in it, whatever ran before', () => {
    // with r0 = 0 all of it runs, else the middle is left out
    const code = [asm('CMP n, #i', { n: 0, i: 0 }), asm('Bc i', { c: 1, i: nops.length - 1 }), ...nops, ...nops];
    const cyclesOf = (runs: Machine, r0: number): number => {
      runs.setRegister(0, r0);
      expect(runs.run().reason).toBe('breakpoint');
      return runs.cycles;
    };
    const fresh = (): Machine => machine(code, { engine: 'translate', timing: timing(0, 4, 1, cache(1024)) });
    const kept = fresh();
    cyclesOf(kept, 1);
    kept.reset();
    expect(cyclesOf(kept, 0)).toBe(cyclesOf(fresh(), 0));
  });
});

/** The model as one reads it, instruction by instruction: each block's waits, by its address. */
function readably(code: readonly (readonly number[])[], flash: FlashTiming, blocks: Machine['blockCounts'], registers: Readonly<Record<number, number>>): Record<number, number> {
  const starts = new Map(blocks.map(({ block }) => [block.address, block]));
  const [lines, ran] = [new Map<number, number>(), new Map<number, number>()];
  const waited: Record<number, number> = {};
  let [fetched, block, before] = [0, blocks[0].block, blocks[0].block];
  const wait = (cycles: number): void => void (waited[block.address] = (waited[block.address] ?? 0) + cycles);
  const load = (address: number, bytes: number): void => {
    if (address >= RAM) return;
    for (let line = Math.floor(address / flash.lineBytes); line <= Math.floor((address + bytes - 1) / flash.lineBytes); line++) {
      if (lines.get(line % flash.lines) === line) continue;
      lines.set(line % flash.lines, line);
      wait(flash.waitStates);
      if (flash.code?.shared === true) fetched += flash.lineBytes;
    }
  };
  const runs = machine(code, { engine: 'interpret', watch: { load } });
  for (const [index, value] of Object.entries(registers)) runs.setRegister(Number(index), value);
  for (let at = CODE; ; at = runs.registers.r[15]) {
    const begins = starts.get(at);
    if (begins !== undefined && flash.code !== null) {
      [before, block] = [block, begins];
      const { bytes, cycles } = codeFetch(block, blockCycles('m4', flash)(block).straight, flash.code);
      const last = ran.get(at);
      const goesRound = before === block && last !== undefined && bytes <= flash.code.bytes;
      if (!goesRound && cycles > 0) {
        if (last === undefined || fetched - last > flash.code.bytes - bytes || bytes > flash.code.bytes) {
          fetched += bytes;
          wait(cycles);
        }
        ran.set(at, fetched);
      }
    } else if (begins !== undefined) block = begins;
    if (runs.step() !== null) return waited;
  }
}

test.each([1, 2, 3, 4])('programs drawn at random (%i) wait, block by block, as the model read instruction by instruction does', (seed) => {
  const rng = new Rng(`waits ${seed}`);
  const some = (most: number, one: () => readonly number[]): (readonly number[])[] => Array.from({ length: rng.int(most) }, one);
  const anything = (): readonly number[] => [
    () => asm('NOP'),
    () => asm('LDR t, [n, #i]', { t: 6, n: 1 + rng.int(3), i: rng.int(8) }),
    () => asm('LDR.W t, [n, #i] puw', { t: 6, n: 1 + rng.int(3), p: 0, u: 1, w: 1, i: 4 * rng.int(3) }),
    () => asm('LDR.W t, [n, #i]', { t: 6, n: 1 + rng.int(3), i: rng.int(64) }),
    () => asm('LDM.W n, {l}', { n: 1 + rng.int(3), w: 0, l: 0b11_1000_0000 << rng.int(2) }),
  ][rng.int(5)]();
  for (let i = 0; i < 6; i++) {
    // a loop round a block, a loop of one block, and a block that runs every other time
    const inner = rounds(5, [...some(12, anything), asm('NOP')]);
    const skipped = [...some(8, anything), asm('NOP')];
    const body = [...some(20, anything), asm('MOVS d, #i', { d: 5, i: 3 }), ...inner, asm('LSLS d, m, #i', { d: 6, m: 0, i: 31 }), asm('Bc i', { c: 0, i: skipped.flat().length - 1 }), ...skipped];
    const code = rounds(0, body);
    const shared = rng.int(2) === 0;
    const lineBytes = 8 << rng.int(3);
    const flash = timing(1 + rng.int(6), lineBytes, 1 << rng.int(4), { bytes: lineBytes * (2 << rng.int(6)), lineBytes, waitStates: 1 + rng.int(6), prefetch: rng.int(2) === 0, shared });
    const registers = { 0: 12, 1: DATA, 2: DATA + 4 * rng.int(64), 3: rng.int(2) === 0 ? RAM : DATA + 1024 };
    const one = machine(code, { timing: flash });
    for (const [index, value] of Object.entries(registers)) one.setRegister(Number(index), value);
    expect(one.run(100_000).reason).toBe('breakpoint');
    const counted = Object.fromEntries(one.blockCounts.filter(({ waits: cycles }) => cycles > 0).map(({ block, waits: cycles }) => [block.address, cycles]));
    expect(counted).toEqual(readably(code, flash, one.blockCounts, registers));
  }
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
