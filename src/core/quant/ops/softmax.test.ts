import { expect, test } from 'vitest';
import { Rng } from '../../lib/index.ts';
import type { Net } from '../../net/index.ts';
import { SOFTMAX_OUTPUT } from '../derive.ts';
import { assembleInt8Net } from '../int8Net.ts';
import { runInt8 } from '../execute.ts';

const netOf = (height: number, channels: number, beta = 1): Net => ({
  name: 'scores',
  tensors: [{ name: 'input', shape: [height, 1, channels] }, { name: 'softmax.out', shape: [height, 1, channels] }],
  nodes: [{ kind: 'softmax', name: 'softmax', inputs: [0], output: 1, beta }],
  inputs: [0],
  outputs: [1],
});
const softmax = (scores: Int8Array, scale: number, channels = scores.length): Int8Array =>
  runInt8(assembleInt8Net(netOf(scores.length / channels, channels), [{ scale, zeroPoint: 0 }, SOFTMAX_OUTPUT], new Map(), 'double'), scores);

test('within one step of the real softmax, at any scale', () => {
  const rng = new Rng('softmax');
  for (let round = 0; round < 300; round++) {
    const scale = 2 ** (rng.int(14) - 10) * (1 + rng.int(100) / 100);
    const scores = Int8Array.from({ length: 2 + rng.int(30) }, () => rng.int(256) - 128);
    const largest = Math.max(...scores);
    const powers = [...scores].map((q) => Math.exp(scale * (q - largest)));
    const sum = powers.reduce((a, b) => a + b);
    softmax(scores, scale).forEach((q, i) => expect(Math.abs(q + 128 - Math.min(255, (256 * powers[i]) / sum)), `${scale}: ${scores.join()}`).toBeLessThanOrEqual(1));
  }
});

test('equal scores share evenly, and each place is its own', () => {
  expect([...softmax(Int8Array.of(5, 5, 5, 5, -128, 127, -128, -128), 1, 4)]).toEqual([-64, -64, -64, -64, -128, 127, -128, -128]);
});

test('511 equal scores are a step each; from 512 on TensorFlow Lite Micro gives none anything', () => {
  expect(new Set(softmax(new Int8Array(511), 0.05))).toEqual(new Set([-127]));
  for (const channels of [512, 600, 1000]) expect(new Set(softmax(new Int8Array(channels), 0.05))).toEqual(new Set([-128]));
});

test('an output in other units, a beta of nothing and too many channels are refused', () => {
  const params = { scale: 0.1, zeroPoint: 0 };
  expect(() => assembleInt8Net(netOf(1, 4), [params, params], new Map(), 'double')).toThrow(/1\/256/);
  expect(() => assembleInt8Net(netOf(1, 4, 1e-9), [params, SOFTMAX_OUTPUT], new Map(), 'double')).toThrow(/beta/);
  expect(() => assembleInt8Net(netOf(1, 4096), [params, SOFTMAX_OUTPUT], new Map(), 'double')).toThrow(/4095/);
});
