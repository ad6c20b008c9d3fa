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

/* How many of a run of taps from x on lie left and right of the input. */
static inline int32_t taps_left(int32_t x, int32_t taps)
{
  return x >= 0 ? 0 : -x < taps ? -x : taps;
}

static inline int32_t taps_right(int32_t x, int32_t taps, int32_t width)
{
  return x + taps <= width ? 0 : x < width ? x + taps - width : taps;
}

/* The window of pixel p. */
INT8_OUT_OF_LINE static void column_gather(const convolution *conv, int32_t p, column *to)
{
  const int8_op *op = conv->op;
  const int32_t channels = op->input_channels, taps = op->kernel_width;
  int32_t y = conv->y[p];
  const int32_t x = conv->x[p];
  const int32_t before = taps_left(x, taps), after = taps_right(x, taps, conv->width);
  for (int32_t ky = op->kernel_height; ky > 0; ky--, y += op->dilation_height) {
    const int8_t *row = conv->input + y * op->input_row;
    if ((uint32_t)y >= (uint32_t)conv->height) {
      column_pad(to, taps * channels);
    } else if (op->dilation_width == 1) {
      if (before > 0) column_pad(to, before * channels);
      if (before + after < taps) column_take(to, row + (x + before) * channels, (taps - before - after) * channels);
      if (after > 0) column_pad(to, after * channels);
    } else {
      for (int32_t kx = 0, at = x; kx < taps; kx++, at += op->dilation_width) {
        if ((uint32_t)at < (uint32_t)conv->width) column_take(to, row + at * channels, channels);
        else column_pad(to, channels);
      }
    }
  }
}

#if INT8_DSP

struct column {
  uint32_t *to;
  uint32_t pending; /* bytes that are no whole word yet */
  int32_t bits;     /* as many of it */
  uint32_t padding;
};

static inline uint32_t *widen(uint32_t *to, uint32_t bytes)
{
  to[0] = dsp_sxtb16(bytes);
  to[BLOCK] = dsp_sxtb16_ror8(bytes);
  return to + 2 * BLOCK;
}

/* step: 1, or 0 for the same four bytes over and over */
INT8_OUT_OF_LINE static void column_put(column *to, const int8_t *from, int32_t count, int32_t step)
{
  uint32_t *at = to->to;
  uint32_t pending = to->pending;
  int32_t bits = to->bits;
  for (; count >= 4; count -= 4) {
    const uint32_t word = int8_word(from);
    from += 4 * step;
    at = widen(at, pending | word << bits);
    pending = (word >> 1) >> (31 - bits);
  }
  for (; count > 0; count--) {
    pending |= (uint32_t)(uint8_t)*from << bits;
    from += step;
    bits += 8;
    if (bits == 32) {
      at = widen(at, pending);
      pending = 0;
      bits = 0;
    }
  }
  to->to = at;
  to->pending = pending;
  to->bits = bits;
}

static void column_take(column *to, const int8_t *from, int32_t count)
{
  column_put(to, from, count, 1);
}

static void column_pad(column *to, int32_t count)
{
  column_put(to, (const int8_t *)&to->padding, count, 0);
}

static void fill_words(uint32_t *to, uint32_t padding, int32_t words)
{
  for (; words > 0; words--) to = widen(to, padding);
}

/* Pixels together, word by word: the channels are whole words. */
INT8_OUT_OF_LINE static void gather_words(const convolution *conv, uint32_t padding)
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
  for (int32_t p = BLOCK - 1; p >= 0; p--) {
    conv->y[p] = conv->y[gemm_pixel(p, count)];
    conv->x[p] = conv->x[gemm_pixel(p, count)];
  }
  const uint32_t padding = 0x01010101u * (uint8_t)-op->input_offset;
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
