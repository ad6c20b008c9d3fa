/* Windows of up to 4 output pixels, gathered into columns of taps (kernel row, kernel column, channel), padded to a
 * multiple of 4. Three layouts, each what its matrix product reads fastest:
 * DSP: 16-bit pairs of all 4 pixels interleaved, (k0, k2) of pixels 0 to 3, then (k1, k3) of pixels 0 to 3;
 * wasm: 16-bit taps pixel by pixel, in the order k0 k2 k1 k3; elsewhere: bytes, pixel by pixel. */
#ifndef THIMBLE_COLUMNS_H
#define THIMBLE_COLUMNS_H

#include "gemm.h"

/* One column as it is being written: taps come in runs of any length. */
typedef struct column column;
static void column_take(column *to, const int8_t *from, int32_t count);
static void column_pad(column *to, int32_t count);

/* The window of pixel p. */
static void column_gather(const convolution *conv, int32_t p, column *to)
{
  const int8_op *op = conv->op;
  const int32_t channels = op->input_channels;
  const int32_t taps = op->dilation_width == 1 ? op->kernel_width : 1; /* that lie side by side */
  for (int32_t ky = 0; ky < op->kernel_height; ky++) {
    const int32_t y = conv->y[p] + ky * op->dilation_height;
    const int8_t *row = conv->input + y * op->input_row;
    for (int32_t kx = 0; kx < op->kernel_width; kx += taps) {
      const int32_t x = conv->x[p] + kx * op->dilation_width;
      const int32_t room = y < 0 || y >= conv->height ? 0 : conv->width - x;
      const int32_t first = x >= 0 ? 0 : -x < taps ? -x : taps;
      const int32_t end = room >= taps ? taps : room > first ? room : first;
      column_pad(to, first * channels);
      column_take(to, row + (x + first) * channels, (end - first) * channels);
      column_pad(to, (taps - end) * channels);
    }
  }
}

#if INT8_DSP

struct column {
  uint32_t *to;
  uint32_t pending; /* the next taps, fewer than 4 */
  int32_t bits;     /* how many, times 8 */
  uint32_t padding; /* the zero point, four times */
};

static inline uint32_t *widen(uint32_t *to, uint32_t bytes)
{
  to[0] = dsp_sxtb16(bytes);
  to[BLOCK] = dsp_sxtb16_ror8(bytes);
  return to + 2 * BLOCK;
}

/* Whole words; `step` is 4, or 0 to repeat one word. */
INT8_OUT_OF_LINE static void column_words(column *to, const int8_t *from, int32_t step, int32_t count)
{
  uint32_t *at = to->to;
  if (to->bits == 0) {
    for (; count >= 4; count -= 4, from += step) at = widen(at, int8_word(from));
  } else {
    for (; count >= 4; count -= 4, from += step) {
      const uint32_t bytes = int8_word(from);
      at = widen(at, to->pending | bytes << to->bits);
      to->pending = bytes >> (32 - to->bits);
    }
  }
  for (; count > 0; count--) {
    to->pending |= (uint32_t)(uint8_t)*from << to->bits;
    to->bits += 8;
    if (step != 0) from++;
    if (to->bits == 32) {
      at = widen(at, to->pending);
      to->pending = 0;
      to->bits = 0;
    }
  }
  to->to = at;
}

static void column_take(column *to, const int8_t *from, int32_t count)
{
  column_words(to, from, 4, count);
}

static void column_pad(column *to, int32_t count)
{
  if (count > 0) column_words(to, (const int8_t *)&to->padding, 0, count);
}

static void fill_words(uint32_t *to, uint32_t padding, int32_t words)
{
  for (; words > 0; words--) to = widen(to, padding);
}

/* Pixels together, word by word: the channels are whole words. */
static void gather_words(const convolution *conv, uint32_t padding)
{
  const int8_op *op = conv->op;
  const int32_t words = op->input_channels / 4;
  const int32_t reach = (op->kernel_width - 1) * op->dilation_width;
  uint32_t *to = (uint32_t *)(void *)conv->columns;
  int32_t together = op->dilation_width == 1 ? op->kernel_width : 1; /* taps that lie side by side in every pixel's row */
  for (int32_t p = 0; p < BLOCK; p++) {
    if (conv->x[p] < 0 || conv->x[p] + reach >= conv->width) together = 1;
  }
  for (int32_t ky = 0; ky < op->kernel_height; ky++) {
    for (int32_t kx = 0; kx < op->kernel_width; kx += together) {
      const int8_t *from[BLOCK];
      int32_t outside = 0;
      for (int32_t p = 0; p < BLOCK; p++) {
        const int32_t y = conv->y[p] + ky * op->dilation_height;
        const int32_t x = conv->x[p] + kx * op->dilation_width;
        from[p] = conv->input;
        if (y >= 0 && y < conv->height && x >= 0 && x < conv->width) from[p] += y * op->input_row + 4 * words * x;
        else outside |= 1 << p;
      }
      uint32_t *next = to + 2 * BLOCK * words * together;
      if (outside != 15) dsp_gather(to, from, words * together);
      for (int32_t p = 0; outside != 0; p++, outside >>= 1) {
        if (outside & 1) fill_words(to + p, padding, words * together);
      }
      to = next;
    }
  }
}

static void columns_gather(convolution *conv, int32_t count)
{
  const int8_op *op = conv->op;
  const uint32_t padding = 0x01010101u * (uint8_t)-op->input_offset;
  for (int32_t p = BLOCK - 1; p >= 0; p--) {
    conv->y[p] = conv->y[gemm_pixel(p, count)];
    conv->x[p] = conv->x[gemm_pixel(p, count)];
  }
  if (op->input_channels % 4 == 0) {
    gather_words(conv, padding);
    return;
  }
  for (int32_t p = 0; p < BLOCK; p++) {
    column to = { (uint32_t *)(void *)conv->columns + p, 0, 0, padding };
    column_gather(conv, p, &to);
    if (to.bits > 0) widen(to.to, to.pending);
  }
}

#else

struct column {
  int8_t *to;
  int8_t padding;
};

static void column_take(column *to, const int8_t *from, int32_t count)
{
  memcpy(to->to, from, (size_t)count);
  to->to += count;
}

static void column_pad(column *to, int32_t count)
{
  memset(to->to, to->padding, (size_t)count);
  to->to += count;
}

static void columns_gather(convolution *conv, int32_t count)
{
  int8_t *bytes = gemm_bytes(conv->columns, conv->taps);
  for (int32_t p = 0; p < count; p++) {
    column to = { bytes + p * conv->taps, (int8_t)-conv->op->input_offset };
    column_gather(conv, p, &to);
    column_pad(&to, (int32_t)(bytes + (p + 1) * conv->taps - to.to));
  }
  gemm_widen(conv->columns, conv->taps, count);
}

#endif
#endif
