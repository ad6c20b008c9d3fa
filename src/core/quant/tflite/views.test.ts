/**
 * Random graphs of operators that move values, on tensors of any number of dimensions, against an interpreter of such
 * graphs in this file, which knows nothing of height, width and channels: whatever view of a tensor a reader gets, and
 * however transposes, reshapes and borders are taken over or written out, the values must be where TFLite has them.
 */
import { expect, test } from 'vitest';
import { InputError, Rng } from '../../lib/index.ts';
import { runInt8 } from '../execute.ts';
import { TestGraph } from './testing.ts';

const ZERO = -3;
/** Values with a shape; every tensor has the same scale and zero point. */
interface Nd {
  readonly t: number;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

const size = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);
const stepsOf = (shape: readonly number[]): number[] => shape.map((_, axis) => size(shape.slice(axis + 1)));

/** The values of a shape, each found by its indices. */
function fill(shape: readonly number[], at: (index: readonly number[]) => number): number[] {
  const steps = stepsOf(shape);
  return Array.from({ length: size(shape) }, (_, i) => at(shape.map((extent, axis) => Math.floor(i / steps[axis]) % extent)));
}
const read = ({ shape, values }: Omit<Nd, 't'>, index: readonly number[]): number => values[index.reduce((sum, at, axis) => sum + at * stepsOf(shape)[axis], 0)];

/** One more operator after `x`, or null where the dice fit none. */
function step(g: TestGraph, rng: Rng, x: Nd): Nd | null {
  const { t, shape, values } = x;
  const rank = shape.length;
  const make = (name: string, inputs: readonly number[], made: readonly number[], filled: readonly number[], options = {}): Nd => ({ t: g.op(name, inputs, g.tensor(made, 0.5, ZERO), options), shape: made, values: filled });
  switch (rng.pick(['reshape', 'reshape', 'transpose', 'transpose', 'slice', 'concat', 'pad', 'pool', 'relu', 'dense', 'dense', 'conv', 'conv'] as const)) {
    case 'reshape': {
      const factors: number[] = [];
      let rest = size(shape);
      for (const prime of [2, 3, 5, 7]) for (; rest % prime === 0; rest /= prime) factors.push(prime);
      const made = [1, ...Array.from({ length: 1 + rng.int(3) }, () => 1)];
      for (const factor of [...factors, rest]) made[1 + rng.int(made.length - 1)] *= factor;
      return make('RESHAPE', [t], made, values);
    }
    case 'transpose': {
      const order = shape.map((_, axis) => axis);
      for (let i = rank - 1; i > 1; i--) {
        const j = 1 + rng.int(i);
        [order[i], order[j]] = [order[j], order[i]];
      }
      const made = order.map((axis) => shape[axis]);
      return make('TRANSPOSE', [t, g.integers(order)], made, fill(made, (index) => read(x, shape.map((_, axis) => index[order.indexOf(axis)]))));
    }
    case 'slice': {
      const begin = shape.map((extent) => rng.int(extent));
      const stride = shape.map(() => 1 + rng.int(2));
      const made = shape.map((extent, axis) => 1 + rng.int(Math.ceil((extent - begin[axis]) / stride[axis])));
      const end = made.map((extent, axis) => begin[axis] + (extent - 1) * stride[axis] + 1);
      return make('STRIDED_SLICE', [t, g.integers(begin), g.integers(end), g.integers(stride)], made, fill(made, (index) => read(x, index.map((at, axis) => begin[axis] + at * stride[axis]))));
    }
    case 'concat': {
      const axis = 1 + rng.int(rank - 1);
      const made = shape.map((extent, i) => (i === axis ? 2 * extent : extent));
      const relu = make('RELU', [t], shape, values.map((q) => Math.max(q, ZERO)));
      return make('CONCATENATION', [t, relu.t], made, fill(made, (index) => read(index[axis] < shape[axis] ? x : relu, index.map((at, i) => (i === axis ? at % shape[axis] : at)))), { axis });
    }
    case 'pad': {
      const amounts = shape.map((_, axis) => (axis === 0 || (rank === 4 && axis === 3) ? [0, 0] : [rng.int(2), rng.int(3)]));
      const made = shape.map((extent, axis) => extent + amounts[axis][0] + amounts[axis][1]);
      return make('PAD', [t, g.integers(amounts.flat(), [rank, 2])], made, fill(made, (index) => {
        const from = index.map((at, axis) => at - amounts[axis][0]);
        return from.every((at, axis) => at >= 0 && at < shape[axis]) ? read(x, from) : ZERO;
      }));
    }
    case 'relu':
      return make('RELU', [t], shape, values.map((q) => Math.max(q, ZERO)));
    case 'pool':
    case 'conv': {
      if (rank !== 4) return null;
      const [, height, width, channels] = shape;
      const kernel = [1 + rng.int(Math.min(3, height)), 1 + rng.int(Math.min(3, width))];
      const stride = [1 + rng.int(2), 1 + rng.int(2)];
      const out = [0, 1].map((axis) => Math.floor((shape[1 + axis] - kernel[axis]) / stride[axis]) + 1);
      const options = { padding: 1, strideHeight: stride[0], strideWidth: stride[1], dilationHeight: 1, dilationWidth: 1, filterHeight: kernel[0], filterWidth: kernel[1] };
      const spot = (index: readonly number[], y: number, x0: number, c: number): number => read(x, [0, index[1] * stride[0] + y, index[2] * stride[1] + x0, c]);
      if (rng.int(2) === 0) {
        const made = [1, ...out, channels];
        return make('MAX_POOL_2D', [t], made, fill(made, (index) => Math.max(...Array.from({ length: kernel[0] * kernel[1] }, (_, k) => spot(index, Math.floor(k / kernel[1]), k % kernel[1], index[3])))), options);
      }
      // each filter has a single one
      const picks = Array.from({ length: 3 }, () => [rng.int(kernel[0]), rng.int(kernel[1]), rng.int(channels)]);
      const filter = picks.flatMap(([y, x0, c]) => Array.from({ length: kernel[0] * kernel[1] * channels }, (_, i) => Number(i === (y * kernel[1] + x0) * channels + c)));
      const made = [1, ...out, 3];
      return make('CONV_2D', [t, g.weights([3, ...kernel, channels], filter, { scales: [1] })], made, fill(made, (index) => spot(index, picks[index[3]][0], picks[index[3]][1], picks[index[3]][2])), options);
    }
    case 'dense': {
      const depth = rng.int(2) === 0 ? size(shape) : shape[rank - 1];
      const picks = Array.from({ length: 6 }, () => rng.int(depth));
      const made = depth === size(shape) ? [1, 6] : [...shape.slice(0, -1), 6];
      const flat = depth === size(shape) ? make('RESHAPE', [t], [1, depth], values) : x;
      return make('FULLY_CONNECTED', [flat.t, g.weights([6, depth], picks.flatMap((pick) => Array.from({ length: depth }, (_, i) => Number(i === pick))), { scales: [1] })], made, fill(made, (index) => read(flat, [...index.slice(0, -1), picks[index[index.length - 1]]])));
    }
  }
}

