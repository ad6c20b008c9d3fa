/* Unrolls the windows of a convolution into rows, so that the first convolution is one matrix product (Chellapilla et
 * al. 2006). Only the first layer has a window wider than 1x1 over all channels, and nobody needs its input gradient.
 * x: [batch][height][width][channels];  columns: [batch * out_h * out_w][kernel_h * kernel_w * channels]. */
#include "simd.h"

EXPORT(im2col)
void im2col(const float *x, float *columns, int batch, int height, int width, int channels, int out_h, int out_w,
            int kernel_h, int kernel_w, int stride_h, int stride_w, int top, int left) {
  for (int n = 0; n < batch; n++, x += height * width * channels)
    for (int oy = 0; oy < out_h; oy++)
      for (int ox = 0; ox < out_w; ox++)
        for (int ky = 0; ky < kernel_h; ky++) {
          int y = oy * stride_h + ky - top;
          for (int kx = 0; kx < kernel_w; kx++) {
            int at = ox * stride_w + kx - left;
            int inside = y >= 0 && y < height && at >= 0 && at < width;
            const float *from = x + (y * width + at) * channels;
            for (int c = 0; c < channels; c++) *columns++ = inside ? from[c] : 0;
          }
        }
}
