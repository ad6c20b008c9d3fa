/* memcpy, memmove and memset, which compilers call on their own account: by words where both sides are aligned alike.
 * Nothing of the C library is linked into an image. */
#include <stddef.h>
#include <stdint.h>

typedef uint32_t __attribute__((may_alias)) word;

void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
  uint8_t *out = to;
  const uint8_t *in = from;
  if ((((uintptr_t)out ^ (uintptr_t)in) & 3) == 0) {
    for (; bytes > 0 && ((uintptr_t)out & 3) != 0; bytes--) *out++ = *in++;
    for (; bytes >= 16; bytes -= 16, out += 16, in += 16) {
      const word a = ((const word *)in)[0], b = ((const word *)in)[1], c = ((const word *)in)[2], d = ((const word *)in)[3];
      ((word *)out)[0] = a, ((word *)out)[1] = b, ((word *)out)[2] = c, ((word *)out)[3] = d;
    }
    for (; bytes >= 4; bytes -= 4, out += 4, in += 4) *(word *)out = *(const word *)in;
  }
  while (bytes-- > 0) *out++ = *in++;
  return to;
}

void *memmove(void *to, const void *from, size_t bytes)
{
  uint8_t *out = to;
  const uint8_t *in = from;
  if (out <= in || out >= in + bytes) return memcpy(to, from, bytes);
  while (bytes-- > 0) out[bytes] = in[bytes];
  return to;
}

void *memset(void *to, int value, size_t bytes)
{
  uint8_t *out = to;
  const uint32_t four = (uint8_t)value * 0x01010101u;
  for (; bytes > 0 && ((uintptr_t)out & 3) != 0; bytes--) *out++ = (uint8_t)value;
  for (; bytes >= 16; bytes -= 16, out += 16) ((word *)out)[0] = four, ((word *)out)[1] = four, ((word *)out)[2] = four, ((word *)out)[3] = four;
  for (; bytes >= 4; bytes -= 4, out += 4) *(word *)out = four;
  while (bytes-- > 0) *out++ = (uint8_t)value;
  return to;
}
