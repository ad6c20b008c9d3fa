/* The whole output is made of output_offset: what a padded plane is before its inside is copied. */
#include "requantise.h"

#include <string.h>

void int8_fill(const int8_op *op, const int8_memory *memory)
{
  int8_t *output = memory->arena + op->output;
  for (int32_t y = op->output_height; y > 0; y--) {
    memset(output, op->output_offset, (size_t)(op->output_width * op->output_channels));
    output += op->output_row;
  }
}
