import { expect, test } from 'vitest';
import type { QuantParams } from '../../../data/index.ts';
import { Rng } from '../../../lib/index.ts';
import { runInt8 } from '../../execute.ts';
import { TestGraph } from '../testing.ts';
import { constantOperandTable } from './constantOperand.ts';
import { hardSwishTable } from './hardSwish.ts';
import { boundedTable, concatenationTable, leakyReluTable, rescaleTable } from './linear.ts';
import { LOGISTIC_OUTPUT, logisticTable, TANH_OUTPUT, tanhTable } from './sigmoid.ts';

const params = (rng: Rng): QuantParams => ({ scale: Math.fround(2 ** (rng.int(7) - 8) * (1 + rng.float())), zeroPoint: rng.int(256) - 128 });

/** The real function of every int8, in steps of the output. */
const ideal = (input: QuantParams, output: QuantParams, f: (x: number) => number): number[] =>
  Array.from({ length: 256 }, (_, i) => Math.min(127, Math.max(-128, f((i - 128 - input.zeroPoint) * input.scale) / output.scale + output.zeroPoint)));

const functions: [name: string, table: (input: QuantParams, output: QuantParams) => Int8Array, f: (x: number) => number, output: QuantParams | null, steps: number][] = [
  ['logistic', logisticTable, (x) => 1 / (1 + Math.exp(-x)), LOGISTIC_OUTPUT, 0.51],
  ['tanh', tanhTable, Math.tanh, TANH_OUTPUT, 0.51],
  ['quantize', rescaleTable, (x) => x, null, 1],
  ['relu', (a, b) => boundedTable(a, b, 0, Infinity), (x) => Math.max(0, x), null, 1],
  ['relu6', (a, b) => boundedTable(a, b, 0, 6), (x) => Math.min(6, Math.max(0, x)), null, 1],
  ['reluN1To1', (a, b) => boundedTable(a, b, -1, 1), (x) => Math.min(1, Math.max(-1, x)), null, 1],
  ['leakyRelu', (a, b) => leakyReluTable(a, b, 0.1), (x) => (x > 0 ? x : 0.1 * x), null, 1],
  ['leakyRelu of a negative slope', (a, b) => leakyReluTable(a, b, -0.3), (x) => (x > 0 ? x : -0.3 * x), null, 1],
  ['concatenation', concatenationTable, (x) => x, null, 0.51],
];

// fixed-point factors round twice, which may cost a step
test.each(functions)('%s is the nearest int8 to the real function, or its neighbour', (name, table, f, prescribed, steps) => {
  const rng = new Rng(name);
  for (let round = 0; round < 100; round++) {
    const [input, output] = [params(rng), prescribed ?? params(rng)];
    const wanted = ideal(input, output, f);
    const worst = Math.max(...Array.from(table(input, output), (q, i) => Math.abs(q - wanted[i])));
    expect(worst, JSON.stringify([input, output])).toBeLessThan(steps);
  }
});

test('hardSwish in 16 bits: near the real one, nothing below -3', () => {
  const rng = new Rng('hardSwish');
  for (let round = 0; round < 100; round++) {
    const [input, output] = [params(rng), params(rng)];
    if (input.scale / output.scale > 64) continue;
    const table = hardSwishTable(input, output);
    const wanted = ideal(input, output, (x) => (x * Math.min(6, Math.max(0, x + 3))) / 6);
    // an input step of 16 bits, seen in output steps, is where the error comes from
    const steps = 1.01 + (3 * input.scale) / output.scale / 128;
    expect(Math.max(...Array.from(table, (q, i) => Math.abs(q - wanted[i]))), JSON.stringify([input, output])).toBeLessThan(steps);
    expect(table.filter((_, i) => (i - 128 - input.zeroPoint) * input.scale <= -3).every((q) => q === output.zeroPoint)).toBe(true);
  }
  expect(() => hardSwishTable({ scale: 1, zeroPoint: 0 }, { scale: 2 ** -9, zeroPoint: 0 })).toThrow(/16 bits/);
});

test('a function that changes nothing is the identity', () => {
  const rng = new Rng('identity');
  const identity = Array.from({ length: 256 }, (_, i) => i - 128);
  for (let round = 0; round < 20; round++) {
    const same = params(rng);
    expect([...rescaleTable(same, same)]).toEqual(identity);
    expect([...leakyReluTable(same, same, 1)]).toEqual(identity);
  }
});

test('41 input steps are 8 to RELU6, which divides its scales in float32, and 9 to RELU, which does so in float64', () => {
  const answer = (name: string): number => {
    const g = new TestGraph();
    const input = g.tensor([1, 1], 0.008226637728512287, -128);
    return runInt8(g.read([input], [g.op(name, [input], g.tensor([1, 1], 0.04027368873357773, -128))]), Int8Array.of(-87))[0];
  };
  expect([answer('RELU6'), answer('RELU')]).toEqual([-120, -119]);
});

test('arithmetic with a constant, from either side', () => {
  const [input, constant, output] = [{ scale: 0.5, zeroPoint: 0 }, { scale: 0.25, zeroPoint: 1 }, { scale: 1, zeroPoint: -3 }];
  const value = (kind: 'add' | 'sub' | 'mul', first: boolean, q: number): number => constantOperandTable(kind, { input, constant, output }, 9, first, 'none')[q + 128];
  // the constant is 2; 10 stands for 5
  expect([value('add', false, 10), value('mul', false, 10), value('sub', false, 10), value('sub', true, 10)]).toEqual([7 - 3, 10 - 3, 3 - 3, -3 - 3]);
  expect(constantOperandTable('add', { input, constant, output }, 9, false, 'relu').every((q) => q >= -3)).toBe(true);
});
