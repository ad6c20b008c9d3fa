import { expect, test } from 'vitest';
import { reduceImages } from '../../engine/index.ts';
import { pixelsToInput, pixelsToRgba, resized } from './pixels.ts';

test('colour pixels go to int8 and back; grey is their mean', () => {
  const data = [0, 128, 255, 255, 10, 20, 30, 255];
  const input = pixelsToInput({ data }, 3);
  expect([...input]).toEqual([-128, 0, 127, -118, -108, -98]);
  expect([...pixelsToRgba(input, 3)]).toEqual(data);
  expect([...pixelsToInput({ data }, 1)]).toEqual([0, -108]);
  expect([...pixelsToRgba(Int8Array.of(-128, 127), 1)]).toEqual([0, 0, 0, 255, 255, 255, 255, 255]);
});

test('a smaller side takes the mean of what its pixels cover, as training does; a larger one repeats pixels', () => {
  const four = Int8Array.from({ length: 16 }, (_, i) => i);
  expect([...resized(four, 4, 1, 2)]).toEqual([...reduceImages(four, 1, 4, 2, 1)]);
  expect([...resized(Int8Array.of(0, 40, 80, 120, 0, 40, 80, 120, -100, -60, 0, 0, -60, -100, 0, 0), 4, 1, 2)]).toEqual([20, 100, -80, 0]);
  expect(resized(four, 4, 1, 4)).toBe(four);
  expect([...resized(Int8Array.of(1, 2, 3, 4), 2, 1, 4)]).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]);
});
