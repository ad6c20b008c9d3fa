/**
 * Sums, differences, products and means against gemmlowp's definitions in BigInt: truncating division with a nudge of
 * the sign, then a rounding shift. The oracle shares nothing with our arithmetic but the mantissas.
 */
import { describe, expect, test } from 'vitest';
import type { QuantParams } from '../../data/index.ts';
import { Rng } from '../../lib/index.ts';
import type { Shape } from '../../net/index.ts';
import type { FixedFactor } from '../fixedPoint.ts';
import { oneOp, runOneOp, type OneOp } from './oneOp.ts';

/** MultiplyByQuantizedMultiplier of TFLite with two roundings. */
function scaled(x: bigint, { mantissa, shift }: FixedFactor): bigint {
  const product = (x << BigInt(Math.max(0, shift))) * BigInt(mantissa);
  const high = (product + (product >= 0n ? 1n << 30n : 1n - (1n << 30n))) / (1n << 31n);
  const right = BigInt(Math.max(0, -shift));
  const mask = (1n << right) - 1n;
  return (high >> right) + ((high & mask) > (mask >> 1n) + (high < 0n ? 1n : 0n) ? 1n : 0n);
}
const toInt8 = (x: bigint): number => Math.max(-128, Math.min(127, Number(x)));
const randomQuant = (rng: Rng): QuantParams => ({ scale: Math.fround(0.01 * 2 ** (rng.int(400) / 100)), zeroPoint: rng.int(256) - 128 });
const randomValues = (rng: Rng, length: number): Int8Array => Int8Array.from({ length }, () => rng.int(256) - 128);

describe.each(['add', 'sub', 'mul'] as const)('%s', (kind) => {
  test('to the bit, with operands of any scale', () => {
    for (let seed = 0; seed < 300; seed++) {
      const rng = new Rng(`${kind} ${seed}`);
      const shape: Shape = [1, 3, 5];
      const [a, b, out] = [randomQuant(rng), randomQuant(rng), randomQuant(rng)];
      const one: OneOp = { op: { kind, activation: 'none' }, inputs: [{ shape, quant: a }, { shape, quant: b }], output: { shape, quant: out } };
      const { adds, scalings } = oneOp(one);
      const values = randomValues(rng, 30);
      const want = Array.from({ length: 15 }, (_, i) => {
        const [x, y] = [BigInt(values[i] - a.zeroPoint), BigInt(values[15 + i] - b.zeroPoint)];
        if (kind === 'mul') return toInt8(scaled(x * y, scalings.get('op')!) + BigInt(out.zeroPoint));
        const { first, second, output } = adds.get('op')!;
        const [u, v] = [scaled(x << 20n, first), scaled(y << 20n, second)];
        return toInt8(scaled(kind === 'add' ? u + v : u - v, output) + BigInt(out.zeroPoint));
      });
      expect([...runOneOp(one, values)], `seed ${seed}`).toEqual(want);
    }
  });

  test.each<[Shape]>([[[1, 1, 4]], [[1, 1, 1]]])('a second operand of %j is as if it were written out', (small) => {
    const rng = new Rng(`${kind} ${small.join()}`);
    const shape: Shape = [3, 2, 4];
    const [a, b, out] = [randomQuant(rng), randomQuant(rng), randomQuant(rng)];
    const [first, second] = [randomValues(rng, 24), randomValues(rng, small[2])];
    const make = (other: Shape): OneOp => ({ op: { kind, activation: 'relu6' }, inputs: [{ shape, quant: a }, { shape: other, quant: b }], output: { shape, quant: out } });
    const tiled = Int8Array.from({ length: 24 }, (_, i) => second[i % small[2]]);
    expect(runOneOp(make(small), Int8Array.of(...first, ...second))).toEqual(runOneOp(make(shape), Int8Array.of(...first, ...tiled)));
  });
});

