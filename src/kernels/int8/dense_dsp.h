/* The inner loop of the fully connected layer in Armv7E-M and Armv8-M DSP instructions: 16 multiply-accumulates in 20,
 * 2 loads and 2 unpackings of 4 inputs among them. In assembly for the load of four words at once. */
#ifndef THIMBLE_DENSE_DSP_H
#define THIMBLE_DENSE_DSP_H

#include "dsp.h"

#if INT8_DSP

/* r0 inputs, r1 weights, r4 to r7 sums; 4 inputs x 4 channels */
#define DSP_GROUP_BYTES "80"
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

/* sums += inputs x weights, `groups` (1 or more) times 4 inputs. The loop has 4 groups and is entered where the rest asks for. */
__attribute__((naked, noinline))
static void dsp_four_channels(const int8_t *x __attribute__((unused)), const int8_t *weights __attribute__((unused)),
                              int32_t groups __attribute__((unused)), int32_t sums[4] __attribute__((unused)))
{
  __asm__ volatile(
    "push {r3-r11, lr}\n"
    "ldm r3, {r4-r7}\n"
    "rsb r3, r2, #0\n"
    "and r3, r3, #3\n"
    "add r2, r2, r3\n"
    "lsr r2, r2, #2\n"
    "movs r12, #" DSP_GROUP_BYTES "\n"
    "mul r3, r3, r12\n"
    "adr.w r12, 1f\n"
    "add r3, r3, r12\n"
    "add r3, r3, #1\n"
    "bx r3\n"
    "1:\n"
    DSP_GROUP DSP_GROUP DSP_GROUP DSP_GROUP
    "subs r2, r2, #1\n"
    "bne 1b\n"
    "pop {r3}\n"
    "stm r3, {r4-r7}\n"
    "pop {r4-r11, pc}\n");
}

#endif
#endif
