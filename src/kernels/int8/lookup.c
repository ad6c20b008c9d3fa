/* A function of one value, by its table: the result for q stands at q + 128. */
#include "requantise.h"

void int8_lookup(const int8_op *op, const int8_memory *memory)
{
  const int8_t *table = int8_bytes(memory, op->weights) + 128;
  const int8_t *input = int8_input(op, memory);
  int8_t *output = memory->arena + op->output;
  const int32_t count = op->output_width * op->output_channels;

  for (int32_t y = op->output_height; y > 0; y--) {
    for (int32_t i = 0; i < count; i++) output[i] = table[input[i]];
    input += op->input_row;
    output += op->output_row;
  }
}
