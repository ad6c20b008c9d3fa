/** The int8 file: what goes in comes out, and whatever else comes in is refused in words. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError, Rng, utf8 } from '../lib/index.ts';
import { OP_KINDS, type Net } from '../net/index.ts';
import { decodeInt8Net, encodeInt8Net } from './codec.ts';
import { quantise } from './quantise.ts';
import { assembleInt8Net, type Int8Net } from './int8Net.ts';
import { randomInputs, randomWeights } from './random.ts';
import { ALL_KINDS, randomNet } from './randomNet.ts';

const make = (seed: number): Int8Net => {
  const rng = new Rng(seed);
  const net = randomNet(rng, ALL_KINDS);
  return quantise(randomWeights(net, rng), randomInputs(net, 1, rng), 1, { scale: 0.03, zeroPoint: -5 }, { rounding: seed % 2 === 0 ? 'double' : 'single' });
};

test('round trip of 100 networks, field by field and byte by byte', () => {
  for (let seed = 0; seed < 100; seed++) {
    const int8Net = make(seed);
    const bytes = encodeInt8Net(int8Net);
    const again = decodeInt8Net(bytes, 'a.ti8n');
    expect(again).toEqual(int8Net);
    expect(encodeInt8Net(again)).toEqual(bytes);
  }
});

test('in files of version 2, equal scales of a dense layer are one', () => {
  const net: Net = { name: 'dense', tensors: [{ name: 'in', shape: [1, 1, 1] }, { name: 'out', shape: [1, 1, 2] }], nodes: [{ kind: 'dense', name: 'dense', inputs: [0], output: 1, activation: 'none' }], inputs: [0], outputs: [1] };
  const params = { scale: 0.5, zeroPoint: 0 };
  const encoded = (weightScales: Float64Array): Uint8Array => encodeInt8Net(assembleInt8Net(net, [params, params], new Map([['dense', { weights: Int8Array.of(1, 2), weightScales, bias: Int32Array.of(3, 4) }]]), 'double'));
  const version = (file: Uint8Array): number => new DataView(file.buffer).getUint32(4, true);
  const old = encoded(Float64Array.of(0.25, 0.5));
  expect(version(old)).toBe(2);
  new DataView(old.buffer).setFloat64(old.length - 2 - 8 - 8, 0.25, true); // behind it: two of bias, two weights
  const read = decodeInt8Net(old, 'a.ti8n');
  expect(read.layers.get('dense')?.weightScales).toEqual(Float64Array.of(0.25));
  expect([version(encodeInt8Net(read)), version(encoded(Float64Array.of(0.25, 0.25)))]).toEqual([3, 3]);
  const counted = encodeInt8Net(read);
  expect(() => decodeInt8Net(counted.with(counted.length - 2 - 8 - 8 - 4, 3), 'a.ti8n')).toThrow(/announces 3 weight scales of dense; one, or one for each of 2 channels is right/);
});

/** Every op and every field there is; damaged below. */
const whole: Net = {
  name: 'whole',
  tensors: ([[4, 4, 2], [4, 4, 2], [4, 4, 4], [2, 2, 4], [2, 2, 4], [1, 1, 4], [2, 2, 4], [2, 2, 4], [3, 3, 4], [3, 2, 4], [4, 4, 4], [8, 4, 4], [2, 1, 4], [1, 1, 3], [1, 1, 3], [2, 1, 4]] as const).map((shape, id) => ({ name: `t${id}`, shape })),
  nodes: [
    { kind: 'conv2d', name: 'conv', inputs: [0], output: 1, kernel: [2, 2], stride: [1, 1], padding: { top: 1, bottom: 1, left: 1, right: 1 }, dilation: [2, 2], activation: 'none' },
    { kind: 'depthwiseConv2d', name: 'depthwise', inputs: [1], output: 2, kernel: [1, 1], stride: [1, 1], padding: { top: 0, bottom: 0, left: 0, right: 0 }, multiplier: 2, activation: 'none' },
    { kind: 'averagePool2d', name: 'pool', inputs: [2], output: 3, kernel: [2, 2], stride: [2, 2], padding: { top: 0, bottom: 0, left: 0, right: 0 }, activation: 'relu' },
    { kind: 'lookup', name: 'swish', inputs: [3], output: 4, fn: 'hardSwish' },
    { kind: 'mean', name: 'mean', inputs: [4], output: 5 },
    { kind: 'mul', name: 'gate', inputs: [4, 5], output: 6, activation: 'none' },
    { kind: 'sub', name: 'sub', inputs: [6, 3], output: 7, activation: 'relu6' },
    { kind: 'pad', name: 'pad', inputs: [7], output: 8, padding: { top: 1, bottom: 0, left: 0, right: 1 } },
    { kind: 'slice', name: 'slice', inputs: [8], output: 9, begin: [0, 0, 0], stride: [1, 2, 1] },
    { kind: 'resizeNearest', name: 'resize', inputs: [9], output: 10, alignCorners: false, halfPixelCenters: true },
    { kind: 'concat', name: 'concat', inputs: [10, 2], output: 11, axis: 0 },
    { kind: 'maxPool2d', name: 'largest', inputs: [11], output: 12, kernel: [4, 4], stride: [4, 4], padding: { top: 0, bottom: 0, left: 0, right: 0 } },
    { kind: 'dense', name: 'dense', inputs: [12], output: 13, activation: 'none' },
    { kind: 'softmax', name: 'softmax', inputs: [13], output: 14, beta: 1 },
    { kind: 'add', name: 'add', inputs: [12, 5], output: 15, activation: 'none' },
  ],
  inputs: [0],
  outputs: [14, 15],
};
const bytes = encodeInt8Net(quantise(randomWeights(whole, new Rng('whole')), randomInputs(whole, 1, new Rng('input')), 1, { scale: 0.03, zeroPoint: -5 }));

