/* Fully connected layer over the flattened input, which is contiguous: one pixel, four output channels at a time, what
 * is left over (one or two) as a pair. No scratch: each four bytes of the input are widened once for four channels.
 * weights: packed (core/codegen/pack.ts). */
#include "dense_dsp.h"
#include "requantise.h"

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

#if INT8_DSP

/* The few channels that dense_dsp.h leaves. */
static void add_products(const int8_t *x, const int8_t *weights, int32_t groups, int32_t width, int32_t sums[4])
{
  for (int32_t i = 0; i < 4 * groups; i++) {
    const int8_t *at = weights + 4 * width * (i / 4) + 2 * int8_packed_tap(i % 4);
    for (int32_t c = 0; c < width; c++) sums[c] += x[i] * at[8 * (c / 2) + c % 2];
  }
}

#elif defined(__wasm_simd128__)

/* sums += 4 * groups inputs x 4 or 2 channels */
static void add_products(const int8_t *x, const int8_t *weights, int32_t groups, int32_t width, int32_t sums[4])
{
  v128_t even = wasm_i32x4_make(sums[0], 0, sums[2], 0), odd = wasm_i32x4_make(sums[1], 0, sums[3], 0);
  for (; groups > 0; groups--, x += 4, weights += 4 * width) {
    const v128_t bytes = wasm_v128_load32_zero(x), both = width == 4 ? wasm_v128_load(weights) : wasm_v128_load64_zero(weights);
    const v128_t pairs = wasm_i16x8_extend_low_i8x16(wasm_i8x16_shuffle(bytes, bytes, 0, 2, 1, 3, 0, 2, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0));
    even = wasm_i32x4_add(even, wasm_i32x4_dot_i16x8(pairs, wasm_i16x8_shr(wasm_i16x8_shl(both, 8), 8)));
    odd = wasm_i32x4_add(odd, wasm_i32x4_dot_i16x8(pairs, wasm_i16x8_shr(both, 8)));
  }
  sums[0] = wasm_i32x4_extract_lane(even, 0) + wasm_i32x4_extract_lane(even, 1);
  sums[1] = wasm_i32x4_extract_lane(odd, 0) + wasm_i32x4_extract_lane(odd, 1);
  sums[2] = wasm_i32x4_extract_lane(even, 2) + wasm_i32x4_extract_lane(even, 3);
  sums[3] = wasm_i32x4_extract_lane(odd, 2) + wasm_i32x4_extract_lane(odd, 3);
}

#else

/* The same, two channels at a time: as many sums as every core has registers for. */
static void add_products(const int8_t *x, const int8_t *weights, int32_t groups, int32_t width, int32_t sums[4])
{
  for (int32_t c = 0; c < width; c += 2) {
    const int8_t *w = weights + 4 * c, *at = x, *end = x + 4 * groups;
    int32_t first = sums[c], second = sums[c + 1];
    for (; at < end; at += 4, w += 4 * width) {
      const int32_t x0 = at[0], x1 = at[1], x2 = at[2], x3 = at[3];
      first += x0 * w[0] + x2 * w[2] + x1 * w[4] + x3 * w[6];
      second += x0 * w[1] + x2 * w[3] + x1 * w[5] + x3 * w[7];
    }
    sums[c] = first;
    sums[c + 1] = second;
  }
}

#endif

#if INT8_DSP

/* All whole fours of channels. A last group that is not whole is read as a word, within the word that holds its first
 * byte if the input is aligned; its packed weights are 0. Returns how many channels are done. */
static int32_t whole_fours(const int8_op *op, const int8_memory *memory, const int8_t *input, int32_t inputs)
{
  const int32_t groups = (inputs + 3) / 4;
  const int32_t channels = op->output_channels & ~3;
  int8_t *output = memory->arena + op->output;
  const int32_t *multipliers = int8_words(memory, op->multipliers);
  const int8_t *shifts = int8_bytes(memory, op->shifts);
  int32_t sums[4];
  if (channels == 0 || (inputs % 4 != 0 && ((uintptr_t)input & 3) != 0)) return 0;
  dsp_dense layer = {
    output, input, int8_bytes(memory, op->weights), (groups + DSP_GROUPS_UNROLLED - 1) / DSP_GROUPS_UNROLLED,
    (-groups & (DSP_GROUPS_UNROLLED - 1)) * DSP_GROUP_BYTES + 1,
    (uint32_t)(uintptr_t)multipliers - 4u * (uint32_t)(uintptr_t)output, (uint32_t)(uintptr_t)shifts - (uint32_t)(uintptr_t)output,
    2 * op->output_offset + 1, int8_words(memory, op->bias), output + channels, 0,
  };
  if (!(op->flags & (INT8_GENERAL | INT8_SINGLE_ROUNDING | INT8_CLAMP))) {
    dsp_four_channels(&layer);
    return channels;
  }
  layer.sums = sums;
  for (int32_t o = 0; o < channels; o++) {
    if (o % 4 == 0) {
      dsp_four_channels(&layer);
      layer.weights += 16 * groups;
      layer.bias += 4;
    }
    output[o] = int8_scale_by_flags(op, sums[o % 4], multipliers[o], shifts[o]);
  }
  return channels;
}

#endif

void int8_dense(const int8_op *op, const int8_memory *memory)
{
  const int8_t *input = int8_input(op, memory);
  int8_t *output = memory->arena + op->output;
  const int32_t *bias = int8_words(memory, op->bias);
  const int32_t *multipliers = int8_words(memory, op->multipliers);
  const int8_t *shifts = int8_bytes(memory, op->shifts);
  const int32_t inputs = op->input_height * op->input_width * op->input_channels;
  const int32_t whole = inputs & ~3;
  int8_t last[4] = { 0 };
  for (int32_t i = whole; i < inputs; i++) last[i - whole] = input[i];
  int32_t o = 0;
#if INT8_DSP
  o = whole_fours(op, memory, input, inputs);
#endif
  const int8_t *weights = int8_bytes(memory, op->weights) + o * ((inputs + 3) & ~3);

  while (o < op->output_channels) {
    const int32_t left = op->output_channels - o;
    const int32_t width = left > 2 ? 4 : 2;
    int32_t sums[4] = { 0 };
    for (int32_t c = 0; c < width && c < left; c++) sums[c] = bias[o + c];
    add_products(input, weights, whole / 4, width, sums);
    weights += width * whole;
    if (whole < inputs) {
      add_products(last, weights, 1, width, sums);
      weights += 4 * width;
    }
    for (int32_t c = 0; c < width && c < left; c++, o++) output[o] = int8_scale(op, sums[c], multipliers[o], shifts[o]);
  }
}
