/** uint8 models, held against TFLite's uint8 kernels written out here on uint8 values. */
import { expect, test } from 'vitest';
import { Rng } from '../../lib/index.ts';
import { runInt8 } from '../execute.ts';
import { clamp, quantizeMultiplier, requantise, roundAway } from '../fixedPoint.ts';
import { TestGraph } from './testing.ts';

const f = Math.fround;
const toOurs = (values: readonly number[]): Int8Array => Int8Array.from(values, (value) => value - 128);
const toTheirs = (values: Int8Array): number[] => Array.from(values, (value) => value + 128);
const VALID = { padding: 1, strideHeight: 1, strideWidth: 1, dilationHeight: 1, dilationWidth: 1 };
const bytes = (rng: Rng, count: number): number[] => Array.from({ length: count }, () => rng.int(256));

/** One output of a uint8 layer: scales multiplied in float32. */
const scaled = (sum: number, scales: readonly [number, number, number], zero: number): number => {
  const { mantissa, shift } = quantizeMultiplier(f(f(scales[0]) * f(scales[1])) / f(scales[2]));
  return clamp(requantise(sum, mantissa, shift, 'double') + zero, 0, 255);
};

test.each([
  ['near the middle', 128, 100, 150],
  ['beyond int8 on one side', 160, 0, 256],
  ['beyond int8 twice over', 0, 0, 256],
])('layers whose weights lie %s of their zero point', (_, zeroWeight, least, end) => {
  const rng = new Rng(`layers ${zeroWeight}`);
  for (let round = 0; round < 15; round++) {
    const scales = [rng.float() + 0.001, rng.float() + 0.001, 20 + rng.float() * 100] as const;
    const [zeroIn, zeroOut] = [rng.int(256), rng.int(256)];
    const weights = Array.from({ length: 18 }, () => least + rng.int(end - least));
    const bias = Array.from({ length: 3 }, () => rng.int(2000) - 1000);
    const x = bytes(rng, 36);
    const term = (i: number, k: number): number => (x[i] - zeroIn) * (weights[k] - zeroWeight);
    const build = (name: string, shape: readonly number[], channels: number, out: readonly number[], options: Record<string, number>): number[] => {
      const g = new TestGraph();
      const input = g.tensor(name === 'FULLY_CONNECTED' ? [1, 6] : [1, 3, 6, 2], scales[0], zeroIn, 'UINT8');
      const filter = g.weights(shape, weights.slice(0, shape.reduce((a, b) => a * b)), { scales: [scales[1]], zeroPoint: zeroWeight, type: 'UINT8' });
      const net = g.read([input], [g.op(name, [input, filter, g.integers(bias.slice(0, channels))], g.tensor(out, scales[2], zeroOut, 'UINT8'), options)]);
      return toTheirs(runInt8(net, toOurs(name === 'FULLY_CONNECTED' ? x.slice(0, 6) : x)));
    };
    const places = Array.from({ length: 6 }, (_place, at) => at);
    // 3x1 windows over the three rows
    expect(build('CONV_2D', [3, 3, 1, 2], 3, [1, 1, 6, 3], VALID)).toEqual(places.flatMap((at) => [0, 1, 2].map((o) => scaled(bias[o] + [0, 1, 2].flatMap((y) => [0, 1].map((c) => term(y * 12 + at * 2 + c, o * 6 + y * 2 + c))).reduce((a, b) => a + b), scales, zeroOut))));
    expect(build('DEPTHWISE_CONV_2D', [1, 3, 1, 2], 2, [1, 1, 6, 2], VALID)).toEqual(places.flatMap((at) => [0, 1].map((c) => scaled(bias[c] + [0, 1, 2].map((y) => term(y * 12 + at * 2 + c, y * 2 + c)).reduce((a, b) => a + b), scales, zeroOut))));
    expect(build('FULLY_CONNECTED', [3, 6], 3, [1, 3], {})).toEqual([0, 1, 2].map((o) => scaled(bias[o] + places.map((i) => term(i, o * 6 + i)).reduce((a, b) => a + b), scales, zeroOut)));
  }
});

