/* The backward pass of a depthwise convolution together with the batch norm behind it and the first half of the one
 * before it. */
#include "batch_norm.h"
#include "depthwise.h"

/* Backward of y = batch norm(depthwise(x, w)), image by image, so that each stays in cache from one part to the next;
 * arguments as those of gemmBackward. dw has the pitches of w. */
EXPORT(depthwiseBackward)
void depthwise_backward(const float *x, const float *before, float *d, const float *w, float *dw, int weight_row,
                        int weight_tap, float *dx, int batch, int height, int width, int channels, int out_h, int out_w,
                        int kernel, int stride_h, int stride_w, int top, int left, const float *affine, int accumulate,
                        const float *below, const float *below_mean, float *below_affine, int below_activation) {
  const Shape s = {batch, height, width, channels, out_h, out_w, kernel, stride_h, stride_w, top, left, weight_row, weight_tap};
  int cut = cut_of(&s), in = height * width, out = out_h * out_w;
  if (below) clear(below_affine + 2 * channels, 2 * channels);
  for (int n = 0; n < batch; n++, x += in * channels, before += out * channels, d += out * channels) {
    normalised_gradient(before, d, out, channels, affine);
    image_weight_gradient(&s, cut, x, d, dw);
    if (!dx) continue;
    image_input_gradient(&s, cut, d, w, dx, accumulate);
    if (below) {
      for (int from = 0; from < in; from += STATISTICS_ROWS)
        gather_slopes(below + from * channels, dx + from * channels, in - from < STATISTICS_ROWS ? in - from : STATISTICS_ROWS,
                      channels, below_mean, below_affine, below_activation);
      below += in * channels;
    }
    dx += in * channels;
  }
}
