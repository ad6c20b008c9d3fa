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
import { rowsOf, slicesOf } from './layout.ts';
import { createSupernet, netOf } from './supernet.ts';

const space = dscnnSpace();
const supernet = createSupernet(space, 5);
const { count } = supernet.layout;
const BATCH = 2;
const options = { labelSmoothing: 0.1, teacher: 0, teacherShare: 0, weight: 1 / BATCH };

/** Loss and gradient at the supernet's values, of which one may be moved; where `stepBack` is false, the loss alone. */
function lossAndGradient(backend: Backend, genome: Genome, nudge: readonly [index: number, by: number] = [0, 0], stepBack = true): { loss: number; gradient: number[] } {
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
  const loss = backward(backend, stepBack ? plan : { ...plan, backSteps: [] }, slices, slicesOf(supernet.layout, net, gradients), options);
  const gradient = stepBack ? Array.from(backend.floats(gradients, count)) : [];
  backend.free(base);
  backend.free(parameters);
  return { loss, gradient };
}

/** Which parameters a network may use, by the definition: first inputs and outputs, centre taps, first channels of batch norm. */
function sliceMask(genome: Genome): boolean[] {
  const mask = new Array<boolean>(count).fill(false);
  const net = netOf(space, genome);
  for (const node of net.nodes) {
    const entry = supernet.layout.entries.get(node.name);
    if (entry === undefined) continue;
    const channels = net.tensors[node.output].shape[2];
    const margin = node.kind === 'depthwiseConv2d' ? (entry.kernel - node.kernel[0]) / 2 : 0;
    const centred = (tap: number): boolean => tap >= margin && tap < entry.kernel - margin;
    const rows = entry.count / entry.pitch;
    for (let row = 0; row < rows; row++) {
      const used = node.kind === 'depthwiseConv2d' ? centred(Math.floor(row / entry.kernel)) && centred(row % entry.kernel) : row < rowsOf(net, node);
      if (used) mask.fill(true, entry.weights + row * entry.pitch, entry.weights + row * entry.pitch + channels);
    }
    for (const at of [entry.gamma, entry.beta, entry.bias]) if (at >= 0) mask.fill(true, at, at + channels);
  }
  return mask;
}

const middle = sampleGenome(space, new Rng('middle'));

// the last figure: relative distance of the float32 gradient; in the smallest network one value falls on the other side of ReLU6's kink
describe.each([['smallest', smallest(space), 1e-3], ['a random', middle, 1e-5], ['largest', largest(space), 1e-5]] as const)('%s network', (_, genome, tolerance) => {
  const reference = referenceBackend();
  const exact = lossAndGradient(reference, genome);

  test('reference gradient equals finite differences', () => {
    const rng = new Rng('probe');
    const touched = exact.gradient.flatMap((g, i) => (g === 0 ? [] : [i]));
    let compared = 0;
    const lossAt = (index: number, by: number): number => lossAndGradient(reference, genome, [index, by], false).loss;
    for (const index of rng.shuffle(touched).slice(0, 16)) {
      const h = 1e-6;
      const slope = (lossAt(index, h) - lossAt(index, -h)) / (2 * h);
      const scale = Math.max(1e-3, Math.abs(slope), Math.abs(exact.gradient[index]));
      // an activation at its kink within h makes one slope meaningless, not all
      if (Math.abs(slope - exact.gradient[index]) / scale < 1e-4) compared++;
    }
    expect(compared).toBeGreaterThanOrEqual(15);
  });

  test('wasm gradient equals the reference', async () => {
    const wasm = lossAndGradient(await loadBackend(readFileSync('public/kernels/train.wasm')), genome);
    expect(wasm.loss / exact.loss).toBeCloseTo(1, 6);
    let [error, norm] = [0, 0];
    exact.gradient.forEach((g, i) => {
      error += (wasm.gradient[i] - g) ** 2;
      norm += g ** 2;
    });
    expect(Math.sqrt(error / norm)).toBeLessThan(tolerance);
  });

  test('parameters outside the slice get no gradient at all, nearly all inside do', () => {
    const inside = sliceMask(genome);
    expect(exact.gradient.filter((g, i) => g !== 0 && !inside[i])).toEqual([]);
    const reached = exact.gradient.filter((g) => g !== 0).length;
    expect(reached).toBeGreaterThan(0.99 * inside.filter(Boolean).length);
  });
});
