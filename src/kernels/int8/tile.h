/* 2 pixels x 2 output channels over bytes that lie side by side, weights packed (core/codegen/pack.ts): the smallest
 * tile that reads every value twice. Portable C, and by DSP instructions. */
#ifndef THIMBLE_TILE_H
#define THIMBLE_TILE_H

#include "dsp.h"

#if defined(__thumb__) && !defined(__thumb2__) && defined(__GNUC__)

/* Armv6-M has eight registers to calculate with and no multiply-accumulate; the compiler spills. Sums are in r8 to r11.
 * One tap: x at r0 + k, y at r1 + k, weights at r2 + r3 (`again` sets it) and r2 + next. */
#define TILE_TAP(k, again, next) \
    "movs r3, #" k "\n" \
    "ldrsb r4, [r0, r3]\n" \
    "ldrsb r5, [r1, r3]\n" \
    again \
    "ldrsb r6, [r2, r3]\n" \
    "mov r7, r6\n" \
    "muls r7, r4\n" \
    "add r8, r7\n" \
    "muls r6, r5\n" \
    "add r9, r6\n" \
    "movs r3, #" next "\n" \
    "ldrsb r6, [r2, r3]\n" \
    "muls r4, r6\n" \
    "add r10, r4\n" \
    "muls r5, r6\n" \
    "add r11, r5\n"

__attribute__((naked, noinline, unused, aligned(4)))
static void int8_tile(const int8_t *x __attribute__((unused)), const int8_t *y __attribute__((unused)),
                      const int8_t *weights __attribute__((unused)), int32_t words __attribute__((unused)),
                      int32_t sums[4] __attribute__((unused)))
{
  __asm__ volatile(
    ".syntax unified\n"
    "push {r4-r7, lr}\n"
    "mov r4, r8\n"
    "mov r5, r9\n"
    "mov r6, r10\n"
    "mov r7, r11\n"
    "push {r4-r7}\n"
    "mov r12, r3\n"
    "ldr r3, [sp, #36]\n"
    "ldm r3!, {r4-r7}\n"
    "mov r8, r4\n"
    "mov r9, r5\n"
    "mov r10, r6\n"
    "mov r11, r7\n"
    "1:\n"
    TILE_TAP("0", "", "1")
    TILE_TAP("2", "", "3")
    TILE_TAP("1", "movs r3, #4\n", "5")
    TILE_TAP("3", "movs r3, #6\n", "7")
    "adds r0, #4\n"
    "adds r1, #4\n"
    "adds r2, #8\n"
    "mov r3, r12\n"
    "subs r3, #1\n"
    "mov r12, r3\n"
    "bne 1b\n"
    "ldr r3, [sp, #36]\n"
    "mov r4, r8\n"
    "mov r5, r9\n"
    "mov r6, r10\n"
    "mov r7, r11\n"
    "stm r3!, {r4-r7}\n"
    "pop {r4-r7}\n"
    "mov r8, r4\n"
    "mov r9, r5\n"
    "mov r10, r6\n"
    "mov r11, r7\n"
    "pop {r4-r7, pc}\n");
}

#else

/* One tap: where it stands in the input, and in a group of packed weights. */
#define TILE_TAP(k, at) \
  do { \
    const int32_t first = weights[at], second = weights[(at) + 1], x0 = x[k], y0 = y[k]; \
    s0 += x0 * first; \
    s1 += y0 * first; \
    s2 += x0 * second; \
    s3 += y0 * second; \
  } while (0)

/* sums: pixels x, y of the first channel, then of the second. Adds 4 * words taps; words > 0. */
INT8_OUT_OF_LINE static void int8_tile(const int8_t *x, const int8_t *y, const int8_t *weights, int32_t words, int32_t sums[4])
{
  int32_t s0 = sums[0], s1 = sums[1], s2 = sums[2], s3 = sums[3];
  for (; words > 0; words--, x += 4, y += 4, weights += 8) {
#if INT8_DSP
    const uint32_t xs = int8_word(x), ys = int8_word(y);
    const uint32_t even = int8_word(weights), odd = int8_word(weights + 4);
    const uint32_t x02 = dsp_sxtb16(xs), y02 = dsp_sxtb16(ys), first02 = dsp_sxtb16(even), second02 = dsp_sxtb16_ror8(even);
    s0 = dsp_smlad(x02, first02, s0);
    s1 = dsp_smlad(y02, first02, s1);
    s2 = dsp_smlad(x02, second02, s2);
    s3 = dsp_smlad(y02, second02, s3);
    const uint32_t x13 = dsp_sxtb16_ror8(xs), y13 = dsp_sxtb16_ror8(ys), first13 = dsp_sxtb16(odd), second13 = dsp_sxtb16_ror8(odd);
    s0 = dsp_smlad(x13, first13, s0);
    s1 = dsp_smlad(y13, first13, s1);
    s2 = dsp_smlad(x13, second13, s2);
    s3 = dsp_smlad(y13, second13, s3);
#else
    TILE_TAP(0, 0);
    TILE_TAP(2, 2);
    TILE_TAP(1, 4);
    TILE_TAP(3, 6);
#endif
  }
  sums[0] = s0;
  sums[1] = s1;
  sums[2] = s2;
  sums[3] = s3;
}

#endif
#endif
