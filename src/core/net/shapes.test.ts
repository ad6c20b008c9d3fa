/** What each op makes of its inputs' shapes, and what it refuses in words. */
import { describe, expect, test } from 'vitest';
import { InputError } from '../lib/index.ts';
import { OP_KINDS, outputShape, type Node, type Shape } from './index.ts';

type WithoutEnds<N> = N extends Node ? Omit<N, 'name' | 'inputs' | 'output'> : never;
type Parts = WithoutEnds<Node>;

const shapeOf = (parts: Parts, inputs: readonly Shape[], free: Shape = [0, 0, 0]): Shape => outputShape({ ...parts, name: 'op', inputs: inputs.map((_, id) => id), output: inputs.length }, inputs, free);

const padding = { top: 1, bottom: 1, left: 1, right: 1 };
const window = { kernel: [3, 3], stride: [1, 1], padding } as const;
const activation = 'none';

const cases: readonly (readonly [what: string, parts: Parts, inputs: readonly Shape[], free: Shape, output: Shape])[] = [
  ['a window of 3 x 3 padded by one keeps the plane', { kind: 'conv2d', ...window, activation }, [[9, 7, 4]], [0, 0, 12], [9, 7, 12]],
  ['with gaps of two it reaches 5 x 5 and takes two off', { kind: 'conv2d', ...window, dilation: [2, 2], activation }, [[9, 7, 4]], [0, 0, 12], [7, 5, 12]],
  ['padding may exceed the kernel within its reach', { kind: 'conv2d', ...window, padding: { top: 4, bottom: 4, left: 0, right: 0 }, dilation: [4, 1], activation }, [[9, 7, 4]], [0, 0, 1], [9, 5, 1]],
  ['a multiplier multiplies channels', { kind: 'depthwiseConv2d', ...window, multiplier: 8, activation }, [[49, 40, 1]], [0, 0, 0], [49, 40, 8]],
  ['dense flattens', { kind: 'dense', activation }, [[2, 3, 4]], [0, 0, 10], [1, 1, 10]],
  ['a sum of equals', { kind: 'add', activation }, [[2, 3, 4], [2, 3, 4]], [0, 0, 0], [2, 3, 4]],
  ['a number taken from each element', { kind: 'sub', activation }, [[2, 3, 4], [1, 1, 1]], [0, 0, 0], [2, 3, 4]],
  ['a gate per channel', { kind: 'mul', activation }, [[2, 3, 4], [1, 1, 4]], [0, 0, 0], [2, 3, 4]],
  ['pools', { kind: 'averagePool2d', ...window, stride: [2, 2] }, [[9, 7, 4]], [0, 0, 0], [5, 4, 4]],
  ['largest of windows', { kind: 'maxPool2d', ...window, activation: 'relu' }, [[9, 7, 4]], [0, 0, 0], [9, 7, 4]],
  ['mean', { kind: 'mean' }, [[9, 7, 4]], [0, 0, 0], [1, 1, 4]],
  ['softmax', { kind: 'softmax', beta: 1 }, [[1, 1, 4]], [0, 0, 0], [1, 1, 4]],
  ['lookup', { kind: 'lookup', fn: 'tanh' }, [[9, 7, 4]], [0, 0, 0], [9, 7, 4]],
  ['concat adds up one extent', { kind: 'concat', axis: 1 }, [[9, 7, 4], [9, 1, 4], [9, 2, 4]], [0, 0, 0], [9, 10, 4]],
  ['a slice has the extent it is given', { kind: 'slice', begin: [8, 0, 1], stride: [1, 3, 2] }, [[9, 7, 4]], [1, 3, 2], [1, 3, 2]],
  ['pad', { kind: 'pad', padding: { top: 1, bottom: 2, left: 3, right: 4 } }, [[9, 7, 4]], [0, 0, 0], [12, 14, 4]],
  ['resize leaves height and width free', { kind: 'resizeNearest', alignCorners: false, halfPixelCenters: false }, [[9, 7, 4]], [18, 3, 0], [18, 3, 4]],
];

describe('shapes', () => {
  test.each(cases)('%s', (_, parts, inputs, free, output) => expect(shapeOf(parts, inputs, free)).toEqual(output));
  test('of every op', () => expect(new Set(cases.map(([, { kind }]) => kind))).toEqual(new Set(OP_KINDS)));
});

describe('refused in words', () => {
  test.each<[string, Parts, readonly Shape[], RegExp, Shape?]>([
    ['gaps of zero', { kind: 'conv2d', ...window, dilation: [0, 1], activation }, [[9, 7, 4]], /dilation 0x1 must be whole/],
    ['gaps that make the window too wide', { kind: 'conv2d', ...window, dilation: [5, 5], activation }, [[5, 5, 4]], /window of 11x11 does not fit/],
    ['half a multiplier', { kind: 'depthwiseConv2d', ...window, multiplier: 0.5, activation }, [[9, 7, 4]], /multiplier 0.5/],
    ['a second operand of one row', { kind: 'mul', activation }, [[9, 7, 4], [1, 7, 4]], /mul of 9x7x4 and 1x7x4; .*1x1x4 or 1x1x1/],
    ['the small operand first', { kind: 'add', activation }, [[1, 1, 4], [9, 7, 4]], /add of 1x1x4 and 9x7x4/],
    ['a concat of one', { kind: 'concat', axis: 2 }, [[9, 7, 4]], /2 inputs or more, not 1/],
    ['a concat of unequal planes', { kind: 'concat', axis: 2 }, [[9, 7, 4], [9, 6, 4]], /9x7x4 and 9x6x4 along axis 2/],
    ['a fourth axis', { kind: 'concat', axis: 3 as 2 }, [[9, 7, 4], [9, 7, 4]], /axis 3/],
    ['a slice beyond the end', { kind: 'slice', begin: [5, 0, 0], stride: [2, 1, 1] }, [[9, 7, 4]], /leaves the input 9x7x4/, [3, 7, 4]],
    ['a slice that goes back', { kind: 'slice', begin: [5, 0, 0], stride: [-1, 1, 1] }, [[9, 7, 4]], /stride -1,1,1/, [3, 7, 4]],
    ['a border of less than nothing', { kind: 'pad', padding: { top: -1, bottom: 0, left: 0, right: 0 } }, [[9, 7, 4]], /padding -1,0,0,0/],
    ['a difference of one', { kind: 'sub', activation }, [[9, 7, 4]], /sub takes 2 inputs, not 1/],
    ['a mean of two', { kind: 'mean' }, [[9, 7, 4], [9, 7, 4]], /mean takes 1 input, not 2/],
  ])('%s', (_, parts, inputs, message, free) => {
    expect(() => shapeOf(parts, inputs, free)).toThrow(InputError);
    expect(() => shapeOf(parts, inputs, free)).toThrow(message);
  });
});
