/** Evaluation with shared prefixes against evaluateGenome, which shares nothing. */
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Rng } from '../lib/index.ts';
import { elements, isConvolution } from '../net/index.ts';
import { dscnnSpace, largest, mutate, sampleGenome, toyboxSpace, type Genome, type Space } from '../space/index.ts';
import { loadBackend } from '../tensor/index.ts';
import { cutsOf, tailOf } from './cuts.ts';
import { createSupernet, evaluateGenome, SubnetEvaluator, type EvaluateOptions } from './index.ts';
import { netOf } from './supernet.ts';
import { toyImages, toyTask } from './testing.ts';

const wasm = await loadBackend(readFileSync('public/kernels/train.wasm'));
const MIB = 1024 * 1024;

/** Networks as a search meets them: some drawn, most of them mutants of those before. */
function family(space: Space, seed: number, count: number): Genome[] {
  const rng = new Rng(seed);
  const genomes = [sampleGenome(space, rng)];
  while (genomes.length < count) genomes.push(rng.float() < 0.25 ? sampleGenome(space, rng) : mutate(space, rng.pick(genomes), rng, 0.15));
  return genomes;
}

const cases = [
  { name: 'sounds', space: dscnnSpace({ classes: 5 }), task: toyTask(140, 5), options: { calibration: 130, examples: 77 } },
  { name: 'images of several sizes', space: toyboxSpace({ resolutions: [16, 24, 32], classes: 4 }), task: toyImages(), options: { calibration: 20 } },
  { name: 'kernels by matrices, another split', space: dscnnSpace({ classes: 5 }), task: toyTask(70, 5), options: { calibration: 1e6, split: 'test' }, transforms: true },
] as const;

describe.each(cases)('prefixes shared among networks for $name', ({ space, task, options, ...rest }) => {
  const supernet = createSupernet(space, 5, 'transforms' in rest);
  const plain = new Map<Genome, ReturnType<typeof evaluateGenome>>();
  const truth = (genome: Genome) => {
    const known = plain.get(genome) ?? evaluateGenome(wasm, supernet, genome, task, options satisfies EvaluateOptions);
    plain.set(genome, known);
    return known;
  };
  const genomes = family(space, 11, 12);

  test('change no bit, in any order, with much room, little and none', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(genomes, { minLength: 3 }), fc.constantFrom(0, 2 * MIB, 5 * MIB, 200 * MIB), (order, bytes) => {
        const evaluator = new SubnetEvaluator(wasm, supernet, task, options, bytes);
        for (const genome of [...order, order[0]]) expect(evaluator.evaluate(genome)).toEqual(truth(genome));
        expect(evaluator.prefixBytes).toBeLessThanOrEqual(bytes);
        evaluator.close();
      }),
      { numRuns: 6 },
    );
  });

  test('lie between blocks, where one tensor is all that the rest reads', () => {
    for (const genome of genomes) {
      const net = netOf(space, genome);
      const cuts = cutsOf(net);
      expect(cuts.length).toBe(net.nodes.filter(({ name }) => name === 'stem' || name.endsWith('.project')).length - 1);
      for (const cut of cuts) {
        const tail = tailOf(net, cut);
        const known = new Set([...tail.inputs, ...tail.nodes.map(({ output }) => output)]);
        expect(tail.nodes.every(({ inputs }) => inputs.every((id) => known.has(id)))).toBe(true);
        expect(tail.nodes.some(isConvolution)).toBe(true);
        expect(elements(net.tensors[cut.tensor].shape) % 4).toBe(0);
      }
    }
  });
});

test.each([
  ['width', 0], ['stage1.block0.expand', 1], ['stage1.depth', 2], ['stage2.block1.kernel', 4], ['stage3.block0.kernel', 6], ['stage3.block2.expand', 8],
])('a network that differs from the largest in %s has %i blocks to share with it, the stem counted', (gene, shared) => {
  const space = dscnnSpace();
  const whole = largest(space);
  const other = { ...whole, genes: whole.genes.map((value, i) => (space.choices[i].name === gene ? 0 : value)) };
  const keys = (genome: Genome) => cutsOf(netOf(space, genome)).map(({ key }) => key);
  const [ours, theirs] = [keys(whole), keys(other)];
  expect(ours).toHaveLength(8);
  expect(theirs.map((key) => ours.indexOf(key)).filter((at) => at >= 0)).toEqual(Array.from({ length: shared }, (_, i) => i));
});

test('memory is given back', () => {
  const probe = () => {
    const at = wasm.alloc(4);
    wasm.free(at);
    return at;
  };
  const before = probe();
  const space = dscnnSpace({ classes: 5 });
  const evaluator = new SubnetEvaluator(wasm, createSupernet(space, 5), toyTask(70, 5), { calibration: 64 });
  for (const genome of family(space, 3, 2)) evaluator.evaluate(genome);
  evaluator.close();
  expect(probe()).toBe(before);
});
