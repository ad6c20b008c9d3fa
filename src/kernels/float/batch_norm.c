/* Batch norm with batch statistics, fused with its activation, forward and backward (Ioffe and Szegedy 2015). Sums run
 * over blocks of 32 rows across all channels, so a block is read from the first-level cache, in an order that never
 * changes. Second moments are taken about the first row, which keeps float32 differences small.
 * x: [rows][channels], rows = batch * height * width; channels a multiple of 4. */
#include "simd.h"

#define BLOCK 32

INLINE int end_of_block(int from, int rows) { return from + BLOCK < rows ? from + BLOCK : rows; }

/* mean, variance (biased) and 1 / sqrt(variance + epsilon), `channels` floats each. */
EXPORT(batchNormStatistics)
void batch_norm_statistics(const float *x, int rows, int channels, float *mean, float *variance, float *inverse,
                           float epsilon) {
  for (int c = 0; c < channels; c += 4) store(mean + c, splat(0)), store(variance + c, splat(0));
  for (int from = 0; from < rows; from += BLOCK) {
    int to = end_of_block(from, rows);
    for (int c = 0; c < channels; c += 4) {
      f32x4 origin = load(x + c), sum = splat(0), squares = splat(0);
      const float *p = x + from * channels + c;
      for (int r = from; r < to; r++, p += channels) {
        f32x4 d = sub4(load(p), origin);
        sum = add4(sum, d);
        squares = multiply_add(squares, d, d);
      }
      store(mean + c, add4(load(mean + c), sum));
      store(variance + c, add4(load(variance + c), squares));
    }
  }
  f32x4 share = splat(1.0f / (float)rows);
  for (int c = 0; c < channels; c += 4) {
    f32x4 m = mul4(load(mean + c), share), v = sub4(mul4(load(variance + c), share), mul4(m, m));
    v = wasm_f32x4_pmax(v, splat(0));
    store(mean + c, add4(m, load(x + c)));
    store(variance + c, v);
    store(inverse + c, wasm_f32x4_div(splat(1), wasm_f32x4_sqrt(add4(v, splat(epsilon)))));
  }
}

/* affine: 2 * channels floats, scale = gamma * inverse and offset = beta - mean * scale. */
INLINE void affine_of(int channels, const float *gamma, const float *beta, const float *mean, const float *inverse,
                      float *affine) {
  for (int c = 0; c < channels; c += 4) {
    f32x4 scale = mul4(load(gamma + c), load(inverse + c));
    store(affine + c, scale);
    store(affine + channels + c, sub4(load(beta + c), mul4(load(mean + c), scale)));
  }
}

/* y = activation(gamma (x - mean) inverse + beta); y may be x. Leaves scale and offset in affine for the backward. */
EXPORT(batchNormForward)
void batch_norm_forward(const float *x, float *y, int rows, int channels, const float *gamma, const float *beta,
                        const float *mean, const float *inverse, float *affine, int activation) {
  affine_of(channels, gamma, beta, mean, inverse, affine);
  for (int r = 0; r < rows; r++, x += channels, y += channels)
    for (int c = 0; c < channels; c += 4)
      store(y + c, activate(multiply_add(load(affine + channels + c), load(x + c), load(affine + c)), activation));
}

INLINE f32x4 gradient_at(f32x4 dy, f32x4 x, f32x4 scale, f32x4 offset, int activation) {
  if (activation == ACTIVATION_NONE) return dy;
  return wasm_v128_and(dy, active(multiply_add(offset, x, scale), activation));
}

/* dx of x (dx may be dy), and dgamma +=, dbeta +=. With d the gradient behind the activation and xn the normalised x:
 * dx = scale (d - mean(d) - xn mean(d xn)).  sums: 4 * channels floats of scratch. */
EXPORT(batchNormBackward)
void batch_norm_backward(const float *x, const float *dy, float *dx, int rows, int channels, const float *mean,
                         const float *inverse, const float *affine, float *dgamma, float *dbeta, float *sums,
                         int activation) {
  float *total = sums, *moment = sums + channels, *slope = sums + 2 * channels, *level = sums + 3 * channels;
  for (int c = 0; c < 2 * channels; c += 4) store(sums + c, splat(0));
  for (int from = 0; from < rows; from += BLOCK) {
    int to = end_of_block(from, rows);
    for (int c = 0; c < channels; c += 4) {
      f32x4 mu = load(mean + c), scale = load(affine + c), offset = load(affine + channels + c);
      f32x4 s = splat(0), q = splat(0);
      const float *px = x + from * channels + c, *pd = dy + from * channels + c;
      for (int r = from; r < to; r++, px += channels, pd += channels) {
        f32x4 v = load(px), d = gradient_at(load(pd), v, scale, offset, activation);
        s = add4(s, d);
        q = multiply_add(q, d, sub4(v, mu));
      }
      store(total + c, add4(load(total + c), s));
      store(moment + c, add4(load(moment + c), q));
    }
  }
  f32x4 share = splat(1.0f / (float)rows);
  for (int c = 0; c < channels; c += 4) {
    f32x4 inv = load(inverse + c), scale = load(affine + c), s = load(total + c), q = mul4(load(moment + c), inv);
    store(dgamma + c, add4(load(dgamma + c), q));
    store(dbeta + c, add4(load(dbeta + c), s));
    f32x4 k = mul4(mul4(scale, inv), mul4(q, share));
    store(slope + c, k);
    store(level + c, sub4(mul4(load(mean + c), k), mul4(scale, mul4(s, share))));
  }
  for (int r = 0; r < rows; r++, x += channels, dy += channels, dx += channels)
    for (int c = 0; c < channels; c += 4) {
      f32x4 v = load(x + c), scale = load(affine + c);
      f32x4 d = gradient_at(load(dy + c), v, scale, load(affine + channels + c), activation);
      store(dx + c, add4(sub4(mul4(scale, d), mul4(v, load(slope + c))), load(level + c)));
    }
}
