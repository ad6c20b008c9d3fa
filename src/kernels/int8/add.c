/* Element-wise sum: both inputs lifted by 2^20, brought to one scale, summed, scaled to the output. */
#include "requantise.h"

#define LIFT 1048576

void int8_add(const int8_op *op, const int8_memory *memory)
{
  const int8_t *first = int8_input(op, memory);
  const int8_t *second = memory->arena + op->second_input;
  int8_t *output = memory->arena + op->output;
  const int32_t *mantissa = int8_words(memory, op->multipliers);
  const int8_t *shift = int8_bytes(memory, op->shifts);
  const int32_t count = op->output_height * op->output_width * op->output_channels;

  for (int32_t i = 0; i < count; i++) {
    const int32_t a = int8_requantise((first[i] + op->input_offset) * LIFT, mantissa[0], shift[0], op->flags);
    const int32_t b = int8_requantise((second[i] + op->second_offset) * LIFT, mantissa[1], shift[1], op->flags);
    output[i] = int8_finish(op, a + b, mantissa[2], shift[2]);
  }
}
