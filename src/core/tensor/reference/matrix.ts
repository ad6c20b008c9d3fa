/** Matrix products, transposition, window unrolling and column sums as their definitions say. Oracle of gemm.c, pointwise.c and im2col.c. */
import type { Kernels } from '../backend.ts';
import { activate } from './activation.ts';
import { batchNormKernels, inputGradient, statistics } from './batchNorm.ts';
import type { ReferenceMemory } from './memory.ts';

type ProductKernels = Pick<Kernels, 'gemm' | 'gemmTransposed' | 'transpose' | 'im2col' | 'columnSums'>;

const productKernels = (memory: ReferenceMemory): ProductKernels => ({
  gemm(a, lda, b, ldb, c, ldc, m, n, k, bias, activation, accumulate) {
    const [A, B, C, add] = [memory.from(a), memory.from(b), memory.from(c), memory.from(bias)];
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = (accumulate ? C[i * ldc + j] : 0) + (bias ? add[j] : 0);
        for (let p = 0; p < k; p++) sum += A[i * lda + p] * B[p * ldb + j];
        C[i * ldc + j] = activate(sum, activation);
      }
    }
  },

  gemmTransposed(a, lda, b, ldb, c, ldc, m, n, k) {
    const [A, B, C] = [memory.from(a), memory.from(b), memory.from(c)];
    for (let p = 0; p < k; p++) {
      for (let j = 0; j < n; j++) {
        for (let i = 0; i < m; i++) C[p * ldc + j] += A[i * lda + p] * B[i * ldb + j];
      }
    }
  },

  transpose(a, lda, b, ldb, m, n) {
    const [A, B] = [memory.from(a), memory.from(b)];
    for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) B[j * ldb + i] = A[i * lda + j];
  },

  im2col(x, columns, batch, height, width, channels, outH, outW, kernelH, kernelW, strideH, strideW, top, left) {
    const [X, out] = [memory.from(x), memory.from(columns)];
    const rowLength = kernelH * kernelW * channels;
    for (let n = 0; n < batch; n++) {
      for (let oy = 0; oy < outH; oy++) {
        for (let ox = 0; ox < outW; ox++) {
          for (let i = 0; i < rowLength; i++) {
            const c = i % channels;
            const y = oy * strideH - top + Math.floor(i / channels / kernelW);
            const at = ox * strideW - left + (Math.floor(i / channels) % kernelW);
            const inside = y >= 0 && y < height && at >= 0 && at < width;
            out[((n * outH + oy) * outW + ox) * rowLength + i] = inside ? X[((n * height + y) * width + at) * channels + c] : 0;
          }
        }
      }
    }
  },

  columnSums(a, sums, m, n) {
    const [A, S] = [memory.from(a), memory.from(sums)];
    for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) S[j] += A[i * n + j];
  },
});

/** Products with their batch norm: one definition after the other. */
export function matrixKernels(memory: ReferenceMemory): ProductKernels & Pick<Kernels, 'gemmStatistics' | 'gemmBackward'> {
  const products = productKernels(memory);
  const { batchNormSlopes } = batchNormKernels(memory);
  return {
    ...products,

    gemmStatistics(a, b, ldb, c, m, n, k, mean, variance, inverse, epsilon) {
      products.gemm(a, k, b, ldb, c, n, m, n, k, 0, 0, 0);
      statistics(memory, c, m, n, mean, variance, inverse, epsilon);
    },

    gemmBackward(x, before, d, m, n, k, affine, turned, dw, ldw, dx, accumulate, below, belowMean, belowAffine, belowActivation) {
      inputGradient(memory, before, d, m, n, affine);
      products.gemmTransposed(x, k, d, n, dw, ldw, m, n, k);
      if (!dx) return;
      products.gemm(d, n, turned, k, dx, k, m, k, n, 0, 0, accumulate);
      if (below) batchNormSlopes(below, dx, m, k, belowMean, belowAffine, belowActivation);
    },
  };
}
