/** Images of several sides in one weight set: what is fed to whom, that it learns, and that schedule and worker change nothing. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { reduceImages, taskAt } from '../data/index.ts';
import { Rng } from '../lib/index.ts';
import { decodeGenome, largest, sideOf, smallest, toyboxSpace, type Space } from '../space/index.ts';
import { loadBackend, type Backend } from '../tensor/index.ts';
import { dequantise, noAugment } from './augment.ts';
import { createSupernet, evaluateFloat, evaluateGenome, fineTune, foldSubnet, narrowSupernet, trainSupernet, type Supernet, type TrainRecipe } from './index.ts';
import { finish } from './floatRun.ts';
import { supernetPhases } from './phases.ts';
import { schedule } from './schedule.ts';
import { toyImages, toyRecipe } from './testing.ts';
import type { Unit } from './units.ts';

const space = toyboxSpace({ widths: [0.25, 0.5], resolutions: [16, 20, 32], classes: 4 });
const task = toyImages();
const recipe: TrainRecipe = { ...toyRecipe, largestEpochs: 0, epochs: 2, paths: 4, batch: 16, shard: 8 };

const atSide = (of: Space, side: number) => ({ space: of.id, genes: largest(of).genes.map((gene, i) => (i === of.choices.length - 1 ? of.resolutions.indexOf(side) : gene)) });

function firstUnits(how: TrainRecipe, on = task): readonly Unit[] {
  const supernet = createSupernet(space, 1);
  for (const order of schedule(supernet, on, how, supernetPhases(supernet, how))) if (order.kind === 'step') return order.units;
  throw new Error('no step');
}

describe('batches', () => {
  test('each network is fed the same examples at its own side, as taskAt has them', () => {
    const units = firstUnits(recipe);
    const sides = units.map(({ genome }) => sideOf(space, decodeGenome(genome).genes) ?? 0);
    expect(new Set(sides).size).toBeGreaterThan(1);
    units.forEach(({ inputs, shard }, i) => {
      const side = sides[i];
      expect(inputs.length).toBe(8 * side * side * 3);
      const largestOne = units.find((other, j) => other.shard === shard && sides[j] === 32);
      const bytes = Int8Array.from(largestOne?.inputs ?? [], (real) => Math.round(real * 64));
      const expected = new Float32Array(inputs.length);
      dequantise(reduceImages(bytes, 8, 32, side, 3), 0, inputs.length, task.inputQuant, expected, 0);
      expect(inputs).toEqual(expected);
    });
  });

  test('mixup blends each example and its label with the next one of its shard', () => {
    const [plain] = firstUnits(recipe);
    const [mixed] = firstUnits({ ...recipe, augment: { ...noAugment, mixup: 0.5 } });
    const { targets = new Float32Array(0) } = mixed.mixed ?? {};
    const size = 32 * 32 * 3;
    expect(plain.mixed).toBeUndefined();
    for (let j = 0; j < 8; j++) {
      const next = (j + 1) % 8;
      const row = targets.subarray(j * 4, j * 4 + 4);
      expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
      const at = Array.from({ length: size }, (_, i) => i).find((i) => Math.abs(plain.inputs[j * size + i] - plain.inputs[next * size + i]) > 0.5) ?? 0;
      const share = (mixed.inputs[j * size + at] - plain.inputs[j * size + at]) / (plain.inputs[next * size + at] - plain.inputs[j * size + at]);
      expect(share).toBeGreaterThanOrEqual(-1e-6);
      expect(share).toBeLessThan(0.5);
      const smooth = recipe.labelSmoothing / 4;
      if (plain.labels[j] !== plain.labels[next]) expect(row[plain.labels[next]]).toBeCloseTo((1 - recipe.labelSmoothing) * share + smooth, 4);
    }
  });

  test('a task of larger images is taken down, one of smaller or of other images is refused', () => {
    const same = firstUnits(recipe, taskAt(toyImages(96, 64), 32));
    expect(firstUnits(recipe, toyImages(96, 64))).toEqual(same);
    expect(() => firstUnits(recipe, toyImages(96, 24))).toThrow(/24x24x3 inputs, search space toybox-w0.25w0.5-r16r20r32-c4 takes 32x32x3 or larger squares/);
    expect(() => firstUnits(recipe, { ...task, inputShape: [32, 96, 1] })).toThrow(/32x96x1 inputs/);
  });
});

describe('training', () => {
  let backend: Backend;
  let supernet: Supernet;
  beforeAll(async () => {
    backend = await loadBackend(readFileSync('public/kernels/train.wasm'));
    supernet = createSupernet(space, 1);
    finish(trainSupernet(backend, supernet, task, { ...recipe, epochs: 48, distillation: 0.3, augment: { ...noAugment, flip: 0.5, shift: 0.1, cutout: 0.3, mixup: 0.2, channelOffset: 4, noise: 2 } }));
  }, 60_000);

  test('largest, smallest and those between at every side tell the patterns apart', () => {
    for (const genome of [largest(space), smallest(space), atSide(space, 20)]) {
      expect(evaluateGenome(backend, supernet, genome, task, { calibration: 96 }).accuracy).toBeGreaterThan(0.9);
    }
  });

  test('the supernet of fewer sides and widths has the very networks of the whole one', () => {
    const part = toyboxSpace({ widths: [0.5], resolutions: [20], classes: 4 });
    const options = { calibration: 96 };
    const whole = evaluateGenome(backend, supernet, atSide(space, 20), task, options);
    expect(evaluateGenome(backend, narrowSupernet(supernet, part), largest(part), task, options)).toEqual(whole);
  });

  test('a small image\'s network is folded and fine-tuned at its own side', () => {
    const genome = atSide(space, 16);
    const small = taskAt(task, 16);
    const folded = foldSubnet(backend, supernet, genome, task, 96);
    expect(folded.net.tensors[0].shape).toEqual([16, 16, 3]);
    expect(foldSubnet(backend, supernet, genome, small, 96).layers.get('stem')).toEqual(folded.layers.get('stem'));
    const tuned = finish(fineTune(backend, supernet, genome, task, { ...recipe, epochs: 2, learningRate: 0.002 }));
    expect(evaluateFloat(backend, tuned, small.test, task.inputQuant).accuracy).toBeGreaterThan(0.8);
  });
});

describe('progressive shrinking', () => {
  const shrinking: TrainRecipe = { ...recipe, schedule: 'shrinking', epochs: 7 };
  const supernet = createSupernet(space, 1);
  const phases = supernetPhases(supernet, shrinking).slice(1);

  test('shares out the epochs, and opens resolution, kernel, depth, expansion and width in turn', () => {
    expect(phases.reduce((sum, { epochs }) => sum + epochs, 0)).toBe(7);
    const rng = new Rng('paths');
    const opened = phases.map(({ choose }) => {
      const seen = new Set<string>();
      for (let i = 0; i < 40; i++) for (const { genes } of choose(rng)) genes.forEach((gene, at) => {
        const { name, options } = space.choices[at];
        const block = /^(stage\d)\.block(\d)/.exec(name);
        const stage = space.stages.find((one) => one.name === block?.[1]);
        const used = !block || !stage || Number(block[2]) < stage.depths[genes[stage.depthGene]];
        if (used && options.length > 1 && gene < options.length - 1) seen.add(name.split('.').at(-1) ?? '');
      });
      return [...seen].sort();
    });
    expect(opened).toEqual([
      ['resolution'], ['kernel', 'resolution'], ['depth', 'kernel', 'resolution'], ['depth', 'expand', 'kernel', 'resolution'], ['depth', 'expand', 'kernel', 'resolution', 'width'],
    ]);
  });

  test('the sandwich is of the largest network and the smallest so far', () => {
    for (const { choose } of phases) expect(choose(new Rng(1))[0]).toEqual(largest(space));
    expect(phases[0].choose(new Rng(1))[1]).toEqual(atSide(space, 16));
    expect(phases[4].choose(new Rng(1))[1]).toEqual(smallest(space));
  });
});
