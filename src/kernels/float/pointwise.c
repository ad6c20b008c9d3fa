/* A pointwise convolution together with the batch norm behind it, and in the backward pass with the first half of the
 * one before it. Rows go by in blocks that stay in the first-level cache from one part to the next, so each tensor
 * crosses memory once. A first convolution is the same product over unrolled windows. */
#include "batch_norm.h"
#include "gemm.h"

#define FORWARD_BLOCK 32

/* c[m x n] = a[m x k] b[k x n], and c's statistics: mean, biased variance, 1 / sqrt(variance + epsilon). */
EXPORT(gemmStatistics)
void gemm_statistics(const float *a, const float *b, int ldb, float *c, int m, int n, int k, float *mean,
                     float *variance, float *inverse, float epsilon) {
  clear(mean, n);
  clear(variance, n);
  for (int from = 0; from < m; from += FORWARD_BLOCK) {
    int rows = m - from < FORWARD_BLOCK ? m - from : FORWARD_BLOCK;
    float *block = c + from * n;
    product(a + from * k, k, b, ldb, block, n, rows, n, k, 0, ACTIVATION_NONE, 0);
    gather_moments(block, rows, n, c, mean, variance);
  }
  finish_moments(c, m, n, mean, variance, inverse, epsilon);
}

/* Backward of y = batch norm(x w), x [m x k], y [m x n]. x: input of the product; before: its result; d: gradient behind
 * the activation, of which the gradient before batch norm is left; affine: as batchNormGradient leaves it. Adds to dw;
 * turned: transpose(w), k columns. Writes or adds dx unless it is null. With `below` set, x is the activation of
 * another batch norm, of values `below`: then dx ends as batchNormSlopes leaves it, and its sums lie in below_affine. */
EXPORT(gemmBackward)
void gemm_backward(const float *x, const float *before, float *d, int m, int n, int k, const float *affine,
                   const float *turned, float *dw, int ldw, float *dx, int accumulate, const float *below,
                   const float *below_mean, float *below_affine, int below_activation) {
  int most = 64;
  if (below) clear(below_affine + 2 * k, 2 * k);
  for (int from = 0; from < m; from += most) {
    int rows = m - from < most ? m - from : most;
    float *block = d + from * n, *into = dx + from * k;
    normalised_gradient(before + from * n, block, rows, n, affine);
    transposed_product(x + from * k, k, block, n, dw, ldw, rows, n, k);
    if (!dx) continue;
    product(block, n, turned, k, into, k, rows, k, n, 0, ACTIVATION_NONE, accumulate);
    if (below) gather_slopes(below + from * k, into, rows, k, below_mean, below_affine, below_activation);
  }
}
