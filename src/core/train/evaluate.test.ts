/** What evaluation counts, and what it refuses. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { InputError } from '../lib/index.ts';
import { dscnnSpace, largest, mcunetSpace, smallest } from '../space/index.ts';
import { loadBackend, referenceBackend } from '../tensor/index.ts';
import { distance } from '../tensor/testing.ts';
import { dequantise } from './augment.ts';
import { someOf } from './examples.ts';
import { createSupernet, evaluateFloat, evaluateGenome, foldSubnet, trainSupernet } from './index.ts';
import { finish, runFloatSteps } from './floatRun.ts';
import { emptySupernet } from './supernet.ts';
import { toyRecipe, toyTask } from './testing.ts';

const space = dscnnSpace({ classes: 5 });
const supernet = createSupernet(space, 3);
const task = toyTask(70, 5);
const wasm = await loadBackend(readFileSync('public/kernels/train.wasm'));
const net = foldSubnet(wasm, supernet, smallest(space), task, 64);

/** Where the next run would lie: higher while something is still taken. */
const probe = () => {
  const at = wasm.alloc(4);
  wasm.free(at);
  return at;
};

describe('evaluation', () => {
  test('counts: rows of the confusion are labels, its diagonal is what was right', () => {
    const { accuracy, correct, count, confusion, predictions } = evaluateFloat(wasm, net, task.test, task.inputQuant);
    expect(count).toBe(96);
    expect(confusion.reduce((a, b) => a + b)).toBe(96);
    expect([0, 1, 2, 3, 4].reduce((sum, c) => sum + confusion[c * 6], 0)).toBe(correct);
    expect(accuracy).toBe(correct / 96);
    expect(predictions.filter((p, i) => p === task.test.labels[i])).toHaveLength(correct);
    const labels = [0, 1, 2, 3, 4].map((c) => confusion.subarray(c * 5, c * 5 + 5).reduce((a, b) => a + b));
    expect(labels).toEqual([20, 19, 19, 19, 19]);
  });

  test('the loss is the mean of -ln softmax at the labels', () => {
    const scores = finish(runFloatSteps(wasm, net, 96, (i, out, to) => dequantise(task.test.features, i * 490, 490, task.inputQuant, out, to)));
    const losses = Array.from({ length: 96 }, (_, i) => {
      const row = [...scores.subarray(5 * i, 5 * i + 5)];
      return Math.log(row.reduce((sum, score) => sum + Math.exp(score), 0)) - row[task.test.labels[i]];
    });
    expect(evaluateFloat(wasm, net, task.test, task.inputQuant).loss).toBeCloseTo(losses.reduce((a, b) => a + b) / 96, 6);
  });

  test('an example scores the same alone, in a batch, and on the readable core', () => {
    const scores = (backend: typeof wasm, first: number, count: number) =>
      finish(runFloatSteps(backend, net, count, (i, out, to) => dequantise(task.test.features, (first + i) * 490, 490, task.inputQuant, out, to)));
    const all = scores(wasm, 0, 96);
    expect(scores(wasm, 70, 1)).toEqual(all.slice(350, 355));
    expect(distance(all.subarray(0, 10), scores(referenceBackend(), 0, 2))).toBeLessThan(1e-5);
  });

  test('fewer examples are the same ones for every network, and more than there are is all', () => {
    const some = evaluateGenome(wasm, supernet, largest(space), task, { calibration: 64, examples: 30 });
    expect(some.count).toBe(30);
    const chosen = someOf(task.validation, 30, 'examples');
    for (const genome of [largest(space), smallest(space)]) {
      const { correct } = evaluateFloat(wasm, foldSubnet(wasm, supernet, genome, task, 64), chosen, task.inputQuant);
      expect(evaluateGenome(wasm, supernet, genome, task, { calibration: 64, examples: 30 }).correct).toBe(correct);
    }
    expect(evaluateGenome(wasm, supernet, largest(space), task, { calibration: 1e6, examples: 1e6 }).count).toBe(96);
  });

  test('what does not fit is refused by name', () => {
    expect(() => evaluateGenome(wasm, supernet, smallest(space), toyTask(70, 7), { calibration: 64 })).toThrow(/7 classes, search space dscnn-c5 is for 5/);
    expect(() => evaluateGenome(wasm, supernet, smallest(space), { ...task, inputShape: [10, 49, 1] }, { calibration: 64 })).toThrow(/10x49x1 inputs/);
    expect(() => evaluateFloat(wasm, net, { ...task.test, count: 95 }, task.inputQuant)).toThrow(InputError);
    expect(() => evaluateFloat(wasm, net, { ...task.test, labels: task.test.labels.map(() => 9) }, task.inputQuant)).toThrow(/label 9 .* 5 classes/);
    const layers = new Map([...net.layers].filter(([name]) => name !== 'stem'));
    expect(() => evaluateFloat(wasm, { net: net.net, layers }, task.test, task.inputQuant)).toThrow(/stem: weights missing/);
  });

  test('a recipe and space beyond what memory can hold is refused in one line and leaves nothing taken', () => {
    const wide = mcunetSpace({ width: 2, resolution: 512, classes: 5 });
    const empty = { count: 1, features: new Int8Array(512 * 512 * 3), labels: new Uint8Array(1) };
    const images = { ...task, inputShape: wide.input, train: empty };
    const before = probe();
    expect(() => finish(trainSupernet(wasm, emptySupernet(wide, 1), images, { ...toyRecipe, batch: 256, shard: 256 }))).toThrow(/^training memory: \d+ MiB more are not to be had/);
    expect(probe()).toBe(before);
    expect(() => wasm.alloc(1e15)).toThrow(InputError);
  });

  test('training that diverges says so and gives memory back', () => {
    const wild = { ...task, inputQuant: { scale: 1e38, zeroPoint: -128 } };
    const before = probe();
    expect(() => finish(trainSupernet(wasm, createSupernet(space, 1), wild, toyRecipe))).toThrow(/no longer a number after step 0; lower learningRate/);
    expect(probe()).toBe(before);
  });
});

describe('loading a backend', () => {
  test('refuses bytes that are no module, and modules without kernels', async () => {
    await expect(loadBackend(Uint8Array.of(1, 2, 3))).rejects.toThrow(InputError);
    await expect(loadBackend(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0))).rejects.toThrow(/no training kernels/);
  });
});
