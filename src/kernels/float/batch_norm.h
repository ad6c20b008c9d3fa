/* The passes of batch norm over a block of rows, for kernels that have just made the block or are about to use it: it
 * is then in the first-level cache. Each walks down the rows for a few channels at a time, whose factors and sums stay
 * in registers. rows: any number; channels a multiple of 4. */
#ifndef THIMBLE_FLOAT_BATCH_NORM_H
#define THIMBLE_FLOAT_BATCH_NORM_H
#include "simd.h"

INLINE void clear(float *to, int count) {
  for (int i = 0; i < count; i += 4) store(to + i, splat(0));
}

/* Adds the sums of x and of its squares, both about the origin, to what is there. */
void gather_moments(const float *x, int rows, int channels, const float *origin, float *sums, float *squares);

/* Turns the sums of gather_moments, about `origin`, into mean, biased variance and 1 / sqrt(variance + epsilon). */
void finish_moments(const float *origin, int rows, int channels, float *mean, float *variance, float *inverse,
                    float epsilon);

/* Of the backward pass, with d the gradient behind the activation: writes d over dy and adds up d and d (x - mean).
 * affine: scale, offset, then those two sums, `channels` floats each. */
void gather_slopes(const float *x, float *dy, int rows, int channels, const float *mean, float *affine, int activation);

/* y = activation(scale x + offset), scale and offset the first two rows of affine; y may be x. */
void normalise(const float *x, float *y, int rows, int channels, const float *affine, int activation);

/* The same, faster where y stays in the first-level cache and slower where it does not. */
void normalise_few(const float *x, float *y, int rows, int channels, const float *affine, int activation);

/* From d of gather_slopes, dx = scale d - x slope + level; dx may be d. affine as batchNormGradient left it. */
void normalised_gradient(const float *x, const float *d, float *dx, int rows, int channels, const float *affine);
#endif
