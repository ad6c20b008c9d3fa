/* Depthwise convolution, channel multiplier 1. In place where the plan grants scratch: each channel is copied once
 * into a zero-padded plane, then its output overwrites it; no other channel is touched. Peak memory is the tensor and
 * one plane instead of two tensors (MCUNet, section 3.2).
 * scratch: one channel with the padding that its windows touch. */
#include "requantise.h"

#include <string.h>

static void in_place(const int8_op *op, const int8_memory *memory)
{
  const int32_t channels = op->input_channels;
  const int32_t plane_width = (op->output_width - 1) * op->stride_width + op->kernel_width;
  const int32_t plane_height = (op->output_height - 1) * op->stride_height + op->kernel_height;
  const int32_t columns = plane_width - op->pad_left < op->input_width ? plane_width - op->pad_left : op->input_width;
  const int32_t rows = plane_height - op->pad_top < op->input_height ? plane_height - op->pad_top : op->input_height;
  int8_t *plane = memory->arena + op->scratch;
  memset(plane, -op->input_offset, (size_t)(plane_height * plane_width));

  for (int32_t c = 0; c < channels; c++) {
    int8_t *tensor = memory->arena + op->input + c;
    for (int32_t y = 0; y < rows; y++) {
      int8_t *row = plane + (y + op->pad_top) * plane_width + op->pad_left;
      for (int32_t x = 0; x < columns; x++) row[x] = tensor[(y * op->input_width + x) * channels];
    }
    const int8_t *weights = int8_bytes(memory, op->weights) + c;
    const int32_t bias = int8_words(memory, op->bias)[c];
    const int32_t multiplier = int8_words(memory, op->multipliers)[c];
    const int32_t shift = int8_bytes(memory, op->shifts)[c];
    for (int32_t oy = 0; oy < op->output_height; oy++) {
      for (int32_t ox = 0; ox < op->output_width; ox++) {
        int32_t sum = bias;
        for (int32_t ky = 0; ky < op->kernel_height; ky++) {
          const int8_t *x = plane + (oy * op->stride_height + ky) * plane_width + ox * op->stride_width;
          const int8_t *w = weights + ky * op->kernel_width * channels;
          for (int32_t kx = 0; kx < op->kernel_width; kx++) sum += x[kx] * w[kx * channels];
        }
        tensor[(oy * op->output_width + ox) * channels] = int8_finish(op, sum, multiplier, shift);
      }
    }
  }
}

static void from_input_to_output(const int8_op *op, const int8_memory *memory)
{
  const int8_t *input = int8_input(op, memory);
  int8_t *output = memory->arena + op->output;
  const int8_t *weights = int8_bytes(memory, op->weights);
  const int32_t channels = op->input_channels;

  for (int32_t oy = 0; oy < op->output_height; oy++) {
    for (int32_t ox = 0; ox < op->output_width; ox++) {
      for (int32_t c = 0; c < channels; c++) {
        int32_t sum = int8_words(memory, op->bias)[c];
        for (int32_t ky = 0; ky < op->kernel_height; ky++) {
          const int32_t y = oy * op->stride_height - op->pad_top + ky;
          for (int32_t kx = 0; kx < op->kernel_width; kx++) {
            const int32_t x = ox * op->stride_width - op->pad_left + kx;
            const int inside = y >= 0 && y < op->input_height && x >= 0 && x < op->input_width;
            sum += (inside ? input[y * op->input_row + x * channels + c] : -op->input_offset) *
                   weights[(ky * op->kernel_width + kx) * channels + c];
          }
        }
        *output++ = int8_finish(op, sum, int8_words(memory, op->multipliers)[c], int8_bytes(memory, op->shifts)[c]);
      }
    }
  }
}

void int8_depthwise_conv2d(const int8_op *op, const int8_memory *memory)
{
  if (op->scratch >= 0) in_place(op, memory);
  else from_input_to_output(op, memory);
}
