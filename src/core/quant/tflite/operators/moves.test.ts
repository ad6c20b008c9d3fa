/** What only moves values, and what readers make of tensors so moved: little graphs with an oracle in the test each. */
import { expect, test } from 'vitest';
import { Rng } from '../../../lib/index.ts';
import { readTflite } from '../../../net/index.ts';
import { runInt8 } from '../../execute.ts';
import type { Int8Net } from '../../int8Net.ts';
import { exportTflite } from '../export.ts';
import { importTflite } from '../import.ts';
import { TestGraph } from '../testing.ts';

const kinds = ({ net }: Int8Net): string[] => net.nodes.map(({ kind }) => kind);
const counting = (n: number): Int8Array => Int8Array.from({ length: n }, (_, i) => i - 30);
const VALID = { padding: 1, strideHeight: 1, strideWidth: 1, dilationHeight: 1, dilationWidth: 1 };

test('pooling over time: a column that was a row', () => {
  const g = new TestGraph();
  const input = g.tensor([1, 6, 2]);
  const relu = g.op('RELU', [input], g.tensor([1, 6, 2]));
  const other = g.op('ADD', [input, relu], g.tensor([1, 6, 2])); // fixes our shape, 1 x 6 x 2
  const column = g.op('EXPAND_DIMS', [other, g.integers([2], [])], g.tensor([1, 6, 1, 2]));
  const pooled = g.op('MAX_POOL_2D', [column], g.tensor([1, 3, 1, 2]), { padding: 1, strideHeight: 2, strideWidth: 1, filterHeight: 2, filterWidth: 1 });
  const row = g.op('SQUEEZE', [pooled], g.tensor([1, 3, 2]));
  const net = g.read([input], [row]);
  expect(net.net.nodes.at(-1)).toMatchObject({ kind: 'maxPool2d', kernel: [1, 2], stride: [1, 2] });
  expect([...runInt8(net, Int8Array.of(1, -9, 5, 2, 3, 3, 4, 8, -6, 0, -7, -1))]).toEqual([10, 4, 8, 16, -6, 0]);
});

test('convolution over time: the filter turns with the tensor', () => {
  const rng = new Rng('turn');
  const filter = Array.from({ length: 2 * 3 * 2 }, () => rng.int(20) - 10);
  const outputs = [[1, 5, 2], [1, 1, 5, 2], [1, 5, 1, 2]].map((shape) => {
    const g = new TestGraph();
    const input = g.tensor([1, 5, 2]);
    const fixed = g.op('ADD', [input, input], g.tensor([1, 5, 2]));
    const seen = shape.length === 3 ? fixed : g.op('RESHAPE', [fixed], g.tensor(shape));
    const column = shape[2] === 1 && shape.length === 4;
    const weights = g.weights(column ? [2, 3, 1, 2] : [2, 1, 3, 2], filter);
    const conv = g.op('CONV_2D', [seen, weights], g.tensor(shape, 4), { ...VALID, padding: 0 });
    return [...runInt8(g.read([input], [conv]), counting(10))];
  });
  expect(outputs[1]).toEqual(outputs[0]);
  expect(outputs[2]).toEqual(outputs[0]);
  expect(new Set(outputs[0]).size).toBeGreaterThan(3);
});

test('a fully connected layer takes a transpose back: channels first, flattened', () => {
  const g = new TestGraph();
  const input = g.tensor([1, 2, 2, 3]);
  const pooled = g.op('MAX_POOL_2D', [input], g.tensor([1, 2, 2, 3]), { ...VALID, filterHeight: 1, filterWidth: 1 });
  const first = g.op('TRANSPOSE', [pooled, g.integers([0, 3, 1, 2])], g.tensor([1, 3, 2, 2]));
  const flat = g.op('RESHAPE', [first], g.tensor([1, 12]));
  // each output picks one value in the order channel, row, column
  const picks = Array.from({ length: 144 }, (_, i) => Number(Math.floor(i / 12) === i % 12));
  const dense = g.op('FULLY_CONNECTED', [flat, g.weights([12, 12], picks, { scales: [1] })], g.tensor([1, 12]));
  const net = g.read([input], [dense]);
  expect(kinds(net)).toEqual(['maxPool2d', 'dense']);
  expect([...runInt8(net, counting(12))]).toEqual([0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11].map((i) => i - 30));
});

