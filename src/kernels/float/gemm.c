/* Matrix products with leading dimensions, so that an elastic width or expand ratio is a slice of the supernet's
 * weight: dense layers forward and both gradients, pointwise layers where their batch norm is folded. */
#include "gemm.h"

EXPORT(gemm)
void gemm(const float *a, int lda, const float *b, int ldb, float *c, int ldc, int m, int n, int k, const float *bias,
          int activation, int accumulate) {
  product(a, lda, b, ldb, c, ldc, m, n, k, bias, activation, accumulate);
}

#define M_BLOCK 64

/* Weight gradient: c[k x n] += transpose(a[m x k]) b[m x n]. */
EXPORT(gemmTransposed)
void gemm_transposed(const float *a, int lda, const float *b, int ldb, float *c, int ldc, int m, int n, int k) {
  for (int from = 0; from < m; from += M_BLOCK)
    transposed_product(a + from * lda, lda, b + from * ldb, ldb, c, ldc, m - from < M_BLOCK ? m - from : M_BLOCK, n, k);
}

/* b[n x m] = transpose(a[m x n]); turns a weight slice for the input gradient dx = dy transpose(w). */
EXPORT(transpose)
void transpose(const float *a, int lda, float *b, int ldb, int m, int n) {
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) b[j * ldb + i] = a[i * lda + j];
}
