/* From a windowed frame to the logarithms of 40 mel bands. The frame is brought to full scale by a shift (block
 * floating point), transformed as complex numbers of its even and odd samples, split into the spectrum of the real signal
 * (Press et al., "Numerical Recipes", section 12.3), and each bin's magnitude shared out between the two bands it lies
 * under. src/core/data/logMel.ts and spectrum.ts are the same in words. */
#include "audio_parts.h"

#include "audio.h"

int32_t thimble_audio_logarithm(uint32_t x)
{
  if (x == 0) return AUDIO_NOTHING;
  const int32_t empty = audio_empty(x);
  const int32_t mantissa = (int32_t)(((x << empty) & 0x7fffffffu) >> 8); /* 23 bits after the leading one */
  return ((31 - empty) << 10) + ((audio_between(thimble_audio_log2, mantissa, 16) + 16) >> 5);
}

static inline uint32_t size_of(int32_t x)
{
  return (uint32_t)(x < 0 ? -x : x);
}

/* sqrt(x^2 + y^2) / 4 of numbers below 2^31: fifteen bits of the larger, and a table's line. */
static inline uint32_t length(uint32_t x, uint32_t y)
{
  if ((x | y) == 0) return 0;
  const int32_t empty = audio_empty(x | y) - 1;
  const uint32_t high = (x << empty) >> 16, low = (y << empty) >> 16;
  const uint32_t square = high * high + low * low; /* 2^28 .. 2^31 */
  const int32_t small = square < 1u << 30;
  const int32_t mantissa = (int32_t)(square >> (16 - 2 * small)) - (1 << 14); /* above a quarter of 2^16, where the table begins */
  return (uint32_t)audio_between(thimble_audio_root, mantissa, 8) << 14 >> (empty + small);
}

/* Of bin k of the real signal, 1 to 127, by 1024. */
static inline uint32_t magnitude(const int32_t *z, int32_t k)
{
  const int32_t *a = z + 2 * thimble_audio_places[k], *b = z + 2 * thimble_audio_places[AUDIO_POINTS - k];
  const int32_t sine = thimble_audio_sine[k], cosine = thimble_audio_sine[k + 128];
  const int32_t odd_re = a[1] + b[1], odd_im = b[0] - a[0];
  const int32_t re = audio_mul_high(odd_im, sine, audio_mul_high(odd_re, cosine, (a[0] + b[0]) >> 1));
  const int32_t im = audio_mul_high(-odd_re, sine, audio_mul_high(odd_im, cosine, (a[1] - b[1]) >> 1));
  return length(size_of(re), size_of(im));
}

void thimble_audio_log_mel(int32_t *work, int32_t bits, int16_t *bands)
{
  if (bits == 0) {
    for (int32_t b = 0; b < THIMBLE_AUDIO_BANDS; b++) bands[b] = AUDIO_NOTHING;
    return;
  }
  const int32_t up = audio_empty((uint32_t)bits) - 3; /* to 2^29 */
  if (up < 1) for (int32_t i = 0; i < 2 * AUDIO_POINTS; i++) work[i] >>= 1 - up;
  thimble_audio_transform(work, up < 1 ? 0 : up - 1);

  const int32_t scale = (up + 6) * 1024; /* window 2^16, transform 2^-10 */
  uint32_t rising = 0;
  for (int32_t stretch = 0, k = 1; stretch <= THIMBLE_AUDIO_BANDS; stretch++) {
    uint32_t energy = rising; /* of the band below, which falls here */
    rising = 0;
    for (; k < thimble_audio_stretches[stretch + 1]; k++) {
      const uint32_t all = magnitude(work, k);
      const uint32_t above = (uint32_t)audio_mul_high((int32_t)(all << 1), thimble_audio_rise[k] << 16, 0);
      rising += above;
      energy += all - above;
    }
    if (stretch == 0) continue;
    const int32_t value = thimble_audio_logarithm(energy) - scale;
    bands[stretch - 1] = (int16_t)(value < AUDIO_NOTHING ? AUDIO_NOTHING : value);
  }
}
