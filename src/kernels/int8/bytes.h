/* Runs of bytes, copied by words where the core reads and writes words at any address. */
#ifndef THIMBLE_BYTES_H
#define THIMBLE_BYTES_H

#include <stdint.h>
#include <string.h>

static inline void int8_copy_run(int8_t *to, const int8_t *from, int32_t count)
{
#if defined(__ARM_FEATURE_UNALIGNED)
  for (; count >= 4; count -= 4) {
    memcpy(to, from, 4);
    from += 4;
    to += 4;
  }
#endif
  while (--count >= 0) *to++ = *from++;
}

#endif
