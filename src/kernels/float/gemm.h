/* Register tiles of matrix products in row-major order with leading dimensions: 4 rows x 8 columns, measured best of
 * 4x8, 5x8, 6x8 under V8's fifteen usable vector registers. The sum over k runs in ascending order. m any; k at least
 * 1; n a multiple of 4; all leading dimensions in floats. */
#ifndef THIMBLE_FLOAT_GEMM_H
#define THIMBLE_FLOAT_GEMM_H
#include "simd.h"

#define ROWS 4
/* Steps of the sum over k in one turn of its loop. */
#define STEPS 4

/* One tile of c, `rows` x (4 * vectors). step_a is the distance between neighbours in a row's sum over k. The exits
 * between the steps of a turn keep V8 from loading for all of them at once, for which it has no registers. */
INLINE void tile(const int rows, const int vectors, const float *a, int row_a, int step_a, const float *b, int ldb,
                 float *c, int ldc, int k, const float *bias, int activation, int accumulate) {
  f32x4 sum[ROWS][2];
  const float *at[ROWS];
  UNROLL for (int r = 0; r < rows; r++) {
    at[r] = a + r * row_a;
    UNROLL for (int v = 0; v < vectors; v++) sum[r][v] = accumulate ? load(c + r * ldc + 4 * v) : splat(0);
  }
  for (;;) {
    UNROLL for (int step = 0; step < STEPS; step++) {
      f32x4 column[2];
      UNROLL for (int v = 0; v < vectors; v++) column[v] = load(b + 4 * v);
      UNROLL for (int r = 0; r < rows; r++) {
        f32x4 x = load_splat(at[r] + step * step_a);
        UNROLL for (int v = 0; v < vectors; v++) sum[r][v] = multiply_add(sum[r][v], x, column[v]);
      }
      if (step + 1 == k) goto summed;
      b += ldb;
      OPAQUE(b);
    }
    k -= STEPS;
    if (k == 0) break;
    for (int r = 0; r < rows; r++) {
      at[r] += STEPS * step_a;
      OPAQUE(at[r]);
    }
  }
summed:
  UNROLL for (int r = 0; r < rows; r++)
    UNROLL for (int v = 0; v < vectors; v++) {
      f32x4 x = sum[r][v];
      if (bias) x = add4(x, load(bias + 4 * v));
      store(c + r * ldc + 4 * v, activate(x, activation));
    }
}

NOINLINE void rows4(const float *a, int lda, const float *b, int ldb, float *c, int ldc, int n, int k,
                    const float *bias, int activation, int accumulate) {
  int j = 0;
  for (; j + 8 <= n; j += 8)
    tile(ROWS, 2, a, lda, 1, b + j, ldb, c + j, ldc, k, bias ? bias + j : 0, activation, accumulate);
  if (j < n) tile(ROWS, 1, a, lda, 1, b + j, ldb, c + j, ldc, k, bias ? bias + j : 0, activation, accumulate);
}

/* The same without what only some products need: the loop's short prologue and epilogue count where k is small. */
NOINLINE void plain_rows4(const float *a, int lda, const float *b, int ldb, float *c, int ldc, int n, int k) {
  int j = 0;
  for (; j + 8 <= n; j += 8) tile(ROWS, 2, a, lda, 1, b + j, ldb, c + j, ldc, k, 0, ACTIVATION_NONE, 0);
  if (j < n) tile(ROWS, 1, a, lda, 1, b + j, ldb, c + j, ldc, k, 0, ACTIVATION_NONE, 0);
}

NOINLINE void rows1(const float *a, const float *b, int ldb, float *c, int n, int k, const float *bias,
                    int activation, int accumulate) {
  for (int j = 0; j < n; j += 4)
    tile(1, 1, a, 0, 1, b + j, ldb, c + j, 0, k, bias ? bias + j : 0, activation, accumulate);
}

/* c[m x n] = activation(a[m x k] b[k x n] + bias), or c += a b. bias: n floats or null. */
INLINE void product(const float *a, int lda, const float *b, int ldb, float *c, int ldc, int m, int n, int k,
                    const float *bias, int activation, int accumulate) {
  int i = 0;
  if (!bias && activation == ACTIVATION_NONE && !accumulate)
    for (; i + ROWS <= m; i += ROWS) plain_rows4(a + i * lda, lda, b, ldb, c + i * ldc, ldc, n, k);
  for (; i + ROWS <= m; i += ROWS)
    rows4(a + i * lda, lda, b, ldb, c + i * ldc, ldc, n, k, bias, activation, accumulate);
  for (; i < m; i++) rows1(a + i * lda, b, ldb, c + i * ldc, n, k, bias, activation, accumulate);
}

/* Columns of a are the rows of the product. */
NOINLINE void outer4(const float *a, int lda, const float *b, int ldb, float *c, int ldc, int m, int n) {
  int j = 0;
  for (; j + 8 <= n; j += 8) tile(ROWS, 2, a, 1, lda, b + j, ldb, c + j, ldc, m, 0, ACTIVATION_NONE, 1);
  if (j < n) tile(ROWS, 1, a, 1, lda, b + j, ldb, c + j, ldc, m, 0, ACTIVATION_NONE, 1);
}

NOINLINE void outer1(const float *a, int lda, const float *b, int ldb, float *c, int m, int n) {
  for (int j = 0; j < n; j += 4) tile(1, 1, a, 0, lda, b + j, ldb, c + j, 0, m, 0, ACTIVATION_NONE, 1);
}

/* c[k x n] += transpose(a[m x k]) b[m x n]. Sums run down m: so few rows that they stay in the first-level cache. */
INLINE void transposed_product(const float *a, int lda, const float *b, int ldb, float *c, int ldc, int m, int n,
                               int k) {
  int i = 0;
  for (; i + ROWS <= k; i += ROWS) outer4(a + i, lda, b, ldb, c + i * ldc, ldc, m, n);
  for (; i < k; i++) outer1(a + i, lda, b, ldb, c + i * ldc, m, n);
}
#endif
