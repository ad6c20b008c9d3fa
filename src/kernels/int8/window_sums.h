/* Sums of neighbouring channels over a window, for means of all kinds. With DSP instructions two channels
 * are summed at once, in 16-bit halves, and over so few places that none can overflow. */
#ifndef THIMBLE_WINDOW_SUMS_H
#define THIMBLE_WINDOW_SUMS_H

#include "requantise.h"

#if INT8_DSP
#define ADD_FOUR(four) __asm__("sxtab16 %0, %0, %2\n sxtab16 %1, %1, %2, ror #8" : "+r"(even), "+r"(odd) : "r"(four))

INT8_OUT_OF_LINE static void sum_four_channels(const int8_t *from, int32_t height, int32_t width, int32_t row, int32_t pixel, int32_t *sum)
{
  enum { MOST_PLACES = 254 }; /* 254 * 128 < 2^15 */
  if (row == 0) {
    width *= height;
    height = 1;
  }
  for (int32_t c = 0; c < 4; c++) sum[c] = 0;
  for (; height > 0; height--) {
    for (int32_t left = width; left > 0;) {
      const int32_t count = left < MOST_PLACES ? left : MOST_PLACES;
      uint32_t even = 0, odd = 0;
      left -= count;
      for (int32_t i = count >> 1; i > 0; i--) {
        const uint32_t four = int8_word(from), next = int8_word(from + pixel);
        ADD_FOUR(four);
        ADD_FOUR(next);
        from += 2 * pixel;
      }
      if (count & 1) {
        const uint32_t four = int8_word(from);
        ADD_FOUR(four);
        from += pixel;
      }
      sum[0] += (int16_t)even;
      sum[1] += (int16_t)odd;
      sum[2] += (int32_t)even >> 16;
      sum[3] += (int32_t)odd >> 16;
    }
    from += row;
  }
}

#undef ADD_FOUR
#endif

/* pixel: bytes from place to place; row: from the end of one row of the window to the begin of the next. Returns how
 * many of the channels were summed: 1 or 4. */
static inline int32_t int8_window_sums(const int8_t *from, int32_t height, int32_t width, int32_t row, int32_t pixel, int32_t channels, int32_t *sum)
{
#if INT8_DSP
  if (channels >= 4) {
    sum_four_channels(from, height, width, row, pixel, sum);
    return 4;
  }
#else
  (void)channels;
#endif
  int32_t total = 0;
  for (; height > 0; height--) {
    for (int32_t x = width; x > 0; x--) {
      total += *from;
      from += pixel;
    }
    from += row;
  }
  sum[0] = total;
  return 1;
}

#endif
