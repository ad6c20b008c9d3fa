/** Batch norm as Ioffe and Szegedy (2015) write it, the backward by their chain of partial derivatives. Oracle of batch_norm.c. */
import type { Kernels } from '../backend.ts';
import { activate, passes } from './activation.ts';
import type { ReferenceMemory } from './memory.ts';

type BatchNormKernels = Pick<Kernels, 'batchNormStatistics' | 'batchNormForward' | 'batchNormBackward'>;

export const batchNormKernels = (memory: ReferenceMemory): BatchNormKernels => ({
  batchNormStatistics(x, rows, channels, mean, variance, inverse, epsilon) {
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
  },

  batchNormForward(x, y, rows, channels, gamma, beta, mean, inverse, affine, activation) {
    const [X, Y, A] = [memory.from(x), memory.from(y), memory.from(affine)];
    const [g, b, mu, inv] = [memory.from(gamma), memory.from(beta), memory.from(mean), memory.from(inverse)];
    for (let c = 0; c < channels; c++) {
      A[c] = g[c] * inv[c];
      A[channels + c] = b[c] - mu[c] * A[c];
    }
    for (let i = 0; i < rows * channels; i++) Y[i] = activate(X[i] * A[i % channels] + A[channels + (i % channels)], activation);
  },

  batchNormBackward(x, dy, dx, rows, channels, mean, inverse, affine, dgamma, dbeta, _sums, activation) {
    const [X, dY, dX, A] = [memory.from(x), memory.from(dy), memory.from(dx), memory.from(affine)];
    const [mu, inv, dg, db] = [memory.from(mean), memory.from(inverse), memory.from(dgamma), memory.from(dbeta)];
    for (let c = 0; c < channels; c++) {
      const behind = (i: number) => (passes(X[i] * A[c] + A[channels + c], activation) ? dY[i] : 0);
      let dVariance = 0;
      let dMean = 0;
      for (let r = 0; r < rows; r++) {
        const i = r * channels + c;
        const dNormal = behind(i) * (A[c] / inv[c]);
        dVariance += dNormal * (X[i] - mu[c]) * -0.5 * inv[c] ** 3;
        dMean -= dNormal * inv[c];
        dg[c] += behind(i) * (X[i] - mu[c]) * inv[c];
        db[c] += behind(i);
      }
      for (let r = 0; r < rows; r++) {
        const i = r * channels + c;
        dX[i] = behind(i) * A[c] + (dVariance * 2 * (X[i] - mu[c])) / rows + dMean / rows;
      }
    }
  },
});