test('the network to be damaged has every op', () => {
  expect(new Set(whole.nodes.map(({ kind }) => kind))).toEqual(new Set(OP_KINDS));
  expect(decodeInt8Net(bytes, 'a.ti8n').net).toEqual(whole);
});

const refusedOrRead = (candidate: Uint8Array): void => {
  try {
    decodeInt8Net(candidate, 'a.ti8n');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toContain('a.ti8n');
  }
};

test('every truncation is refused', () => {
  for (let length = 0; length < bytes.length; length++) expect(() => decodeInt8Net(bytes.subarray(0, length), 'a.ti8n')).toThrow(InputError);
});

test('any changed byte and any noise is refused or read, never anything else', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, value) => refusedOrRead(bytes.with(at, value))), { numRuns: 2000 });
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => refusedOrRead(Uint8Array.of(...bytes.subarray(0, 8), ...noise))), { numRuns: 500 });
});

test('hostile heads are refused', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom('net', 'tensors', 'rounding', 'nodes', 'shape', 'kernel', 'inputs', 'outputs', 'padding', 'kind', 'zeroPoint', 'output', 'dilation', 'multiplier', 'activation', 'beta', 'fn', 'axis', 'begin', 'stride', 'alignCorners'), (value, key) => {
      const head = new TextDecoder().decode(bytes.subarray(12, 12 + new DataView(bytes.buffer).getUint32(8, true)));
      const changed = utf8(JSON.stringify(JSON.parse(head, (name, old: unknown) => (name === key ? value : old))));
      const file = new Uint8Array(12 + changed.length + 100);
      file.set(bytes.subarray(0, 8));
      new DataView(file.buffer).setUint32(8, changed.length, true);
      file.set(changed, 12);
      expect(() => decodeInt8Net(file, 'a.ti8n')).toThrow(InputError);
    }),
    { numRuns: 1500 },
  );
});
