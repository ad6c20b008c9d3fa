/** Matrix products, transposition, window unrolling and column sums as their definitions say. Oracle of gemm.c, pointwise.c and im2col.c. */
import type { Kernels } from '../backend.ts';
import { activate } from './activation.ts';
import { activated, inputGradient, slopes, statistics } from './batchNorm.ts';
import type { ReferenceMemory } from './memory.ts';

type MatrixKernels = Pick<Kernels, 'gemm' | 'gemmStatistics' | 'gemmBackward' | 'gemmTransposed' | 'transpose' | 'im2col' | 'columnSums'>;

/** c[m x n] (+)= a[m x k] b[k x n] */
function product(A: Float64Array, lda: number, B: Float64Array, ldb: number, C: Float64Array, ldc: number, m: number, n: number, k: number, accumulate: 0 | 1): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = accumulate ? C[i * ldc + j] : 0;
      for (let p = 0; p < k; p++) sum += A[i * lda + p] * B[p * ldb + j];
      C[i * ldc + j] = sum;
    }
  }
}

/** c[k x n] += transpose(a[m x k]) b[m x n] */
function transposedProduct(A: Float64Array, lda: number, B: Float64Array, ldb: number, C: Float64Array, ldc: number, m: number, n: number, k: number): void {
  for (let p = 0; p < k; p++) {
    for (let j = 0; j < n; j++) {
      for (let i = 0; i < m; i++) C[p * ldc + j] += A[i * lda + p] * B[i * ldb + j];
    }
  }
}

export const matrixKernels = (memory: ReferenceMemory): MatrixKernels => ({
  gemm(a, lda, b, ldb, c, ldc, m, n, k, bias, activation, accumulate) {
    const [C, add] = [memory.from(c), memory.from(bias)];
    product(memory.from(a), lda, memory.from(b), ldb, C, ldc, m, n, k, accumulate);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) C[i * ldc + j] = activate(C[i * ldc + j] + (bias ? add[j] : 0), activation);
    }
  },

  gemmTransposed(a, lda, b, ldb, c, ldc, m, n, k) {
    transposedProduct(memory.from(a), lda, memory.from(b), ldb, memory.from(c), ldc, m, n, k);
  },

  gemmStatistics(a, affine, activation, b, ldb, c, m, n, k, mean, variance, inverse, epsilon) {
    product(activated(memory, a, affine, activation, m, k), k, memory.from(b), ldb, memory.from(c), n, m, n, k, 0);
    statistics(memory, c, m, n, mean, variance, inverse, epsilon);
  },

  gemmBackward(x, before, d, m, n, k, affine, turned, dw, ldw, dx, accumulate, below, belowMean, belowAffine, belowActivation) {
    const gradient = inputGradient(memory, before, d, m, n, affine);
    const input = x ? activated(memory, x, 0, 0, m, k) : activated(memory, below, belowAffine, belowActivation, m, k);
    transposedProduct(input, k, gradient, n, memory.from(dw), ldw, m, n, k);
    if (!dx) return;
    product(gradient, n, memory.from(turned), k, memory.from(dx), k, m, k, n, accumulate);
    if (below) slopes(memory, below, dx, m, k, belowMean, belowAffine, belowActivation);
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