test('transposes that undo one another leave nothing, with element-wise functions between them', () => {
  const g = new TestGraph();
  const input = g.tensor([1, 2, 3, 4]);
  const there = g.op('TRANSPOSE', [input, g.integers([0, 3, 1, 2])], g.tensor([1, 4, 2, 3]));
  const relu = g.op('RELU', [there], g.tensor([1, 4, 2, 3]));
  const sum = g.op('ADD', [relu, there], g.tensor([1, 4, 2, 3], 1));
  const back = g.op('TRANSPOSE', [sum, g.integers([0, 2, 3, 1])], g.tensor([1, 2, 3, 4], 1));
  const net = g.read([input], [back]);
  expect(kinds(net)).toEqual(['lookup', 'add']);
  const values = counting(24).map((q) => q * 3);
  expect([...runInt8(net, values)]).toEqual(Array.from(values, (q) => (q > 0 ? q : q < 0 ? Math.sign(q) * Math.round(-q / 2) : 0)));
});

test('a transpose of extents of 1 is a reshape; one of constants turns them', () => {
  const g = new TestGraph();
  const input = g.tensor([1, 1, 1, 3]);
  const turned = g.op('TRANSPOSE', [input, g.integers([0, 3, 1, 2])], g.tensor([1, 3, 1, 1]));
  const flat = g.op('RESHAPE', [turned, g.integers([1, 3])], g.tensor([1, 3]));
  const weights = g.op('TRANSPOSE', [g.weights([3, 2], [1, 0, 0, 1, 2, 2], { scales: [1] }), g.integers([1, 0])], g.tensor([2, 3], 1));
  const net = g.read([input], [g.op('FULLY_CONNECTED', [flat, weights], g.tensor([1, 2]))]);
  expect([...runInt8(net, Int8Array.of(5, 7, 10))]).toEqual([25, 27]);
});

test('shapes worked out in the graph fold: SHAPE, STRIDED_SLICE, MUL and PACK before a RESHAPE and a SLICE', () => {
  const g = new TestGraph();
  const input = g.tensor([1, 2, 3, 4]);
  const shape = g.op('SHAPE', [input], g.tensor([4], 1, 0, 'INT32'));
  const at = (i: number): number => g.op('STRIDED_SLICE', [shape, g.integers([i]), g.integers([i + 1]), g.integers([1])], g.tensor([], 1, 0, 'INT32'), { shrinkAxisMask: 1 });
  const area = g.op('MUL', [at(1), at(2)], g.tensor([], 1, 0, 'INT32'));
  const half = g.op('SUB', [area, g.integers([4], [])], g.tensor([], 1, 0, 'INT32'));
  const sizes = g.op('PACK', [g.integers([1], []), g.integers([2], []), half, at(3)], g.tensor([4], 1, 0, 'INT32'), { values: 4, axis: 0 });
  const part = g.op('SLICE', [input, g.integers([0, 0, 1, 0]), sizes], g.tensor([1, 2, 2, 4]));
  const net = g.read([input], [part]);
  expect(net.net.nodes).toMatchObject([{ kind: 'slice', begin: [0, 1, 0], stride: [1, 1, 1] }]);
  const values = counting(24);
  expect([...runInt8(net, values)]).toEqual([...values.slice(4, 12), ...values.slice(16, 24)]);
});

