/* Unrolls the windows of a convolution into rows, so that the first convolution is one matrix product (Chellapilla et
 * al. 2006). Only the first layer has a window wider than 1x1 over all channels, and nobody needs its input gradient.
 * x: [batch][height][width][channels];  columns: [batch * out_h * out_w][kernel_h * kernel_w * channels]. */
#include "simd.h"

INLINE void zeros(float *to, int count) {
  for (int i = 0; i < count; i++) to[i] = 0;
}

/* A window's row of three pixels in colour. */
INLINE void copy9(const float *from, float *to) {
  f32x4 first = load(from), second = load(from + 4);
  float last = from[8];
  store(to, first);
  store(to + 4, second);
  to[8] = last;
}

INLINE void copy(const float *from, float *to, int count) {
  int i = 0;
  for (; i + 4 <= count; i += 4) store(to + i, load(from + i));
  for (; i < count; i++) to[i] = from[i];
}

EXPORT(im2col)
void im2col(const float *x, float *columns, int batch, int height, int width, int channels, int out_h, int out_w,
            int kernel_h, int kernel_w, int stride_h, int stride_w, int top, int left) {
  for (int n = 0; n < batch; n++, x += height * width * channels)
    for (int oy = 0; oy < out_h; oy++)
      for (int ox = 0; ox < out_w; ox++) {
        int at = ox * stride_w - left, first = at < 0 ? -at : 0, last = width - at < kernel_w ? width - at : kernel_w;
        for (int ky = 0; ky < kernel_h; ky++, columns += kernel_w * channels) {
          int y = oy * stride_h + ky - top;
          if (y < 0 || y >= height || first >= last) {
            zeros(columns, kernel_w * channels);
            continue;
          }
          if (kernel_w * channels == 9 && first == 0 && last == kernel_w) {
            copy9(x + (y * width + at) * channels, columns);
            continue;
          }
          zeros(columns, first * channels);
          copy(x + (y * width + at + first) * channels, columns + first * channels, (last - first) * channels);
          zeros(columns + last * channels, (kernel_w - last) * channels);
        }
      }
}
