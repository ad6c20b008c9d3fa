/* Mean over a window, halves rounded away from zero; scale and zero point are those of the input. */
#include "requantise.h"
#include "window_sums.h"

void int8_average_pool2d(const int8_op *op, const int8_memory *memory)
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
      const int32_t width = x_end - x_first;
      const int32_t count = (y_end - y_first) * width;
      const int8_t *window = input + y_first * op->input_row + x_first * channels;
      int8_t *pixel = output + ox * channels;
      for (int32_t c = 0; c < channels;) {
        int32_t sum[4];
        const int32_t summed = int8_window_sums(window + c, y_end - y_first, width, op->input_row - width * channels, channels, channels - c, sum);
        for (int32_t i = 0; i < summed; i++) {
          const int32_t mean = (sum[i] + (sum[i] > 0 ? count / 2 : -(count / 2))) / count;
          pixel[c++] = (int8_t)(mean < op->activation_min ? op->activation_min : mean > op->activation_max ? op->activation_max : mean);
        }
      }
    }
    output += op->output_row;
  }
}
