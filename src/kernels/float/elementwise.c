/* Residual add, global average pool and the column sums of a bias gradient. count and channels multiples of 4. */
#include "simd.h"

/* y = activation(a + b); y may be a or b. */
EXPORT(add)
void add(const float *a, const float *b, float *y, int count, int activation) {
  for (int i = 0; i < count; i += 4) store(y + i, activate(add4(load(a + i), load(b + i)), activation));
}

/* x: [batch][pixels][channels] -> y: [batch][channels], the mean over pixels. */
EXPORT(globalPool)
void global_pool(const float *x, float *y, int batch, int pixels, int channels) {
  f32x4 share = splat(1.0f / (float)pixels);
  for (int n = 0; n < batch; n++, x += pixels * channels, y += channels)
    for (int c = 0; c < channels; c += 4) {
      f32x4 sum = splat(0);
      for (int p = 0; p < pixels; p++) sum = add4(sum, load(x + p * channels + c));
      store(y + c, mul4(sum, share));
    }
}

/* dx = dy / pixels at every pixel. */
EXPORT(globalPoolGradient)
void global_pool_gradient(const float *dy, float *dx, int batch, int pixels, int channels) {
  f32x4 share = splat(1.0f / (float)pixels);
  for (int n = 0; n < batch; n++, dy += channels)
    for (int p = 0; p < pixels; p++, dx += channels)
      for (int c = 0; c < channels; c += 4) store(dx + c, mul4(load(dy + c), share));
}

/* sums[n] += the column sums of a[m x n]. */
EXPORT(columnSums)
void column_sums(const float *a, float *sums, int m, int n) {
  for (int j = 0; j < n; j += 4) {
    f32x4 sum = load(sums + j);
    for (int i = 0; i < m; i++) sum = add4(sum, load(a + i * n + j));
    store(sums + j, sum);
  }
}
