/* Fully connected layer over the flattened input; it is contiguous. */
#include "requantise.h"

void int8_dense(const int8_op *op, const int8_memory *memory)
{
  const int8_t *input = int8_input(op, memory);
  int8_t *output = memory->arena + op->output;
  const int8_t *weights = int8_bytes(memory, op->weights);
  const int32_t *bias = int8_words(memory, op->bias);
  const int32_t *multipliers = int8_words(memory, op->multipliers);
  const int8_t *shifts = int8_bytes(memory, op->shifts);
  const int32_t inputs = op->input_height * op->input_width * op->input_channels;

  for (int32_t o = 0; o < op->output_channels; o++) {
    int32_t sum = bias[o];
    for (int32_t i = 0; i < inputs; i++) sum += input[i] * *weights++;
    output[o] = int8_finish(op, sum, multipliers[o], shifts[o]);
  }
}
