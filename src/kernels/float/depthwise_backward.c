/* The backward pass of a depthwise convolution together with the batch norm behind it and the first half of the one
 * before it, image by image, so that each stays in cache from one part to the next. */
#include "batch_norm.h"
#include "depthwise.h"

/* Backward of y = batch norm(depthwise(x, w)); arguments as those of gemmBackward. dw has the pitches of w. image: an
 * image of x and one of y of scratch. */
EXPORT(depthwiseBackward)
void depthwise_backward(const float *x, const float *before, const float *d, const float *w, float *dw, int weight_row,
                        int weight_tap, float *dx, int batch, int height, int width, int channels, int out_h, int out_w,
                        int kernel, int stride_h, int stride_w, int top, int left, const float *affine, int accumulate,
                        const float *below, const float *below_mean, float *below_affine, int below_activation,
                        float *image) {
  const Shape s = {batch, height, width, channels, out_h, out_w, kernel, stride_h, stride_w, top, left, weight_row, weight_tap};
  int cut = cut_of(&s), in = height * width, out = out_h * out_w;
  float *gradient = image + in * channels;
  if (below) clear(below_affine + 2 * channels, 2 * channels);
  for (int n = 0; n < batch; n++) {
    int from = n * in * channels, to = n * out * channels;
    normalised_gradient(before + to, d + to, gradient, out, channels, affine);
    if (!x) normalise(below + from, image, in, channels, below_affine, below_activation);
    image_weight_gradient(&s, cut, x ? x + from : image, gradient, dw);
    if (!dx) continue;
    image_input_gradient(&s, cut, gradient, w, dx + from, accumulate);
    if (below) gather_slopes(below + from, dx + from, in, channels, below_mean, below_affine, below_activation);
  }
}
