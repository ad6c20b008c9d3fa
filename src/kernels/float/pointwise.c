/* A pointwise convolution together with the batch norms behind and before it. Rows go by in blocks that stay in cache
 * from one part to the next, so that each tensor crosses memory once, and the activation between two convolutions is
 * made of the values before it wherever it is needed, never stored. A first convolution is the same product over
 * unrolled windows. */
#include "batch_norm.h"
#include "gemm.h"

#define FORWARD_BLOCK 32
#define BACKWARD_BLOCK 128

INLINE int smaller(int a, int b) { return a < b ? a : b; }

/* c[m x n] = x b[k x n], and c's statistics: mean, biased variance, 1 / sqrt(variance + epsilon). x = a[m x k], or, with
 * an affine, activation(scale a + offset). block: 128 * (k + n) floats of scratch. */
EXPORT(gemmStatistics)
void gemm_statistics(const float *a, const float *affine, int activation, const float *b, int ldb, float *c, int m,
                     int n, int k, float *mean, float *variance, float *inverse, float epsilon, float *block) {
  clear(mean, n);
  clear(variance, n);
  for (int from = 0; from < m; from += FORWARD_BLOCK) {
    int rows = smaller(m - from, FORWARD_BLOCK);
    const float *x = a + from * k;
    float *y = c + from * n;
    if (affine) normalise_few(x, block, rows, k, affine, activation), x = block;
    product(x, k, b, ldb, y, n, rows, n, k, 0, ACTIVATION_NONE, 0);
    gather_moments(y, rows, n, c, mean, variance);
  }
  finish_moments(c, m, n, mean, variance, inverse, epsilon);
}

/* Backward of y = batch norm(x w), x [m x k], y [m x n]. before: x w; d: gradient behind y's activation; affine: as
 * batchNormGradient leaves it. Adds to dw; turned: transpose(w), k columns. Writes or adds dx unless it is null. With
 * `below` set, dx ends as batchNormSlopes leaves it for the batch norm of the values `below`, and its sums lie in
 * below_affine. x null: the activation of that batch norm. block: 128 * (k + n) floats of scratch. */
EXPORT(gemmBackward)
void gemm_backward(const float *x, const float *before, const float *d, int m, int n, int k, const float *affine,
                   const float *turned, float *dw, int ldw, float *dx, int accumulate, const float *below,
                   const float *below_mean, float *below_affine, int below_activation, float *block) {
  float *product_gradient = block, *input = block + BACKWARD_BLOCK * n;
  if (below) clear(below_affine + 2 * k, 2 * k);
  for (int from = 0; from < m; from += BACKWARD_BLOCK) {
    int rows = smaller(m - from, BACKWARD_BLOCK);
    float *into = dx + from * k;
    normalised_gradient(before + from * n, d + from * n, product_gradient, rows, n, affine);
    if (!x) normalise(below + from * k, input, rows, k, below_affine, below_activation);
    transposed_product(x ? x + from * k : input, k, product_gradient, n, dw, ldw, rows, n, k);
    if (!dx) continue;
    product(product_gradient, n, turned, k, into, k, rows, k, n, 0, ACTIVATION_NONE, accumulate);
    if (below) gather_slopes(below + from * k, into, rows, k, below_mean, below_affine, below_activation);
  }
}
