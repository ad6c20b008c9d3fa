/* Convolution as a matrix product, 4 output pixels at a time: their windows are gathered into scratch as columns of
 * taps, padded to a multiple of 4, then multiplied with two output channels at a time. All of a block is read before
 * any of it is written. Places outside the input hold the zero point.
 * weights: packed (core/codegen/pack.ts). scratch: 8 bytes per padded tap. */
#include "columns.h"

/* A kernel of one tap that takes every pixel sees the image as one row: no block then ends early. */
static int one_row(const int8_op *op)
{
  return op->kernel_height * op->kernel_width * op->stride_height * op->stride_width == 1 && op->pad_top == 0 && op->pad_left == 0 &&
         op->output_width == op->input_width && op->input_row == op->input_width * op->input_channels;
}

void int8_conv2d(const int8_op *op, const int8_memory *memory)
{
  const int32_t channels = op->output_channels;
  const int together = op->output_row == op->output_width * channels;
  const int flat = together && one_row(op);
  const int32_t width = flat ? op->output_width * op->output_height : op->output_width;
  const int32_t height = flat ? 1 : op->output_height;
  const int32_t step = op->flags & INT8_REVERSE ? -1 : 1;
  int32_t y = step > 0 ? 0 : height - 1;
  int32_t x = step > 0 ? 0 : width - 1;
  int8_t *output = memory->arena + op->output + y * op->output_row + x * channels;
  convolution conv;
  conv.op = op;
  conv.input = int8_input(op, memory);
  conv.weights = int8_bytes(memory, op->weights);
  conv.shifts = int8_bytes(memory, op->shifts);
  conv.bias = int8_words(memory, op->bias);
  conv.multipliers = int8_words(memory, op->multipliers);
  conv.columns = memory->arena + op->scratch;
  conv.taps = (op->kernel_height * op->kernel_width * op->input_channels + 3) & ~3;
  conv.height = flat ? 1 : op->input_height;
  conv.width = flat ? width : op->input_width;
  gemm_begin(&conv);

  for (int32_t left = width * height; left > 0;) {
    const int32_t in_row = step > 0 ? width - x : x + 1;
    const int32_t most = together ? left : in_row;
    const int32_t count = most < BLOCK ? most : BLOCK;
    for (int32_t p = 0; p < count; p++) {
      conv.y[p] = y * op->stride_height - op->pad_top;
      conv.x[p] = x * op->stride_width - op->pad_left;
      x += step;
      if (x == width || x < 0) {
        x = step > 0 ? 0 : width - 1;
        y += step;
      }
    }
    columns_gather(&conv, count);
    gemm_block(&conv, output, step * channels, count);
    left -= count;
    output += count * step * channels;
    if (!together && count == in_row) output += step * (op->output_row - width * channels);
  }
}
