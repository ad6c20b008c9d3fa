/* Convolution. Places outside the input contribute nothing, which equals padding with the zero point. */
#include "requantise.h"

/* sum of (x + offset) * w over n channels */
static int32_t dot(const int8_t *x, const int8_t *w, int32_t n, int32_t offset)
{
  int32_t sum = 0;
  for (int32_t i = 0; i < n; i++) sum += (x[i] + offset) * w[i];
  return sum;
}

void int8_conv2d(const int8_op *op, const uint8_t *constants, int8_t *arena)
{
  const int8_t *input = arena + op->input;
  int8_t *output = arena + op->output;
  const int8_t *weights = int8_bytes(constants, op->weights);
  const int32_t *bias = int8_words(constants, op->bias);
  const int32_t *multipliers = int8_words(constants, op->multipliers);
  const int8_t *shifts = int8_bytes(constants, op->shifts);
  const int32_t channels = op->input_channels;
  const int32_t filter = op->kernel_height * op->kernel_width * channels;

  for (int32_t oy = 0; oy < op->output_height; oy++) {
    const int32_t y0 = oy * op->stride_height - op->pad_top;
    for (int32_t ox = 0; ox < op->output_width; ox++) {
      const int32_t x0 = ox * op->stride_width - op->pad_left;
      const int32_t kx_first = x0 < 0 ? -x0 : 0;
      const int32_t room = op->input_width - x0;
      const int32_t kx_end = room < op->kernel_width ? room : op->kernel_width;
      for (int32_t o = 0; o < op->output_channels; o++) {
        int32_t sum = bias[o];
        for (int32_t ky = 0; ky < op->kernel_height; ky++) {
          const int32_t y = y0 + ky;
          if (y < 0 || y >= op->input_height || kx_first >= kx_end) continue;
          /* neighbours in a row of the window are neighbours in memory, in input and filter alike */
          const int8_t *x = input + (y * op->input_width + x0 + kx_first) * channels;
          const int8_t *w = weights + o * filter + (ky * op->kernel_width + kx_first) * channels;
          sum += dot(x, w, (kx_end - kx_first) * channels, op->input_offset);
        }
        *output++ = int8_finish(op, sum, multipliers[o], shifts[o]);
      }
    }
  }
}