test('3000 random graphs: refused by name, or every value in its place', () => {
  let taken = 0;
  for (let seed = 0; seed < 3000; seed++) {
    const rng = new Rng(`views ${seed}`);
    const g = new TestGraph();
    const shape = [1, ...Array.from({ length: 1 + rng.int(3) }, () => 1 + rng.int(5))];
    const input: Nd = { t: g.tensor(shape, 0.5, ZERO), shape, values: Array.from({ length: size(shape) }, () => rng.int(256) - 128) };
    const made = [input];
    for (let steps = 1 + rng.int(6); steps > 0; steps--) {
      const next = step(g, rng, rng.int(4) === 0 ? rng.pick(made) : made[made.length - 1]);
      if (next !== null && size(next.shape) <= 2000) made.push(next);
    }
    const outputs = made.length > 2 && rng.int(3) === 0 ? [made[made.length - 1], made[made.length - 2]] : [made[made.length - 1]];
    if (made.length === 1) continue;
    try {
      const answer = runInt8(g.read([input.t], outputs.map(({ t }) => t)), Int8Array.from(input.values));
      expect([...answer], `graph ${seed}: ${g.operators.map(({ name }) => name).join(' ')}`).toEqual(outputs.flatMap(({ values }) => values));
      taken++;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      expect(error.message, `graph ${seed}`).toMatch(/reshaped to .* parts|whose elements move/);
    }
  }
  expect(taken).toBeGreaterThan(2600);
});
