/**
 * How sure a network is of each class. Where its last op is a softmax the outputs say so themselves; where it ends in
 * scores, as the networks searched here do, they are put through one: e^s / sum of e^s, s = (q - zeroPoint) scale.
 */
import { exp } from '../core/lib/index.ts';
import type { Int8Net } from '../core/quant/index.ts';

/** @returns shares from 0 to 1 that add up to 1 (to about one where the network's own softmax rounded) */
export function confidenceOf({ net, tensors }: Int8Net, output: Int8Array): number[] {
  const [last] = net.outputs;
  const { scale, zeroPoint } = tensors[last];
  const reals = Array.from(output, (q) => (q - zeroPoint) * scale);
  if (net.nodes.at(-1)?.kind === 'softmax') return reals;
  const most = reals.reduce((top, real) => Math.max(top, real), -Infinity);
  const powers = reals.map((real) => exp(real - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
