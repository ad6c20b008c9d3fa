/* What the files of the audio front end share: arithmetic, tables, the way from samples to bands. */
#ifndef THIMBLE_AUDIO_PARTS_H
#define THIMBLE_AUDIO_PARTS_H

#include "dsp.h"

#include <stdint.h>

enum { AUDIO_WINDOW = 480, AUDIO_POINTS = 256, AUDIO_NOTHING = -32768 };

/* audio_tables.c says what each holds. */
extern const uint16_t thimble_audio_window[241];
extern const int32_t thimble_audio_sine[507];
extern const uint8_t thimble_audio_places[256];
extern const uint8_t thimble_audio_stretches[42];
extern const uint16_t thimble_audio_rise[128];
extern const uint16_t thimble_audio_root[193];
extern const uint16_t thimble_audio_log2[129];
extern const uint16_t thimble_audio_log_sum[98];
extern const int16_t thimble_audio_dct[400];

/* 256 complex numbers, in place, first shifted left, 0 or more; |re|, |im| <= 2^28 then. The results are halves and stand
 * where thimble_audio_places says. */
void thimble_audio_transform(int32_t *z, int32_t left);

/* log2 of 40 bands of the 512 samples in `work`, which it overwrites; `bits`: all that are set in any of them. */
void thimble_audio_log_mel(int32_t *work, int32_t bits, int16_t *bands);

/* log2(x) * 2^10 to the nearest, AUDIO_NOTHING of 0. */
int32_t thimble_audio_logarithm(uint32_t x);

/* sum + floor(a * b / 2^32); on a core without long products by halves, whose sums stay below 2^31 */
static inline int32_t audio_mul_high(int32_t a, int32_t b, int32_t sum)
{
#if INT8_DSP
  return dsp_smmla(a, b, sum);
#elif defined(__thumb__) && !defined(__thumb2__)
  const int32_t low = a & 0xffff, high = a >> 16, b_low = b & 0xffff, b_high = b >> 16;
  const int32_t middle = high * b_low + (int32_t)((uint32_t)low * (uint32_t)b_low >> 16);
  const int32_t other = low * b_high + (middle & 0xffff);
  return sum + high * b_high + (middle >> 16) + (other >> 16);
#else
  return sum + (int32_t)(((int64_t)a * b) >> 32);
#endif
}

/* The table at x / 2^bits, by a straight line between entries, rounded down. */
static inline int32_t audio_between(const uint16_t *table, int32_t x, int32_t bits)
{
  const uint16_t *at = table + (x >> bits);
  return at[0] + (((at[1] - at[0]) * (x & ((1 << bits) - 1))) >> bits);
}

/* Zeros above the highest set bit; x > 0. */
static inline int32_t audio_empty(uint32_t x)
{
#if defined(__GNUC__)
  return __builtin_clz(x);
#else
  int32_t zeros = 0;
  for (; (x & 0x80000000u) == 0; x <<= 1) zeros++;
  return zeros;
#endif
}

#endif
