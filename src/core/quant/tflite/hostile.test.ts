/** Graphs that no converter writes: whatever stands in them, the answer is a network or a message, and soon. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError, Rng } from '../../lib/index.ts';
import { elements, OPTIONS, readTflite, writeTflite, type TfliteGraph } from '../../net/index.ts';
import { runInt8 } from '../execute.ts';
import { quantise } from '../quantise.ts';
import { randomInputs, randomWeights } from '../random.ts';
import { ALL_KINDS, randomNet } from '../randomNet.ts';
import { exportTflite } from './export.ts';
import { importTflite } from './import.ts';
import { TRANSLATIONS } from './operators.ts';

const SOON = 5000; // ms

/** The message, or null where the bytes are a network, which then also runs if it is small. */
function refusal(bytes: Uint8Array): string | null {
  const start = performance.now();
  try {
    const net = importTflite(bytes, 'm.tflite');
    if (net.net.tensors.every(({ shape }) => elements(shape) < 5000)) runInt8(net, randomInputs(net.net, 1, new Rng('run')));
    return null;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.message).toMatch(/^m\.tflite/);
    expect(error.message).not.toMatch(/\n|undefined|NaN|\[object/);
    return error.message;
  } finally {
    expect(performance.now() - start).toBeLessThan(SOON);
  }
}

const NAMES = [...TRANSLATIONS.keys(), 'SHAPE', 'PACK', 'CAST', 'REDUCE_PROD', 'DEQUANTIZE', 'ELU'];
const extents = fc.array(fc.oneof(fc.constantFrom(1, 1, 2, 4), fc.integer({ min: -1, max: 6 })), { maxLength: 5 });
const tensor = fc.record({
  shape: extents,
  type: fc.constantFrom('INT8', 'INT8', 'INT8', 'INT8', 'UINT8', 'INT32', 'FLOAT32', 'INT16'),
  constant: fc.constantFrom(false, false, true),
  scale: fc.constantFrom(0.5, 0.5, 0.25, 1 / 256, 1e-30, 0, Infinity),
  zeroPoint: fc.constantFrom(0, 0, -128, 128, 300),
  fill: fc.integer({ min: 0, max: 4 }),
});
const number = fc.integer({ min: -1, max: 11 });
const operator = fc.record({
  name: fc.constantFrom(...NAMES),
  inputs: fc.array(number, { maxLength: 4 }),
  outputs: fc.array(number, { minLength: 1, maxLength: 2 }),
  options: fc.infiniteStream(fc.constantFrom(0, 0, 1, 1, 2, -1)),
});
const ends = fc.array(fc.integer({ min: 0, max: 11 }), { minLength: 1, maxLength: 2 });

test('random graphs of known operators over random tensors', () => {
  let taken = 0;
  fc.assert(fc.property(fc.array(tensor, { minLength: 12, maxLength: 12 }), fc.array(operator, { minLength: 1, maxLength: 6 }), ends, ends, (tensors, operators, inputs, outputs) => {
    const graph: TfliteGraph = {
      tensors: tensors.map(({ shape, type, constant, scale, zeroPoint, fill }, i) => {
        const count = shape.reduce((product, extent) => product * Math.max(0, extent), 1);
        const data = constant ? new Uint8Array(count * (type === 'INT32' || type === 'FLOAT32' ? 4 : 1)).map((_, at) => (at % 4 === 0 ? fill : 0)) : null;
        return { name: `t${i}`, shape, type, scales: type === 'INT32' ? [] : [scale], zeroPoints: type === 'INT32' ? [] : [zeroPoint], scaleDimension: 0, data };
      }),
      operators: operators.map(({ name, inputs: read, outputs: written, options }) => ({
        name, inputs: read, outputs: written.map((t) => Math.max(0, t)),
        options: Object.fromEntries((Object.hasOwn(OPTIONS, name) ? OPTIONS[name].fields : []).map((field) => [field.name, options.next().value ?? 0])),
      })),
      inputs, outputs,
    };
    if (refusal(writeTflite(graph, '')) === null) taken++;
  }), { numRuns: 3000 });
  expect(taken).toBeGreaterThan(3);
});

