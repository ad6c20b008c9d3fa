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
INT8_OUT_OF_LINE static void column_gather(const convolution *conv, int32_t p, column *to)
{
  const int8_op *op = conv->op;
  const int32_t channels = op->input_channels;
  const int32_t taps = op->dilation_width == 1 ? op->kernel_width : 1; /* that lie side by side */
  int32_t y = conv->y[p];
  for (int32_t ky = op->kernel_height; ky > 0; ky--, y += op->dilation_height) {
    const int8_t *row = conv->input + y * op->input_row;
    const int inside = y >= 0 && y < conv->height;
    int32_t x = conv->x[p];
    for (int32_t kx = op->kernel_width; kx > 0; kx -= taps, x += op->dilation_width) {
      int32_t before = 0, within = 0;
      if (inside) {
        before = x >= 0 ? 0 : -x < taps ? -x : taps;
        within = conv->width - x < taps ? conv->width - x - before : taps - before;
      }
      if (before > 0) column_pad(to, before * channels);
      if (within > 0) column_take(to, row + (x + before) * channels, within * channels);
      else within = 0;
      if (before + within < taps) column_pad(to, (taps - before - within) * channels);
    }
  }
}

#if INT8_DSP

#define RAW_BYTES 64

struct column {
  uint32_t *to;
  int32_t filled;
  int8_t raw[RAW_BYTES]; /* taps that are not widened yet */
  int8_t padding;
};

static inline uint32_t *widen(uint32_t *to, uint32_t bytes)
{
  to[0] = dsp_sxtb16(bytes);
  to[BLOCK] = dsp_sxtb16_ror8(bytes);
  return to + 2 * BLOCK;
}

static void column_flush(column *to)
{
  uint32_t *at = to->to;
  for (const int8_t *from = to->raw; from < to->raw + to->filled; from += 4) at = widen(at, int8_word(from));
  to->to = at;
  to->filled = 0;
}

/* from: null for padding */
INT8_OUT_OF_LINE static void column_put(column *to, const int8_t *from, int32_t count)
{
  while (count > 0) {
    const int32_t room = RAW_BYTES - to->filled;
    int32_t n = count < room ? count : room;
    int8_t *at = to->raw + to->filled;
    to->filled += n;
    count -= n;
    if (from != 0) {
      for (; n >= 4; n -= 4, at += 4, from += 4) memcpy(at, from, 4);
      for (; n > 0; n--) *at++ = *from++;
    } else {
      for (; n > 0; n--) *at++ = to->padding;
    }
    if (to->filled == RAW_BYTES) column_flush(to);
  }
}

static void column_take(column *to, const int8_t *from, int32_t count)
{
  column_put(to, from, count);
}

static void column_pad(column *to, int32_t count)
{
  column_put(to, 0, count);
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
  if (op->input_channels % 4 == 0) {
    gather_words(conv, 0x01010101u * (uint8_t)-op->input_offset);
    return;
  }
  for (int32_t p = 0; p < BLOCK; p++) {
    column to;
    to.to = (uint32_t *)(void *)conv->columns + p;
    to.filled = 0;
    to.padding = (int8_t)-op->input_offset;
    column_gather(conv, p, &to);
    while (to.filled % 4 != 0) to.raw[to.filled++] = 0;
    column_flush(&to);
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
