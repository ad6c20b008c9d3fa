/* Largest value of a window; scale and zero point are those of the input. */
#include "requantise.h"

/* One channel after another, or four at once by comparing bytes. */
static void largest_of(const int8_t *window, int32_t height, int32_t width, int32_t row, int32_t pixel, int32_t channels, int8_t *output)
{
  int32_t c = 0;
#if INT8_DSP
  for (; c + 4 <= channels; c += 4) {
    const int8_t *from = window + c;
    uint32_t largest = int8_word(from);
    for (int32_t y = height; y > 0; y--) {
      for (int32_t x = width; x > 0; x--) {
        __asm__("ssub8 r12, %0, %1\n sel %0, %0, %1" : "+r"(largest) : "r"(int8_word(from)) : "r12", "cc");
        from += pixel;
      }
      from += row;
    }
    memcpy(output + c, &largest, 4);
  }
#endif
  for (; c < channels; c++) {
    const int8_t *from = window + c;
    int32_t largest = INT8_MIN;
    for (int32_t y = height; y > 0; y--) {
      for (int32_t x = width; x > 0; x--) {
        const int32_t value = *from;
        if (value > largest) largest = value;
        from += pixel;
      }
      from += row;
    }
    output[c] = (int8_t)largest;
  }
}

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
      const int32_t width = x_end - x_first;
      int8_t *pixel = output + ox * channels;
      largest_of(input + y_first * op->input_row + x_first * channels, y_end - y_first, width, op->input_row - width * channels, channels, channels, pixel);
      if (!(op->flags & INT8_CLAMP)) continue;
      for (int32_t c = 0; c < channels; c++) {
        pixel[c] = (int8_t)(pixel[c] < op->activation_min ? op->activation_min : pixel[c] > op->activation_max ? op->activation_max : pixel[c]);
      }
    }
    output += op->output_row;
  }
}
