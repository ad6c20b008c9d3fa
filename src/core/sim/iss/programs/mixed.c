/* A little of everything compilers make of C: calls through pointers, jump tables, 64-bit arithmetic, division,
 * floats and doubles, string functions. Prints words in hexadecimal; the exit code is six bits of the last sum. */
#include "start.h"

#include <stdint.h>
#include <string.h>

static uint32_t seed = 1;
static int32_t words[64];
static int16_t halves[64];
static int8_t bytes[64];

static uint32_t next(void)
{
  seed = seed * 1664525u + 1013904223u;
  return seed;
}

static void print(uint32_t word)
{
  char line[10];
  for (int i = 0; i < 8; i++) line[i] = "0123456789abcdef"[(word >> (28 - 4 * i)) & 15];
  line[8] = '\n';
  line[9] = 0;
  write_text(line);
}

static int compare(const int32_t *a, const int32_t *b)
{
  return *a < *b ? -1 : *a > *b;
}

static void sort(int32_t *values, int count, int (*order)(const int32_t *, const int32_t *))
{
  for (int i = 1; i < count; i++) {
    const int32_t value = values[i];
    int at = i;
    for (; at > 0 && order(&values[at - 1], &value) > 0; at--) values[at] = values[at - 1];
    values[at] = value;
  }
}

static uint32_t choose(uint32_t x)
{
  switch (x & 7) {
    case 0: return x * 3;
    case 1: return x / 7;
    case 2: return x % 11;
    case 3: return ~x;
    case 4: return x << 3;
    case 5: return x >> 5;
    case 6: return x ^ 0x55aa;
    default: return (x << 7) | (x >> 25);
  }
}

static float series(float a, float b)
{
  float sum = 0;
  for (int i = 1; i < 20; i++) {
    sum += a / (b + (float)i) * (float)i - (float)(int)(a * (float)i);
    if (sum > 1e3f) sum *= 0.5f;
  }
  return sum;
}

static double power_series(double a)
{
  double sum = 1;
  for (int i = 1; i < 10; i++) sum = sum * a / i + 1.0;
  return sum;
}

int main(void)
{
  static uint8_t first[100], second[100];
  uint32_t sum = 0;
  uint64_t wide = 0;
  int64_t signed_wide = 0;
  for (int i = 0; i < 64; i++) {
    words[i] = (int32_t)next();
    halves[i] = (int16_t)next();
    bytes[i] = (int8_t)next();
  }
  sort(words, 64, compare);
  for (int i = 0; i < 64; i++) {
    sum = sum * 31 + (uint32_t)words[i];
    wide += (uint64_t)(uint32_t)words[i] * next();
    signed_wide += (int64_t)words[i] * halves[i];
    sum += choose(next());
    sum ^= (uint32_t)(halves[i] * bytes[i]);
  }
  print(sum);
  print((uint32_t)wide);
  print((uint32_t)(wide >> 32));
  print((uint32_t)(wide / 12345));
  print((uint32_t)(signed_wide % 777));
  print((uint32_t)(wide >> (next() & 31)));
  union { float value; uint32_t word; } single = { .value = series(3.25f, 1.5f) };
  print(single.word);
  union { double value; uint32_t words[2]; } pair = { .value = power_series(1.7) };
  print(pair.words[0]);
  print(pair.words[1]);
  for (int i = 0; i < 100; i++) first[i] = (uint8_t)next();
  memcpy(second + 1, first, 99);
  memmove(second + 3, second, 90);
  memset(first + 7, 5, 33);
  for (int i = 0; i < 100; i++) sum = sum * 33 + first[i] + second[i];
  print(sum);
  print((uint32_t)__builtin_clz(sum | 1));
  print(__builtin_bswap32(sum));
  return (int)(sum & 63);
}
