/** Ops that move values, and tables: identities that hold whatever the values are. */
import { describe, expect, test } from 'vitest';
import { Rng } from '../../lib/index.ts';
import type { Shape } from '../../net/index.ts';
import { LOOKUP_OUTPUT, tabulate } from './lookup.ts';
import { runOneOp, type OneOp } from './oneOp.ts';
import { nearestPlaces } from './resizeNearest.ts';

const quant = { scale: 0.1, zeroPoint: 7 };
const values = (length: number, seed = 'moves'): Int8Array => {
  const rng = new Rng(seed);
  return Int8Array.from({ length }, () => rng.int(256) - 128);
};
const size = (shape: Shape): number => shape[0] * shape[1] * shape[2];
const move = (op: OneOp['op'], inputs: readonly Shape[], output: Shape, data: Int8Array): Int8Array =>
  runOneOp({ op, inputs: inputs.map((shape) => ({ shape, quant })), output: { shape: output, quant } }, data);

describe.each([0, 1, 2] as const)('along axis %i', (axis) => {
  const extents: Shape[] = [1, 2, 3].map((n): Shape => [axis === 0 ? n : 4, axis === 1 ? n : 3, axis === 2 ? n : 2]);
  const joined = extents[0].map((extent, i) => (i === axis ? 6 : extent)) as unknown as Shape;
  test('what concat joins, slices give back', () => {
    const parts = extents.map((shape, i) => values(size(shape), `part ${i}`));
    const whole = move({ kind: 'concat', axis }, extents, joined, Int8Array.from(parts.flatMap((part) => [...part])));
    parts.forEach((part, i) => {
      const begin = [0, 0, 0].map((zero, at) => (at === axis ? [0, 1, 3][i] : zero)) as unknown as Shape;
      expect(move({ kind: 'slice', begin, stride: [1, 1, 1] }, [joined], extents[i], whole)).toEqual(part);
    });
  });
});

test('a slice of stride 2 takes every other row, column and channel', () => {
  const data = Int8Array.from({ length: 27 }, (_, i) => i);
  expect([...move({ kind: 'slice', begin: [0, 1, 0], stride: [2, 2, 2] }, [[3, 3, 3]], [2, 1, 2], data)]).toEqual([3, 5, 21, 23]);
});

test('a border is of the zero point, and what it encloses can be sliced out', () => {
  const data = values(12);
  const padded = move({ kind: 'pad', padding: { top: 1, bottom: 0, left: 2, right: 1 } }, [[3, 2, 2]], [4, 5, 2], data);
  expect([...padded].filter((q) => q === 7).length).toBeGreaterThanOrEqual(40 - 12);
  expect([...padded.subarray(0, 14)]).toEqual(Array.from({ length: 14 }, () => 7));
  expect(move({ kind: 'slice', begin: [1, 2, 0], stride: [1, 1, 1] }, [[4, 5, 2]], [3, 2, 2], padded)).toEqual(data);
});

describe('nearest neighbours', () => {
  const resize = (alignCorners: boolean, halfPixelCenters: boolean) => ({ kind: 'resizeNearest', name: 'resize', inputs: [0], output: 1, alignCorners, halfPixelCenters }) as const;
  test.each([[false, false], [true, false], [false, true]])('a resize to the same size changes nothing (align corners %s, half pixels %s)', (alignCorners, halfPixelCenters) => {
    const data = values(60);
    expect(move({ kind: 'resizeNearest', alignCorners, halfPixelCenters }, [[5, 4, 3]], [5, 4, 3], data)).toEqual(data);
  });
  test('twice as large repeats every place', () => {
    expect([...move({ kind: 'resizeNearest', alignCorners: false, halfPixelCenters: false }, [[1, 2, 2]], [2, 4, 2], Int8Array.of(1, 2, 3, 4))]).toEqual([1, 2, 1, 2, 3, 4, 3, 4, 1, 2, 1, 2, 3, 4, 3, 4]);
  });
  test.each([
    ['plain, 2 to 3', resize(false, false), 2, 3, [0, 0, 1]],
    ['plain, 5 to 3', resize(false, false), 5, 3, [0, 1, 3]],
    ['half pixels, 5 to 3', resize(false, true), 5, 3, [0, 2, 4]],
    ['corners, 5 to 3', resize(true, false), 5, 3, [0, 2, 4]],
    ['corners, halves away from zero, 2 to 3', resize(true, false), 2, 3, [0, 1, 1]],
    ['corners, down to one', resize(true, false), 5, 1, [0]],
  ])('%s', (_, node, input, output, want) => expect(nearestPlaces(node, input, output)).toEqual(want));
});

describe('tables', () => {
  const lookup = (fn: string) => ({ kind: 'lookup', name: 'op', fn, inputs: [0], output: 1 }) as const;
  test('the identity table changes nothing, and a table needs 256 values', () => {
    const data = values(24);
    const run = (table: Int8Array): Int8Array => runOneOp({ op: { kind: 'lookup', fn: 'quantize' }, inputs: [{ shape: [2, 3, 4], quant }], output: { shape: [2, 3, 4], quant }, table }, data);
    expect(run(tabulate(lookup('quantize'), quant, quant))).toEqual(data);
    expect(() => run(new Int8Array(255))).toThrow(/255 values; 256/);
  });
  test('logistic is 1/2 at zero and falls to 0, tanh is odd, relu and hard swish end at zero', () => {
    const unit = { scale: 1 / 16, zeroPoint: 0 };
    const at = (fn: string, q: number): number => tabulate(lookup(fn), unit, LOOKUP_OUTPUT.get(fn) ?? unit)[q + 128];
    expect([at('logistic', 0), at('logistic', -128), at('logistic', 127)]).toEqual([0, -128, 127]);
    for (const q of [1, 5, 30]) expect(at('tanh', q)).toBe(-at('tanh', -q));
    expect([at('relu', -5), at('relu', 5), at('relu6', 127), at('hardSwish', -48), at('hardSwish', 100)]).toEqual([0, 5, 96, 0, 100]);
    expect(() => at('gelu', 0)).toThrow(/"gelu" is known in int8 alone/);
  });
});

test('parameters that change on the way are refused', () => {
  const other = { scale: 0.2, zeroPoint: 7 };
  const shape: Shape = [2, 2, 2];
  expect(() => runOneOp({ op: { kind: 'concat', axis: 2 }, inputs: [{ shape, quant }, { shape, quant: other }], output: { shape: [2, 2, 4], quant } }, values(16))).toThrow(/concat should have the same scale/);
  expect(() => runOneOp({ op: { kind: 'pad', padding: { top: 0, bottom: 0, left: 0, right: 0 } }, inputs: [{ shape, quant }], output: { shape, quant: other } }, values(8))).toThrow(/pad should have the same scale/);
});
