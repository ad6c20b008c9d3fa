/* Depthwise convolution forward and both gradients, kernels 3, 5 and 7, any stride. Weights lie as
 * [kernel row][kernel column][channel] with two pitches, so the centre crop of the supernet's 7x7 is an address and
 * two strides (Once-for-All, Cai et al. 2020, section 3). Maps 5 wide with horizontal stride 1, which is every map of
 * the audio space, hold a whole row in registers and skip the padding; other maps go output by output, over the taps
 * that lie inside, sixteen channels at a time so that four sums run beside each other.
 * Activations NHWC, channels a multiple of 4. */
#include "simd.h"

#define WIDTH 5

typedef struct {
  int batch, height, width, channels, out_h, out_w, kernel, stride_h, stride_w, top, left, weight_row, weight_tap;
} Shape;

INLINE int narrow(const Shape *s) {
  return s->width == WIDTH && s->out_w == WIDTH && s->stride_w == 1 && s->left == s->kernel / 2;
}

/* Which kernel rows touch the map for output row oy: [*first, *last). */
INLINE void kernel_rows(const Shape *s, int oy, int *first, int *last) {
  int from = oy * s->stride_h - s->top;
  *first = from < 0 ? -from : 0;
  *last = s->height - from < s->kernel ? s->height - from : s->kernel;
}

/* One output row of a narrow map: y[5] = sum over `rows` pairs of an input row and a kernel row. Input gradients call
 * it too, with the kernel mirrored by negative pitches. */
INLINE void narrow_row(const int kernel, const float *x, int x_row, const float *w, int w_row, int w_tap, int rows,
                       int channels, float *y, const float *bias, int activation, int accumulate) {
  for (int c = 0; c < channels; c += 4) {
    f32x4 sum[WIDTH];
    UNROLL for (int o = 0; o < WIDTH; o++)
      sum[o] = accumulate ? load(y + o * channels + c) : bias ? load(bias + c) : splat(0);
    for (int r = 0; r < rows; r++) {
      const float *px = x + r * x_row + c, *pw = w + r * w_row + c;
      f32x4 in[WIDTH];
      UNROLL for (int i = 0; i < WIDTH; i++) in[i] = load(px + i * channels);
      UNROLL for (int t = 0; t < kernel; t++) {
        f32x4 tap = load(pw + t * w_tap);
        UNROLL for (int o = 0; o < WIDTH; o++) {
          int i = o + t - kernel / 2;
          if (i >= 0 && i < WIDTH) sum[o] = multiply_add(sum[o], in[i], tap);
        }
      }
    }
    UNROLL for (int o = 0; o < WIDTH; o++) store(y + o * channels + c, activate(sum[o], activation));
  }
}

#define NARROW_ROW(K)                                                                                                  \
  NOINLINE void narrow_row##K(const float *x, int x_row, const float *w, int w_row, int w_tap, int rows, int channels, \
                              float *y, const float *bias, int activation, int accumulate) {                          \
    narrow_row(K, x, x_row, w, w_row, w_tap, rows, channels, y, bias, activation, accumulate);                        \
  }
NARROW_ROW(3)
NARROW_ROW(5)
NARROW_ROW(7)

/* Which of `kernel` taps, each one further than the last, fall on [0, size) when the first is at `at`. */
INLINE void taps_inside(int at, int size, int kernel, int *first, int *last) {
  *first = at < 0 ? -at : 0;
  *last = size - at < kernel ? size - at : kernel;
}

#define BLOCK 4

/* y = activation(from + sum over rows x taps of a * b), 4 * vectors channels; y may be from. */
INLINE void window(const int vectors, const float *a, int a_row, int a_tap, const float *b, int b_row, int b_tap,
                   int rows, int taps, const float *from, float *y, int activation) {
  f32x4 sum[BLOCK];
  UNROLL for (int v = 0; v < vectors; v++) sum[v] = from ? load(from + 4 * v) : splat(0);
  for (int r = 0; r < rows; r++, a += a_row, b += b_row) {
    const float *pa = a, *pb = b;
    for (int t = 0; t < taps; t++, pa += a_tap, pb += b_tap)
      UNROLL for (int v = 0; v < vectors; v++) sum[v] = multiply_add(sum[v], load(pa + 4 * v), load(pb + 4 * v));
  }
  UNROLL for (int v = 0; v < vectors; v++) store(y + 4 * v, activate(sum[v], activation));
}

