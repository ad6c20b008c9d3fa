/* Convolution without scratch, for places where four columns would raise the peak: two output pixels x two channels,
 * read where they lie. Pixels whose window is whole and comes in whole words are fast, all others are taken tap by tap.
 * weights: packed (core/codegen/pack.ts). */
#include "requantise.h"
#include "tile.h"

typedef struct {
  int32_t y, x;   /* of the window's first tap */
  int8_t *output;
  int whole;      /* no padding */
} place;

/* 1 pixel x 2 channels, tap by tap; sums[0] and sums[2] */
static void add_taps(const int8_op *op, const int8_t *input, const place *at, const int8_t *weights, int32_t *sums)
{
  int32_t tap = 0;
  for (int32_t ky = 0; ky < op->kernel_height; ky++) {
    const int32_t y = at->y + ky * op->dilation_height;
    for (int32_t kx = 0; kx < op->kernel_width; kx++) {
      const int32_t x = at->x + kx * op->dilation_width;
      const int inside = y >= 0 && y < op->input_height && x >= 0 && x < op->input_width;
      const int8_t *from = input + y * op->input_row + x * op->input_channels;
      for (int32_t c = 0; c < op->input_channels; c++, tap++) {
        const int32_t value = inside ? from[c] : -op->input_offset;
        const int8_t *two = weights + 8 * (tap / 4) + 2 * int8_packed_tap(tap % 4);
        sums[0] += value * two[0];
        sums[2] += value * two[1];
      }
    }
  }
}

void int8_conv2d_lean(const int8_op *op, const int8_memory *memory)
{
  const int8_t *input = int8_input(op, memory);
  const int32_t *bias = int8_words(memory, op->bias);
  const int32_t *multipliers = int8_words(memory, op->multipliers);
  const int8_t *shifts = int8_bytes(memory, op->shifts);
  const int32_t taps = (op->kernel_height * op->kernel_width * op->input_channels + 3) & ~3;
  const int32_t run = op->kernel_width * op->input_channels;
  const int by_words = run % 4 == 0 && op->dilation_width == 1;
  const int32_t reach_y = (op->kernel_height - 1) * op->dilation_height;
  const int32_t step = op->flags & INT8_REVERSE ? -1 : 1;
  int32_t oy = step > 0 ? 0 : op->output_height - 1;
  int32_t ox = step > 0 ? 0 : op->output_width - 1;

  for (int32_t left = op->output_height * op->output_width; left > 0; left -= 2) {
    place at[2];
    for (int32_t p = 0; p < 2; p++) {
      at[p].y = oy * op->stride_height - op->pad_top;
      at[p].x = ox * op->stride_width - op->pad_left;
      at[p].output = memory->arena + op->output + oy * op->output_row + ox * op->output_channels;
      at[p].whole = by_words && at[p].y >= 0 && at[p].y + reach_y < op->input_height && at[p].x >= 0 && at[p].x + op->kernel_width <= op->input_width;
      if (left == 1) {
        at[1] = at[0];
        break;
      }
      ox += step;
      if (ox < 0 || ox == op->output_width) {
        ox = step > 0 ? 0 : op->output_width - 1;
        oy += step;
      }
    }
    const int8_t *weights = int8_bytes(memory, op->weights);
    for (int32_t o = 0; o < op->output_channels; o += 2, weights += 2 * taps) {
      int32_t sums[4] = { 0 };
      if (at[0].whole && at[1].whole) {
        const int8_t *w = weights;
        for (int32_t ky = 0; ky < op->kernel_height; ky++, w += 2 * run) {
          const int8_t *row = input + ky * op->dilation_height * op->input_row;
          int8_tile(row + at[0].y * op->input_row + at[0].x * op->input_channels, row + at[1].y * op->input_row + at[1].x * op->input_channels, w, run / 4, sums);
        }
      } else {
        add_taps(op, input, &at[0], weights, sums);
        add_taps(op, input, &at[1], weights, sums + 1);
      }
      for (int32_t c = 0; c < 2 && o + c < op->output_channels; c++) {
        for (int32_t p = 0; p < 2 && p < left; p++) {
          at[p].output[o + c] = int8_scale(op, sums[2 * c + p] + bias[o + c], multipliers[o + c], shifts[o + c]);
        }
      }
    }
  }
}
