/* Gradient of a depthwise convolution by its input. With horizontal stride 1 it is the forward with the kernel mirrored,
 * which is a matter of negative pitches; with stride 2 even and odd places have taps of their own. */
#include "depthwise.h"

/* dx[places] of a map of horizontal stride 2: place j has tap j + lead - 2 d of the gradient's column d, of which
 * [first, last) lies on the map. dy points at column `first`. Rows go upwards in dy as they go down the kernel. */
INLINE void spread(const int kernel, const int lead, const int places, const int first, const int last,
                   const float *dy, int dy_row, const float *w, int w_row, int w_tap, int rows, int channels,
                   float *dx) {
  for (int c = 0; c < channels; c += 4) {
    f32x4 sum[5];
    UNROLL for (int j = 0; j < places; j++) sum[j] = splat(0);
    const float *pd_row = dy + c, *pw_row = w + c;
    for (int r = 0; r < rows; r++, pd_row += dy_row, pw_row += w_row) {
      f32x4 tap[7];
      const float *pd = pd_row, *pw = pw_row;
      UNROLL for (int t = 0; t < kernel; t++, pw += w_tap) tap[t] = load(pw);
      UNROLL for (int d = first; d < last; d++, pd += channels) {
        f32x4 in = load(pd);
        UNROLL for (int j = 0; j < places; j++) {
          int t = j + lead - 2 * d;
          if (t >= 0 && t < kernel) sum[j] = multiply_add(sum[j], in, tap[t]);
        }
      }
    }
    float *px = dx + c;
    UNROLL for (int j = 0; j < places; j++, px += channels) store(px, sum[j]);
  }
}

/* The largest tap that an even place has, and how many columns of the gradient four places read. */
#define LEAD(K) ((K) - 1 - ((K) - 1 - (K) / 2) % 2)
#define COLUMNS(K, PLACES) (((PLACES)-1 + LEAD(K)) / 2 + 1)
/* Columns of the window of place 0 that lie left of the map. */
#define BEFORE(K) ((LEAD(K) - (K) / 2) / 2)

#define SPREAD(NAME, K, PLACES, FIRST, LAST)                                                                          \
  NOINLINE void NAME##K(const float *dy, int dy_row, const float *w, int w_row, int w_tap, int rows, int channels,    \
                        float *dx) {                                                                                  \
    spread(K, LEAD(K), PLACES, FIRST, LAST, dy, dy_row, w, w_row, w_tap, rows, channels, dx);                         \
  }
#define EVERY_SPREAD(K)                                                                                               \
  SPREAD(spread5_, K, 5, BEFORE(K), BEFORE(K) + 3)                                                                    \
  SPREAD(spread_left_, K, PLACES, BEFORE(K), COLUMNS(K, PLACES))                                                      \
  SPREAD(spread_middle_, K, PLACES, 0, COLUMNS(K, PLACES))                                                            \
  SPREAD(spread_right_, K, PLACES, 0, BEFORE(K) + 2)
EVERY_SPREAD(3)
EVERY_SPREAD(5)
EVERY_SPREAD(7)

/* One row of dx of a map of horizontal stride 2. */
INLINE void spread_row(const Shape *s, int cut, const float *dy, int dy_row, const float *w, int w_row, int rows,
                       float *dx) {
  const int k = s->kernel, channels = s->channels;
#define RUN(NAME, COLUMN, PLACE)                                                                                      \
  OF_KERNEL(NAME, k)(dy + (COLUMN) * channels, dy_row, w, w_row, s->weight_tap, rows, channels, dx + (PLACE) * channels)
  if (cut == CUT_5_TO_3) {
    RUN(spread5_, 0, 0);
    return;
  }
  int end = s->width - PLACES, before = k == 3 ? BEFORE(3) : k == 5 ? BEFORE(5) : BEFORE(7);
  RUN(spread_left_, 0, 0);
  for (int at = PLACES; at < end; at += PLACES) RUN(spread_middle_, at / 2 - before, at);
  RUN(spread_right_, end / 2 - before, end);
#undef RUN
}

NOINLINE void any_input_row(const Shape *s, const float *dy, const float *w, int y, float *dx, int accumulate) {
  int ky, oy, rows = taps_onto(y + s->top, s->stride_h, s->kernel, s->out_h, &ky, &oy);
  for (int x = 0; x < s->width; x++, dx += s->channels) {
    int kx, ox, taps = taps_onto(x + s->left, s->stride_w, s->kernel, s->out_w, &kx, &ox);
    windows(dy + oy * s->y_row + ox * s->channels, -s->y_row, -s->channels,
            w + ky * s->weight_row + kx * s->weight_tap, s->stride_h * s->weight_row, s->stride_w * s->weight_tap, rows,
            taps, s->channels, accumulate ? dx : 0, dx, ACTIVATION_NONE);
  }
}

void image_input_gradient(const Shape *s, int cut, const float *dy, const float *w, float *dx, int accumulate) {
  int row = s->y_row;
  for (int y = 0; y < s->height; y++, dx += s->width * s->channels) {
    int ky, oy, rows = taps_onto(y + s->top, s->stride_h, s->kernel, s->out_h, &ky, &oy);
    const float *from = dy + oy * row, *taps = w + ky * s->weight_row;
    if (cut == CUT_NONE || accumulate) any_input_row(s, dy, w, y, dx, accumulate);
    else if (s->stride_w == 1)
      gather_row(s, cut, from, -row, taps + (s->kernel - 1) * s->weight_tap, s->stride_h * s->weight_row,
                 -s->weight_tap, rows, dx, 0, ACTIVATION_NONE);
    else spread_row(s, cut, from, -row, taps, s->stride_h * s->weight_row, rows, dx);
  }
}