test('taken apart and joined anew: SPLIT, SPLIT_V, UNPACK, STRIDED_SLICE with masks and strides, CONCATENATION', () => {
  const g = new TestGraph();
  const input = g.tensor([1, 2, 2, 4]);
  const halves = [g.tensor([1, 2, 2, 2]), g.tensor([1, 2, 2, 2])];
  g.operators.push({ name: 'SPLIT', inputs: [g.integers([-1], []), input], outputs: halves, options: { splits: 2 } });
  const swapped = g.op('CONCATENATION', [halves[1], halves[0]], g.tensor([1, 2, 2, 4]), { axis: 3 });
  const uneven = [g.tensor([1, 2, 2, 1]), g.tensor([1, 2, 2, 3])];
  g.operators.push({ name: 'SPLIT_V', inputs: [swapped, g.integers([1, -1]), g.integers([3], [])], outputs: uneven, options: { splits: 2 } });
  const rows = [g.tensor([1, 2, 3]), g.tensor([1, 2, 3])];
  g.operators.push({ name: 'UNPACK', inputs: [uneven[1]], outputs: rows, options: { values: 2, axis: 1 } });
  const lists = [[0, 0, -1], [0, 2, 99], [1, 1, 1]].map((values) => g.integers(values));
  const last = g.op('STRIDED_SLICE', [rows[1], ...lists], g.tensor([1, 2, 1]), { beginMask: 1, endMask: 1 });
  const every = g.op('STRIDED_SLICE', [rows[0], ...[[0, 0, 0], [1, 2, 3], [1, 1, 2]].map((values) => g.integers(values))], g.tensor([1, 2, 2]));
  const net = g.read([input], [last, every, uneven[0]]);
  expect(g.read([input], [last]).net.nodes).toHaveLength(net.net.nodes.length - 3); // what is not needed is not taken
  // channels come as 2 3 | 0 1; the first is set apart
  const value = (y: number, x: number, c: number): number => (y * 2 + x) * 4 + c - 30;
  expect([...runInt8(net, counting(16))]).toEqual([
    value(1, 0, 1), value(1, 1, 1),
    value(0, 0, 3), value(0, 0, 1), value(0, 1, 3), value(0, 1, 1),
    value(0, 0, 2), value(0, 1, 2), value(1, 0, 2), value(1, 1, 2),
  ]);
});

test('STRIDED_SLICE with ends relative to its begins; with masks beside them it is refused', () => {
  const build = (options: Record<string, number>, begin = 1): Int8Net => {
    const g = new TestGraph();
    const input = g.tensor([1, 1, 1, 6]);
    const lists = [[0, 0, 0, begin], [1, 1, 1, 3], [1, 1, 1, 2]].map((values) => g.integers(values));
    return g.read([input], [g.op('STRIDED_SLICE', [input, ...lists], g.tensor([1, 1, 1, 2]), { offset: 1, ...options })]);
  };
  expect([...runInt8(build({}), Int8Array.of(0, 1, 2, 3, 4, 5))]).toEqual([1, 3]);
  const refused = /STRIDED_SLICE \(operator 0, "t4"\) takes a part that is .*beside masks/;
  for (const options of [{ beginMask: 8 }, { endMask: 8 }]) expect(() => build(options)).toThrow(refused);
  for (const begin of [-5, 4]) expect(() => build({}, begin)).toThrow(refused);
});

test('flattened tensors join end to end', () => {
  const g = new TestGraph();
  const input = g.tensor([1, 2, 2, 3]);
  const flat = ['MAX_POOL_2D', 'AVERAGE_POOL_2D'].map((name) => {
    const pooled = g.op(name, [input], g.tensor([1, 2, 2, 3]), { ...VALID, filterHeight: 1, filterWidth: 1 });
    return g.op('RESHAPE', [pooled], g.tensor([1, 12]));
  });
  const net = g.read([input], [g.op('CONCATENATION', flat, g.tensor([1, 24]), { axis: 1 })]);
  expect([...runInt8(net, counting(12))]).toEqual([...counting(12), ...counting(12)]);
});

