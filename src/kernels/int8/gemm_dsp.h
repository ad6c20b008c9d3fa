/* The two inner loops of convolution in Armv7E-M and Armv8-M DSP instructions. The compiler is kept out because all
 * fourteen registers have a task. Columns of 4 output pixels stand interleaved as 16-bit pairs: for k in groups of 4,
 * (k0, k2) of pixels 0 to 3, then (k1, k3) of pixels 0 to 3; weights as core/codegen/pack.ts lays them out.
 * 16 multiply-accumulates take 13 instructions: 1 load and 2 unpackings of weights, 2 loads of pixels, 8 SMLAD. */
#ifndef THIMBLE_GEMM_DSP_H
#define THIMBLE_GEMM_DSP_H

#include "dsp.h"

#if INT8_DSP

/* from: 4 pixels, `words` words of 4 bytes of each; to: 32 bytes per word. words > 0 */
__attribute__((naked, noinline, unused, aligned(4)))
static uint32_t *dsp_gather(uint32_t *to __attribute__((unused)), const int8_t *const from[4] __attribute__((unused)),
                            int32_t words __attribute__((unused)))
{
  __asm__ volatile(
    "push {r4-r11, lr}\n"
    "ldm r1, {r3-r6}\n"
    "1:\n"
    "ldr r7, [r3], #4\n"
    "ldr r8, [r4], #4\n"
    "ldr r9, [r5], #4\n"
    "ldr r10, [r6], #4\n"
    "sxtb16 r1, r7, ror #8\n"
    "sxtb16 r11, r8, ror #8\n"
    "sxtb16 r12, r9, ror #8\n"
    "sxtb16 lr, r10, ror #8\n"
    "sxtb16 r7, r7\n"
    "sxtb16 r8, r8\n"
    "sxtb16 r9, r9\n"
    "sxtb16 r10, r10\n"
    "stm r0!, {r7-r10}\n"
    "stm r0!, {r1, r11, r12, lr}\n"
    "subs r2, r2, #1\n"
    "bne 1b\n"
    "pop {r4-r11, pc}\n");
}

/* One block of 4 pixels times all output channels, two at a time. It is copied to the stack in one go; the offsets in
 * the assembly below are those of these fields. */
typedef struct {
  int8_t *output, *output_1; /* 0, 4: pixels 0 and 1; written in the order 2, 0, 3, 1 */
  int32_t two_pixels;        /* 8: from pixel 0 to 2 and from 1 to 3 */
  const uint32_t *columns;   /* 12 */
  const int8_t *weights;     /* 16: where those of the next two channels begin */
  const uint32_t *end;       /* 20: of the columns */
  int32_t entry;             /* 24: bytes into the unrolled loop at which it is entered first, plus 1 for Thumb */
  uint32_t multipliers;      /* 28: less 4 * output */
  uint32_t shifts;           /* 32: less output */
  int32_t centre;            /* 36: 2 * zero point + 1 */
  const int32_t *bias;       /* 40: of the next two channels */
  const int8_t *output_end;  /* 44: output + channels, a whole number of pairs */
  int32_t *sums;             /* 48: if not null, only two channels are summed, and not scaled but written here */
  int32_t spare;             /* 52 */
} dsp_block;

#define DSP_PAIRS_UNROLLED 8
#define DSP_PAIR_BYTES 52

/* 4 pixels x 2 channels x 2 taps */
#define DSP_PAIR \
    "ldr.w r2, [lr], #4\n" \
    "ldrd r0, r1, [r12], #8\n" \
    "sxtb16 r3, r2, ror #8\n" \
    "sxtb16 r2, r2\n" \
    "smlad r4, r0, r2, r4\n" \
    "smlad r5, r1, r2, r5\n" \
    "smlad r8, r0, r3, r8\n" \
    "smlad r9, r1, r3, r9\n" \
    "ldrd r0, r1, [r12], #8\n" \
    "smlad r6, r0, r2, r6\n" \
    "smlad r7, r1, r2, r7\n" \
    "smlad r10, r0, r3, r10\n" \
    "smlad r11, r1, r3, r11\n"

/* r3 mantissa, lr places, r12 centre of one channel: int8_scale_short in requantise.h */
#define DSP_FACTOR \
    "ldr r3, [sp, #28]\n" \
    "ldr r12, [sp, #36]\n" \
    "ldr lr, [sp, #32]\n" \
    "ldr r3, [r3, r0, lsl #2]\n" \
    "ldrsb lr, [lr, r0]\n" \
    "mvn lr, lr\n" \
    "lsl r12, r12, lr\n"

#define DSP_SCALE(t, sum, place) \
    "add " t ", " sum ", " sum "\n" \
    "smmlar " t ", " t ", r3, r12\n" \
    "add " t ", " t ", " sum ", asr #31\n" \
    "asr " t ", " t ", lr\n" \
    "ssat " t ", #8, " t ", asr #1\n" \
    "strb " t ", " place "\n"

__attribute__((naked, noinline, unused, aligned(4)))
static void dsp_multiply(const dsp_block *block __attribute__((unused)))
{
  __asm__ volatile(
    "push {r4-r11, lr}\n"
    "ldm r0, {r0-r12, lr}\n"
    "push {r0-r12, lr}\n"
    "adr.w r0, 2f\n"
    "ldr r1, [sp, #24]\n"
    "add r1, r1, r0\n"
    "str r1, [sp, #24]\n"
    "1:\n" /* two channels */
    "ldr r2, [sp, #40]\n"
    "ldrd r12, lr, [sp, #12]\n"
    "ldrd r4, r8, [r2], #8\n"
    "str r2, [sp, #40]\n"
    "mov r5, r4\n"
    "mov r6, r4\n"
    "mov r7, r4\n"
    "mov r9, r8\n"
    "mov r10, r8\n"
    "mov r11, r8\n"
    "ldr pc, [sp, #24]\n"
    "2:\n"
    DSP_PAIR DSP_PAIR DSP_PAIR DSP_PAIR DSP_PAIR DSP_PAIR DSP_PAIR DSP_PAIR
    "ldr r0, [sp, #20]\n"
    "cmp r12, r0\n"
    "bne 2b\n"
    "ldr r0, [sp, #48]\n"
    "str lr, [sp, #16]\n"
    "cbz r0, 3f\n"
    "stm r0, {r4-r11}\n"
    "b 4f\n"
    "3:\n"
    "ldm sp, {r0, r1, r2}\n"
    "str r11, [sp, #52]\n"
    DSP_FACTOR
    DSP_SCALE("r11", "r6", "[r0, r2]")
    DSP_SCALE("r11", "r4", "[r0], #1")
    DSP_SCALE("r11", "r7", "[r1, r2]")
    DSP_SCALE("r11", "r5", "[r1], #1")
    "ldr r11, [sp, #52]\n"
    DSP_FACTOR
    DSP_SCALE("r4", "r10", "[r0, r2]")
    DSP_SCALE("r4", "r8", "[r0], #1")
    DSP_SCALE("r4", "r11", "[r1, r2]")
    DSP_SCALE("r4", "r9", "[r1], #1")
    "ldr r2, [sp, #44]\n"
    "strd r0, r1, [sp]\n"
    "cmp r0, r2\n"
    "bne 1b\n"
    "4:\n"
    "add sp, sp, #56\n"
    "pop {r4-r11, pc}\n");
}

#endif
#endif
