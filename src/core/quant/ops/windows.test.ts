/** Windows with gaps, channel multipliers and clamped pools, each told in terms of a plainer window. */
import { expect, test } from 'vitest';
import { Rng } from '../../lib/index.ts';
import type { Activation, Shape } from '../../net/index.ts';
import { activationRange } from '../derive.ts';
import type { Int8Constants } from '../int8Net.ts';
import { runOneOp, type OneOp } from './oneOp.ts';

const random = (rng: Rng, length: number): Int8Array => Int8Array.from({ length }, () => rng.int(255) - 127);
const quant = { scale: 0.05, zeroPoint: -3 };
const out = { scale: 3, zeroPoint: 5 };

/** Weights of rows x kh x kw x columns spread over a window of the reach (k - 1) d + 1, zeros between. */
function spread(weights: Int8Array, rows: number, [kh, kw]: readonly [number, number], [dy, dx]: readonly [number, number], columns: number): Int8Array {
  const [rh, rw] = [(kh - 1) * dy + 1, (kw - 1) * dx + 1];
  const wide = new Int8Array(rows * rh * rw * columns);
  for (let row = 0; row < rows; row++) {
    for (let y = 0; y < kh; y++) {
      for (let x = 0; x < kw; x++) {
        for (let i = 0; i < columns; i++) wide[((row * rh + y * dy) * rw + x * dx) * columns + i] = weights[((row * kh + y) * kw + x) * columns + i];
      }
    }
  }
  return wide;
}

test.each(['conv2d', 'depthwiseConv2d'] as const)('%s with gaps is one with zeros in the gaps', (kind) => {
  for (let seed = 0; seed < 60; seed++) {
    const rng = new Rng(`${kind} gaps ${seed}`);
    const [h, w, c]: Shape = [4 + rng.int(6), 4 + rng.int(6), 1 + rng.int(4)];
    const kernel = [1 + rng.int(3), 1 + rng.int(3)] as const;
    const dilation = [1 + rng.int(2), 1 + rng.int(3)] as const;
    const reach = [(kernel[0] - 1) * dilation[0] + 1, (kernel[1] - 1) * dilation[1] + 1] as const;
    if (reach[0] > h || reach[1] > w) continue;
    const stride = [1 + rng.int(2), 1 + rng.int(2)] as const;
    const padding = { top: rng.int(reach[0]), bottom: 0, left: rng.int(reach[1]), right: 0 };
    const channels = kind === 'conv2d' ? 3 : c;
    const shape: Shape = [Math.floor((h + padding.top - reach[0]) / stride[0]) + 1, Math.floor((w + padding.left - reach[1]) / stride[1]) + 1, channels];
    const [rows, columns] = kind === 'conv2d' ? [3, c] : [1, c];
    const weights = random(rng, rows * kernel[0] * kernel[1] * columns);
    const bias = Int32Array.from({ length: channels }, () => rng.int(2000) - 1000);
    const scales = Float64Array.from({ length: channels }, () => 0.01 + rng.int(9) / 100);
    const make = (weights: Int8Array, window: { kernel: readonly [number, number]; dilation?: readonly [number, number] }): OneOp => ({
      op: { kind, ...window, stride, padding, activation: 'none' },
      inputs: [{ shape: [h, w, c], quant }],
      output: { shape, quant: out },
      constants: { weights, weightScales: scales, bias },
    });
    const input = random(rng, h * w * c);
    expect(runOneOp(make(weights, { kernel, dilation }), input)).toEqual(runOneOp(make(spread(weights, rows, kernel, dilation, columns), { kernel: reach }), input));
  }
});

test('a channel multiplier is a convolution whose filters see one input channel each', () => {
  for (let seed = 0; seed < 60; seed++) {
    const rng = new Rng(`multiplier ${seed}`);
    const [h, w, c]: Shape = [3 + rng.int(4), 3 + rng.int(4), 1 + rng.int(4)];
    const multiplier = 1 + rng.int(4);
    const channels = c * multiplier;
    const window = { kernel: [3, 2], stride: [1, 2], padding: { top: 1, bottom: 1, left: 0, right: 1 }, activation: 'relu' } as const;
    const shape: Shape = [h, Math.floor((w - 1) / 2) + 1, channels];
    const weights = random(rng, 6 * channels);
    const dense = new Int8Array(channels * 6 * c);
    for (let tap = 0; tap < 6; tap++) for (let o = 0; o < channels; o++) dense[(o * 6 + tap) * c + Math.floor(o / multiplier)] = weights[tap * channels + o];
    const shared: Omit<Int8Constants, 'weights'> = { weightScales: new Float64Array(channels).fill(0.04), bias: Int32Array.from({ length: channels }, () => rng.int(999)) };
    const ends = { inputs: [{ shape: [h, w, c] as const, quant }], output: { shape, quant: out } };
    const input = random(rng, h * w * c);
    expect(runOneOp({ ...ends, op: { kind: 'depthwiseConv2d', ...window, multiplier }, constants: { ...shared, weights } }, input)).toEqual(
      runOneOp({ ...ends, op: { kind: 'conv2d', ...window }, constants: { ...shared, weights: dense } }, input),
    );
  }
});

test.each(['averagePool2d', 'maxPool2d'] as const)('%s with an activation is one without, clamped', (kind) => {
  const params = { scale: 0.1, zeroPoint: -20 };
  const input = random(new Rng(kind), 6 * 6 * 3);
  const pool = (activation?: Activation): Int8Array =>
    runOneOp({ op: { kind, kernel: [2, 2], stride: [1, 1], padding: { top: 0, bottom: 0, left: 0, right: 0 }, ...(activation === undefined ? {} : { activation }) }, inputs: [{ shape: [6, 6, 3], quant: params }], output: { shape: [5, 5, 3], quant: params } }, input);
  for (const activation of ['none', 'relu', 'relu6'] as const) {
    const [min, max] = activationRange(activation, params);
    expect([...pool(activation)]).toEqual([...pool()].map((q) => Math.max(min, Math.min(max, q))));
  }
  expect(activationRange('relu6', params)).toEqual([-20, 40]);
});

test('a weight of -128 counts as such, and sums that could leave 32 bits are refused', () => {
  const dense = (weights: Int8Array, bias: number): OneOp => ({
    op: { kind: 'dense', activation: 'none' },
    inputs: [{ shape: [1, 1, weights.length], quant: { scale: 1, zeroPoint: 0 } }],
    output: { shape: [1, 1, 1], quant: { scale: 128, zeroPoint: 0 } },
    constants: { weights, weightScales: Float64Array.of(1), bias: Int32Array.of(bias) },
  });
  expect([...runOneOp(dense(Int8Array.of(-128), 0), Int8Array.of(100))]).toEqual([-100]);
  expect(() => runOneOp(dense(Int8Array.of(-128), 2 ** 31 - 1 - 256 * 128), Int8Array.of(1))).not.toThrow();
  expect(() => runOneOp(dense(Int8Array.of(-128), 2 ** 31 - 256 * 128), Int8Array.of(1))).toThrow(/exceed 32 bits/);
});
