/* The geometry of a depthwise convolution, how its rows are cut into segments, and the slow way for what no segment
 * fits. A segment is a few neighbouring places of one row whose sums stay in registers; which taps of which places fall
 * into the padding is known when it is compiled, so padding is neither stored nor multiplied. Segments are: a whole row
 * of a narrow map, else the left end, the right end and what lies between, four places each. Where the width is no
 * multiple of four the right end repeats places that are done, to the same bits. */
#ifndef THIMBLE_FLOAT_DEPTHWISE_H
#define THIMBLE_FLOAT_DEPTHWISE_H
#include "simd.h"

/* x_row, y_row: of the backward pass, floats from one row of x and of dy to the next. */
typedef struct {
  int batch, height, width, channels, out_h, out_w, kernel, stride_h, stride_w, top, left, weight_row, weight_tap;
  int x_row, y_row;
} Shape;

/* Places of a segment of a wide map. */
#define PLACES 4
/* V8 loads everything that a straight run of code needs before it computes. Where a window's columns [first, last) and
 * taps are more than there are registers, an exit before column i cuts the run in two; as channels come in fours, it is
 * never taken. */
#define CUT_RUN(i, kernel, first, last, channels)                                                                     \
  ((kernel) > 3 && (last) - (first) > 5 && (i) == ((first) + (last)) / 2 && (channels) == 1)

/* What one row of the input, walked by x, gives to a segment: column i meets place o at tap t. Ends at the label `summed`
 * where the run is cut. */
#define ADD_ROW(x, sum, factor)                                                                                       \
  UNROLL for (int i = first; i < last; i++, x += channels) {                                                          \
    if (CUT_RUN(i, kernel, first, last, channels)) goto summed;                                                       \
    f32x4 in = load(x);                                                                                               \
    UNROLL for (int o = 0; o < places; o++) {                                                                         \
      int t = i - o * stride;                                                                                         \
      if (t >= 0 && t < kernel) sum = multiply_add(sum, in, factor);                                                  \
    }                                                                                                                 \
  }
/* Rows gathered into statistics at a time. */
#define STATISTICS_ROWS 32

#define OF_KERNEL(NAME, K) ((K) == 3 ? NAME##3 : (K) == 5 ? NAME##5 : NAME##7)

/* The cases of a switch over cuts where the whole row is one segment: its function by RUN(name, column, place). */
#define RUN_WHOLE_ROW                                                                                                 \
  case CUT_3: RUN(whole3_, 0, 0); return;                                                                             \
  case CUT_4: RUN(whole4_, 0, 0); return;                                                                             \
  case CUT_5: RUN(whole5_, 0, 0); return;                                                                             \
  case CUT_5_TO_3: RUN(half5_, 0, 0); return;                                                                         \
  case CUT_8_TO_4: RUN(half8_, 0, 0); return;

enum { CUT_NONE, CUT_3, CUT_4, CUT_5, CUT_5_TO_3, CUT_8_TO_4, CUT_WIDE, CUT_WIDE_2 };

/* How the rows of a map are cut; CUT_NONE where only `windows` will do. */
INLINE int cut_of(const Shape *s) {
  int half = s->kernel / 2;
  if (s->left != half) return CUT_NONE;
  if (s->stride_w == 1 && s->out_w == s->width) {
    if (s->width >= 3 && s->width <= 5) return CUT_3 + s->width - 3;
    return s->width >= PLACES + half ? CUT_WIDE : CUT_NONE;
  }
  if (s->stride_w == 2) {
    if (s->width == 5 && s->out_w == 3) return CUT_5_TO_3;
    if (s->width == 8 && s->out_w == 4) return CUT_8_TO_4;
    if (s->width % 8 == 0 && s->width >= 16 && s->out_w * 2 == s->width) return CUT_WIDE_2;
  }
  return CUT_NONE;
}

/* Which kernel rows touch the map for output row oy: [*first, *last). */
INLINE void kernel_rows(const Shape *s, int oy, int *first, int *last) {
  int from = oy * s->stride_h - s->top;
  *first = from < 0 ? -from : 0;
  *last = s->height - from < s->kernel ? s->height - from : s->kernel;
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

/* One output row. x: the first input row that a kernel row touches; w: that kernel row. */
void gather_row(const Shape *s, int cut, const float *x, int x_row, const float *w, int w_row, int w_tap, int rows,
                float *y, const float *bias, int activation);

/* dx = or += the gradient by the input of one image. */
void image_input_gradient(const Shape *s, int cut, const float *dy, const float *w, float *dx, int accumulate);

/* dw += the gradient by the weights of one image; dw has the pitches of w. */
void image_weight_gradient(const Shape *s, int cut, const float *x, const float *dy, float *dw);

/* The way without segments: y = activation(from + sum over rows x taps of a * b) for all channels of one place. `from`
 * may be null; y may be from. */
void windows(const float *a, int a_row, int a_tap, const float *b, int b_row, int b_tap, int rows, int taps,
             int channels, const float *from, float *y, int activation);
#endif
