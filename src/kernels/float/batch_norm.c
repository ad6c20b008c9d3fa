/* Batch norm with batch statistics, fused with its activation, forward and backward (Ioffe and Szegedy 2015). Sums run
 * over blocks of rows in an order that never changes. Second moments are taken about the first row, which keeps float32
 * differences small. The kernels of products and windows gather the sums while they write the values; what is here
 * begins, ends and applies them. x: [rows][channels], rows = batch * height * width; channels a multiple of 4. */
#include "batch_norm.h"

/* Rows summed in registers before they are added to the sums in memory. */
#define GROUP 8
/* Rows normalised side by side where they are few. */
#define FEW 4

/* Sums of a group of rows; rows = GROUP or, at the end, fewer. */
INLINE void moments(const float *x, const int rows, int channels, const float *origin, float *sums, float *squares) {
  for (int c = 0; c < channels; c += 4) {
    const float *p = x + c;
    f32x4 base = load(origin + c), sum = splat(0), square = splat(0);
    UNROLL for (int r = 0; r < rows; r++, p += channels) {
      f32x4 d = sub4(load(p), base);
      sum = add4(sum, d);
      square = multiply_add(square, d, d);
    }
    store(sums + c, add4(load(sums + c), sum));
    store(squares + c, add4(load(squares + c), square));
  }
}

NOINLINE void group_moments(const float *x, int channels, const float *origin, float *sums, float *squares) {
  moments(x, GROUP, channels, origin, sums, squares);
}

NOINLINE void row_moments(const float *x, int channels, const float *origin, float *sums, float *squares) {
  moments(x, 1, channels, origin, sums, squares);
}

void gather_moments(const float *x, int rows, int channels, const float *origin, float *sums, float *squares) {
  for (; rows >= GROUP; rows -= GROUP, x += GROUP * channels) group_moments(x, channels, origin, sums, squares);
  for (; rows > 0; rows--, x += channels) row_moments(x, channels, origin, sums, squares);
}

void finish_moments(const float *origin, int rows, int channels, float *mean, float *variance, float *inverse,
                    float epsilon) {
  f32x4 share = splat(1.0f / (float)rows);
  for (int c = 0; c < channels; c += 4) {
    f32x4 m = mul4(load(mean + c), share), v = sub4(mul4(load(variance + c), share), mul4(m, m));
    v = wasm_f32x4_pmax(v, splat(0));
    store(mean + c, add4(m, load(origin + c)));
    store(variance + c, v);
    store(inverse + c, wasm_f32x4_div(splat(1), wasm_f32x4_sqrt(add4(v, splat(epsilon)))));
  }
}

/* Of so many rows, at most GROUP. */
INLINE void slopes(const int activation, const float *x, float *dy, int rows, int channels, const float *mean,
                   float *affine) {
  for (int c = 0; c < channels; c += 4, x += 4, dy += 4, mean += 4, affine += 4) {
    const float *px = x;
    float *pd = dy, *total = affine + 2 * channels, *product = affine + 3 * channels;
    f32x4 mu = load(mean), scale = load(affine), offset = load(affine + channels);
    f32x4 sum = splat(0), moment = splat(0);
    UNROLL for (int r = 0; r < GROUP; r++) {
      f32x4 at = load(px), d = load(pd);
      if (activation != ACTIVATION_NONE) {
        f32x4 mask = active(multiply_add(offset, at, scale), activation);
        OPAQUE(mask); /* else a choice between d and 0, which takes three instructions */
        d = wasm_v128_and(d, mask);
        store(pd, d);
      }
      sum = add4(sum, d);
      moment = multiply_add(moment, d, sub4(at, mu));
      if (r + 1 == rows) break;
      px += channels, pd += channels;
      OPAQUE(px);
      OPAQUE(pd);
    }
    store(total, add4(load(total), sum));
    store(product, add4(load(product), moment));
  }
}

typedef void Slopes(const float *x, float *dy, int rows, int channels, const float *mean, float *affine);

#define SLOPES(NAME, ACTIVATION)                                                                                      \
  NOINLINE void NAME(const float *x, float *dy, int rows, int channels, const float *mean, float *affine) {           \
    slopes(ACTIVATION, x, dy, rows, channels, mean, affine);                                                          \
  }
SLOPES(slopes_none, ACTIVATION_NONE)
SLOPES(slopes_relu, ACTIVATION_RELU)
SLOPES(slopes_relu6, ACTIVATION_RELU6)

void gather_slopes(const float *x, float *dy, int rows, int channels, const float *mean, float *affine,
                   int activation) {
  Slopes *of = activation == ACTIVATION_NONE ? slopes_none : activation == ACTIVATION_RELU ? slopes_relu : slopes_relu6;
  int step = GROUP * channels;
  for (; rows >= GROUP; rows -= GROUP, x += step, dy += step) of(x, dy, GROUP, channels, mean, affine);
  for (; rows > 0; rows--, x += channels, dy += channels) of(x, dy, 1, channels, mean, affine);
}

