/* The few instructions of Armv7E-M and Armv8-M DSP that the kernels are built on, by their own names. A pair is two
 * 16-bit numbers in a word. Every use stands beside portable C that gives the same bytes; that is what a debug build
 * without optimisation has, where assembly finds no free registers. */
#ifndef THIMBLE_DSP_H
#define THIMBLE_DSP_H

#include <stdint.h>
#include <string.h>

#if defined(__ARM_FEATURE_DSP) && __ARM_FEATURE_DSP && defined(__thumb2__) && defined(__GNUC__) && defined(__OPTIMIZE__)
#define INT8_DSP 1
#else
#define INT8_DSP 0
#endif

/* INT8_SELDOM: not inlined either, and small rather than quick. */
#if defined(__GNUC__)
#define INT8_OUT_OF_LINE __attribute__((noinline, unused))
#define INT8_SELDOM __attribute__((noinline, unused, cold))
#else
#define INT8_OUT_OF_LINE
#define INT8_SELDOM
#endif

/* Four bytes from any address: one load where the core takes unaligned ones. */
static inline uint32_t int8_word(const void *from)
{
  uint32_t word;
  memcpy(&word, from, sizeof word);
  return word;
}

#if INT8_DSP

/* bytes 0 and 2 as a pair */
static inline uint32_t dsp_sxtb16(uint32_t bytes)
{
  uint32_t pair;
  __asm__("sxtb16 %0, %1" : "=r"(pair) : "r"(bytes));
  return pair;
}

/* bytes 1 and 3 as a pair */
static inline uint32_t dsp_sxtb16_ror8(uint32_t bytes)
{
  uint32_t pair;
  __asm__("sxtb16 %0, %1, ror #8" : "=r"(pair) : "r"(bytes));
  return pair;
}

static inline uint32_t dsp_sadd16(uint32_t a, uint32_t b)
{
  uint32_t pair;
  __asm__("sadd16 %0, %1, %2" : "=r"(pair) : "r"(a), "r"(b));
  return pair;
}

/* sum + a.low * b.low + a.high * b.high */
static inline int32_t dsp_smlad(uint32_t a, uint32_t b, int32_t sum)
{
  int32_t result;
  __asm__("smlad %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
  return result;
}

/* sum + the high word of a * b, rounded to nearest, halves up */
static inline int32_t dsp_smmlar(int32_t a, int32_t b, int32_t sum)
{
  int32_t result;
  __asm__("smmlar %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
  return result;
}

/* sum + the high word of a * b, rounded down */
static inline int32_t dsp_smmla(int32_t a, int32_t b, int32_t sum)
{
  int32_t result;
  __asm__("smmla %0, %1, %2, %3" : "=r"(result) : "r"(a), "r"(b), "r"(sum));
  return result;
}

/* to the nearest int8 */
static inline int32_t dsp_ssat8(int32_t value)
{
  int32_t result;
  __asm__("ssat %0, #8, %1" : "=r"(result) : "r"(value));
  return result;
}

#endif
#endif
