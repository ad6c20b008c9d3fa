/* The matrix product of a block: columns of 1 to 4 pixels (columns.h) times all output channels, scaled and written.
 * One of three ways, equal byte for byte: DSP instructions, wasm's SIMD, portable C by 2 pixels x 2 channels. */
#ifndef THIMBLE_GEMM_H
#define THIMBLE_GEMM_H

#include "gemm_dsp.h"
#include "requantise.h"
#include "tile.h"

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

#define BLOCK 4

/* A convolution on its way through the image, block by block. */
typedef struct {
  const int8_op *op;
  const int8_t *input, *weights, *shifts;
  const int32_t *bias, *multipliers;
  int8_t *columns;             /* the scratch */
  int32_t taps;                /* padded to a multiple of 4 */
  int32_t height, width;       /* of the input */
  int32_t y[BLOCK], x[BLOCK];  /* first tap of each of the block's pixels */
#if INT8_DSP
  dsp_block block;
#endif
} convolution;

#if INT8_DSP

/* The pixel in column p of a block of `count`. Fewer than 4 are repeated such that pixels 0 and 1, and 2 and 3, are
 * equally far apart as 0 and 2, and 1 and 3: then two addresses and one distance reach all. */
static inline int32_t gemm_pixel(int32_t p, int32_t count)
{
  return count == 3 ? p - (p > 1) : p & (count - 1);
}

/* Two channels from `first`, the second perhaps none, by any rounding and any clamp. */
INT8_SELDOM static void gemm_pair(convolution *conv, int32_t first)
{
  const int8_op *op = conv->op;
  dsp_block *block = &conv->block;
  int32_t sums[2][BLOCK];
  const int32_t bias[2] = { conv->bias[first], first + 1 < op->output_channels ? conv->bias[first + 1] : 0 };
  block->weights = conv->weights + first * conv->taps;
  block->bias = bias;
  block->sums = sums[0];
  dsp_multiply(block);
  block->sums = 0;
  for (int32_t c = 0; c < 2 && first + c < op->output_channels; c++) {
    for (int32_t p = 0; p < BLOCK; p++) {
      int8_t *output = (p & 1 ? block->output_1 : block->output) + (p & 2 ? block->two_pixels : 0);
      output[first + c] = int8_scale_by_flags(op, sums[c][p], conv->multipliers[first + c], conv->shifts[first + c]);
    }
  }
}

static void gemm_begin(convolution *conv)
{
  const int32_t pairs = conv->taps / 2;
  const int32_t skipped = -pairs & (DSP_PAIRS_UNROLLED - 1);
  dsp_block *block = &conv->block;
  block->columns = (const uint32_t *)(const void *)conv->columns;
  block->end = block->columns + BLOCK * pairs;
  block->entry = skipped * DSP_PAIR_BYTES + 1;
  block->centre = 2 * conv->op->output_offset + 1;
  block->sums = 0;
}

/* step: from one pixel of the block to the next, in bytes */
static void gemm_block(convolution *conv, int8_t *output, int32_t step, int32_t count)
{
  const int8_op *op = conv->op;
  const int32_t even = op->flags & (INT8_GENERAL | INT8_SINGLE_ROUNDING) ? 0 : op->output_channels & ~1;
  dsp_block *block = &conv->block;
  block->output = output;
  block->output_1 = count > 1 ? output + step : output;
  block->two_pixels = count == 4 ? 2 * step : count == 3 ? step : 0;
  block->weights = conv->weights;
  block->bias = conv->bias;
  block->multipliers = (uint32_t)(uintptr_t)conv->multipliers - 4u * (uint32_t)(uintptr_t)output;
  block->shifts = (uint32_t)(uintptr_t)conv->shifts - (uint32_t)(uintptr_t)output;
  block->output_end = output + even;
  if (even > 0) dsp_multiply(block);
  if (op->flags & INT8_CLAMP) {
    for (int32_t p = 0; p < count; p++) int8_clamp(op, output + p * step, even, 1);
  }
  for (int32_t first = even; first < op->output_channels; first += 2) gemm_pair(conv, first);
}

#else

#if defined(__wasm_simd128__)

/* Bytes are gathered in the upper half of the scratch and widened into all of it, front to back. */
static inline int8_t *gemm_bytes(int8_t *columns, int32_t taps)
{
  return columns + BLOCK * taps;
}

