/* Convolution. Places outside the input hold the zero point. */
#include "requantise.h"

void int8_conv2d(const int8_op *op, const int8_memory *memory)
{
  const int8_t *input = int8_input(op, memory);
  const int8_t *weights = int8_bytes(memory, op->weights);
  const int32_t *bias = int8_words(memory, op->bias);
  const int32_t *multipliers = int8_words(memory, op->multipliers);
  const int8_t *shifts = int8_bytes(memory, op->shifts);
  const int32_t channels = op->input_channels;

  for (int32_t oy = 0; oy < op->output_height; oy++) {
    int8_t *output = memory->arena + op->output + oy * op->output_row;
    for (int32_t ox = 0; ox < op->output_width; ox++) {
      const int8_t *w = weights;
      for (int32_t o = 0; o < op->output_channels; o++) {
        int32_t sum = bias[o];
        for (int32_t ky = 0; ky < op->kernel_height; ky++) {
          const int32_t y = oy * op->stride_height - op->pad_top + ky;
          for (int32_t kx = 0; kx < op->kernel_width; kx++) {
            const int32_t x = ox * op->stride_width - op->pad_left + kx;
            const int inside = y >= 0 && y < op->input_height && x >= 0 && x < op->input_width;
            const int8_t *from = input + y * op->input_row + x * channels;
            for (int32_t c = 0; c < channels; c++) sum += (inside ? from[c] : -op->input_offset) * *w++;
          }
        }
        *output++ = int8_finish(op, sum, multipliers[o], shifts[o]);
      }
    }
  }
}
