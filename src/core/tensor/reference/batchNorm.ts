/** Batch norm as Ioffe and Szegedy (2015) write it, the backward by their chain of partial derivatives. Oracle of batch_norm.c. */
import type { ActivationCode, Address, Kernels } from '../backend.ts';
import { activate, passes } from './activation.ts';
import type { ReferenceMemory } from './memory.ts';

type BatchNormKernels = Pick<Kernels, 'batchNormAffine' | 'batchNormApply' | 'batchNormSlopes' | 'batchNormGradient'>;

/** Per channel over rows: mean, biased variance, 1 / sqrt(variance + epsilon). */
export function statistics(memory: ReferenceMemory, x: Address, rows: number, channels: number, mean: Address, variance: Address, inverse: Address, epsilon: number): void {
  const [X, mu, sigma2, inv] = [memory.from(x), memory.from(mean), memory.from(variance), memory.from(inverse)];
  for (let c = 0; c < channels; c++) {
    let sum = 0;
    for (let r = 0; r < rows; r++) sum += X[r * channels + c];
    mu[c] = sum / rows;
    let squares = 0;
    for (let r = 0; r < rows; r++) squares += (X[r * channels + c] - mu[c]) ** 2;
    sigma2[c] = squares / rows;
    inv[c] = 1 / Math.sqrt(sigma2[c] + epsilon);
  }
}

/** The gradient by x, of d, that behind the activation. */
export function inputGradient(memory: ReferenceMemory, x: Address, d: Address, rows: number, channels: number, affine: Address): Float64Array {
  const [X, A] = [memory.from(x), memory.from(affine)];
  return memory.floats(d, rows * channels).map((behind, i) => {
    const [scale, slope, level] = [0, 4, 5].map((row) => A[row * channels + (i % channels)]);
    return scale * behind - X[i] * slope + level;
  });
}

/** activation(scale x + offset), or x itself where affine is 0. */
export function activated(memory: ReferenceMemory, x: Address, affine: Address, activation: ActivationCode, rows: number, channels: number): Float64Array {
  const A = memory.from(affine);
  const values = memory.floats(x, rows * channels);
  return affine ? values.map((value, i) => activate(value * A[i % channels] + A[channels + (i % channels)], activation)) : values.slice();
}

/** Leaves in dy the gradient behind the activation, d, and in rows 2 and 3 of affine the sums of d and of d (x - mean). */
export function slopes(memory: ReferenceMemory, x: Address, dy: Address, rows: number, channels: number, mean: Address, affine: Address, activation: ActivationCode): void {
  const [X, dY, mu, A] = [memory.from(x), memory.from(dy), memory.from(mean), memory.from(affine)];
  A.fill(0, 2 * channels, 4 * channels);
  for (let i = 0; i < rows * channels; i++) {
    const c = i % channels;
    if (!passes(X[i] * A[c] + A[channels + c], activation)) dY[i] = 0;
    A[2 * channels + c] += dY[i];
    A[3 * channels + c] += dY[i] * (X[i] - mu[c]);
  }
}

export const batchNormKernels = (memory: ReferenceMemory): BatchNormKernels => ({
  batchNormAffine(channels, gamma, beta, mean, inverse, affine) {
    const [A, g, b, mu, inv] = [memory.from(affine), memory.from(gamma), memory.from(beta), memory.from(mean), memory.from(inverse)];
    for (let c = 0; c < channels; c++) {
      A[c] = g[c] * inv[c];
      A[channels + c] = b[c] - mu[c] * A[c];
    }
  },

  batchNormApply(x, y, rows, channels, affine, activation) {
    memory.from(y).set(activated(memory, x, affine, activation, rows, channels));
  },

  batchNormSlopes: (x, dy, rows, channels, mean, affine, activation) => slopes(memory, x, dy, rows, channels, mean, affine, activation),

  /** With xn = (x - mean) inverse, dxn = gamma d and scale = gamma inverse; the variance's share of dx holds x - mean. */
  batchNormGradient(rows, channels, mean, inverse, affine, dgamma, dbeta) {
    const [mu, inv, A, dg, db] = [memory.from(mean), memory.from(inverse), memory.from(affine), memory.from(dgamma), memory.from(dbeta)];
    for (let c = 0; c < channels; c++) {
      const [scale, total, moment] = [A[c], A[2 * channels + c], A[3 * channels + c]];
      const gamma = scale / inv[c];
      dg[c] += moment * inv[c];
      db[c] += total;
      const dVariance = gamma * moment * -0.5 * inv[c] ** 3;
      const dMean = -gamma * total * inv[c];
      A[4 * channels + c] = (-2 * dVariance) / rows;
      A[5 * channels + c] = (-2 * dVariance * mu[c] + dMean) / rows;
    }
  },
});
