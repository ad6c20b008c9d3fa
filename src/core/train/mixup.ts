/**
 * Mixup (Zhang et al. 2018): each example of a shard is blended with the next one, and so are their labels. The share
 * is drawn evenly up to the recipe's limit, in 256ths, instead of from a beta distribution.
 */
import type { Rng } from '../lib/index.ts';

/** Which share of each example is the next one's, in 256ths. */
export const mixShares = (batch: number, mixup: number, rng: Rng): Uint8Array => Uint8Array.from({ length: batch }, () => Math.floor(rng.float() * mixup * 256));

/** In place; the last of a shard is blended with the first as it was. */
export function mixInputs(inputs: Float32Array, shard: number, shares: Uint8Array): void {
  const size = inputs.length / shares.length;
  for (let start = 0; start < shares.length; start += shard) {
    const first = inputs.slice(start * size, (start + 1) * size);
    for (let j = start; j < start + shard; j++) {
      const share = shares[j] / 256;
      const next = j + 1 < start + shard ? inputs.subarray((j + 1) * size, (j + 2) * size) : first;
      for (let i = 0; i < size; i++) inputs[j * size + i] += (next[i] - inputs[j * size + i]) * share;
    }
  }
}

/** What the examples of one shard are now to be called: rows of `pitch` floats, smoothed labels by their shares. */
export function mixTargets(labels: Uint8Array, shares: Uint8Array, classes: number, pitch: number, smoothing: number): Float32Array {
  const targets = new Float32Array(labels.length * pitch);
  labels.forEach((label, j) => {
    const share = shares[j] / 256;
    targets.fill(smoothing / classes, j * pitch, j * pitch + classes);
    targets[j * pitch + label] += (1 - smoothing) * (1 - share);
    targets[j * pitch + labels[(j + 1) % labels.length]] += (1 - smoothing) * share;
  });
  return targets;
}
