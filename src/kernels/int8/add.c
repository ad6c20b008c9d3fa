/* Element-wise sum: both inputs lifted by 2^20, brought to one scale, summed, scaled to the output. */
#include "requantise.h"

#define LIFT 1048576

void int8_add(const int8_op *op, const uint8_t *constants, int8_t *arena)
{
  const int8_t *first = arena + op->input;
  const int8_t *second = arena + op->second_input;
  int8_t *output = arena + op->output;
  const int32_t *mantissa = int8_words(constants, op->multipliers);
  const int8_t *shift = int8_bytes(constants, op->shifts);
  const int32_t count = op->output_height * op->output_width * op->output_channels;

  for (int32_t i = 0; i < count; i++) {
    const int32_t a = int8_requantise((first[i] + op->input_offset) * LIFT, mantissa[0], shift[0], op->single_rounding);
    const int32_t b = int8_requantise((second[i] + op->second_input_offset) * LIFT, mantissa[1], shift[1], op->single_rounding);
    output[i] = int8_finish(op, a + b, mantissa[2], shift[2]);
  }
}