test('worked by hand: 3 - 5, 3 x 5, halved where the output counts in twos, and what relu leaves', () => {
  const shape: Shape = [1, 1, 2];
  const unit = { shape, quant: { scale: 1, zeroPoint: 0 } };
  const twos = { shape, quant: { scale: 2, zeroPoint: 10 } };
  const values = Int8Array.of(3, -100, 5, 100);
  const run = (kind: 'sub' | 'mul', output: OneOp['output'], activation: 'none' | 'relu' = 'none'): number[] => [...runOneOp({ op: { kind, activation }, inputs: [unit, unit], output }, values)];
  expect(run('sub', unit)).toEqual([-2, -128]);
  expect(run('sub', twos)).toEqual([9, -90]);
  expect(run('sub', twos, 'relu')).toEqual([10, 10]);
  expect(run('mul', unit)).toEqual([15, -128]);
  expect(run('mul', twos)).toEqual([18, -128]);
});

test('differences divide their scales in float32, sums in float64, as TFLite Micro does', () => {
  const shape: Shape = [1, 1, 1];
  const quants = [0.1, 0.3, 0.7].map((scale) => ({ shape, quant: { scale: Math.fround(scale), zeroPoint: 0 } }));
  const [a, b, output] = quants;
  const factors = (kind: 'add' | 'sub') => oneOp({ op: { kind, activation: 'none' }, inputs: [a, b], output }).adds.get('op')!;
  expect(factors('sub').first.mantissa % 128).toBe(0); // 24 bits of a float32 in 31
  expect(factors('add').first.mantissa % 128).not.toBe(0);
  expect(Math.abs(factors('sub').first.mantissa - factors('add').first.mantissa)).toBeLessThan(128);
});

describe('mean', () => {
  const mean = (shape: Shape, quant: QuantParams, out: QuantParams): OneOp => ({ op: { kind: 'mean' }, inputs: [{ shape, quant }], output: { shape: [1, 1, shape[2]], quant: out } });

  test('to the bit: 1 / places in the mantissa, truncated (QuantizedMeanOrSum)', () => {
    for (let seed = 0; seed < 300; seed++) {
      const rng = new Rng(`mean ${seed}`);
      const shape: Shape = [1 + rng.int(12), 1 + rng.int(12), 1 + rng.int(4)];
      const [quant, out] = [randomQuant(rng), randomQuant(rng)];
      const places = shape[0] * shape[1];
      const base = oneOp(mean([1, 1, 1], quant, out)).scalings.get('op')!; // over one place: the plain factor
      const lift = places.toString(2).length - 1;
      const factor = { mantissa: Number((BigInt(base.mantissa) << BigInt(lift)) / BigInt(places)), shift: base.shift - lift };
      const values = randomValues(rng, places * shape[2]);
      const want = Array.from({ length: shape[2] }, (_, c) => {
        const sum = values.reduce((total, q, i) => total + (i % shape[2] === c ? q : 0), 0);
        return toInt8(scaled(BigInt(sum - quant.zeroPoint * places), factor) + BigInt(out.zeroPoint));
      });
      expect([...runOneOp(mean(shape, quant, out), values)], `seed ${seed}`).toEqual(want);
    }
  });

  test('of equal values is that value, and with equal parameters within one of the true mean', () => {
    const rng = new Rng('means');
    for (let round = 0; round < 200; round++) {
      const shape: Shape = [1 + rng.int(20), 1 + rng.int(20), 1];
      const quant = randomQuant(rng);
      const values = randomValues(rng, shape[0] * shape[1]);
      const want = values.reduce((sum, q) => sum + q, 0) / values.length;
      expect(Math.abs(runOneOp(mean(shape, quant, quant), values)[0] - want)).toBeLessThanOrEqual(1);
      expect(runOneOp(mean(shape, quant, quant), values.map(() => values[0]))[0]).toBe(values[0]);
    }
  });

  test('worked by hand: the mean of 1, 2, 3, 6 is 3, in halves above zero point -20 it is -14', () => {
    const values = Int8Array.of(1, 2, 3, 6);
    expect([...runOneOp(mean([2, 2, 1], { scale: 1, zeroPoint: 0 }, { scale: 1, zeroPoint: 0 }), values)]).toEqual([3]);
    expect([...runOneOp(mean([2, 2, 1], { scale: 1, zeroPoint: 0 }, { scale: 0.5, zeroPoint: -20 }), values)]).toEqual([-14]);
  });
});
