/** Whole splits and whole runs: what evaluation counts, and what a simulation says about itself. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { boards, findBoard } from '../boards/index.ts';
import { argmax, Rng } from '../lib/index.ts';
import { planArena } from '../memory/index.ts';
import { buildNet } from '../net/index.ts';
import { quantise, randomInputs, randomWeights, runInt8, runInt8Tensors } from '../quant/index.ts';
import { dscnnSpace, smallest, toArchitecture } from '../space/index.ts';
import { evaluateInt8 } from './evaluate.ts';
import { loadRunner } from './session.ts';
import { simulate } from './simulate.ts';

const net = buildNet(toArchitecture(dscnnSpace({}), smallest(dscnnSpace({}))));
const int8Net = quantise(randomWeights(net, new Rng('weights')), randomInputs(net, 4, new Rng('clips')), 4, { scale: 1 / 64, zeroPoint: 0 });
const plan = planArena(net);
const runner = await loadRunner(readFileSync('public/kernels/int8.wasm'));
const features = randomInputs(net, 12, new Rng('split'));
const clip = (n: number): Int8Array => features.subarray(n * 490, (n + 1) * 490);

test('evaluation counts what the executor answers', () => {
  const answers = Array.from({ length: 12 }, (_, n) => argmax(runInt8(int8Net, clip(n))));
  const labels = Uint8Array.from(answers, (answer, n) => (n < 9 ? answer : (answer + 1) % 12));
  const { accuracy, correct, confusion, predictions } = evaluateInt8(runner, int8Net, plan, { count: 12, features, labels });
  expect([...predictions]).toEqual(answers);
  expect([accuracy, correct]).toEqual([9 / 12, 9]);
  for (let label = 0; label < 12; label++) {
    expect([...confusion.subarray(12 * label, 12 * label + 12)].reduce((a, b) => a + b)).toBe([...labels].filter((one) => one === label).length);
  }
});

test('labels beyond the classes and missing features are refused', () => {
  expect(() => evaluateInt8(runner, int8Net, plan, { count: 1, features, labels: Uint8Array.of(12) })).toThrow(/label 12 of example 0/);
  expect(() => evaluateInt8(runner, int8Net, plan, { count: 13, features, labels: new Uint8Array(13) })).toThrow(/13 examples of 490/);
});

test('a simulation: outputs, every layer, estimates that are called estimates', () => {
  const board = findBoard(boards[0].id);
  const { outputs, tops, layers, latencyMs, cycles, arenaBytes } = simulate(runner, int8Net, plan, [clip(0), clip(1)], board);
  expect(outputs).toEqual([runInt8(int8Net, clip(0)), runInt8(int8Net, clip(1))]);
  expect(tops).toEqual(outputs.map(argmax));
  expect(arenaBytes).toBe(plan.bytes);
  expect(latencyMs.kind).toBe('estimated');
  const tensors = runInt8Tensors(int8Net, clip(0));
  layers.forEach(({ name, output }, step) => expect(output, name).toEqual(tensors[net.nodes[step].output]));
  expect(layers.reduce((sum, layer) => sum + layer.cycles, 0)).toBeCloseTo(cycles, 3);
});
