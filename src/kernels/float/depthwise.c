/* Depthwise convolution forward, kernels 3, 5 and 7, any stride. Weights lie as
 * [kernel row][kernel column][channel] with two pitches, so that the centre crop of the supernet's 7x7 is an address and
 * two strides (Once-for-All, Cai et al. 2020, section 3). Activations NHWC, channels a multiple of 4. */
#include "batch_norm.h"
#include "depthwise.h"

/* y[places] = activation(bias + sums over `rows` pairs of an input row and a kernel row). x points at column `first` of
 * the segment's window, of which [first, last) lies on the map. */
INLINE void gather(const int kernel, const int stride, const int places, const int first, const int last,
                   const float *x, int x_row, const float *w, int w_row, int w_tap, int rows, int channels, float *y,
                   const float *bias, int activation) {
  for (int c = 0; c < channels; c += 4) {
    f32x4 sum[5];
    f32x4 start = bias ? load(bias + c) : splat(0);
    UNROLL for (int o = 0; o < places; o++) sum[o] = start;
    const float *px_row = x + c, *pw_row = w + c;
    for (int r = 0; r < rows; r++, px_row += x_row, pw_row += w_row) {
      f32x4 tap[7];
      const float *px = px_row, *pw = pw_row;
      UNROLL for (int t = 0; t < kernel; t++, pw += w_tap) tap[t] = load(pw);
      ADD_ROW(px, sum[o], tap[t])
    }
    float *py;
  summed:
    py = y + c;
    UNROLL for (int o = 0; o < places; o++, py += channels) store(py, activate(sum[o], activation));
  }
}

typedef void Gather(const float *x, int x_row, const float *w, int w_row, int w_tap, int rows, int channels, float *y,
                    const float *bias, int activation);

#define GATHER(NAME, K, S, PLACES, FIRST, LAST)                                                                       \
  NOINLINE void NAME##K(const float *x, int x_row, const float *w, int w_row, int w_tap, int rows, int channels,      \
                        float *y, const float *bias, int activation) {                                                \
    gather(K, S, PLACES, FIRST, LAST, x, x_row, w, w_row, w_tap, rows, channels, y, bias, activation);                \
  }
#define EVERY_GATHER(K)                                                                                               \
  GATHER(whole3_, K, 1, 3, K / 2, K / 2 + 3)                                                                          \
  GATHER(whole4_, K, 1, 4, K / 2, K / 2 + 4)                                                                          \
  GATHER(whole5_, K, 1, 5, K / 2, K / 2 + 5)                                                                          \
  GATHER(left_, K, 1, PLACES, K / 2, PLACES - 1 + K)                                                                  \
  GATHER(middle_, K, 1, PLACES, 0, PLACES - 1 + K)                                                                    \
  GATHER(right_, K, 1, PLACES, 0, PLACES + K / 2)                                                                     \
  GATHER(half5_, K, 2, 3, K / 2, K / 2 + 5)                                                                           \
  GATHER(half8_, K, 2, 4, K / 2, K / 2 + 8)                                                                           \
  GATHER(half_left_, K, 2, PLACES, K / 2, 2 * PLACES - 2 + K)                                                         \
  GATHER(half_middle_, K, 2, PLACES, 0, 2 * PLACES - 2 + K)                                                           \
  GATHER(half_right_, K, 2, PLACES, 0, 2 * PLACES + K / 2)
EVERY_GATHER(3)
EVERY_GATHER(5)
EVERY_GATHER(7)

void gather_row(const Shape *s, int cut, const float *x, int x_row, const float *w, int w_row, int w_tap,
                       int rows, float *y, const float *bias, int activation) {
  const int k = s->kernel, half = k / 2, channels = s->channels, wide = cut == CUT_WIDE;
#define RUN(NAME, COLUMN, PLACE)                                                                                      \
  OF_KERNEL(NAME, k)(x + (COLUMN) * channels, x_row, w, w_row, w_tap, rows, channels, y + (PLACE) * channels, bias,   \
                     activation)
  switch (cut) {
    RUN_WHOLE_ROW
  }
  int end = s->out_w - PLACES;
  Gather *left = wide ? OF_KERNEL(left_, k) : OF_KERNEL(half_left_, k);
  Gather *middle = wide ? OF_KERNEL(middle_, k) : OF_KERNEL(half_middle_, k);
  Gather *right = wide ? OF_KERNEL(right_, k) : OF_KERNEL(half_right_, k);
  left(x, x_row, w, w_row, w_tap, rows, channels, y, bias, activation);
  for (int at = PLACES; at < end; at += PLACES)
    middle(x + (at * s->stride_w - half) * channels, x_row, w, w_row, w_tap, rows, channels, y + at * channels, bias,
           activation);
  right(x + (end * s->stride_w - half) * channels, x_row, w, w_row, w_tap, rows, channels, y + end * channels, bias,
        activation);
#undef RUN
}

