/** Bytes that pass, and what counts as a read of something unwritten. */
import { expect, test } from 'vitest';
import { TrafficWatch } from './traffic.ts';

const FLASH = { base: 0x0800_0000, bytes: 0x1_0000 };
const ARENA = { base: 0x2000_0000, bytes: 64 };

test('bytes are counted by where they come from', () => {
  const watch = new TrafficWatch(FLASH, ARENA);
  for (let at = 0; at < 24; at += 4) watch.load(FLASH.base + at, 4, 0x100);
  watch.store(0x2000_1000, 2);
  expect(watch.take()).toMatchObject({ flashReadBytes: 24, ramReadBytes: 0, ramWriteBytes: 2 });
  expect(watch.take()).toMatchObject({ flashReadBytes: 0, ramWriteBytes: 0 });
});

test('a read is stale where none of its bytes were written, and is told once', () => {
  const watch = new TrafficWatch(FLASH, ARENA);
  watch.store(ARENA.base + 5, 1);
  expect(watch.take()).toMatchObject({ arenaFilledBytes: 1 });
  watch.load(ARENA.base + 4, 4, 0x200);
  watch.load(ARENA.base + 8, 4, 0x202);
  watch.load(ARENA.base + 8, 4, 0x204);
  watch.load(ARENA.base + ARENA.bytes, 4, 0x206);
  expect(watch.take()).toMatchObject({ ramReadBytes: 16, ramWriteBytes: 0, stale: [{ offset: 8, bytes: 4, pc: 0x202 }] });
});
