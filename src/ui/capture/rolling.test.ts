import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRolling } from './rolling.ts';

test('holds the last samples of any stream, however it is cut into blocks', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 12 }), (length, sizes) => {
    const rolling = createRolling(length);
    const all: number[] = [];
    for (const size of sizes) {
      const block = Float32Array.from({ length: size }, (_, i) => all.length + i);
      all.push(...block);
      rolling.push(block);
    }
    expect(rolling.latest()).toEqual(all.length < length ? null : Float32Array.from(all.slice(-length)));
  }));
});
