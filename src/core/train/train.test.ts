/** What training promises: it learns, it repeats bit by bit, it stops at once and gives memory back, and folding changes nothing. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { Rng } from '../lib/index.ts';
import { dscnnSpace, largest, sampleGenome, smallest } from '../space/index.ts';
import { FLOAT_BYTES, loadBackend, type Backend } from '../tensor/index.ts';
import { distance } from '../tensor/testing.ts';
import { dequantise } from './augment.ts';
import { evaluateFloat, evaluateGenome, fineTune, foldSubnet, Optimiser, hashSupernet, trainSupernet, createSupernet, type Supernet, type TrainEvent, type TrainRecipe } from './index.ts';
import { finish, planIn, runFloatSteps } from './floatRun.ts';
import { forward } from './forward.ts';
import { slicesOf } from './layout.ts';
import { sortChannels } from './sortChannels.ts';
import { netOf } from './supernet.ts';
import { toyRecipe, toyTask } from './testing.ts';

const space = dscnnSpace({ classes: 6 });
const task = toyTask(192, 6);
const load = () => loadBackend(readFileSync('public/kernels/train.wasm'));

function trained(backend: Backend, recipe: TrainRecipe = toyRecipe, seed = 1): { supernet: Supernet; losses: number[] } {
  const supernet = createSupernet(space, seed);
  const losses: number[] = [];
  for (const event of trainSupernet(backend, supernet, task, recipe)) if (event.step > losses.length) losses.push(event.loss);
  return { supernet, losses };
}

let backend: Backend;
let result: ReturnType<typeof trained>;
beforeAll(async () => {
  backend = await load();
  result = trained(backend, { ...toyRecipe, largestEpochs: 4, epochs: 6 });
}, 60_000);

describe('learning', () => {
  test('the loss falls, and the largest network tells the patterns apart', () => {
    const { losses, supernet } = result;
    expect(losses).toHaveLength(60);
    expect(losses[losses.length - 1]).toBeLessThan(0.6 * losses[0]);
    expect(evaluateGenome(backend, supernet, largest(space), task, { calibration: 192 }).accuracy).toBeGreaterThan(0.9);
  });

  test('fine-tuning leaves the supernet alone and returns a folded network', () => {
    const before = hashSupernet(result.supernet, toyRecipe);
    const genome = smallest(space);
    const net = finish(fineTune(backend, result.supernet, genome, task, { ...toyRecipe, epochs: 6 }));
    expect(hashSupernet(result.supernet, toyRecipe)).toBe(before);
    const shared = evaluateGenome(backend, result.supernet, genome, task, { calibration: 192, split: 'test' });
    expect(evaluateFloat(backend, net, task.test, task.inputQuant).accuracy).toBeGreaterThanOrEqual(shared.accuracy);
  });
});

describe('determinism', () => {
  test('equal seeds give equal hashes on fresh memory, other seeds do not', async () => {
    const augmented: TrainRecipe = { ...toyRecipe, epochs: 1, augment: { ...toyRecipe.augment, shiftFrames: 3, stretch: 0.1, maskFrames: 5, channelOffset: 2, noise: 1 } };
    const hash = async (recipe: TrainRecipe, seed: number) => hashSupernet(trained(await load(), recipe, seed).supernet, toyRecipe);
    const first = await hash(augmented, 1);
    expect(await hash(augmented, 1)).toBe(first);
    expect(await hash({ ...augmented, dataSeed: 2 }, 1)).not.toBe(first);
    expect(await hash(augmented, 2)).not.toBe(first);
  });

  test('evaluating in between, or by SGD, changes neither weights nor repeatability', async () => {
    const sgd: TrainRecipe = { ...toyRecipe, epochs: 1, optimiser: 'sgd', learningRate: 0.05, sandwich: false, distillation: 0, paths: 2 };
    const plain = trained(await load(), sgd).supernet;
    const watched = trained(await load(), { ...sgd, evaluateEvery: 1 }).supernet;
    expect(watched.values).toEqual(plain.values);
  });

  test('a stopped run ends at a whole step and frees all it took', async () => {
    const own = await load();
    const probe = () => {
      const at = own.alloc(4);
      own.free(at);
      return at;
    };
    const free = probe();
    const supernet = createSupernet(space, 1);
    const run = trainSupernet(own, supernet, task, toyRecipe);
    let last = 0;
    for (let i = 0; i < 8; i++) last = (run.next().value as TrainEvent).step; // two shards a step: the eighth is the second of the fourth step
    expect(last).toBe(3);
    expect(probe()).not.toBe(free);
    run.return(supernet);
    const whole = createSupernet(space, 1);
    for (const { step } of trainSupernet(own, whole, task, toyRecipe)) if (step === 3) break;
    expect(supernet.values).toEqual(whole.values);
    evaluateGenome(own, supernet, largest(space), task, { calibration: 64, examples: 32 });
    expect(probe()).toBe(free);
  });
});

test.each(['adam', 'sgd'] as const)('%s: weight decay pulls on weights of convolutions and classes, not on batch norm, biases and kernel matrices', (optimiser) => {
  const supernet = createSupernet(space, 1, true);
  supernet.values.fill(1);
  const own = new Optimiser(backend, supernet, { ...toyRecipe, optimiser, weightDecay: 0.5 });
  own.begin();
  own.update(new Float32Array(supernet.values.length), 0.1);
  own.close();
  const run = (at: number, count: number): Float32Array => (at < 0 ? new Float32Array(0) : supernet.values.subarray(at, at + count));
  for (const { weights, count, gamma, beta, bias, pitch, smaller } of supernet.layout.entries.values()) {
    expect(run(weights, count).every((value) => value < 1)).toBe(true);
    for (const kept of [run(gamma, pitch), run(beta, pitch), run(bias, pitch), ...smaller.map(({ matrix, kernel }) => run(matrix, kernel ** 4))]) expect(kept.every((value) => value === 1)).toBe(true);
  }
});

describe('folding', () => {
  test.each([['smallest', smallest(space)], ['random', sampleGenome(space, new Rng(3))], ['largest', largest(space)]])('the folded %s network computes what batch statistics computed', (_, genome) => {
    const { supernet } = result;
    // with one calibration batch, recalibrated statistics are that batch's own: training's forward is the oracle
    const small = { ...task, train: { ...task.train, count: 64, features: task.train.features.subarray(0, 64 * 490) } };
    const load = (i: number, out: { [i: number]: number }, to: number) => dequantise(task.train.features, i * 490, 490, task.inputQuant, out, to);
    const folded = finish(runFloatSteps(backend, foldSubnet(backend, supernet, genome, small, 64), 64, load));

    const net = netOf(space, genome);
    const parameters = backend.alloc(supernet.layout.count);
    const { plan, base } = planIn(backend, net, 64, 'train');
    backend.floats(parameters, supernet.layout.count).set(supernet.values);
    for (let i = 0; i < 64; i++) load(i, backend.floats(plan.input + i * 490 * FLOAT_BYTES, 490), 0);
    forward(backend, plan, slicesOf(supernet.layout, net, parameters));
    const padded = Array.from(backend.floats(plan.logits, 64 * 8));
    backend.free(base);
    backend.free(parameters);
    expect(distance(folded, padded.filter((_, i) => i % 8 < 6))).toBeLessThan(2e-4);
  });

  test('sorting channels leaves the largest network as it was and orders each block by importance', () => {
    const { layout, values, ...rest } = result.supernet;
    const sorted: Supernet = { ...rest, layout, values: values.slice() };
    for (const name of ['stage2.block1.depthwise', 'stage3.block0.project']) {
      const entry = layout.entries.get(name);
      for (let i = 0; i < (entry?.count ?? 0); i++) sorted.values[(entry?.weights ?? 0) + i] *= 1 + (i % 7);
    }
    const scores = (supernet: Supernet) => finish(runFloatSteps(backend, foldSubnet(backend, supernet, largest(space), task, 192), 32, (i, out, to) => dequantise(task.test.features, i * 490, 490, task.inputQuant, out, to)));
    const before = scores(sorted);
    const unsorted = sorted.values.slice();
    sortChannels(sorted);
    expect(sorted.values).not.toEqual(unsorted);
    expect(distance(scores(sorted), before)).toBeLessThan(1e-4);
    const project = layout.entries.get('stage3.block0.project');
    if (!project) throw new Error('no such layer');
    const importance = Array.from({ length: project.count / project.pitch }, (_, row) =>
      sorted.values.subarray(project.weights + row * project.pitch, project.weights + (row + 1) * project.pitch).reduce((sum, w) => sum + Math.abs(w), 0));
    expect(importance.every((x, i) => i === 0 || x <= importance[i - 1] + 1e-4)).toBe(true);
  });
});
