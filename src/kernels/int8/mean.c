/* Mean over height and width; input and output may have different parameters, the factor holds one over the places. */
#include "requantise.h"
#include "window_sums.h"

void int8_mean(const int8_op *op, const int8_memory *memory)
{
  const int8_t *input = int8_input(op, memory);
  int8_t *output = memory->arena + op->output;
  const int32_t mantissa = *int8_words(memory, op->multipliers);
  const int32_t shift = *int8_bytes(memory, op->shifts);
  const int32_t channels = op->input_channels;
  const int32_t zeros = op->input_offset * op->input_height * op->input_width;

  for (int32_t c = 0; c < channels;) {
    int32_t sum[4];
    const int32_t summed = int8_window_sums(input + c, op->input_height, op->input_width, op->input_row - op->input_width * channels, channels, channels - c, sum);
    for (int32_t i = 0; i < summed; i++) output[c++] = int8_finish(op, sum[i] + zeros, mantissa, shift);
  }
}
