/* Runs the ops after this record patch by patch (MCUNetV2, section 3.1): each record is copied, given the patch's
 * extents, addresses and padding, and run. `multiplier` ops follow; kernel_height x kernel_width patches; weights: 16-bit
 * numbers, per patch row and then per patch column, and in each per op: first place in input, second input and output,
 * extent of input and output, padding before, and for columns the places from one row to the next in input, second
 * input and output. A patch of a tensor inside the stage is dense; that of the stage's input or output is a view. */
#include "int8.h"

enum { ROW_NUMBERS = 6, COLUMN_NUMBERS = 9 };

void int8_patches(const int8_op *stage, const int8_memory *memory)
{
  const int32_t ops = stage->multiplier;
  const int16_t *rows = (const int16_t *)(const void *)(memory->constants + stage->weights);
  const int16_t *columns = rows + ROW_NUMBERS * ops * stage->kernel_height;

  for (int32_t patch = 0; patch < stage->kernel_height * stage->kernel_width; patch++) {
    const int16_t *y = rows + ROW_NUMBERS * ops * (patch / stage->kernel_width);
    const int16_t *x = columns + COLUMN_NUMBERS * ops * (patch % stage->kernel_width);
    for (int32_t i = 1; i <= ops; i++, y += ROW_NUMBERS, x += COLUMN_NUMBERS) {
      int8_op op = stage[i];
      op.input_row = x[6] * op.input_channels;
      op.second_row = x[7] * op.input_channels;
      op.output_row = x[8] * op.output_channels;
      op.input += y[0] * op.input_row + x[0] * op.input_channels;
      op.second_input += y[1] * op.second_row + x[1] * op.input_channels;
      op.output += y[2] * op.output_row + x[2] * op.output_channels;
      op.input_height = y[3];
      op.input_width = x[3];
      op.output_height = y[4];
      op.output_width = x[4];
      op.pad_top = y[5];
      op.pad_left = x[5];
      int8_kernels[op.kind](&op, memory);
    }
  }
}
