/* Times every layer, where THIMBLE_PROFILE is defined for the whole library (in config.h, or -DTHIMBLE_PROFILE); else
 * nothing is compiled and nothing is slower. After an inference profile_print hands over its lines,
 *   layer,name,cycles
 *   0,stem,93412
 * and Thimble compares them with what it simulated: save what the board printed and open it under "Measured on a
 * board", or thimble simulate --measured FILE.
 * The clock is the cycle counter of a Cortex-M3 or better, micros() of Arduino elsewhere, SysTick of a Cortex-M0+ (it
 * must be free, and a layer may take 2^24 cycles), clock() on a computer. For another define
 *   THIMBLE_CLOCK       an expression, e.g. time_us_32()
 *   THIMBLE_CLOCK_UNIT  "cycles", "us" or "ms" */
#ifndef THIMBLE_PROFILE_H
#define THIMBLE_PROFILE_H

#include "config.h"

#include <stdint.h>

#ifdef THIMBLE_PROFILE

#ifdef __cplusplus
extern "C" {
#endif

/* Around each op; the runner calls them. */
void profile_start(void);
void profile_end(int32_t op);

/* Gives the lines of the last inference to `put`, in pieces of text. */
void profile_print(void (*put)(const char *text));

#ifdef __cplusplus
}
#endif

#endif

#endif