void normalised_gradient(const float *x, const float *d, float *dx, int rows, int channels, const float *affine) {
  const float *slope = affine + 4 * channels, *level = affine + 5 * channels;
  for (; rows > 0; rows--, x += channels, d += channels, dx += channels)
    for (int c = 0; c < channels; c += 4)
      store(dx + c, add4(sub4(mul4(load(affine + c), load(d + c)), mul4(load(x + c), load(slope + c))), load(level + c)));
}

/* y = activation(scale x + offset) of so many rows, which share what is loaded of the affine. */
INLINE void apply(const int activation, const int rows, const float *x, float *y, int channels, const float *affine) {
  for (int c = 0; c < channels; c += 4, x += 4, y += 4, affine += 4) {
    const float *from = x;
    float *to = y;
    f32x4 scale = load(affine), offset = load(affine + channels);
    UNROLL for (int r = 0; r < rows; r++, from += channels, to += channels)
      store(to, activate(multiply_add(offset, load(from), scale), activation));
  }
}

typedef void Apply(const float *x, float *y, int rows, int channels, const float *affine);

#define APPLY(NAME, ACTIVATION, TOGETHER)                                                                             \
  NOINLINE void NAME(const float *x, float *y, int rows, int channels, const float *affine) {                         \
    int step = TOGETHER * channels;                                                                                   \
    for (; rows >= TOGETHER; rows -= TOGETHER, x += step, y += step)                                                  \
      apply(ACTIVATION, TOGETHER, x, y, channels, affine);                                                            \
    for (; rows > 0; rows--, x += channels, y += channels) apply(ACTIVATION, 1, x, y, channels, affine);              \
  }
APPLY(apply_none, ACTIVATION_NONE, 1)
APPLY(apply_relu, ACTIVATION_RELU, 1)
APPLY(apply_relu6, ACTIVATION_RELU6, 1)
APPLY(apply_few_relu, ACTIVATION_RELU, FEW)
APPLY(apply_few_relu6, ACTIVATION_RELU6, FEW)

void normalise(const float *x, float *y, int rows, int channels, const float *affine, int activation) {
  Apply *of = activation == ACTIVATION_NONE ? apply_none : activation == ACTIVATION_RELU ? apply_relu : apply_relu6;
  of(x, y, rows, channels, affine);
}

void normalise_few(const float *x, float *y, int rows, int channels, const float *affine, int activation) {
  Apply *of = activation == ACTIVATION_NONE   ? apply_none
              : activation == ACTIVATION_RELU ? apply_few_relu
                                              : apply_few_relu6;
  of(x, y, rows, channels, affine);
}

/* gamma (x - mean) inverse + beta as scale x + offset, in the first two rows of affine. */
EXPORT(batchNormAffine)
void batch_norm_affine(int channels, const float *gamma, const float *beta, const float *mean, const float *inverse,
                       float *affine) {
  for (int c = 0; c < channels; c += 4) {
    f32x4 scale = mul4(load(gamma + c), load(inverse + c));
    store(affine + c, scale);
    store(affine + channels + c, sub4(load(beta + c), mul4(load(mean + c), scale)));
  }
}

EXPORT(batchNormApply)
void batch_norm_apply(const float *x, float *y, int rows, int channels, const float *affine, int activation) {
  normalise(x, y, rows, channels, affine, activation);
}

/* First pass of the backward where no kernel has made it: see gather_slopes. affine: 6 * channels floats, of which
 * the forward has written two; the next two are overwritten here. */
EXPORT(batchNormSlopes)
void batch_norm_slopes(const float *x, float *dy, int rows, int channels, const float *mean, float *affine,
                       int activation) {
  clear(affine + 2 * channels, 2 * channels);
  gather_slopes(x, dy, rows, channels, mean, affine, activation);
}

/* dgamma +=, dbeta +=, and in the last two of affine what dx = scale (d - mean(d) - xn mean(d xn)) comes to as
 * scale d - x slope + level, with d the gradient behind the activation and xn the normalised x. */
EXPORT(batchNormGradient)
void batch_norm_gradient(int rows, int channels, const float *mean, const float *inverse, float *affine, float *dgamma,
                         float *dbeta) {
  f32x4 share = splat(1.0f / (float)rows);
  float *total = affine + 2 * channels, *moment = total + channels, *slope = moment + channels, *level = slope + channels;
  for (int c = 0; c < channels; c += 4) {
    f32x4 inv = load(inverse + c), scale = load(affine + c), s = load(total + c), q = mul4(load(moment + c), inv);
    store(dgamma + c, add4(load(dgamma + c), q));
    store(dbeta + c, add4(load(dbeta + c), s));
    f32x4 k = mul4(mul4(scale, inv), mul4(q, share));
    store(slope + c, k);
    store(level + c, sub4(mul4(load(mean + c), k), mul4(scale, mul4(s, share))));
  }
}
