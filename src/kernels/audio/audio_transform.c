/* Fourier transform of 256 complex numbers, radix 4, decimation in frequency (Oppenheim and Schafer, "Discrete-Time Signal
 * Processing", chapter 9). Every stage divides by four, so nothing overflows: inputs of at most 2^29 keep every modulus
 * at or below 2^29.5 after each stage. src/core/data/spectrum.ts is the same in words. */
#include "audio_parts.h"

/* Half of (re + i im) turned back by w: w[0] is the sine of the angle, w[128] its cosine. */
static inline void turned(int32_t *at, int32_t re, int32_t im, const int32_t *w)
{
  const int32_t sine = w[0], cosine = w[128];
  at[0] = audio_mul_high(im, sine, audio_mul_high(re, cosine, 0));
  at[1] = audio_mul_high(-re, sine, audio_mul_high(im, cosine, 0));
}

/* Four numbers `apart` words from one another; w: sines for one, two and three times the angle, or 0: no turn. */
static inline void butterfly(int32_t *a, int32_t apart, const int32_t *w1, const int32_t *w2, const int32_t *w3)
{
  int32_t *b = a + apart, *c = b + apart, *d = c + apart;
  const int32_t a_re = a[0] >> 1, a_im = a[1] >> 1, b_re = b[0] >> 1, b_im = b[1] >> 1;
  const int32_t sum_re = a_re + (c[0] >> 1), sum_im = a_im + (c[1] >> 1);
  const int32_t difference_re = a_re - (c[0] >> 1), difference_im = a_im - (c[1] >> 1);
  const int32_t other_sum_re = b_re + (d[0] >> 1), other_sum_im = b_im + (d[1] >> 1);
  const int32_t other_re = b_re - (d[0] >> 1), other_im = b_im - (d[1] >> 1);
  a[0] = (sum_re + other_sum_re) >> 1;
  a[1] = (sum_im + other_sum_im) >> 1;
  if (w1 != 0) {
    turned(b, difference_re + other_im, difference_im - other_re, w1);
    turned(c, sum_re - other_sum_re, sum_im - other_sum_im, w2);
    turned(d, difference_re - other_im, difference_im + other_re, w3);
  } else {
    b[0] = (difference_re + other_im) >> 1, b[1] = (difference_im - other_re) >> 1;
    c[0] = (sum_re - other_sum_re) >> 1, c[1] = (sum_im - other_sum_im) >> 1;
    d[0] = (difference_re - other_im) >> 1, d[1] = (difference_im + other_re) >> 1;
  }
}

void thimble_audio_transform(int32_t *z)
{
  int32_t *const end = z + 2 * AUDIO_POINTS;
  for (int32_t apart = AUDIO_POINTS / 2; apart > 0; apart >>= 2) {
    for (int32_t *a = z; a < end; a += 4 * apart) butterfly(a, apart, 0, 0, 0);
    const int32_t turn = AUDIO_POINTS / apart;
    for (int32_t j = 1; 2 * j < apart; j++) {
      const int32_t *w = thimble_audio_sine + j * turn;
      for (int32_t *a = z + 2 * j; a < end; a += 4 * apart) butterfly(a, apart, w, w + j * turn, w + 2 * j * turn);
    }
  }
}
