/** Patch by patch and all else the planner may do: the bytes of the executor, on stale memory, between guards. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { Rng } from '../lib/index.ts';
import { patchStage, planArena, type PlanOptions } from '../memory/index.ts';
import { validateNet, type Net, type OpKind } from '../net/index.ts';
import { ALL_KINDS, quantise, randomInputs, randomNet, randomWeights, runInt8Tensors, type Int8Net } from '../quant/index.ts';
import { loadRunner, Session, type Runner } from './session.ts';

let runner: Runner;
beforeAll(async () => {
  runner = await loadRunner(readFileSync('public/kernels/int8.wasm'));
});

const quantised = (net: Net, rng: Rng): Int8Net =>
  quantise(randomWeights(net, rng.fork('weights')), randomInputs(net, 2, rng.fork('clips')), 2, { scale: 1 / 64, zeroPoint: rng.fork('zero').int(256) - 128 }, { rounding: rng.pick(['double', 'single'] as const) });

/** Two kinds of stale memory give the same bytes: nothing is read before it is written. */
function holds(int8Net: Int8Net, options: PlanOptions, seed: string): void {
  const { net } = int8Net;
  const session = new Session(runner, int8Net, planArena(net, options));
  const input = randomInputs(net, 1, new Rng(seed));
  const expected = runInt8Tensors(int8Net, input);
  const [first, second] = [0x5a, 0xc3].map((stale) => session.trace(input, stale));
  net.nodes.forEach(({ name, output }, step) => {
    if (first[step] !== null) expect(first[step], `${seed}, ${name}`).toEqual(expected[output]);
    expect(second[step], `${seed}, ${name}`).toEqual(first[step]);
  });
  const outputs = Int8Array.from(net.outputs.flatMap((id) => [...expected[id]]));
  expect(session.run(input, 0x77), seed).toEqual(outputs);
}

const WINDOWS: readonly OpKind[] = ['conv2d', 'conv2d', 'depthwiseConv2d', 'add', 'maxPool2d', 'averagePool2d'];

test('random networks in random patches: residual blocks, non-square maps and grids, every technique or none', () => {
  let stages = 0;
  let deepest = 0;
  for (let seed = 0; seed < 400; seed++) {
    const rng = new Rng(`patches ${seed}`);
    const net = randomNet(rng, seed % 2 === 0 ? undefined : WINDOWS);
    validateNet(net);
    const possible = net.nodes.map((_, i) => i + 1).filter((steps) => typeof patchStage(net, steps) !== 'string');
    if (possible.length === 0) continue;
    const steps = rng.int(2) === 0 ? possible[possible.length - 1] : rng.pick(possible);
    const patch = { rows: 1 + rng.int(4), cols: 1 + rng.int(4), steps };
    const [inPlace, overlap, lean, inputExternal] = Array.from({ length: 4 }, () => rng.int(2) === 0);
    holds(quantised(net, rng), { inPlace, overlap, lean, inputExternal, patch }, `seed ${seed}`);
    stages++;
    deepest = Math.max(deepest, steps);
  }
  expect(stages).toBeGreaterThan(200);
  expect(deepest).toBeGreaterThan(4);
});

test('random networks of every op, several inputs and outputs, broadcasts: every technique or none', () => {
  for (let seed = 0; seed < 400; seed++) {
    const rng = new Rng(`every op ${seed}`);
    const net = randomNet(rng, ALL_KINDS);
    const [inPlace, overlap, lean, inputExternal] = Array.from({ length: 4 }, () => rng.int(2) === 0);
    holds(quantised(net, rng), { inPlace, overlap, lean, inputExternal }, `seed ${seed}`);
  }
});
