import { expect, test } from 'vitest';
import { Rng } from '../lib/index.ts';
import type { FloatNet, Net } from '../net/index.ts';
import { compareSteps, compareWeights } from './compare.ts';
import { quantise } from './quantise.ts';

/** One dense layer of a row of weights per output. */
function dense(inputs: number, rows: readonly (readonly number[])[]): FloatNet {
  const net: Net = {
    name: 'dense',
    tensors: [{ name: 'input', shape: [1, 1, inputs] }, { name: 'out', shape: [1, 1, rows.length] }],
    nodes: [{ kind: 'dense', name: 'dense', inputs: [0], output: 1, activation: 'none' }],
    inputs: [0],
    outputs: [1],
  };
  return { net, layers: new Map([['dense', { weights: Float32Array.from(rows.flat()), bias: new Float32Array(rows.length) }]]) };
}

const INPUT = { scale: 1 / 64, zeroPoint: 0 };
const uniform = (rng: Rng, count: number, bound: number): number[] => Array.from({ length: count }, (_, i) => (i === 0 ? bound : (2 * rng.float() - 1) * bound));

test('rounding uniform weights to 8 bits leaves 48 dB, and a channel 16 times smaller loses 24 dB with one scale for all', () => {
  const rng = new Rng('uniform weights');
  const even = dense(4000, [uniform(rng, 4000, 1)]);
  const clip = Int8Array.from({ length: 4000 }, () => rng.int(256) - 128);
  const alone = compareWeights(even, quantise(even, clip, 1, INPUT)).get('dense')!;
  // signal 1/3, step 1/127, noise step^2 / 12
  expect(alone.sqnrDb).toBeCloseTo(10 * Math.log10(4 * 127 ** 2), 0);
  expect(alone.oneScaleDb).toBeCloseTo(alone.sqnrDb, 6);
  const small = dense(4000, [uniform(rng, 4000, 1), ...Array.from({ length: 15 }, () => uniform(rng, 4000, 1 / 16))]);
  const { sqnrDb, oneScaleDb, scales } = compareWeights(small, quantise(small, clip, 1, INPUT)).get('dense')!;
  expect(scales[1] / scales[0]).toBeCloseTo(16, 0);
  expect(sqnrDb).toBeCloseTo(48, 0);
  // 16 noises of the large step beside one, and signal of hardly more than one channel
  expect(sqnrDb - oneScaleDb).toBeCloseTo(10 * Math.log10(16 / (1 + 15 / 256)), 0);
});

test('every value is counted once: in a bin, or beyond the end of the grid that it saturates at', () => {
  const net = dense(1, [[1]]);
  // calibrated on -1 .. 1, then shown up to 1.98
  const int8Net = quantise(net, Int8Array.of(-64, 64), 2, INPUT);
  const shown = Int8Array.from({ length: 128 }, (_, i) => i);
  const steps = compareSteps(net, int8Net, shown, 128);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  const { grid, noise, signal } = step.value[1];
  expect(grid.bins.reduce((sum, n) => sum + n, 0) + grid.below + grid.above).toBe(128);
  expect([grid.total, grid.zeros, grid.below, grid.max]).toEqual([128, 1, 0, 127 / 64]);
  // those of 65/64 and above: the top of the grid is 1, give or take a step
  expect(grid.above).toBeGreaterThanOrEqual(62);
  expect(grid.above).toBeLessThanOrEqual(64);
  expect(10 * Math.log10(signal / noise)).toBeLessThan(15);
});
