/** Networks of our own, written and read again: the same structure, the same bytes out. Needs no fixtures. */
import { describe, expect, test } from 'vitest';
import { InputError, Rng } from '../../lib/index.ts';
import { buildNet, readTflite, writeTflite, type Net, type OpKind, type TfliteGraph, type TfliteOperator } from '../../net/index.ts';
import { dscnnSpace, largest, mcunetSpace, sampleGenome, toArchitecture } from '../../space/index.ts';
import { runInt8 } from '../execute.ts';
import type { Int8Net } from '../int8Net.ts';
import { quantise } from '../quantise.ts';
import { randomInputs, randomWeights } from '../random.ts';
import { ALL_KINDS, CLASSIC, randomNet } from '../randomNet.ts';
import { exportTflite } from './export.ts';
import { importTflite } from './import.ts';

const quantised = (net: Net, rng: Rng, rounding: 'double' | 'single' = 'double'): Int8Net =>
  quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 1, rng.fork('clips')), 1, { scale: 1 / 64, zeroPoint: rng.int(256) - 128 }, { rounding });

/** What a network computes, names left out. */
const structure = ({ net, tensors, lookups }: Int8Net): unknown => ({
  inputs: net.inputs.map((id) => ({ ...net.tensors[id], ...tensors[id], name: '' })),
  outputs: net.outputs,
  nodes: net.nodes.map(({ name, ...node }) => ({ ...node, fn: lookups.get(name), in: node.inputs.map((id) => tensors[id]), out: tensors[node.output], shape: net.tensors[node.output].shape })),
});

function expectRoundTrip(int8Net: Int8Net, rng: Rng): void {
  const bytes = exportTflite(int8Net);
  const again = importTflite(bytes, 'again.tflite');
  expect(structure(again)).toEqual(structure(int8Net));
  const input = randomInputs(int8Net.net, 1, rng);
  expect(runInt8(again, input)).toEqual(runInt8(int8Net, input));
  expect(exportTflite(again).length).toBeGreaterThan(0);
}

/** Runs `work` on each seed's network; counts those that .tflite cannot express, mean pools of odd borders. */
function overSeeds(count: number, kinds: readonly OpKind[], work: (int8Net: Int8Net, rng: Rng) => void): number {
  let refused = 0;
  for (let seed = 0; seed < count; seed++) {
    const rng = new Rng(`round trip ${seed}`);
    try {
      work(quantised(randomNet(rng, kinds), rng), rng);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      expect(error.message).toMatch(/border that \.tflite cannot express/);
      refused++;
    }
  }
  return refused;
}

test('300 random networks of convolutions, pools and sums come back the same', () => {
  expect(overSeeds(300, CLASSIC, expectRoundTrip)).toBeLessThan(150);
});

test('300 random networks of every op come back with the same answers; what is left out or taken over is so at once', () => {
  const kinds = ({ net }: Int8Net): OpKind[] => net.nodes.map(({ kind }) => kind).sort();
  const refused = overSeeds(300, ALL_KINDS, (int8Net, rng) => {
    const again = importTflite(exportTflite(int8Net), 'again.tflite');
    const input = randomInputs(int8Net.net, 1, rng);
    expect(runInt8(again, input)).toEqual(runInt8(int8Net, input));
    const third = importTflite(exportTflite(again), 'third.tflite');
    expect(kinds(third)).toEqual(kinds(again));
    expect(runInt8(third, input)).toEqual(runInt8(again, input));
  });
  expect(refused).toBeLessThan(150);
});

describe('networks of the built-in spaces', () => {
  const audio = dscnnSpace({});
  const image = mcunetSpace({ width: 0.3, resolution: 48, classes: 5 });
  const rng = new Rng('spaces');
  const nets = [toArchitecture(audio, largest(audio)), toArchitecture(audio, sampleGenome(audio, rng)), toArchitecture(image, sampleGenome(image, rng))].map((architecture, index) => ({ name: architecture.name, index, net: buildNet(architecture) }));
  test.each(nets)('$index: $name', ({ net, index }) => expectRoundTrip(quantised(net, new Rng(index)), new Rng(index)));
});

