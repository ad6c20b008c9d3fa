/**
 * The gradient of a whole network, small slice or large, by every parameter: the readable core against finite
 * differences in double precision, the wasm core against the readable one.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Rng } from '../lib/index.ts';
import { dscnnSpace, largest, sampleGenome, smallest, type Genome } from '../space/index.ts';
import { FLOAT_BYTES, loadBackend, referenceBackend, type Backend } from '../tensor/index.ts';
import { backward } from './backward.ts';
import { planIn } from './floatRun.ts';
import { forward } from './forward.ts';
import { slicesOf } from './layout.ts';
import { createSupernet, netOf } from './supernet.ts';

const space = dscnnSpace();
const supernet = createSupernet(space, 5);
const { count } = supernet.layout;
const BATCH = 2;
const options = { labelSmoothing: 0.1, teacher: 0, teacherShare: 0, weight: 1 / BATCH };

/** Loss and gradient at the supernet's values, some moved: nudges[i] is added to parameter i. */
function lossAndGradient(backend: Backend, genome: Genome, nudge: readonly [index: number, by: number]): { loss: number; gradient: number[] } {
  const net = netOf(space, genome);
  const parameters = backend.alloc(2 * count);
  const gradients = parameters + count * FLOAT_BYTES;
  const { plan, base } = planIn(backend, net, BATCH, 'train');
  const rng = new Rng('inputs');
  const input = backend.floats(plan.input, BATCH * 490);
  for (let i = 0; i < input.length; i++) input[i] = Math.fround(rng.normal());
  backend.floats(plan.labels, BATCH).set([3, 11]);
  const values = backend.floats(parameters, count);
  values.set(supernet.values);
  values[nudge[0]] += nudge[1];
  const slices = slicesOf(supernet.layout, net, parameters);
  forward(backend, plan, slices);
  const loss = backward(backend, plan, slices, slicesOf(supernet.layout, net, gradients), options);
  const gradient = Array.from(backend.floats(gradients, count));
  backend.free(base);
  backend.free(parameters);
  return { loss, gradient };
}

const middle = sampleGenome(space, new Rng('middle'));

describe.each([['smallest', smallest(space)], ['a random', middle], ['largest', largest(space)]])('%s network', (_, genome) => {
  const reference = referenceBackend();
  const exact = lossAndGradient(reference, genome, [0, 0]);

  test('reference gradient equals finite differences', () => {
    const rng = new Rng('probe');
    const touched = exact.gradient.flatMap((g, i) => (g === 0 ? [] : [i]));
    let compared = 0;
    for (const index of rng.shuffle(touched).slice(0, 16)) {
      const h = 1e-6;
      const slope = (lossAndGradient(reference, genome, [index, h]).loss - lossAndGradient(reference, genome, [index, -h]).loss) / (2 * h);
      const scale = Math.max(1e-3, Math.abs(slope), Math.abs(exact.gradient[index]));
      // an activation at its kink within h makes one slope meaningless, not all
      if (Math.abs(slope - exact.gradient[index]) / scale < 1e-4) compared++;
    }
    expect(compared).toBeGreaterThanOrEqual(15);
  });

  test('wasm gradient equals the reference', async () => {
    const wasm = lossAndGradient(await loadBackend(readFileSync('public/kernels/train.wasm')), genome, [0, 0]);
    expect(wasm.loss / exact.loss).toBeCloseTo(1, 5);
    let [error, norm] = [0, 0];
    exact.gradient.forEach((g, i) => {
      error += (wasm.gradient[i] - g) ** 2;
      norm += g ** 2;
    });
    // float32 flips a few ReLU6 masks at the kink; the reference document measures 4e-3 to 9e-3 for deep nets
    expect(Math.sqrt(error / norm)).toBeLessThan(5e-3);
  });

  test('parameters outside the slice get no gradient', () => {
    const touched = exact.gradient.filter((g) => g !== 0).length;
    if (genome.genes.every((gene, i) => gene === space.choices[i].options.length - 1)) expect(touched).toBeGreaterThan(0.9 * count);
    else expect(touched).toBeLessThan(0.7 * count);
  });
});
