/* Fully connected layer over the flattened input, which is contiguous: one pixel, six output channels at a time, then
 * four. No scratch: each four bytes of the input are widened once for all channels of a group.
 * weights: packed (core/codegen/pack.ts), zero for channels that fill up the last group. shifts: as places, ~shift.
 * multiplier: how many channels are taken by sixes. */
#include "dense_dsp.h"
#include "requantise.h"

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

#if INT8_DSP

/* An input that is neither aligned nor made of whole words, where reading by words could leave the buffer. */
INT8_SELDOM static void by_bytes(const int8_op *op, const int8_memory *memory, const int8_t *input, int32_t inputs)
{
  const int8_t *weights = int8_bytes(memory, op->weights);
  int32_t width = op->multiplier > 0 ? 6 : 4;
  for (int32_t o = 0, c = 0; o < op->output_channels; o++, c++) {
    if (c == width) {
      weights += width * ((inputs + 3) & ~3);
      if (o >= op->multiplier) width = 4;
      c = 0;
    }
    const int8_t *at = weights + 8 * (c >> 1) + (c & 1);
    int32_t sum = int8_words(memory, op->bias)[o];
    for (int32_t i = 0; i < inputs; i++) sum += input[i] * at[4 * width * (i >> 2) + 2 * int8_packed_tap(i & 3)];
    memory->arena[op->output + o] = int8_scale_by_flags(op, sum, int8_words(memory, op->multipliers)[o], ~int8_bytes(memory, op->shifts)[o]);
  }
}

/* Any way of scaling, and groups that are not whole. A last group of inputs is read as a word, within the word that
 * holds its first byte if the input is aligned; its packed weights are 0. */
INT8_SELDOM static void by_groups(const int8_op *op, const int8_memory *memory, dsp_dense *layer, int32_t inputs)
{
  if ((inputs & 3) != 0 && ((uintptr_t)layer->input & 3) != 0) {
    by_bytes(op, memory, layer->input, inputs);
    return;
  }
  int8_t *output = layer->output;
  const int32_t *all_bias = layer->bias;
  const int8_t *weights = layer->weights;
  int32_t sums[6], bias[6] = { 0 };
  layer->output = 0;
  layer->multipliers = (uint32_t)(uintptr_t)sums;
  layer->bias = bias;
  for (int32_t o = 0; o < op->output_channels;) {
    const int32_t width = o < op->multiplier ? 6 : 4, left = op->output_channels - o;
    for (int32_t c = 0; c < width && c < left; c++) bias[c] = all_bias[o + c];
    layer->weights = weights + o * ((inputs + 3) & ~3);
    layer->sixes_end = width == 6 ? output : 0; /* after the output, which is null, or not */
    dsp_multiply_all(layer);
    for (int32_t c = 0; c < width && c < left; c++, o++) {
      output[o] = int8_scale_by_flags(op, sums[c], int8_words(memory, op->multipliers)[o], ~int8_bytes(memory, op->shifts)[o]);
    }
  }
}

void int8_dense(const int8_op *op, const int8_memory *memory)
{
  const int8_t *input = int8_input(op, memory);
  const int32_t inputs = op->input_height * op->input_row;
  const int32_t bytes = (inputs + 3) & ~3, skipped = -bytes & (4 * DSP_GROUPS_UNROLLED - 4);
  int8_t *output = memory->arena + op->output;
  dsp_dense layer;
  layer.output = output;
  layer.multipliers = (uint32_t)(uintptr_t)int8_words(memory, op->multipliers) - 4u * (uint32_t)(uintptr_t)output;
  layer.places = (uint32_t)(uintptr_t)int8_bytes(memory, op->shifts) - (uint32_t)(uintptr_t)output;
  layer.centre = 2 * op->output_offset + 1;
  layer.input = input;
  layer.weights = int8_bytes(memory, op->weights);
  layer.input_end = input + bytes;
  layer.bias = int8_words(memory, op->bias);
  layer.sixes_end = output + op->multiplier;
  layer.six_entry = skipped * (DSP_SIX_BYTES / 4);
  layer.four_entry = skipped * (DSP_FOUR_BYTES / 4);
  layer.output_end = output + op->output_channels;
  if (op->flags & (INT8_GENERAL | INT8_SINGLE_ROUNDING | INT8_CLAMP | INT8_RAGGED)) by_groups(op, memory, &layer, inputs);
  else dsp_multiply_all(&layer);
}

