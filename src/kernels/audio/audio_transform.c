/* Fourier transform of 256 complex numbers, radix 4, decimation in frequency (Oppenheim and Schafer, "Discrete-Time Signal
 * Processing", chapter 9). Every stage divides by four, so nothing overflows: inputs of at most 2^29 keep every modulus
 * at or below 2^29.5 after each stage. The first stage brings its inputs to half of that, for the others halve theirs. src/core/data/spectrum.ts is the same in words. */
#include "audio_parts.h"

/* By an angle, 2^31 = 1. */
typedef struct {
  int32_t sine, cosine;
} turn;

/* Half of (re + i im) turned back. */
static inline void turned(int32_t *at, int32_t re, int32_t im, turn by)
{
  at[0] = audio_mul_high(im, by.sine, audio_mul_high(re, by.cosine, 0));
  at[1] = audio_mul_high(-re, by.sine, audio_mul_high(im, by.cosine, 0));
}

static inline void halved(int32_t *at, int32_t re, int32_t im)
{
  at[0] = re >> 1;
  at[1] = im >> 1;
}

/* Four numbers `apart` words from one another, in the first stage shifted to the left, else halved; the last three results
 * are turned, or not. */
static inline void butterfly(int32_t *a, int32_t apart, int first, int32_t left, int turns, turn once, turn twice, turn thrice)
{
#define HALF(x) (first ? (int32_t)((uint32_t)(x) << left) : (x) >> 1)
  int32_t *b = a + apart, *c = b + apart, *d = c + apart;
  const int32_t a_re = HALF(a[0]), a_im = HALF(a[1]), c_re = HALF(c[0]), c_im = HALF(c[1]);
  const int32_t sum_re = a_re + c_re, sum_im = a_im + c_im;
  const int32_t difference_re = a_re - c_re, difference_im = a_im - c_im;
  const int32_t b_re = HALF(b[0]), b_im = HALF(b[1]), d_re = HALF(d[0]), d_im = HALF(d[1]);
  const int32_t other_sum_re = b_re + d_re, other_sum_im = b_im + d_im;
  const int32_t other_re = b_re - d_re, other_im = b_im - d_im;
#undef HALF
  halved(a, sum_re + other_sum_re, sum_im + other_sum_im);
  if (turns) {
    turned(c, sum_re - other_sum_re, sum_im - other_sum_im, twice);
    turned(b, difference_re + other_im, difference_im - other_re, once);
    turned(d, difference_re - other_im, difference_im + other_re, thrice);
  } else {
    halved(c, sum_re - other_sum_re, sum_im - other_sum_im);
    halved(b, difference_re + other_im, difference_im - other_re);
    halved(d, difference_re - other_im, difference_im + other_re);
  }
}

/* Of k / 512 of a whole turn. */
static inline turn turn_of(int32_t k)
{
  const turn by = { thimble_audio_sine[k], thimble_audio_sine[k + 128] };
  return by;
}

void thimble_audio_transform(int32_t *z, int32_t left)
{
  int32_t *const end = z + 2 * AUDIO_POINTS;
  const turn none = { 0, 0 };
  butterfly(z, AUDIO_POINTS / 2, 1, left, 0, none, none, none);
  for (int32_t j = 1; j < AUDIO_POINTS / 4; j++) {
    butterfly(z + 2 * j, AUDIO_POINTS / 2, 1, left, 1, turn_of(2 * j), turn_of(4 * j), turn_of(6 * j));
  }
  for (int32_t apart = AUDIO_POINTS / 8, k = 8; apart > 0; apart >>= 2, k <<= 2) {
    for (int32_t *a = z; a < end; a += 4 * apart) butterfly(a, apart, 0, 0, 0, none, none, none);
    for (int32_t j = 1; 2 * j < apart; j++) {
      const turn once = turn_of(j * k), twice = turn_of(2 * j * k), thrice = turn_of(3 * j * k);
      for (int32_t *a = z + 2 * j; a < end; a += 4 * apart) butterfly(a, apart, 0, 0, 1, once, twice, thrice);
    }
  }
}