test('padding joins a convolution, joins a largest value where it is the least, and else stands alone', () => {
  const g = new TestGraph();
  const input = g.tensor([1, 3, 3, 1], 0.5, -128);
  const border = g.integers([0, 0, 1, 1, 1, 1, 0, 0], [4, 2]);
  const padded = g.op('PAD', [input, border], g.tensor([1, 5, 5, 1], 0.5, -128));
  const options = { ...VALID, filterHeight: 3, filterWidth: 3 };
  const conv = g.op('CONV_2D', [padded, g.weights([1, 3, 3, 1], new Array<number>(9).fill(1), { scales: [1] })], g.tensor([1, 3, 3, 1], 0.5, -128), VALID);
  const most = g.op('MAX_POOL_2D', [padded], g.tensor([1, 3, 3, 1], 0.5, -128), options);
  const mean = g.op('AVERAGE_POOL_2D', [padded], g.tensor([1, 3, 3, 1], 0.5, -128), options);
  const net = g.read([input], [conv, most, mean]);
  expect(kinds(net)).toEqual(['conv2d', 'maxPool2d', 'pad', 'averagePool2d']);
  const values = Int8Array.from({ length: 9 }, (_, i) => i + 1 - 128);
  const sums = [12, 21, 16, 27, 45, 33, 24, 39, 28];
  expect([...runInt8(net, values)].map((q) => q + 128)).toEqual([...sums, 5, 6, 6, 8, 9, 9, 8, 9, 9, ...sums.map((sum) => Math.round(sum / 9))]);
});

test('PADV2 with the least value pads a largest one of any zero point; other values are refused', () => {
  const build = (fill: number): TestGraph => {
    const g = new TestGraph();
    const input = g.tensor([1, 2, 2, 1]);
    const padded = g.op('PADV2', [input, g.integers([0, 0, 0, 1, 0, 1, 0, 0], [4, 2]), g.weights([1], [fill])], g.tensor([1, 3, 3, 1]));
    g.op('MAX_POOL_2D', [padded], g.tensor([1, 2, 2, 1]), { ...VALID, filterHeight: 2, filterWidth: 2 });
    return g;
  };
  expect([...runInt8(build(128).read([0], [4]), Int8Array.of(-4, -3, -2, -1))]).toEqual([-1, -1, -1, -1]);
  expect(() => build(7).read([0], [4])).toThrow(/MAX_POOL_2D \(operator 1, "t4"\) reads what operator 0 pads with 7; its zero point 0 is supported/);
});

test('channels are padded by a convolution with ones', () => {
  const g = new TestGraph();
  const input = g.tensor([1, 1, 2, 2], 0.5, 3);
  const net = g.read([input], [g.op('PAD', [input, g.integers([0, 0, 0, 0, 0, 0, 1, 2], [4, 2])], g.tensor([1, 1, 2, 5], 0.5, 3))]);
  expect([...runInt8(net, Int8Array.of(-128, 127, 5, 6))]).toEqual([3, -128, 127, 3, 3, 3, 5, 6, 3, 3]);
});

test('outputs that are inputs, or one another, are copied', () => {
  const g = new TestGraph();
  const [a, b] = [g.tensor([1, 2, 2, 1]), g.tensor([1, 2, 2, 1])];
  const sum = g.op('SUB', [a, b], g.tensor([1, 2, 2, 1]));
  const net = g.read([a, b], [sum, g.op('RESHAPE', [sum], g.tensor([1, 4])), b]);
  expect([...runInt8(net, Int8Array.of(9, 8, 7, 6, 1, 2, 3, 4))]).toEqual([8, 6, 4, 2, 8, 6, 4, 2, 1, 2, 3, 4]);
});

