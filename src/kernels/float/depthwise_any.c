/* Depthwise convolution and gradients place by place, for maps and paddings that no segment fits. Sixteen channels at a
 * time, so that four sums run beside each other. */
#include "depthwise.h"

#define BLOCK 4

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

/* `from` and y go along with the channels. */
void windows(const float *a, int a_row, int a_tap, const float *b, int b_row, int b_tap, int rows, int taps,
                      int channels, const float *from, float *y, int activation) {
  int c = 0;
  for (; c + 4 * BLOCK <= channels; c += 4 * BLOCK)
    window(BLOCK, a + c, a_row, a_tap, b + c, b_row, b_tap, rows, taps, from ? from + c : 0, y + c, activation);
  for (; c < channels; c += 4)
    window(1, a + c, a_row, a_tap, b + c, b_row, b_tap, rows, taps, from ? from + c : 0, y + c, activation);
}
