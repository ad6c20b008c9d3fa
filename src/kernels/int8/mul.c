/* Element-wise product; the second factor may be one row, one pixel or one value for all. */
#include "requantise.h"

void int8_mul(const int8_op *op, const int8_memory *memory)
{
  const int8_t *first = int8_input(op, memory);
  const int8_t *second = int8_second(op, memory);
  int8_t *output = memory->arena + op->output;
  const int32_t mantissa = *int8_words(memory, op->multipliers);
  const int32_t shift = *int8_bytes(memory, op->shifts);
  const int32_t channels = op->output_channels;

  for (int32_t y = 0; y < op->output_height; y++) {
    for (int32_t x = 0; x < op->output_width; x++) {
      for (int32_t c = 0; c < channels; c++) {
        const int32_t a = first[x * channels + c] + op->input_offset;
        const int32_t b = second[x * op->stride_width + c * op->dilation_width] + op->second_offset;
        output[x * channels + c] = int8_finish(op, a * b, mantissa, shift);
      }
    }
    first += op->input_row;
    second += op->second_row;
    output += op->output_row;
  }
}
