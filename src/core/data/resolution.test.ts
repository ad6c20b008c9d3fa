/** Reduced images are means over areas: of whole blocks, of parts of pixels, and in rounding, by the definition. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reduceImages } from './resolution.ts';

test('by the definition: the mean of the area covered, rounded half up', () => {
  const sizes = fc.record({ from: fc.integer({ min: 1, max: 12 }), to: fc.integer({ min: 1, max: 12 }) }).filter(({ from, to }) => to <= from);
  fc.assert(fc.property(sizes, fc.integer({ min: 1, max: 3 }), fc.infiniteStream(fc.integer({ min: -128, max: 127 })), ({ from, to }, channels, stream) => {
    const images = Int8Array.from({ length: 2 * from * from * channels }, () => stream.next().value as number);
    const overlap = (old: number, fresh: number): number => Math.max(0, Math.min((old + 1) * to, (fresh + 1) * from) - Math.max(old * to, fresh * from));
    const reduced = reduceImages(images, 2, from, to, channels);
    for (let image = 0; image < 2; image++) {
      for (let y = 0; y < to; y++) for (let x = 0; x < to; x++) for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let v = 0; v < from; v++) for (let u = 0; u < from; u++) sum += overlap(v, y) * overlap(u, x) * images[((image * from + v) * from + u) * channels + c];
        expect(reduced[((image * to + y) * to + x) * channels + c]).toBe(Math.floor(sum / from ** 2 + 0.5));
      }
    }
  }), { numRuns: 60 });
});

test('96 to 64: three pixels make two, the middle one half to each', () => {
  const line = [10, 40, -20];
  const image = Int8Array.from({ length: 9 }, (_, i) => line[i % 3]);
  expect([...reduceImages(image, 1, 3, 2, 1)]).toEqual([20, 0, 20, 0]);
});
