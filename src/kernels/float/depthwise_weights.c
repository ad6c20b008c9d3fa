/* Gradient of a depthwise convolution by its weights: for each kernel row, the sums of all its taps stay in registers
 * while a segment of the rows below one another goes by (depthwise.h says what a segment is). Places count once
 * here: what a width leaves over four is a segment of its own. */
#include "depthwise.h"

/* dw[kernel] += the products of `rows` pairs of an input row and a gradient row, all places of a segment. x points at
 * column `first` of its window. */
INLINE void taps(const int kernel, const int stride, const int places, const int first, const int last,
                 const float *x, int x_step, const float *dy, int dy_row, int rows, int channels, float *dw,
                 int w_tap) {
  for (int c = 0; c < channels; c += 4) {
    f32x4 sum[7];
    float *pw = dw + c;
    UNROLL for (int t = 0; t < kernel; t++, pw += w_tap) sum[t] = load(pw);
    const float *px_row = x + c, *pd_row = dy + c;
    for (int r = 0; r < rows; r++, px_row += x_step, pd_row += dy_row) {
      f32x4 g[5];
      const float *px = px_row, *pd = pd_row;
      UNROLL for (int o = 0; o < places; o++, pd += channels) g[o] = load(pd);
      ADD_ROW(px, sum[t], g[o])
    }
  summed:
    pw = dw + c;
    UNROLL for (int t = 0; t < kernel; t++, pw += w_tap) store(pw, sum[t]);
  }
}

typedef void Taps(const float *x, int x_step, const float *dy, int dy_row, int rows, int channels, float *dw,
                  int w_tap);

#define TAPS(NAME, K, S, PLACES, FIRST, LAST)                                                                   \
  NOINLINE void NAME##K(const float *x, int x_step, const float *dy, int dy_row, int rows, int channels, float *dw,   \
                        int w_tap) {                                                                                  \
    taps(K, S, PLACES, FIRST, LAST, x, x_step, dy, dy_row, rows, channels, dw, w_tap);                          \
  }
#define EVERY_TAPS(K)                                                                                                 \
  TAPS(whole3_, K, 1, 3, K / 2, K / 2 + 3)                                                                         \
  TAPS(whole4_, K, 1, 4, K / 2, K / 2 + 4)                                                                         \
  TAPS(whole5_, K, 1, 5, K / 2, K / 2 + 5)                                                                         \
  TAPS(left_, K, 1, PLACES, K / 2, PLACES - 1 + K)                                                                 \
  TAPS(middle_, K, 1, PLACES, 0, PLACES - 1 + K)                                                                   \
  TAPS(right_, K, 1, PLACES, 0, PLACES + K / 2)                                                                    \
  TAPS(middle1_, K, 1, 1, 0, K)                                                                                       \
  TAPS(middle2_, K, 1, 2, 0, 1 + K)                                                                                   \
  TAPS(middle3_, K, 1, 3, 0, 2 + K)                                                                                   \
  TAPS(half5_, K, 2, 3, K / 2, K / 2 + 5)                                                                          \
  TAPS(half8_, K, 2, 4, K / 2, K / 2 + 8)                                                                          \
  TAPS(half_left_, K, 2, PLACES, K / 2, 2 * PLACES - 2 + K)                                                        \
  TAPS(half_middle_, K, 2, PLACES, 0, 2 * PLACES - 2 + K)                                                          \
  TAPS(half_right_, K, 2, PLACES, 0, 2 * PLACES + K / 2)
EVERY_TAPS(3)
EVERY_TAPS(5)
EVERY_TAPS(7)

/* One kernel row's sums over `rows` rows of one image. */
INLINE void taps_of_rows(const Shape *s, int cut, const float *x, const float *dy, int rows, float *dw) {
  const int k = s->kernel, half = k / 2, channels = s->channels, stride = s->stride_w;
  const int x_step = s->stride_h * s->x_row, dy_row = s->y_row;
#define RUN(NAME, COLUMN, PLACE)                                                                                      \
  OF_KERNEL(NAME, k)(x + (COLUMN) * channels, x_step, dy + (PLACE) * channels, dy_row, rows, channels, dw, s->weight_tap)
  switch (cut) {
    RUN_WHOLE_ROW
  }
  int end = s->out_w - PLACES, at = PLACES;
  if (cut == CUT_WIDE) {
    RUN(left_, 0, 0);
    switch (s->out_w % PLACES) {
      case 1: RUN(middle1_, at - half, at); break;
      case 2: RUN(middle2_, at - half, at); break;
      case 3: RUN(middle3_, at - half, at); break;
    }
    for (at += s->out_w % PLACES; at < end; at += PLACES) RUN(middle_, at - half, at);
    RUN(right_, end - half, end);
    return;
  }
  RUN(half_left_, 0, 0);
  for (; at < end; at += PLACES) RUN(half_middle_, at * stride - half, at);
  RUN(half_right_, end * stride - half, end);
#undef RUN
}

NOINLINE void any_taps(const Shape *s, const float *x, const float *dy, int ky, int from, int to, float *dw) {
  for (int kx = 0; kx < s->kernel; kx++, dw += s->weight_tap) {
    int shift = s->left - kx, first = shift <= 0 ? 0 : (shift + s->stride_w - 1) / s->stride_w;
    int last = s->width - 1 + shift < 0 ? 0 : (s->width - 1 + shift) / s->stride_w + 1;
    if (last > s->out_w) last = s->out_w;
    if (first >= last) continue;
    int y = from * s->stride_h + ky - s->top, at = first * s->stride_w - shift;
    windows(x + y * s->x_row + at * s->channels, s->stride_h * s->x_row, s->stride_w * s->channels,
            dy + from * s->y_row + first * s->channels, s->y_row, s->channels, to - from, last - first,
            s->channels, dw, dw, ACTIVATION_NONE);
  }
}

void image_weight_gradient(const Shape *s, int cut, const float *x, const float *dy, float *dw) {
  if (cut == CUT_WIDE && s->out_w < 2 * PLACES) cut = CUT_NONE;
  for (int ky = 0; ky < s->kernel; ky++, dw += s->weight_row) {
    int from = ky >= s->top ? 0 : (s->top - ky + s->stride_h - 1) / s->stride_h;
    int to = s->height - 1 + s->top < ky ? 0 : (s->height - 1 + s->top - ky) / s->stride_h + 1;
    if (to > s->out_h) to = s->out_h;
    if (from >= to) continue;
    if (cut == CUT_NONE) any_taps(s, x, dy, ky, from, to, dw);
    else
      taps_of_rows(s, cut, x + (from * s->stride_h + ky - s->top) * s->x_row, dy + from * s->y_row, to - from, dw);
  }
}
