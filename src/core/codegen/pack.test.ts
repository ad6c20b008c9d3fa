import fc from 'fast-check';
import { expect, test } from 'vitest';
import { denseIndex, packDense, packedBytes, packPairs, pairIndex } from './pack.ts';

test('a word holds two taps of two channels, a group of taps is split as SXTB16 splits four bytes', () => {
  const weights = Int8Array.of(1, 2, 3, 4, -1, -2, -3, -4, 5, 6, 7, 8);
  expect([...packPairs(weights, 3)]).toEqual([1, -1, 3, -3, 2, -2, 4, -4, 5, 0, 7, 0, 6, 0, 8, 0]);
  expect([...packDense(weights, 3)]).toEqual([1, -1, 3, -3, 2, -2, 4, -4, 5, 0, 7, 0, 6, 0, 8, 0]);
  expect([...packDense(weights, 6)]).toEqual([1, 3, 0, 0, 2, 4, 0, 0, -1, -3, 0, 0, -2, -4, 0, 0, 5, 7, 0, 0, 6, 8, 0, 0]);
  expect([...packDense(weights, 12)].filter((_, i) => i % 8 < 2)).toEqual([1, 2, 3, 4, -1, -2, -3, -4, 5, 6, 7, 8]);
});

test('each weight has a place of its own, all else is zero, and no more is added than fills groups and pairs', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 11 }), fc.integer({ min: 1, max: 23 }), fc.constantFrom([packPairs, pairIndex] as const, [packDense, denseIndex] as const), (channels, taps, [pack, index]) => {
    const weights = Int8Array.from({ length: channels * taps }, (_, i) => (i % 127) + 1);
    const packed = pack(weights, channels);
    const places = Array.from(weights, (_, i) => index(Math.floor(i / taps), i % taps, taps, channels));
    expect(new Set(places).size).toBe(weights.length);
    expect(places.map((place) => packed[place])).toEqual([...weights]);
    expect(packed.filter((value) => value !== 0).length).toBe(weights.length);
    expect(packed.length).toBe(packedBytes(pack === packDense ? Math.max(channels, 4) : channels, taps));
    expect(packed.length).toBe(Math.max(pack === packDense ? 4 : 2, 2 * Math.ceil(channels / 2)) * 4 * Math.ceil(taps / 4));
  }));
});
