/** Post-training quantisation: its invariants, and how near the int8 network stays to the float one. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError, Rng } from '../lib/index.ts';
import { buildNet, type FloatNet, type Net } from '../net/index.ts';
import { dscnnSpace, smallest, toArchitecture } from '../space/index.ts';
import { affineParams, calibrate } from './calibrate.ts';
import { errorPerLayer } from './errorPerLayer.ts';
import { runInt8, runInt8Tensors } from './execute.ts';
import { runFloatTensors } from './executeFloat.ts';
import { quantise } from './quantise.ts';
import { randomInputs, randomWeights } from './random.ts';
import { randomNet } from './randomNet.ts';

const inputQuant = { scale: 0.5847029, zeroPoint: 83 };

describe('activation parameters', () => {
  test('zero is exact, the range is covered to half a step, the zero point is an integer', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e4, max: 1e4, noNaN: true }), fc.double({ min: 0, max: 1e4, noNaN: true }), (min, width) => {
        fc.pre(width > 1e-3);
        const { scale, zeroPoint } = affineParams({ min, max: min + width });
        expect(Number.isInteger(zeroPoint) && zeroPoint >= -128 && zeroPoint <= 127).toBe(true);
        expect((-128 - zeroPoint) * scale).toBeLessThanOrEqual(Math.min(0, min) + 0.5001 * scale);
        expect((127 - zeroPoint) * scale).toBeGreaterThanOrEqual(Math.max(0, min + width) - 0.5001 * scale);
      }),
    );
  });

  test('known ranges: [0, 6] begins at -128, [-1, 1] is centred, an empty range has a scale of one', () => {
    expect(affineParams({ min: 0, max: 6 })).toEqual({ scale: Math.fround(6 / 255), zeroPoint: -128 });
    expect(Math.abs(affineParams({ min: -1, max: 1 }).zeroPoint)).toBeLessThanOrEqual(1);
    expect(affineParams({ min: 2, max: 3 })).toEqual({ scale: Math.fround(3 / 255), zeroPoint: -128 });
    expect(affineParams({ min: 0, max: 0 })).toEqual({ scale: 1, zeroPoint: 0 });
  });
});

const single = (weights: number[], bias: number[], inputs: number): FloatNet => {
  const net: Net = {
    name: 'one',
    tensors: [{ name: 'input', shape: [1, 1, inputs] }, { name: 'output', shape: [1, 1, bias.length] }],
    nodes: [{ kind: 'dense', name: 'dense', inputs: [0], output: 1, activation: 'none' }],
    inputs: [0],
    outputs: [1],
  };
  return { net, layers: new Map([['dense', { weights: Float32Array.from(weights), bias: Float32Array.from(bias) }]]) };
};

describe('weights', () => {
  test('each channel takes its own step, largest weight 127, and never -128', () => {
    const { layers } = quantise(single([1, -0.5, -8, 4], [0, 0], 2), Int8Array.of(10, 20, -30, 40), 2, { scale: 1, zeroPoint: 0 });
    expect([...layers.get('dense')!.weights]).toEqual([127, -64, -127, 64]);
    expect(layers.get('dense')!.weightScales[1]).toBe(Math.fround(8 / 127));
  });

  test('a dead channel still carries its bias', () => {
    const int8Net = quantise(single([0, 0, 1, 1], [5, 0.25], 2), Int8Array.of(10, 20), 1, { scale: 0.1, zeroPoint: 0 });
    const [dead] = runInt8(int8Net, Int8Array.of(1, 2));
    const { scale, zeroPoint } = int8Net.tensors[1];
    expect(Math.abs((dead - zeroPoint) * scale - 5)).toBeLessThanOrEqual(scale);
  });

  test('NaN weights, missing layers and empty calibration are refused', () => {
    const one = single([1, NaN], [0], 2);
    const clips = Int8Array.of(1, 2);
    expect(() => quantise(one, clips, 1, inputQuant)).toThrow(InputError);
    expect(() => quantise({ ...one, layers: new Map() }, clips, 1, inputQuant)).toThrow(InputError);
    expect(() => quantise(single([1, 1], [0], 2), clips, 0, inputQuant)).toThrow(/at least one example/);
    expect(() => quantise(single([1, 1], [0], 2), clips, 9, inputQuant)).toThrow(/at least one example/);
    expect(() => quantise(single([1, 1], [Infinity], 2), clips, 1, inputQuant, { ranges: [{ min: 0, max: 1 }, { min: 0, max: 1 }] })).toThrow(/bias 0 is Infinity/);
  });
});

test('the input tensor keeps the task parameters, pools share theirs', () => {
  const net = buildNet(toArchitecture(dscnnSpace({}), smallest(dscnnSpace({}))));
  const int8Net = quantise(randomWeights(net, new Rng(1)), randomInputs(net, 2, new Rng(2)), 2, inputQuant);
  expect(int8Net.tensors[net.inputs[0]]).toEqual(inputQuant);
  const pool = net.nodes.find(({ kind }) => kind === 'averagePool2d')!;
  expect(int8Net.tensors[pool.output]).toEqual(int8Net.tensors[pool.inputs[0]]);
});

test('int8 follows float: 20 dB at every layer of a keyword network, and quantisation steps bound the error', () => {
  const net = buildNet(toArchitecture(dscnnSpace({}), smallest(dscnnSpace({}))));
  const floatNet = randomWeights(net, new Rng(3));
  const clips = randomInputs(net, 8, new Rng(4));
  const rows = errorPerLayer(floatNet, quantise(floatNet, clips, 8, { scale: 1 / 64, zeroPoint: 0 }), clips, 8);
  expect(rows.map(({ name }) => name)).toEqual(net.nodes.map(({ name }) => name));
  for (const { name, sqnrDb, maxError, scale } of rows) {
    expect(sqnrDb, name).toBeGreaterThan(20);
    expect(maxError, name).toBeLessThan(40 * scale);
  }
});

test('a range is from the least to the most value, and calibration says what is not finite', () => {
  const net = single([1, 0, 0, 1], [0, 0], 2);
  const clips = Int8Array.from({ length: 4000 }, (_, i) => (i === 77 ? 127 : (i % 11) - 5));
  expect(calibrate(net, clips, 2000, { scale: 1, zeroPoint: 0 })[1]).toEqual({ min: -5, max: 127 });
  expect(() => calibrate(single([1e38, 1e38], [0], 2), Int8Array.of(127, 127), 1, { scale: 10, zeroPoint: 0 })).toThrow(/not finite/);
});

describe('ops in exact arithmetic', () => {
  test('dense layers: sum, requantisation and clamp in BigInt, both roundings', () => {
    for (let seed = 0; seed < 200; seed++) {
      const rng = new Rng(`dense ${seed}`);
      const [inputs, outputs] = [1 + rng.int(20), 1 + rng.int(6)];
      const weights = Array.from({ length: inputs * outputs }, () => rng.normal());
      const rounding = seed % 2 === 0 ? 'double' : 'single';
      const int8Net = quantise(single(weights, Array.from({ length: outputs }, () => rng.normal()), inputs), Int8Array.from({ length: inputs }, () => rng.int(256) - 128), 1, { scale: 0.05, zeroPoint: rng.int(256) - 128 }, { rounding });
      const { weights: w, bias, multipliers, shifts } = int8Net.layers.get('dense')!;
      const [{ zeroPoint: zpIn }, { zeroPoint: zpOut }] = int8Net.tensors;
      const input = Int8Array.from({ length: inputs }, () => rng.int(256) - 128);
      const want = Array.from({ length: outputs }, (_, o) => {
        let acc = BigInt(bias[o]);
        for (let i = 0; i < inputs; i++) acc += BigInt(input[i] - zpIn) * BigInt(w[o * inputs + i]);
        const [m, right] = [BigInt(multipliers[o]), BigInt(-shifts[o])];
        if (right < 0n) throw new Error('these scales only shrink');
        let y = (acc * m + (1n << (30n + right))) >> (31n + right);
        if (rounding === 'double') {
          const high = (acc * m + (1n << 30n)) >> 31n;
          const rest = high & ((1n << right) - 1n);
          y = (high >> right) + (rest > (((1n << right) - 1n) >> 1n) + (high < 0n ? 1n : 0n) ? 1n : 0n);
        }
        return Math.max(-128, Math.min(127, Number(y) + zpOut));
      });
      expect([...runInt8(int8Net, input)], `seed ${seed}`).toEqual(want);
    }
  });

  test('average pooling rounds halves away from zero and leaves padding out', () => {
    const net: Net = {
      name: 'pool',
      tensors: [{ name: 'input', shape: [1, 2, 1] }, { name: 'pooled', shape: [1, 3, 1] }],
      nodes: [{ kind: 'averagePool2d', name: 'pool', inputs: [0], output: 1, kernel: [1, 2], stride: [1, 1], padding: { top: 0, bottom: 0, left: 1, right: 1 } }],
      inputs: [0],
      outputs: [1],
    };
    const int8Net = quantise({ net, layers: new Map() }, Int8Array.of(1, 2), 1, inputQuant);
    expect([...runInt8(int8Net, Int8Array.of(1, 2))]).toEqual([1, 2, 2]);
    expect([...runInt8(int8Net, Int8Array.of(-1, -2))]).toEqual([-1, -2, -2]);
    expect([...runInt8(int8Net, Int8Array.of(-1, 2))]).toEqual([-1, 1, 2]);
  });

  test('relu and relu6 never leave their range', () => {
    for (let seed = 0; seed < 60; seed++) {
      const rng = new Rng(`clamp ${seed}`);
      const net = randomNet(rng);
      const int8Net = quantise(randomWeights(net, rng), randomInputs(net, 1, rng), 1, { scale: 0.05, zeroPoint: 3 });
      const values = runInt8Tensors(int8Net, randomInputs(net, 1, rng));
      for (const node of net.nodes) {
        if (!('activation' in node) || node.activation === 'none') continue;
        const { scale, zeroPoint } = int8Net.tensors[node.output];
        for (const q of values[node.output]) {
          expect(q).toBeGreaterThanOrEqual(zeroPoint);
          if (node.activation === 'relu6') expect((q - zeroPoint) * scale).toBeLessThanOrEqual(6 + scale / 2);
        }
      }
    }
  });
});

test('the float executor agrees with a sum written out', () => {
  const [, output] = runFloatTensors(single([1, 2, 3, 4], [0.5, -0.5], 2), Float32Array.of(10, 100));
  expect([...output]).toEqual([210.5, 429.5]);
});
