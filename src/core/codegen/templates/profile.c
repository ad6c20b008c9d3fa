/* The clock and the lines of kernels/profile.h; empty unless THIMBLE_PROFILE is defined. */
#include "kernels/profile.h"

#ifdef THIMBLE_PROFILE
#include "layers.h"

#define REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))

#if defined(THIMBLE_CLOCK)
#ifndef THIMBLE_CLOCK_UNIT
#error "THIMBLE_CLOCK wants THIMBLE_CLOCK_UNIT beside it: \"cycles\", \"us\" or \"ms\""
#endif
static void begin(void) {}
static uint32_t now(void) { return (uint32_t)(THIMBLE_CLOCK); }

#elif defined(__ARM_ARCH_7M__) || defined(__ARM_ARCH_7EM__) || defined(__ARM_ARCH_8M_MAIN__) || defined(__ARM_ARCH_8_1M_MAIN__)
/* DWT_CYCCNT (Armv7-M reference manual, C1.8); DEMCR.TRCENA lets it run. */
#define THIMBLE_CLOCK_UNIT "cycles"
static void begin(void)
{
  REGISTER(0xe000edfc) |= 1u << 24;
  REGISTER(0xe0001000) |= 1;
}
static uint32_t now(void) { return REGISTER(0xe0001004); }

#elif defined(ARDUINO)
#include <Arduino.h>
#define THIMBLE_CLOCK_UNIT "us"
static void begin(void) {}
static uint32_t now(void) { return (uint32_t)micros(); }

#elif defined(__ARM_ARCH_6M__) || defined(__ARM_ARCH_8M_BASE__)
/* SysTick counts 24 bits down at the core's clock (Armv6-M reference manual, B3.3). */
#define THIMBLE_CLOCK_UNIT "cycles"
#define THIMBLE_CLOCK_WRAPS
static void begin(void)
{
  REGISTER(0xe000e014) = 0xffffff;
  REGISTER(0xe000e018) = 0; /* starts again, and forgets that it wrapped */
  REGISTER(0xe000e010) = 5;
}
static uint32_t now(void) { return 0 - REGISTER(0xe000e018); }

#else
#include <time.h>
#define THIMBLE_CLOCK_UNIT "us"
static void begin(void) {}
static uint32_t now(void) { return (uint32_t)(1000000.0 * (double)clock() / CLOCKS_PER_SEC); }
#endif

static uint32_t started, ticks[MODEL_OPS];
static uint8_t ran[MODEL_OPS], wrapped[MODEL_OPS];

void profile_start(void)
{
  begin();
  started = now();
}

void profile_end(int32_t op)
{
  const uint32_t ended = now();
#ifdef THIMBLE_CLOCK_WRAPS
  ticks[op] = (ended - started) & 0xffffff;
  wrapped[op] = (REGISTER(0xe000e010) >> 16) & 1;
#else
  ticks[op] = ended - started;
#endif
  ran[op] = 1;
}

static void put_number(void (*put)(const char *text), uint32_t number)
{
  char text[11];
  char *at = text + sizeof text;
  *--at = 0;
  do *--at = (char)('0' + number % 10); while (number /= 10);
  put(at);
}

void profile_print(void (*put)(const char *text))
{
  put("layer,name," THIMBLE_CLOCK_UNIT "\n");
  for (int i = 0; i < MODEL_OPS;) {
    const int first = i;
    uint32_t sum = 0;
    int seen = 0, over = 0;
    for (; i < MODEL_OPS && model_ops[i].layer == model_ops[first].layer; i++) {
      sum += ticks[i];
      seen |= ran[i];
      over |= wrapped[i];
    }
    if (!seen) continue;
    put_number(put, (uint32_t)model_ops[first].layer);
    put(",");
    put(model_ops[first].name);
    put(",");
    if (over) put("overflow");
    else put_number(put, sum);
    put("\n");
  }
}

#else
typedef int profile_is_off; /* a file must declare something */
#endif
