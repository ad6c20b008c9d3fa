/* Largest value of a window; scale and zero point are those of the input. */
#include "requantise.h"

void int8_max_pool2d(const int8_op *op, const int8_memory *memory)
{
  const int8_t *input = int8_input(op, memory);
  int8_t *output = memory->arena + op->output;
  const int32_t channels = op->input_channels;

  for (int32_t oy = 0; oy < op->output_height; oy++) {
    const int32_t y0 = oy * op->stride_height - op->pad_top;
    const int32_t y_first = y0 < 0 ? 0 : y0;
    const int32_t y_end = y0 + op->kernel_height < op->input_height ? y0 + op->kernel_height : op->input_height;
    for (int32_t ox = 0; ox < op->output_width; ox++) {
      const int32_t x0 = ox * op->stride_width - op->pad_left;
      const int32_t x_first = x0 < 0 ? 0 : x0;
      const int32_t x_end = x0 + op->kernel_width < op->input_width ? x0 + op->kernel_width : op->input_width;
      for (int32_t c = 0; c < channels; c++) {
        int8_t largest = INT8_MIN;
        for (int32_t y = y_first; y < y_end; y++) {
          for (int32_t x = x_first; x < x_end; x++) {
            const int8_t value = input[y * op->input_row + x * channels + c];
            if (value > largest) largest = value;
          }
        }
        *output++ = largest;
      }
    }
  }
}