/* The same for all channels of one place. `from` and y go along with the channels. */
NOINLINE void windows(const float *a, int a_row, int a_tap, const float *b, int b_row, int b_tap, int rows, int taps,
                      int channels, const float *from, float *y, int activation) {
  int c = 0;
  for (; c + 4 * BLOCK <= channels; c += 4 * BLOCK)
    window(BLOCK, a + c, a_row, a_tap, b + c, b_row, b_tap, rows, taps, from ? from + c : 0, y + c, activation);
  for (; c < channels; c += 4)
    window(1, a + c, a_row, a_tap, b + c, b_row, b_tap, rows, taps, from ? from + c : 0, y + c, activation);
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

/* y = activation(depthwise(x, w) + bias); bias: channels floats or null. Pitches of w in floats. */
EXPORT(depthwise)
void depthwise(const float *x, const float *w, int weight_row, int weight_tap, float *y, int batch, int height,
               int width, int channels, int out_h, int out_w, int kernel, int stride_h, int stride_w, int top, int left,
               const float *bias, int activation) {
  const Shape s = {batch, height, width, channels, out_h, out_w, kernel, stride_h, stride_w, top, left, weight_row, weight_tap};
  int x_row = width * channels;
  for (int n = 0; n < batch; n++, x += height * x_row)
    for (int oy = 0; oy < out_h; oy++, y += out_w * channels) {
      int first, last;
      kernel_rows(&s, oy, &first, &last);
      const float *rows = x + (oy * stride_h - top + first) * x_row;
      if (!narrow(&s)) any_row(&s, rows, w, first, last, y, bias, activation);
      else (kernel == 3 ? narrow_row3 : kernel == 5 ? narrow_row5 : narrow_row7)(
          rows, x_row, w + first * weight_row, weight_row, weight_tap, last - first, channels, y, bias, activation, 0);
    }
}

/* Of the taps first, first + stride, ... below `kernel`, those whose output (at - tap) / stride lies in [0, out): the
 * first of them, its output, and how many there are. Each further tap has the output before. */
INLINE int taps_onto(int at, int stride, int kernel, int out, int *first, int *output) {
  *first = at % stride;
  *output = at / stride;
  if (*output >= out) *first += (*output - out + 1) * stride, *output = out - 1;
  int taps = *first >= kernel ? 0 : (kernel - 1 - *first) / stride + 1;
  return taps > *output + 1 ? *output + 1 : taps;
}

NOINLINE void any_input_row(const Shape *s, const float *dy, const float *w, int y, float *dx, int accumulate) {
  int ky, oy, rows = taps_onto(y + s->top, s->stride_h, s->kernel, s->out_h, &ky, &oy);
  for (int x = 0; x < s->width; x++, dx += s->channels) {
    int kx, ox, taps = taps_onto(x + s->left, s->stride_w, s->kernel, s->out_w, &kx, &ox);
    windows(dy + (oy * s->out_w + ox) * s->channels, -s->out_w * s->channels, -s->channels,
            w + ky * s->weight_row + kx * s->weight_tap, s->stride_h * s->weight_row, s->stride_w * s->weight_tap, rows,
            taps, s->channels, accumulate ? dx : 0, dx, ACTIVATION_NONE);
  }
}

/* dx = or += the gradient of `depthwise` by its input, given dy by its output (before the activation). */
EXPORT(depthwiseInputGradient)
void depthwise_input_gradient(const float *dy, const float *w, int weight_row, int weight_tap, float *dx, int batch,
                              int height, int width, int channels, int out_h, int out_w, int kernel, int stride_h,
                              int stride_w, int top, int left, int accumulate) {
  const Shape s = {batch, height, width, channels, out_h, out_w, kernel, stride_h, stride_w, top, left, weight_row, weight_tap};
  int dy_row = out_w * channels;
  for (int n = 0; n < batch; n++, dy += out_h * dy_row)
    for (int y = 0; y < height; y++, dx += width * channels) {
      if (!narrow(&s)) {
        any_input_row(&s, dy, w, y, dx, accumulate);
        continue;
      }
      int ky, oy, rows = taps_onto(y + top, stride_h, kernel, out_h, &ky, &oy);
      (kernel == 3 ? narrow_row3 : kernel == 5 ? narrow_row5 : narrow_row7)(
          dy + oy * dy_row, -dy_row, w + ky * weight_row + (kernel - 1) * weight_tap, stride_h * weight_row,
          -weight_tap, rows, channels, dx, 0, ACTIVATION_NONE, accumulate);
    }
}

/* Sums of one kernel row over the output rows [from, to) of one image, four channels. */
INLINE void narrow_taps(const int kernel, const float *x, int x_step, const float *dy, int dy_row, int rows,
                        int channels, float *dw, int w_tap) {
  f32x4 sum[7];
  UNROLL for (int t = 0; t < kernel; t++) sum[t] = load(dw + t * w_tap);
  for (int r = 0; r < rows; r++, x += x_step, dy += dy_row) {
    f32x4 in[WIDTH];
    UNROLL for (int i = 0; i < WIDTH; i++) in[i] = load(x + i * channels);
    UNROLL for (int o = 0; o < WIDTH; o++) {
      f32x4 g = load(dy + o * channels);
      UNROLL for (int t = 0; t < kernel; t++) {
        int i = o + t - kernel / 2;
        if (i >= 0 && i < WIDTH) sum[t] = multiply_add(sum[t], in[i], g);
      }
    }
  }
  UNROLL for (int t = 0; t < kernel; t++) store(dw + t * w_tap, sum[t]);
}

#define NARROW_TAPS(K)                                                                                               \
  NOINLINE void narrow_taps##K(const float *x, int x_step, const float *dy, int dy_row, int rows, int channels,       \
                               float *dw, int w_tap) {                                                               \
    for (int c = 0; c < channels; c += 4)                                                                            \
      narrow_taps(K, x + c, x_step, dy + c, dy_row, rows, channels, dw + c, w_tap);                                  \
  }