/** One field of a graph changed. */
function mutate(graph: TfliteGraph, rng: Rng): TfliteGraph {
  const tensors = graph.tensors.slice();
  const operators = graph.operators.slice();
  const changed = <T>(list: readonly T[], value: (old: T) => T): T[] => {
    const at = rng.int(Math.max(1, list.length));
    return list.map((old, i) => (i === at ? value(old) : old));
  };
  const t = rng.int(tensors.length);
  const o = rng.int(operators.length);
  const tensorNumber = (): number => rng.int(tensors.length + 1) - 1;
  switch (rng.int(9)) {
    case 0:
      tensors[t] = { ...tensors[t], shape: changed(tensors[t].shape, (extent) => rng.pick([0, 1, -1, extent + 1, 2 * extent, 65_536, 2 ** 31 - 1])) };
      break;
    case 1:
      tensors[t] = { ...tensors[t], shape: rng.int(2) === 0 ? tensors[t].shape.slice(1) : [1, ...tensors[t].shape].slice(0, 8) };
      break;
    case 2:
      tensors[t] = { ...tensors[t], type: rng.pick(['INT8', 'UINT8', 'INT16', 'INT32', 'INT64', 'FLOAT32', 'INT4']) };
      break;
    case 3:
      tensors[t] = { ...tensors[t], scales: tensors[t].scales.map((scale) => scale * rng.pick([0, 1, 2, -1, 1e-20, 1e20])), zeroPoints: tensors[t].zeroPoints.map((zero) => zero + rng.pick([-300, -1, 0, 1, 128])) };
      break;
    case 4:
      tensors[t] = { ...tensors[t], data: rng.int(2) === 0 ? null : (tensors[t].data?.slice(0, -4) ?? new Uint8Array(4)) };
      break;
    case 5:
      operators[o] = { ...operators[o], name: rng.pick(NAMES) };
      break;
    case 6:
      operators[o] = { ...operators[o], inputs: rng.int(3) === 0 ? operators[o].inputs.slice(1) : changed(operators[o].inputs, tensorNumber) };
      break;
    case 7:
      operators[o] = { ...operators[o], options: Object.fromEntries(Object.entries(operators[o].options).map(([key, value]) => [key, rng.int(3) === 0 ? rng.pick([-1, 0, 1, 2, 100, 2 ** 31 - 1]) : value])) };
      break;
    default:
      operators.splice(rng.int(operators.length), 1, operators[o]);
  }
  return { ...graph, tensors, operators };
}

test('networks of our own with fields of their graphs changed', () => {
  let [taken, tried] = [0, 0];
  for (let seed = 0; seed < 60; seed++) {
    const rng = new Rng(`hostile ${seed}`);
    const net = randomNet(rng, ALL_KINDS);
    let graph: TfliteGraph;
    try {
      graph = readTflite(exportTflite(quantise(randomWeights(net, rng), randomInputs(net, 1, rng), 1, { scale: 1 / 64, zeroPoint: 3 }, { rounding: 'double' })), 'm.tflite');
    } catch (error) {
      if (error instanceof InputError) continue; // mean pools of odd borders
      throw error;
    }
    for (let round = 0; round < 25; round++) {
      let spoilt = graph;
      for (let changes = 1 + rng.int(3); changes > 0; changes--) spoilt = mutate(spoilt, rng);
      tried++;
      if (refusal(writeTflite(spoilt, '')) === null) taken++;
    }
  }
  expect(taken / tried).toBeGreaterThan(0.02);
  expect(taken / tried).toBeLessThan(0.6);
});

test('cut off at any byte, a model is refused', () => {
  const rng = new Rng('cut');
  const net = randomNet(rng);
  const whole = exportTflite(quantise(randomWeights(net, rng), randomInputs(net, 1, rng), 1, { scale: 1 / 64, zeroPoint: 3 }, { rounding: 'double' }));
  for (let size = 0; size < whole.length; size++) expect(refusal(whole.subarray(0, size)), `${size} of ${whole.length} bytes`).not.toBeNull();
});