#else

#if defined(__wasm_simd128__)

/* sums += 4 * groups inputs x an even number of channels, of groups that are `width` wide */
static void add_products(const int8_t *x, const int8_t *weights, int32_t groups, int32_t width, int32_t channels, int32_t *sums)
{
  for (; channels > 0; channels -= 4, weights += 16, sums += 4) {
    const int8_t *at = x, *w = weights, *end = x + 4 * groups;
    v128_t even = wasm_i32x4_make(sums[0], 0, sums[2], 0), odd = wasm_i32x4_make(sums[1], 0, sums[3], 0);
    for (; at < end; at += 4, w += 4 * width) {
      const v128_t bytes = wasm_v128_load32_zero(at), both = channels >= 4 ? wasm_v128_load(w) : wasm_v128_load64_zero(w);
      const v128_t pairs = wasm_i16x8_extend_low_i8x16(wasm_i8x16_shuffle(bytes, bytes, 0, 2, 1, 3, 0, 2, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0));
      even = wasm_i32x4_add(even, wasm_i32x4_dot_i16x8(pairs, wasm_i16x8_shr(wasm_i16x8_shl(both, 8), 8)));
      odd = wasm_i32x4_add(odd, wasm_i32x4_dot_i16x8(pairs, wasm_i16x8_shr(both, 8)));
    }
    sums[0] = wasm_i32x4_extract_lane(even, 0) + wasm_i32x4_extract_lane(even, 1);
    sums[1] = wasm_i32x4_extract_lane(odd, 0) + wasm_i32x4_extract_lane(odd, 1);
    sums[2] = wasm_i32x4_extract_lane(even, 2) + wasm_i32x4_extract_lane(even, 3);
    sums[3] = wasm_i32x4_extract_lane(odd, 2) + wasm_i32x4_extract_lane(odd, 3);
  }
}

#else

/* The same, two channels at a time: as many sums as every core has registers for. */
static void add_products(const int8_t *x, const int8_t *weights, int32_t groups, int32_t width, int32_t channels, int32_t *sums)
{
  for (; channels > 0; channels -= 2, weights += 8, sums += 2) {
    const int8_t *w = weights, *at = x, *end = x + 4 * groups;
    int32_t first = sums[0], second = sums[1];
    for (; at < end; at += 4, w += 4 * width) {
      const int32_t x0 = at[0], x1 = at[1], x2 = at[2], x3 = at[3];
      first += x0 * w[0] + x2 * w[2] + x1 * w[4] + x3 * w[6];
      second += x0 * w[1] + x2 * w[3] + x1 * w[5] + x3 * w[7];
    }
    sums[0] = first;
    sums[1] = second;
  }
}

#endif

void int8_dense(const int8_op *op, const int8_memory *memory)
{
  const int8_t *input = int8_input(op, memory);
  int8_t *output = memory->arena + op->output;
  const int32_t *bias = int8_words(memory, op->bias);
  const int32_t *multipliers = int8_words(memory, op->multipliers);
  const int8_t *shifts = int8_bytes(memory, op->shifts);
  const int8_t *weights = int8_bytes(memory, op->weights);
  const int32_t inputs = op->input_height * op->input_row;
  const int32_t channels = op->output_channels;
  const int32_t whole = inputs & ~3;
  int8_t last[4] = { 0 };
  for (int32_t i = whole; i < inputs; i++) last[i - whole] = input[i];

  for (int32_t o = 0; o < channels;) {
    const int32_t width = o < op->multiplier ? 6 : 4;
    const int32_t left = channels - o < width ? channels - o : width, even = (left + 1) & ~1;
    int32_t sums[8] = { 0 };
    for (int32_t c = 0; c < left; c++) sums[c] = bias[o + c];
    add_products(input, weights, whole / 4, width, even, sums);
    weights += width * whole;
    if (whole < inputs) {
      add_products(last, weights, 1, width, even, sums);
      weights += 4 * width;
    }
    for (int32_t c = 0; c < left; c++, o++) output[o] = int8_scale(op, sums[c], multipliers[o], ~shifts[o]);
  }
}

#endif