static inline void gemm_widen(int8_t *columns, int32_t taps, int32_t count)
{
  const int8_t *from = gemm_bytes(columns, taps);
  for (int32_t k = 0; k < count * taps; k += 4) {
    const v128_t bytes = wasm_v128_load32_zero(from + k);
    wasm_v128_store64_lane(columns + 2 * k, wasm_i16x8_extend_low_i8x16(wasm_i8x16_shuffle(bytes, bytes, 0, 2, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)), 0);
  }
}

static inline int32_t across(v128_t v)
{
  const v128_t two = wasm_i32x4_add(v, wasm_i32x4_shuffle(v, v, 2, 3, 0, 1));
  return wasm_i32x4_extract_lane(two, 0) + wasm_i32x4_extract_lane(two, 1);
}

/* sums of 4 pixels x 2 channels; pixels beyond the block read what lies there */
static inline void gemm_sums(const int8_t *columns, const int8_t *weights, int32_t taps, int32_t count, int32_t sums[2][BLOCK])
{
  (void)count;
  v128_t total[2][BLOCK];
  for (int32_t p = 0; p < BLOCK; p++) total[0][p] = total[1][p] = wasm_i32x4_const_splat(0);
  int32_t k = 0;
  for (; k + 8 <= taps; k += 8) {
    const v128_t both = wasm_v128_load(weights + 2 * k);
    const v128_t first = wasm_i16x8_shr(wasm_i16x8_shl(both, 8), 8);
    const v128_t second = wasm_i16x8_shr(both, 8);
    for (int32_t p = 0; p < BLOCK; p++) {
      const v128_t x = wasm_v128_load(columns + 2 * (p * taps + k));
      total[0][p] = wasm_i32x4_add(total[0][p], wasm_i32x4_dot_i16x8(x, first));
      total[1][p] = wasm_i32x4_add(total[1][p], wasm_i32x4_dot_i16x8(x, second));
    }
  }
  if (k < taps) {
    const v128_t both = wasm_v128_load64_zero(weights + 2 * k);
    const v128_t first = wasm_i16x8_shr(wasm_i16x8_shl(both, 8), 8);
    const v128_t second = wasm_i16x8_shr(both, 8);
    for (int32_t p = 0; p < BLOCK; p++) {
      const v128_t x = wasm_v128_load64_zero(columns + 2 * (p * taps + k));
      total[0][p] = wasm_i32x4_add(total[0][p], wasm_i32x4_dot_i16x8(x, first));
      total[1][p] = wasm_i32x4_add(total[1][p], wasm_i32x4_dot_i16x8(x, second));
    }
  }
  for (int32_t p = 0; p < BLOCK; p++) {
    sums[0][p] = across(total[0][p]);
    sums[1][p] = across(total[1][p]);
  }
}

#else

static inline int8_t *gemm_bytes(int8_t *columns, int32_t taps)
{
  (void)taps;
  return columns;
}

static inline void gemm_widen(int8_t *columns, int32_t taps, int32_t count)
{
  (void)columns;
  (void)taps;
  (void)count;
}

static inline void gemm_sums(const int8_t *columns, const int8_t *weights, int32_t taps, int32_t count, int32_t sums[2][BLOCK])
{
  for (int32_t p = 0; p < count; p += 2) {
    int32_t four[4] = { 0 };
    const int8_t *x = columns + p * taps;
    int8_tile(x, p + 1 < count ? x + taps : x, weights, taps / 4, four);
    sums[0][p] = four[0];
    sums[0][p + 1] = four[1];
    sums[1][p] = four[2];
    sums[1][p + 1] = four[3];
  }
}

#endif

static void gemm_begin(convolution *conv)
{
  (void)conv;
}

/* step: from one pixel of the block to the next, in bytes */
static void gemm_block(convolution *conv, int8_t *output, int32_t step, int32_t count)
{
  const int8_op *op = conv->op;
  const int8_t *weights = conv->weights;
  for (int32_t o = 0; o < op->output_channels; o += 2, weights += 2 * conv->taps) {
    int32_t sums[2][BLOCK];
    gemm_sums(conv->columns, weights, conv->taps, count, sums);
    for (int32_t c = 0; c < 2 && o + c < op->output_channels; c++) {
      int8_t *to = output + o + c;
      for (int32_t p = 0; p < count; p++, to += step) {
        *to = int8_scale(op, sums[c][p] + conv->bias[o + c], conv->multipliers[o + c], conv->shifts[o + c]);
      }
    }
  }
}

#endif
#endif
