import { expect, test } from 'vitest';
import type { Int8Net } from '../core/quant/index.ts';
import { confidenceOf } from './confidence.ts';

const net = (kind: string, scale: number, zeroPoint: number): Int8Net => ({ net: { outputs: [0, 1], nodes: [{ kind, output: 0 }, { kind: 'lookup', output: 1 }] }, tensors: [{ scale, zeroPoint }] }) as unknown as Int8Net;

test('scores go through a softmax: ln 3 above another is three times as sure, whatever the zero point', () => {
  const [low, high] = confidenceOf(net('dense', Math.log(3) / 10, -20), Int8Array.of(5, 15));
  expect(low).toBeCloseTo(0.25, 9);
  expect(high).toBeCloseTo(0.75, 9);
});

test('a softmax is taken at its word, whatever other outputs are written after it: (q + 128) / 256', () => {
  expect(confidenceOf(net('softmax', 1 / 256, -128), Int8Array.of(-128, 64, 0))).toEqual([0, 0.75, 0.5]);
});
