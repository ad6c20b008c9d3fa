/* The fully connected layer in Armv7E-M and Armv8-M DSP instructions, four output channels at a time: 16 multiply-
 * accumulates in 20 instructions, 2 loads and 2 unpackings of 4 inputs among them; 14 more for each output. */
#ifndef THIMBLE_DENSE_DSP_H
#define THIMBLE_DENSE_DSP_H

#include "dsp.h"

#if INT8_DSP

/* Copied to the stack in one go; the offsets in the assembly below are those of these fields. */
typedef struct {
  int8_t *output;           /* 0 */
  const int8_t *input;      /* 4 */
  const int8_t *weights;    /* 8: where those of the next four channels begin */
  int32_t loops;            /* 12: of 4 groups of 4 inputs, the first perhaps less */
  int32_t entry;            /* 16: bytes into the unrolled loop at which it is entered first, plus 1 for Thumb */
  uint32_t multipliers;     /* 20: less 4 * output */
  uint32_t shifts;          /* 24: less output */
  int32_t centre;           /* 28: 2 * zero point + 1 */
  const int32_t *bias;      /* 32: of the next four channels */
  const int8_t *output_end; /* 36: a whole number of fours */
  int32_t *sums;            /* 40: if not null, only four channels are summed, and not scaled but written here */
} dsp_dense;

#define DSP_GROUPS_UNROLLED 4
#define DSP_GROUP_BYTES 80

/* r0 inputs, r1 weights, r4 to r7 sums; 4 inputs x 4 channels */
#define DSP_GROUP \
    "ldr lr, [r0], #4\n" \
    "ldm r1!, {r8-r11}\n" \
    "sxtb16 r12, lr\n" \
    "sxtb16 lr, lr, ror #8\n" \
    DSP_WORD("r8", "r4", "r5", "r12") \
    DSP_WORD("r10", "r6", "r7", "r12") \
    DSP_WORD("r9", "r4", "r5", "lr") \
    DSP_WORD("r11", "r6", "r7", "lr")
#define DSP_WORD(weights, sum, next, x) \
    "sxtb16 r3, " weights "\n" \
    "sxtb16 " weights ", " weights ", ror #8\n" \
    "smlad " sum ", r3, " x ", " sum "\n" \
    "smlad " next ", " weights ", " x ", " next "\n"

/* int8_scale_short in requantise.h, and the next output */
#define DSP_OUTPUT(sum) \
    "ldr r8, [r1, r0, lsl #2]\n" \
    "ldrsb r9, [r2, r0]\n" \
    "mvn r9, r9\n" \
    "lsl r10, r3, r9\n" \
    "add r11, " sum ", " sum "\n" \
    "smmlar r11, r11, r8, r10\n" \
    "add r11, r11, " sum ", asr #31\n" \
    "asr r11, r11, r9\n" \
    "ssat r11, #8, r11, asr #1\n" \
    "strb r11, [r0], #1\n"

__attribute__((naked, noinline))
static void dsp_four_channels(const dsp_dense *layer __attribute__((unused)))
{
  __asm__ volatile(
    "push {r4-r11, lr}\n"
    "ldm r0, {r0-r10}\n"
    "push {r0-r10}\n"
    "adr.w r0, 2f\n"
    "ldr r1, [sp, #16]\n"
    "add r1, r1, r0\n"
    "str r1, [sp, #16]\n"
    "1:\n" /* four channels */
    "ldr r3, [sp, #32]\n"
    "ldm r3!, {r4-r7}\n"
    "str r3, [sp, #32]\n"
    "ldrd r0, r1, [sp, #4]\n"
    "ldr r2, [sp, #12]\n"
    "ldr pc, [sp, #16]\n"
    "2:\n"
    DSP_GROUP DSP_GROUP DSP_GROUP DSP_GROUP
    "subs r2, r2, #1\n"
    "bne 2b\n"
    "str r1, [sp, #8]\n"
    "ldr r0, [sp, #40]\n"
    "cbz r0, 3f\n"
    "stm r0, {r4-r7}\n"
    "b 4f\n"
    "3:\n"
    "ldr r0, [sp]\n"
    "add r3, sp, #20\n"
    "ldm r3, {r1, r2, r3}\n"
    DSP_OUTPUT("r4")
    DSP_OUTPUT("r5")
    DSP_OUTPUT("r6")
    DSP_OUTPUT("r7")
    "str r0, [sp]\n"
    "ldr r1, [sp, #36]\n"
    "cmp r0, r1\n"
    "bne 1b\n"
    "4:\n"
    "add sp, sp, #44\n"
    "pop {r4-r11, pc}\n");
}

#endif
#endif
