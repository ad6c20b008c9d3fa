/* The backward pass of a depthwise convolution together with the batch norm behind it and the first half of the one
 * before it, image by image, so that each stays in cache from one part to the next. */
#include "batch_norm.h"
#include "depthwise.h"

/* From one row of an image of scratch to the next. Rows of 2 KiB or a multiple would put a column of the image in one or
 * two sets of the first-level cache, which do not hold it. */
INLINE int apart(int row) { return row % 512 == 0 ? row + 16 : row; }

/* Backward of y = batch norm(depthwise(x, w)); arguments as those of gemmBackward. dw has the pitches of w. image: an
 * image of x and one of y of scratch, each with rows 16 floats longer. */
EXPORT(depthwiseBackward)
void depthwise_backward(const float *x, const float *before, const float *d, const float *w, float *dw, int weight_row,
                        int weight_tap, float *dx, int batch, int height, int width, int channels, int out_h, int out_w,
                        int kernel, int stride_h, int stride_w, int top, int left, const float *affine, int accumulate,
                        const float *below, const float *below_mean, float *below_affine, int below_activation,
                        float *image) {
  int in = height * width, out = out_h * out_w, in_row = width * channels, out_row = out_w * channels;
  const Shape s = {batch, height, width, channels, out_h, out_w, kernel, stride_h, stride_w, top, left, weight_row,
                   weight_tap, x ? in_row : apart(in_row), apart(out_row)};
  int cut = cut_of(&s), in_rows = s.x_row == in_row ? height : 1, out_rows = s.y_row == out_row ? out_h : 1;
  float *gradient = image + height * apart(in_row);
  if (below) clear(below_affine + 2 * channels, 2 * channels);
  for (int n = 0; n < batch; n++) {
    int from = n * in * channels, to = n * out * channels;
    for (int y = 0; y < out_h; y += out_rows)
      normalised_gradient(before + to + y * out_row, d + to + y * out_row, gradient + y * s.y_row, out_rows * out_w,
                          channels, affine);
    for (int y = 0; y < height && !x; y += in_rows)
      normalise(below + from + y * in_row, image + y * s.x_row, in_rows * width, channels, below_affine,
                below_activation);
    image_weight_gradient(&s, cut, x ? x + from : image, gradient, dw);
    if (!dx) continue;
    image_input_gradient(&s, cut, gradient, w, dx + from, accumulate);
    if (below) gather_slopes(below + from, dx + from, in, channels, below_mean, below_affine, below_activation);
  }
}
