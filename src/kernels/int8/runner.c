/* Walks the plan table. A record of kind INT8_PATCHES stands before a stage that runs patch by patch (MCUNetV2,
 * section 3.1): the records after it are copied, one by one and patch by patch, given that patch's extents, addresses
 * and padding, and run. */
#include "config.h"
#include "int8.h"

#define DECLARE(kind, kernel) extern int8_kernel kernel INT8_LINKAGE;
INT8_KERNELS(DECLARE)

#define ENTRY(kind, kernel) [kind] = kernel,
static int8_kernel *const kernels[] = { INT8_KERNELS(ENTRY) };

#if INT8_USE_PATCHES
enum { ROW_NUMBERS = 6, COLUMN_NUMBERS = 9 };

/* stage: multiplier ops follow; kernel_height x kernel_width patches; weights: per patch row, then per patch column,
 * and in each per op: first place in input, second input and output, extent of input and output, padding before, and
 * for columns the places from one row to the next in input, second input and output. */
static void run_patches(const int8_op *stage, const int8_memory *memory)
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
      kernels[op.kind](&op, memory);
    }
  }
}
#endif

void int8_run(const int8_op *ops, int32_t count, const void *constants, int8_t *arena, const int8_t *external)
{
  const int8_memory memory = { (const uint8_t *)constants, arena, external };
  for (const int8_op *op = ops; op < ops + count; op++) {
#if INT8_USE_PATCHES
    if (op->kind == INT8_PATCHES) {
      run_patches(op, &memory);
      op += op->multiplier;
      continue;
    }
#endif
    kernels[op->kind](op, &memory);
  }
}
