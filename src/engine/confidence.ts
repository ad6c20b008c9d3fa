/**
 * How sure a network is of each class. Where its first output comes from a softmax it says so itself; where it gives
 * scores, as the networks searched here do, they are put through one: e^s / sum of e^s, s = (q - zeroPoint) scale.
 */
import { exp } from '../core/lib/index.ts';
import type { Int8Net } from '../core/quant/index.ts';

/** @returns shares from 0 to 1 that add up to 1 (to about one where the network's own softmax rounded) */
export function confidenceOf({ net, tensors }: Int8Net, output: Int8Array): number[] {
  const [first] = net.outputs;
  const { scale, zeroPoint } = tensors[first];
  const reals = Array.from(output, (q) => (q - zeroPoint) * scale);
  if (net.nodes.find((node) => node.output === first)?.kind === 'softmax') return reals;
  const most = reals.reduce((top, real) => Math.max(top, real), -Infinity);
  const powers = reals.map((real) => exp(real - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