test('what is written is what is read, field by field; constants lie at multiples of 16', () => {
  const rng = new Rng('fields');
  const bytes = exportTflite(quantised(buildNet(toArchitecture(dscnnSpace({}), largest(dscnnSpace({})))), rng));
  const graph = readTflite(bytes, 'm.tflite');
  expect(readTflite(writeTflite(graph, 'again'), 'm.tflite')).toEqual(graph);
  for (const { data } of graph.tensors) if (data !== null) expect(data.byteOffset % 16).toBe(0);
});

test('conversions at the ends, from float or uint8, are left out', () => {
  const rng = new Rng('ends');
  const int8Net = quantised(buildNet(toArchitecture(dscnnSpace({}), sampleGenome(dscnnSpace({}), rng))), rng);
  const graph = readTflite(exportTflite(int8Net), 'm.tflite');
  for (const type of ['FLOAT32', 'UINT8']) {
    const [input, output, count] = [graph.inputs[0], graph.outputs[0], graph.tensors.length];
    const outside = [input, output].map((t) => ({ ...graph.tensors[t], type, zeroPoints: graph.tensors[t].zeroPoints.map((zeroPoint) => zeroPoint + 128), name: 'outside' }));
    const convert = (name: string, from: number, to: number): TfliteOperator => ({ name, inputs: [from], outputs: [to], options: {} });
    const wrapped: TfliteGraph = {
      tensors: [...graph.tensors, ...outside],
      operators: [convert('QUANTIZE', count, input), ...graph.operators, convert(type === 'UINT8' ? 'QUANTIZE' : 'DEQUANTIZE', output, count + 1)],
      inputs: [count],
      outputs: [count + 1],
    };
    expect(structure(importTflite(writeTflite(wrapped, ''), 'm.tflite'))).toEqual(structure(int8Net));
  }
});

test('all that cannot be had is named in one message, each reason once with its places', () => {
  const rng = new Rng('refusals');
  const graph = readTflite(exportTflite(quantised(buildNet(toArchitecture(dscnnSpace({}), largest(dscnnSpace({})))), rng)), 'm.tflite');
  const spoilt = graph.operators.map((operator, index): TfliteOperator => {
    if (index === 1 || index === 3) return { ...operator, name: 'ELU', inputs: operator.inputs.slice(0, 1), options: {} };
    return index === 2 ? { ...operator, options: { ...operator.options, padding: 2 } } : operator;
  });
  expect(() => importTflite(writeTflite({ ...graph, operators: spoilt }, ''), 'm.tflite')).toThrow(
    /^m\.tflite: cannot be run: ELU \(operator 1, "[^"]+"\), ELU \(operator 3, "[^"]+"\) is not supported; \w+ \(operator 2, "[^"]+"\) has padding 2; SAME \(0\) and VALID \(1\) are known$/,
  );
});

test('a graph that reads what is written later is refused', () => {
  const rng = new Rng('cycle');
  const graph = readTflite(exportTflite(quantised(buildNet(toArchitecture(dscnnSpace({}), largest(dscnnSpace({})))), rng)), 'm.tflite');
  const operators = graph.operators.map((operator, index) => (index === 1 ? { ...operator, inputs: [graph.operators[4].outputs[0], ...operator.inputs.slice(1)] } : operator));
  expect(() => importTflite(writeTflite({ ...graph, operators }, ''), 'm.tflite')).toThrow(/operator 1, .* reads a tensor that no operator before it writes/);
});

test('a network that rounds once is not written', () => {
  const rng = new Rng('single');
  expect(() => exportTflite(quantised(randomNet(rng), rng, 'single'))).toThrow(/rounds twice/);
});

test('a model written here, with bytes changed or cut off, is refused or still whole', () => {
  const rng = new Rng('written mutations');
  for (let seed = 0; seed < 40; seed++) {
    const net = randomNet(rng);
    let bytes: Uint8Array;
    try {
      bytes = exportTflite(quantised(net, rng));
    } catch {
      continue;
    }
    for (let round = 0; round < 40; round++) {
      const damaged = bytes.slice(0, round % 4 === 0 ? rng.int(bytes.length) : bytes.length);
      for (let change = rng.int(5); change > 0 && damaged.length > 0; change--) damaged[rng.int(damaged.length)] = rng.pick([0, 1, 4, 127, 128, 255, rng.int(256)]);
      try {
        importTflite(damaged, 'm.tflite');
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }
  }
});
