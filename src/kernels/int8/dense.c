/* Fully connected layer over the flattened input, which is contiguous: one pixel, four output channels at a time, what
 * is left over (one or two) as a pair. No scratch: each four bytes of the input are widened once for four channels.
 * weights: packed (core/codegen/pack.ts). */
#include "dense_dsp.h"
#include "requantise.h"

/* 4 inputs x 2 channels; bytes 0 to 7 of `weights` */
static inline void two_channels(const int8_t *x, const int8_t *weights, int32_t sums[2])
{
  sums[0] += x[0] * weights[0] + x[2] * weights[2] + x[1] * weights[4] + x[3] * weights[6];
  sums[1] += x[0] * weights[1] + x[2] * weights[3] + x[1] * weights[5] + x[3] * weights[7];
}

static void add_products(const int8_t *x, const int8_t *weights, int32_t groups, int32_t width, int32_t sums[4])
{
#if INT8_DSP
  if (width == 4 && groups > 0) {
    dsp_four_channels(x, weights, groups, sums);
    return;
  }
#endif
  for (; groups > 0; groups--, x += 4, weights += 4 * width) {
    two_channels(x, weights, sums);
    if (width == 4) two_channels(x, weights + 8, sums + 2);
  }
}

void int8_dense(const int8_op *op, const int8_memory *memory)
{
  const int8_t *input = int8_input(op, memory);
  int8_t *output = memory->arena + op->output;
  const int8_t *weights = int8_bytes(memory, op->weights);
  const int32_t *bias = int8_words(memory, op->bias);
  const int32_t *multipliers = int8_words(memory, op->multipliers);
  const int8_t *shifts = int8_bytes(memory, op->shifts);
  const int32_t inputs = op->input_height * op->input_width * op->input_channels;
  const int32_t groups = inputs / 4;
  const int32_t rest = inputs % 4;
  int8_t last[4] = { 0 };
  for (int32_t i = 0; i < rest; i++) last[i] = input[4 * groups + i];

  for (int32_t o = 0; o < op->output_channels;) {
    const int32_t left = op->output_channels - o;
    const int32_t width = left > 2 ? 4 : 2;
    int32_t sums[4] = { 0 };
    for (int32_t c = 0; c < width && c < left; c++) sums[c] = bias[o + c];
    add_products(input, weights, groups, width, sums);
    weights += 4 * width * groups;
    if (rest > 0) {
      add_products(last, weights, 1, width, sums);
      weights += 4 * width;
    }
    for (int32_t c = 0; c < width && c < left; c++, o++) output[o] = int8_scale(op, sums[c], multipliers[o], shifts[o]);
  }
}
