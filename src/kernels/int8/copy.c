/* A block of pixels to another place, every stride-th on each axis: slices, the parts of a concatenation, the inside
 * of a padded plane. */
#include "bytes.h"
#include "requantise.h"

void int8_copy(const int8_op *op, const int8_memory *memory)
{
  const int8_t *input = int8_input(op, memory);
  int8_t *output = memory->arena + op->output;
  const int32_t channels = op->multiplier;
  const int whole_rows = op->stride_width == 1 && op->dilation_width == 1 && channels == op->input_channels && channels == op->output_channels;
  const int32_t pixels = whole_rows ? 1 : op->output_width;
  const int32_t run = whole_rows ? channels * op->output_width : channels;

  for (int32_t y = op->output_height; y > 0; y--) {
    const int8_t *from = input;
    int8_t *to = output;
    for (int32_t x = pixels; x > 0; x--) {
      if (op->dilation_width == 1) int8_copy_run(to, from, run);
      else for (int32_t c = 0; c < run; c++) to[c] = from[c * op->dilation_width];
      from += op->stride_width * op->input_channels;
      to += op->output_channels;
    }
    input += op->stride_height * op->input_row;
    output += op->output_row;
  }
}
