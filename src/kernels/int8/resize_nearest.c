/* Each output pixel is the nearest input pixel; which that is, row by row and column by column, comes as a table. */
#include "bytes.h"
#include "requantise.h"

void int8_resize_nearest(const int8_op *op, const int8_memory *memory)
{
  const int32_t *rows = int8_words(memory, op->multipliers);
  const int32_t *columns = rows + op->output_height;
  const int8_t *input = int8_input(op, memory);
  int8_t *output = memory->arena + op->output;
  const int32_t channels = op->output_channels;

  for (int32_t y = 0; y < op->output_height; y++) {
    for (int32_t x = 0; x < op->output_width; x++) {
      int8_copy_run(output + x * channels, input + rows[y] * op->input_row + columns[x] * channels, channels);
    }
    output += op->output_row;
  }
}
