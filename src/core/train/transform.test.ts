/** Kernels by matrices: the identity is the centre crop, the gradients are those of finite differences, and everything downstream takes the derived windows. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Rng } from '../lib/index.ts';
import { dscnnSpace, largest, sampleGenome, smallest, type Genome } from '../space/index.ts';
import { FLOAT_BYTES, loadBackend, referenceBackend } from '../tensor/index.ts';
import { backward } from './backward.ts';
import { finish, planIn } from './floatRun.ts';
import { forward } from './forward.ts';
import { createSupernet, decodeCheckpoint, encodeCheckpoint, evaluateGenome, narrowSupernet, trainSupernet, type TrainRecipe } from './index.ts';
import { slicesOf } from './layout.ts';
import { sortChannels } from './sortChannels.ts';
import { netOf } from './supernet.ts';
import { toyRecipe, toyTask } from './testing.ts';
import { deriveWindows, returnGradients } from './transform.ts';

const space = dscnnSpace({ widths: [0.5, 1], classes: 6 });
const task = toyTask(96, 6);
const recipe: TrainRecipe = { ...toyRecipe, largestEpochs: 1, epochs: 2, kernelTransform: true };

test('before training every network is the one of centre crops', async () => {
  const backend = await loadBackend(readFileSync('public/kernels/train.wasm'));
  for (const genome of [smallest(space), sampleGenome(space, new Rng(4))]) {
    const options = { calibration: 64 };
    expect(evaluateGenome(backend, createSupernet(space, 1, true), genome, task, options)).toEqual(evaluateGenome(backend, createSupernet(space, 1), genome, task, options));
  }
});

test('gradients by matrices and windows, through 7 to 5 to 3, equal finite differences', () => {
  const supernet = createSupernet(space, 5, true);
  const { layout } = supernet;
  const rng = new Rng('matrices');
  const values = Float64Array.from(supernet.values);
  for (const { smaller } of layout.entries.values()) for (const { kernel, matrix } of smaller) for (let i = 0; i < kernel ** 4; i++) values[matrix + i] += rng.normal() * 0.1;
  const backend = referenceBackend();
  const lossAndGradient = (genome: Genome, nudge: readonly [at: number, by: number] = [0, 0]): { loss: number; gradient: Float64Array } => {
    const nudged = values.slice();
    nudged[nudge[0]] += nudge[1];
    deriveWindows(layout, nudged);
    const net = netOf(space, genome);
    const parameters = backend.alloc(2 * layout.count);
    const gradients = parameters + layout.count * FLOAT_BYTES;
    const { plan, base } = planIn(backend, net, 2, 'train');
    const inputs = new Rng('inputs');
    const input = backend.floats(plan.input, 980);
    for (let i = 0; i < input.length; i++) input[i] = inputs.normal();
    backend.floats(plan.labels, 2).set([3, 5]);
    backend.floats(parameters, layout.count).set(nudged);
    const slices = slicesOf(layout, net, parameters);
    forward(backend, plan, slices);
    const loss = backward(backend, plan, slices, slicesOf(layout, net, gradients), { labelSmoothing: 0.1, teacher: 0, teacherShare: 0, weight: 0.5 });
    const gradient = Float64Array.from(backend.floats(gradients, layout.count));
    returnGradients(layout, nudged, gradient);
    backend.free(base);
    backend.free(parameters);
    return { loss, gradient };
  };
  const genome = smallest(space); // all kernels 3, so that both matrices have a say
  const { gradient } = lossAndGradient(genome);
  const within = (at: number, count: number): number[] => Array.from({ length: count }, (_, i) => at + i).filter((i) => gradient[i] !== 0);
  for (const { smaller: [five, three], weights, count } of [...layout.entries.values()].filter(({ smaller }) => smaller.length > 0).slice(0, 1)) {
    const groups = [within(five.matrix, 625), within(three.matrix, 81), within(weights, count)];
    expect(within(five.window, 25).concat(within(three.window, 9))).toEqual([]);
    for (const group of groups) {
      expect(group.length).toBeGreaterThan(40);
      let close = 0;
      for (const at of new Rng('probe').shuffle(group).slice(0, 6)) {
        const h = 1e-6;
        const slope = (lossAndGradient(genome, [at, h]).loss - lossAndGradient(genome, [at, -h]).loss) / (2 * h);
        if (Math.abs(slope - gradient[at]) / Math.max(1e-3, Math.abs(slope)) < 1e-4) close++;
      }
      expect(close).toBeGreaterThanOrEqual(5); // an activation at its kink within h makes one slope meaningless, not all
    }
  }
});

test('training moves the matrices; files, narrowing and sorting keep each network', async () => {
  const backend = await loadBackend(readFileSync('public/kernels/train.wasm'));
  const supernet = createSupernet(space, 1, true);
  finish(trainSupernet(backend, supernet, task, recipe));
  const [{ smaller: [five] }] = [...supernet.layout.entries.values()].filter(({ smaller }) => smaller.length > 0);
  const matrix = supernet.values.subarray(five.matrix, five.matrix + 625);
  expect(matrix.some((value, i) => Math.abs(value - (i % 26 === 0 ? 1 : 0)) > 1e-3)).toBe(true);
  const of = (net: typeof supernet, genome: Genome) => evaluateGenome(backend, net, genome, task, { calibration: 96 });
  const back = decodeCheckpoint(encodeCheckpoint(supernet, recipe), 'a.ckpt').supernet;
  expect(back).toEqual(supernet);
  const part = dscnnSpace({ widths: [0.5], classes: 6 });
  const widest = { space: space.id, genes: largest(space).genes.map((gene, i) => (i === 0 ? 0 : gene)) };
  expect(of(narrowSupernet(supernet, part), largest(part))).toEqual(of(supernet, widest));
  const before = of(supernet, largest(space));
  sortChannels(back);
  const windows = back.values.slice();
  deriveWindows(back.layout, windows);
  expect(windows).toEqual(back.values);
  expect(of(back, largest(space)).accuracy).toBeCloseTo(before.accuracy, 1);
});

test('a recipe that makes smaller kernels in another way than the supernet is refused', async () => {
  const backend = await loadBackend(readFileSync('public/kernels/train.wasm'));
  expect(() => finish(trainSupernet(backend, createSupernet(space, 1), task, recipe))).toThrow(/kernelTransform true is not how this supernet's smaller kernels are made/);
});