/* Which of `kernel` taps, each one further than the last, fall on [0, size) when the first is at `at`. */
INLINE void taps_inside(int at, int size, int kernel, int *first, int *last) {
  *first = at < 0 ? -at : 0;
  *last = size - at < kernel ? size - at : kernel;
}

NOINLINE void any_row(const Shape *s, const float *x, const float *w, int first, int last, float *y, const float *bias,
                      int activation) {
  for (int ox = 0; ox < s->out_w; ox++, y += s->channels) {
    int at = ox * s->stride_w - s->left, from, to;
    taps_inside(at, s->width, s->kernel, &from, &to);
    windows(x + (at + from) * s->channels, s->width * s->channels, s->channels,
            w + first * s->weight_row + from * s->weight_tap, s->weight_row, s->weight_tap, last - first, to - from,
            s->channels, bias, y, activation);
  }
}

/* One output row, at y; x and w: the first image row and the whole kernel. */
INLINE void output_row(const Shape *s, int cut, int oy, const float *x, const float *w, float *y, const float *bias,
                       int activation) {
  int first, last, x_row = s->width * s->channels;
  kernel_rows(s, oy, &first, &last);
  const float *rows = x + (oy * s->stride_h - s->top + first) * x_row;
  if (cut == CUT_NONE) any_row(s, rows, w, first, last, y, bias, activation);
  else
    gather_row(s, cut, rows, x_row, w + first * s->weight_row, s->weight_row, s->weight_tap, last - first, y, bias,
               activation);
}

/* y = activation(depthwise(x, w) + bias); bias: channels floats or null. Pitches of w in floats. */
EXPORT(depthwise)
void depthwise(const float *x, const float *w, int weight_row, int weight_tap, float *y, int batch, int height,
               int width, int channels, int out_h, int out_w, int kernel, int stride_h, int stride_w, int top, int left,
               const float *bias, int activation) {
  const Shape s = {batch, height, width, channels, out_h, out_w, kernel, stride_h, stride_w, top, left, weight_row, weight_tap, 0, 0};
  int cut = cut_of(&s);
  for (int n = 0; n < batch; n++, x += height * width * channels)
    for (int oy = 0; oy < out_h; oy++, y += out_w * channels) output_row(&s, cut, oy, x, w, y, bias, activation);
}

/* y = depthwise(x, w), and y's statistics, gathered from blocks of rows as soon as they are whole. x = a, or, with an
 * affine, activation(scale a + offset), made row by row as the windows come to it; image: one image of floats. */
EXPORT(depthwiseStatistics)
void depthwise_statistics(const float *a, const float *affine, int activation, const float *w, int weight_row,
                          int weight_tap, float *y, int batch, int height, int width, int channels, int out_h,
                          int out_w, int kernel, int stride_h, int stride_w, int top, int left, float *mean,
                          float *variance, float *inverse, float epsilon, float *image) {
  const Shape s = {batch, height, width, channels, out_h, out_w, kernel, stride_h, stride_w, top, left, weight_row, weight_tap, 0, 0};
  int cut = cut_of(&s), waiting = 0, in_row = width * channels;
  const float *first = y;
  clear(mean, channels);
  clear(variance, channels);
  for (int n = 0; n < batch; n++, a += height * in_row) {
    for (int oy = 0, read = 0; oy < out_h; oy++) {
      int reach = oy * stride_h - top + kernel < height ? oy * stride_h - top + kernel : height;
      if (affine && reach > read) {
        normalise_few(a + read * in_row, image + read * in_row, (reach - read) * width, channels, affine, activation);
        read = reach;
      }
      output_row(&s, cut, oy, affine ? image : a, w, y, 0, ACTIVATION_NONE);
      y += out_w * channels;
      waiting += out_w;
      if (waiting < STATISTICS_ROWS && (n + 1 < batch || oy + 1 < out_h)) continue;
      gather_moments(y - waiting * channels, waiting, channels, first, mean, variance);
      waiting = 0;
    }
  }
  finish_moments(first, batch * out_h * out_w, channels, mean, variance, inverse, epsilon);
}