NARROW_TAPS(3)
NARROW_TAPS(5)
NARROW_TAPS(7)

NOINLINE void any_taps(const Shape *s, const float *x, const float *dy, int ky, int from, int to, float *dw) {
  for (int kx = 0; kx < s->kernel; kx++, dw += s->weight_tap) {
    int shift = s->left - kx, first = shift <= 0 ? 0 : (shift + s->stride_w - 1) / s->stride_w;
    int last = s->width - 1 + shift < 0 ? 0 : (s->width - 1 + shift) / s->stride_w + 1;
    if (last > s->out_w) last = s->out_w;
    if (first >= last) continue;
    int y = from * s->stride_h + ky - s->top, at = first * s->stride_w - shift;
    windows(x + (y * s->width + at) * s->channels, s->stride_h * s->width * s->channels, s->stride_w * s->channels,
            dy + (from * s->out_w + first) * s->channels, s->out_w * s->channels, s->channels, to - from, last - first,
            s->channels, dw, dw, ACTIVATION_NONE);
  }
}

/* dw += the gradient of `depthwise` by its weights; dw has the pitches of w. */
EXPORT(depthwiseWeightGradient)
void depthwise_weight_gradient(const float *x, const float *dy, float *dw, int weight_row, int weight_tap, int batch,
                               int height, int width, int channels, int out_h, int out_w, int kernel, int stride_h,
                               int stride_w, int top, int left) {
  const Shape s = {batch, height, width, channels, out_h, out_w, kernel, stride_h, stride_w, top, left, weight_row, weight_tap};
  int x_row = width * channels, dy_row = out_w * channels;
  for (int n = 0; n < batch; n++, x += height * x_row, dy += out_h * dy_row)
    for (int ky = 0; ky < kernel; ky++) {
      int from = ky >= top ? 0 : (top - ky + stride_h - 1) / stride_h;
      int to = height - 1 + top < ky ? 0 : (height - 1 + top - ky) / stride_h + 1;
      if (to > out_h) to = out_h;
      if (from >= to) continue;
      float *row = dw + ky * weight_row;
      if (!narrow(&s)) any_taps(&s, x, dy, ky, from, to, row);
      else (kernel == 3 ? narrow_taps3 : kernel == 5 ? narrow_taps5 : narrow_taps7)(
          x + (from * stride_h + ky - top) * x_row, stride_h * x_row, dy + from * dy_row, dy_row, to - from, channels,
          row, weight_tap);
    }
}
