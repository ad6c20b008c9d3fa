/** Waits for flash by counting lines by hand, and what counts as a read of something unwritten. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findBoard, type BoardTiming } from '../../boards/index.ts';
import { TrafficWatch } from './traffic.ts';

const FLASH = { base: 0x0800_0000, bytes: 0x1_0000 };
const ARENA = { base: 0x2000_0000, bytes: 64 };
const timing = (waitStates: number, lineBytes: number, lines: number): BoardTiming => ({ ...(findBoard('stm32f446').timing as BoardTiming), waitStates, lineBytes, lines });

test('weights read in a row wait once a line, whatever the width of the reads', () => {
  fc.assert(fc.property(fc.constantFrom(1, 2, 4, 16), fc.constantFrom(8, 16, 32), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 40 }), (width, lineBytes, waitStates, reads) => {
    const watch = new TrafficWatch(FLASH, ARENA, timing(waitStates, lineBytes, 1));
    for (let i = 0; i < reads; i++) watch.load(FLASH.base + width * i, width, 0x100);
    const { flashReadBytes, waitCycles, ramReadBytes } = watch.take();
    expect([flashReadBytes, ramReadBytes]).toEqual([width * reads, 0]);
    expect(waitCycles).toBe(waitStates * Math.ceil((width * reads) / lineBytes));
    expect(watch.waits.get(0x100)).toBe(waitCycles);
    expect(watch.take().waitCycles).toBe(0);
  }));
});

test('what fits a cache waits once, what is twice as large waits each time', () => {
  for (const [bytes, misses] of [[128, 8], [256, 32]]) {
    const watch = new TrafficWatch(FLASH, ARENA, timing(5, 16, 8));
    for (let pass = 0; pass < 2; pass++) for (let at = 0; at < bytes; at += 4) watch.load(FLASH.base + at, 4, 0);
    expect(watch.take().waitCycles).toBe(5 * misses);
  }
});

test('a read is stale where none of its bytes were written, and is told once', () => {
  const watch = new TrafficWatch(FLASH, ARENA, timing(0, 4, 1));
  watch.store(ARENA.base + 5, 1);
  watch.load(ARENA.base + 4, 4, 0x200);
  watch.load(ARENA.base + 8, 4, 0x202);
  watch.load(ARENA.base + 8, 4, 0x204);
  watch.load(ARENA.base + ARENA.bytes, 4, 0x206);
  expect(watch.take()).toMatchObject({ ramReadBytes: 16, ramWriteBytes: 1, stale: [{ offset: 8, bytes: 4, pc: 0x202 }] });
});
