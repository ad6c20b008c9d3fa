/* Fully connected layer over the flattened input; its zero point is held by the bias. */
#include "requantise.h"

void int8_dense(const int8_op *op, const uint8_t *constants, int8_t *arena)
{
  const int8_t *input = arena + op->input;
  int8_t *output = arena + op->output;
  const int8_t *weights = int8_bytes(constants, op->weights);
  const int32_t *bias = int8_words(constants, op->bias);
  const int32_t *multipliers = int8_words(constants, op->multipliers);
  const int8_t *shifts = int8_bytes(constants, op->shifts);
  const int32_t inputs = op->input_height * op->input_width * op->input_channels;

  for (int32_t o = 0; o < op->output_channels; o++) {
    int32_t sum = bias[o];
    for (int32_t i = 0; i < inputs; i++) sum += (input[i] + op->input_offset) * *weights++;
    output[o] = int8_finish(op, sum, multipliers[o], shifts[o]);
  }
}
