/** Runs never overlap, freed room is used again, and giving back what was never taken is a defect. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Pool } from './pool.ts';

describe('pool', () => {
  test('never lets two runs overlap, and aligns to 16 bytes', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(300), fc.boolean()), { maxLength: 60 }), (requests) => {
      const pool = new Pool(5);
      const held: { at: number; size: number }[] = [];
      for (const [size, release] of requests) {
        const at = pool.take(size);
        expect(at % 16).toBe(0);
        expect(at).toBeGreaterThanOrEqual(16);
        for (const run of held) expect(at >= run.at + run.size || at + size <= run.at).toBe(true);
        expect(pool.end).toBeGreaterThanOrEqual(at + size);
        held.push({ at, size });
        if (release) pool.give(held.splice(size % held.length, 1)[0].at);
      }
    }));
  });

  test('uses the lowest room that is large enough', () => {
    const pool = new Pool(0);
    const [a, b, c] = [pool.take(64), pool.take(32), pool.take(64)];
    pool.give(a);
    pool.give(b);
    expect(pool.take(96)).toBe(a);
    expect(pool.take(16)).toBe(c + 64);
    expect(() => pool.give(b + 1)).toThrow(/no run/);
  });
});