test('a batch of rows is a 1x1 convolution with the factor of a fully connected layer', () => {
  const rng = new Rng('rows');
  for (let round = 0; round < 20; round++) {
    const scales = [rng.float() + 0.01, rng.float() + 0.01, rng.float() * 100 + 1];
    const filter = Array.from({ length: 12 }, () => rng.int(255) - 127);
    const [rows, single] = [3, 1].map((count) => {
      const g = new TestGraph();
      const input = g.tensor([1, count, 4], scales[0], 5);
      return g.read([input], [g.op('FULLY_CONNECTED', [input, g.weights([3, 4], filter, { scales: [scales[1]] })], g.tensor([1, count, 3], scales[2], -4), { keepDimensions: 1, activation: 1 })]);
    });
    expect([kinds(rows), kinds(single)]).toEqual([['conv2d'], ['dense']]);
    const values = Int8Array.from({ length: 12 }, () => rng.int(256) - 128);
    expect([...runInt8(rows, values)]).toEqual([0, 1, 2].flatMap((row) => [...runInt8(single, values.slice(4 * row, 4 * row + 4))]));
  }
});

test('MEAN and REDUCE_MAX over height and width in any order and number of dimensions, RESIZE_NEAREST_NEIGHBOR', () => {
  for (const [axes, keep] of [[[1, 2], 1], [[2, 1], 0], [[-3, -2], 0]] as const) {
    const g = new TestGraph();
    const input = g.tensor([1, 2, 2, 2]);
    const larger = g.op('RESIZE_NEAREST_NEIGHBOR', [input, g.integers([4, 4])], g.tensor([1, 4, 4, 2]));
    const outputs = ['MEAN', 'REDUCE_MAX'].map((name) => g.op(name, [larger, g.integers(axes)], g.tensor(keep ? [1, 1, 1, 2] : [1, 2], name === 'MEAN' ? 0.25 : 0.5, name === 'MEAN' ? 1 : 0), { keepDimensions: keep }));
    expect([...runInt8(g.read([input], outputs), Int8Array.of(1, 10, 2, 20, 3, 30, 4, 40))]).toEqual([6, 51, 4, 40]);
  }
});

test('channels first at the ends: an input lies in planes, an output is put into them', () => {
  const rng = new Rng('channels first');
  const filter = Array.from({ length: 2 * 3 * 3 * 3 }, () => rng.int(20) - 10);
  const [planes, plain] = [true, false].map((first) => {
    const g = new TestGraph();
    const input = g.tensor(first ? [1, 3, 4, 5] : [1, 4, 5, 3]);
    const last = first ? g.op('TRANSPOSE', [input, g.integers([0, 2, 3, 1])], g.tensor([1, 4, 5, 3])) : input;
    const conv = g.op('CONV_2D', [last, g.weights([2, 3, 3, 3], filter)], g.tensor([1, 4, 5, 2], 2), { ...VALID, padding: 0 });
    return g.read([input], [first ? g.op('TRANSPOSE', [conv, g.integers([0, 3, 1, 2])], g.tensor([1, 2, 4, 5], 2)) : conv]);
  });
  const x = counting(60);
  const answer = runInt8(plain, x);
  expect([...runInt8(planes, Int8Array.from({ length: 60 }, (_, i) => x[(i % 20) * 3 + Math.floor(i / 20)]))]).toEqual(Array.from({ length: 40 }, (_, i) => answer[(i % 20) * 2 + Math.floor(i / 20)]));
});

test('what is written out in many parts leaves as a file again, with no more than ten tensors joined at once', () => {
  const g = new TestGraph();
  const input = g.tensor([1, 2, 13, 4]);
  const fixed = g.op('ADD', [input, input], g.tensor([1, 2, 13, 4]));
  const merged = g.op('RESHAPE', [fixed], g.tensor([1, 2, 52]));
  const net = g.read([input], [g.op('SOFTMAX', [merged], g.tensor([1, 2, 52], 1 / 256, -128), { beta: 1 })]);
  const bytes = exportTflite(net);
  expect(Math.max(...readTflite(bytes, 'm.tflite').operators.filter(({ name }) => name === 'CONCATENATION').map(({ inputs }) => inputs.length))).toBe(10);
  expect(runInt8(importTflite(bytes, 'm.tflite'), counting(104))).toEqual(runInt8(net, counting(104)));
});