test.each([[2, 2], [1, 3], [4, 4], [2, 3], [1, 6]])('a mean of uint8 over %ix%i rounds halves up', (height, width) => {
  const rng = new Rng('mean');
  const count = height * width;
  for (let round = 0; round < 200; round++) {
    const g = new TestGraph();
    const zero = rng.int(256);
    const input = g.tensor([1, height, width, 1], 0.3, zero, 'UINT8');
    const net = g.read([input], [g.op('AVERAGE_POOL_2D', [input], g.tensor([1, 1, 1, 1], 0.3, zero, 'UINT8'), { ...VALID, filterHeight: height, filterWidth: width })]);
    const x = bytes(rng, count);
    expect(toTheirs(runInt8(net, toOurs(x)))).toEqual([Math.floor((x.reduce((a, b) => a + b) + Math.floor(count / 2)) / count)]);
  }
});

test('a concatenation of uint8 rescales its inputs in float32', () => {
  const rng = new Rng('concatenation');
  for (let round = 0; round < 50; round++) {
    const g = new TestGraph();
    const scales = [rng.float() + 0.01, rng.float() + 0.01].map(f);
    const zeros = [rng.int(256), rng.int(256)];
    const inputs = [0, 1].map((i) => g.tensor([1, 1, 1, 5], scales[i], zeros[i], 'UINT8'));
    const net = g.read(inputs, [g.op('CONCATENATION', inputs, g.tensor([1, 1, 1, 10], scales[0], zeros[0], 'UINT8'), { axis: 3 })]);
    const [a, b] = [bytes(rng, 5), bytes(rng, 5)];
    const factor = f(scales[1] * f(1 / scales[0]));
    const shift = f(-zeros[1] * factor);
    expect(toTheirs(runInt8(net, toOurs([...a, ...b])))).toEqual([...a, ...b.map((value) => clamp(roundAway(f(f(value * factor) + shift)) + zeros[0], 0, 255))]);
  }
});

test('uint8 at the ends of an int8 model: a shift by 128 leaves nothing, other parameters are rescaled', () => {
  const build = (zeroIn: number): number[] => {
    const g = new TestGraph();
    const input = g.tensor([1, 1, 1, 3], 0.5, zeroIn, 'UINT8');
    const inner = g.op('QUANTIZE', [input], g.tensor([1, 1, 1, 3], 0.5, 0));
    const relu = g.op('RELU', [inner], g.tensor([1, 1, 1, 3], 0.5, 0));
    const net = g.read([input], [g.op('QUANTIZE', [relu], g.tensor([1, 1, 1, 3], 0.25, 10, 'UINT8'))]);
    return [net.net.nodes.length, ...toTheirs(runInt8(net, Int8Array.of(-50, 0, 20)))];
  };
  expect(build(128)).toEqual([2, 10, 10, 50]);
  expect(build(108)).toEqual([3, 10, 50, 90]);
});

test('what uint8 and int8 compute otherwise is refused', () => {
  const g = new TestGraph();
  const input = g.tensor([1, 2, 2, 1], 0.1, 3, 'UINT8');
  const logistic = g.op('LOGISTIC', [input], g.tensor([1, 2, 2, 1], 1 / 256, 0, 'UINT8'));
  const mean = g.op('AVERAGE_POOL_2D', [logistic], g.tensor([1, 2, 2, 1], 1 / 256, 0, 'UINT8'), { ...VALID, padding: 0, filterHeight: 2, filterWidth: 2 });
  expect(() => g.read([input], [mean])).toThrow(/LOGISTIC \(operator 0, "t1"\) of uint8 is computed in several ways.*AVERAGE_POOL_2D \(operator 1, "t2"\) is a mean of uint8 whose windows leave the input/);
});
