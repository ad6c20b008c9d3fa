/* The fully connected layer in Armv7E-M and Armv8-M DSP instructions, six output channels at a time, the last few by
 * fours: 24 multiply-accumulates in 29 instructions, 3 loads and 2 unpackings of 4 inputs among them; 9 more for each
 * output. */
#ifndef THIMBLE_DENSE_DSP_H
#define THIMBLE_DENSE_DSP_H

#include "dsp.h"

#if INT8_DSP

/* Copied to the stack in one go; the offsets in the assembly below are those of these fields. */
typedef struct {
  int8_t *output;             /* 0; null: one group of channels is summed, and not scaled but written to `multipliers` */
  uint32_t multipliers;       /* 4: less 4 * output */
  uint32_t places;            /* 8: less output */
  int32_t centre;             /* 12: 2 * zero point + 1 */
  const int8_t *input;        /* 16 */
  const int8_t *weights;      /* 20: where those of the next channels begin */
  const int8_t *input_end;    /* 24: after the last group of 4 inputs */
  const int32_t *bias;        /* 28: of the next channels */
  const int8_t *sixes_end;    /* 32: where outputs by fours begin */
  int32_t six_entry;          /* 36: bytes into the unrolled loop at which it is entered first */
  int32_t four_entry;         /* 40: the same */
  const int8_t *output_end;   /* 44: a whole number of sixes and fours */
} dsp_dense;

#define DSP_GROUPS_UNROLLED 4
#define DSP_SIX_BYTES 116
#define DSP_FOUR_BYTES 80

#define DSP_INPUTS \
    "ldr lr, [r0], #4\n" \
    "sxtb16 r12, lr\n" \
    "sxtb16 lr, lr, ror #8\n"
#define DSP_WORD(weights, sum, next, x) \
    "sxtb16 r2, " weights "\n" \
    "sxtb16 " weights ", " weights ", ror #8\n" \
    "smlad " sum ", r2, " x ", " sum "\n" \
    "smlad " next ", " weights ", " x ", " next "\n"

/* r0 inputs, r1 weights, r4 to r9 sums; 4 inputs x 6 channels */
#define DSP_SIX \
    DSP_INPUTS \
    "ldm.w r1!, {r3, r10, r11}\n" \
    DSP_WORD("r3", "r4", "r5", "r12") \
    DSP_WORD("r10", "r4", "r5", "lr") \
    DSP_WORD("r11", "r6", "r7", "r12") \
    "ldm.w r1!, {r3, r10, r11}\n" \
    DSP_WORD("r3", "r6", "r7", "lr") \
    DSP_WORD("r10", "r8", "r9", "r12") \
    DSP_WORD("r11", "r8", "r9", "lr")

/* the same x 4 channels, r6 to r9 */
#define DSP_FOUR \
    DSP_INPUTS \
    "ldm.w r1!, {r4, r5, r10, r11}\n" \
    DSP_WORD("r4", "r6", "r7", "r12") \
    DSP_WORD("r5", "r6", "r7", "lr") \
    DSP_WORD("r10", "r8", "r9", "r12") \
    DSP_WORD("r11", "r8", "r9", "lr")

/* int8_scale_short in requantise.h, from places, and the next output */
#define DSP_OUTPUT(sum) \
    "ldrsb r12, [r2, r0]\n" \
    "ldr lr, [r1, r0, lsl #2]\n" \
    "lsl r10, r3, r12\n" \
    "add r11, " sum ", " sum "\n" \
    "smmlar r11, r11, lr, r10\n" \
    "add r11, r11, " sum ", asr #31\n" \
    "asr r11, r11, r12\n" \
    "ssat r11, #8, r11, asr #1\n" \
    "strb r11, [r0], #1\n"

__attribute__((naked, noinline))
static void dsp_multiply_all(const dsp_dense *layer __attribute__((unused)))
{
  __asm__ volatile(
    "push {r4-r11, lr}\n"
    "ldm r0, {r0-r11}\n"
    "push {r0-r11}\n"
    "1:\n"
    "ldrd r3, r2, [sp, #28]\n"
    "cmp r0, r2\n"
    "ldrd r0, r1, [sp, #16]\n"
    "blo 4f\n"
    "ldm r3!, {r6-r9}\n" /* four channels */
    "str r3, [sp, #28]\n"
    "ldr r3, [sp, #24]\n"
    "ldr r2, [sp, #40]\n"
    "add pc, r2\n"
    "nop\n"              /* where that counts from */
    "2:\n"
    DSP_FOUR DSP_FOUR DSP_FOUR DSP_FOUR
    "cmp r0, r3\n"
    "bne 2b\n"
    "str r1, [sp, #20]\n"
    "ldm sp, {r0, r1, r2, r3}\n"
    "cmp r0, #0\n"
    "bne 7f\n"
    "stm r1, {r6-r9}\n"
    "b 8f\n"
    "4:\n" /* six channels */
    "ldm r3!, {r4-r9}\n"
    "str r3, [sp, #28]\n"
    "ldr r2, [sp, #36]\n"
    "add pc, r2\n"
    "nop\n"
    "5:\n"
    DSP_SIX DSP_SIX DSP_SIX DSP_SIX
    "ldr r2, [sp, #24]\n"
    "cmp r0, r2\n"
    "bne 5b\n"
    "str r1, [sp, #20]\n"
    "ldm sp, {r0, r1, r2, r3}\n"
    "cbnz r0, 6f\n"
    "stm r1, {r4-r9}\n"
    "b 8f\n"
    "6:\n"
    DSP_OUTPUT("r4")
    DSP_OUTPUT("r5")
    "7:\n"
    DSP_OUTPUT("r6")
    DSP_OUTPUT("r7")
    DSP_OUTPUT("r8")
    DSP_OUTPUT("r9")
    "str r0, [sp]\n"
    "ldr r1, [sp, #44]\n"
    "cmp r0, r1\n"
    "bne 1b\n"
    "8:\n"
    "add sp, sp, #48\n"
    "pop {r4-r11, pc}\n");
}

#endif
#endif
