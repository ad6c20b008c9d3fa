/** What each augmentation does to features that make it visible. */
import { describe, expect, test } from 'vitest';
import { Rng } from '../lib/index.ts';
import { augment, dequantise, noAugment, type AugmentOptions } from './augment.ts';
import { augmentImage } from './augmentImage.ts';

const [ROWS, COLUMNS] = [49, 10];
const quant = { scale: 0.25, zeroPoint: 7 };
/** Row r holds r - 24 in every column. */
const ramp = Int8Array.from({ length: ROWS * COLUMNS }, (_, i) => Math.floor(i / COLUMNS) - 24);

function run(options: Partial<AugmentOptions>, seed = 1): number[] {
  const out = new Float64Array(ROWS * COLUMNS);
  augment(ramp, 0, ROWS, COLUMNS, quant, { ...noAugment, ...options }, new Rng(seed), out, 0);
  return Array.from(out);
}
const column = (values: number[], c: number) => Array.from({ length: ROWS }, (_, r) => values[r * COLUMNS + c] / quant.scale + quant.zeroPoint);

describe('augmentation', () => {
  test('with every option 0 only turns bytes into reals', () => {
    const plain = new Float64Array(ROWS * COLUMNS);
    dequantise(ramp, 0, plain.length, quant, plain, 0);
    expect(run({})).toEqual(Array.from(plain));
    expect(plain[0]).toBe((-24 - 7) * 0.25);
  });

  test('is the same for the same seed and differs for another', () => {
    const all = { shiftFrames: 4, stretch: 0.1, maskFrames: 6, channelOffset: 3, noise: 1.5 };
    expect(run(all, 1)).toEqual(run(all, 1));
    expect(run(all, 1)).not.toEqual(run(all, 2));
  });

  test('a shift moves every inner row alike, and the edge row fills the gap', () => {
    const shifts: number[] = [];
    for (let seed = 0; seed < 20; seed++) {
      const moved = column(run({ shiftFrames: 4 }, seed), 3);
      const shift = moved[24];
      shifts.push(shift);
      expect(Math.abs(shift)).toBeLessThanOrEqual(4);
      for (let r = 5; r < 44; r++) expect(moved[r] - (r - 24)).toBeCloseTo(shift, 9);
      expect(Math.min(...moved)).toBeGreaterThanOrEqual(-24);
      expect(Math.max(...moved)).toBeLessThanOrEqual(24);
    }
    expect(Math.min(...shifts)).toBeLessThan(-2);
    expect(Math.max(...shifts)).toBeGreaterThan(2);
  });

  test('a stretch keeps the middle and scales slopes by at most its share', () => {
    const slopes: number[] = [];
    for (let seed = 0; seed < 20; seed++) {
      const stretched = column(run({ stretch: 0.2 }, seed), 0);
      slopes.push(stretched[30] - stretched[29]);
      expect(stretched[24]).toBeCloseTo(0, 9);
      expect(Math.abs(stretched[30] - stretched[29] - 1)).toBeLessThanOrEqual(0.2 + 1e-9);
    }
    expect(Math.min(...slopes)).toBeLessThan(0.9);
    expect(Math.max(...slopes)).toBeGreaterThan(1.1);
  });

  test('a mask writes the mean row over at most so many frames', () => {
    const lengths = new Set<number>();
    for (let seed = 0; seed < 20; seed++) {
      const masked = column(run({ maskFrames: 6 }, seed), 0).filter((value, r) => Math.abs(value - (r - 24)) > 1e-9);
      expect(masked.length).toBeLessThanOrEqual(6);
      for (const value of masked) expect(value).toBeCloseTo(0, 9);
      lengths.add(masked.length);
    }
    expect(lengths.size).toBeGreaterThan(3);
  });

  test('a channel offset is one constant per coefficient; noise has the stated deviation', () => {
    const shifted = run({ channelOffset: 3 });
    const constants: number[] = [];
    for (let c = 0; c < COLUMNS; c++) {
      const values = column(shifted, c).map((value, r) => value - (r - 24));
      for (const value of values) expect(value).toBeCloseTo(values[0], 9);
      constants.push(values[0]);
    }
    expect(new Set(constants.map((value) => value.toFixed(6))).size).toBe(COLUMNS);
    expect(Math.max(...constants.map(Math.abs))).toBeGreaterThan(1.5);
    const noise = Array.from({ length: 20 }, (_, seed) => run({ noise: 2 }, seed).map((x, i) => x / quant.scale + quant.zeroPoint - ramp[i])).flat();
    const mean = noise.reduce((a, b) => a + b) / noise.length;
    expect(Math.abs(mean)).toBeLessThan(0.1);
    expect(Math.sqrt(noise.reduce((a, b) => a + b * b, 0) / noise.length)).toBeCloseTo(2, 1);
  });
});

describe('augmentation of images', () => {
  const SIDE = 12;
  /** Red says the row, green the column, blue nothing. */
  const grid = Int8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => [Math.floor(i / 3 / SIDE), Math.floor(i / 3) % SIDE, 7][i % 3]);
  const changed = (options: Partial<AugmentOptions>, seed: number): Int8Array => {
    const out = new Int8Array(grid.length);
    augmentImage(grid, 0, SIDE, 3, -50, { ...noAugment, ...options }, new Rng(seed), out, 0);
    return out;
  };
  const plane = (image: Int8Array, c: number): number[] => Array.from({ length: SIDE * SIDE }, (_, i) => image[3 * i + c]);
  const seeds = Array.from({ length: 20 }, (_, i) => i);

  test('with every option 0 changes nothing; a flip mirrors columns and leaves rows', () => {
    expect(changed({}, 1)).toEqual(grid);
    const mirrored = changed({ flip: 1 }, 1);
    expect(plane(mirrored, 1)).toEqual(plane(grid, 1).map((column) => SIDE - 1 - column));
    expect(plane(mirrored, 0)).toEqual(plane(grid, 0));
    const flips = seeds.filter((seed) => changed({ flip: 0.5 }, seed)[1] !== 0).length;
    expect(flips).toBeGreaterThan(4);
    expect(flips).toBeLessThan(16);
  });

  test('a shift moves all of it by at most its share, the edge drawn out', () => {
    const moves = seeds.map((seed) => {
      const image = changed({ shift: 0.25 }, seed);
      const down = Math.floor(SIDE / 2) - image[3 * (SIDE * (SIDE / 2) + SIDE / 2)];
      for (let y = 0; y < SIDE; y++) expect(image[3 * SIDE * y]).toBe(Math.min(SIDE - 1, Math.max(0, y - down)));
      return down;
    });
    expect([Math.min(...moves), Math.max(...moves)]).toEqual([-3, 3]);
  });

  test('a cutout is one square of the zero point; tint and noise keep within a byte', () => {
    const sizes = seeds.map((seed) => plane(changed({ cutout: 0.5 }, seed), 2).filter((blue) => blue === -50).length);
    for (const size of sizes) expect(Number.isInteger(Math.sqrt(size)) && size <= 36).toBe(true);
    expect(new Set(sizes).size).toBeGreaterThan(3);
    const tints = seeds.map((seed) => new Set(plane(changed({ channelOffset: 5 }, seed), 2)));
    for (const tint of tints) expect(tint.size).toBe(1);
    expect(new Set(tints.map(([blue]) => blue)).size).toBeGreaterThan(5);
    expect(Math.max(...changed({ channelOffset: 127, noise: 127 }, 3))).toBe(127);
  });
});
