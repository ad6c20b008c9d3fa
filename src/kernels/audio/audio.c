/* Sound comes in, features go out; see audio.h. A frame is 480 samples, the next begins 320 later: what both share waits
 * until the first is done. The benchmark divides a clip by its largest sample, which is known only at the end of the
 * second: there it is subtracted from all logarithms, before the floor of 1e-6 and the cosine transform.
 * src/core/data/features.ts is the same in words. */
#include "audio.h"

#include "audio_parts.h"

#include <string.h>

enum {
  SHARED = AUDIO_WINDOW - THIMBLE_AUDIO_HOP,
  FLOOR = -20410,      /* log2(1e-6) */
  LOUDEST = 15 * 1024, /* below this no sum of the cosine transform leaves 32 bits */
  ZERO = 83            /* of the network's input */
};

void thimble_audio_reset(thimble_audio *audio)
{
  memset(audio, 0, sizeof *audio);
  for (int32_t hop = 0; hop < THIMBLE_AUDIO_HOPS; hop++) {
    for (int32_t b = 0; b < THIMBLE_AUDIO_BANDS; b++) audio->bands[hop][b] = AUDIO_NOTHING;
  }
}

/* Samples [from, to) of a frame, from `samples` on; they are of the stretch at work. */
static void fill(thimble_audio *audio, const int16_t *samples, int32_t from, int32_t to)
{
  int32_t bits = audio->bits, loudest = audio->loudest;
  for (int32_t i = from; i < to; i++) {
    const int32_t sample = *samples++;
    const int32_t value = sample * (int32_t)thimble_audio_window[i < AUDIO_WINDOW / 2 ? i : AUDIO_WINDOW - i];
    audio->work[i] = value;
    bits |= value ^ (value >> 31);
    if (sample > loudest) loudest = sample;
  }
  audio->bits = bits;
  audio->loudest = (int16_t)loudest;
}

/* The frame that began in the stretch before this one is whole. */
static void end_frame(thimble_audio *audio)
{
  const int32_t frame = audio->hop == 0 ? THIMBLE_AUDIO_HOPS - 1 : audio->hop - 1;
  memset(audio->work + AUDIO_WINDOW, 0, sizeof audio->work - AUDIO_WINDOW * sizeof audio->work[0]);
  thimble_audio_log_mel(audio->work, audio->bits, audio->bands[frame]);
  audio->bits = 0;
  fill(audio, audio->waiting, 0, SHARED);
}

void thimble_audio_push(thimble_audio *audio, const int16_t *samples, int32_t count)
{
  while (count > 0) {
    const int32_t at = audio->at;
    const int32_t room = (at < SHARED ? SHARED : THIMBLE_AUDIO_HOP) - at;
    const int32_t part = count < room ? count : room;
    if (at < SHARED) {
      fill(audio, samples, THIMBLE_AUDIO_HOP + at, THIMBLE_AUDIO_HOP + at + part);
      memcpy(audio->waiting + at, samples, (uint32_t)part * sizeof *samples);
    } else {
      fill(audio, samples, at, at + part);
    }
    audio->at = (int16_t)(at + part);
    samples += part;
    count -= part;
    if (audio->at == SHARED) end_frame(audio);
    if (audio->at < THIMBLE_AUDIO_HOP) continue;
    audio->largest[audio->hop] = audio->loudest;
    audio->hop = audio->hop == THIMBLE_AUDIO_HOPS - 1 ? 0 : audio->hop + 1;
    audio->loudest = 0;
    audio->at = 0;
  }
}

/* log2(2^x + 1e-6): the larger and what the smaller adds to it. */
static int32_t above_floor(int32_t x)
{
  const int32_t apart = x > FLOOR ? x - FLOOR : FLOOR - x;
  const int32_t sum = (x > FLOOR ? x : FLOOR) + (apart < 12 * 1024 ? audio_between(thimble_audio_log_sum, apart, 7) : 0);
  return sum < LOUDEST ? sum : LOUDEST;
}

/* Sum of 40 products, below 2^31. */
static int32_t products(const int16_t *a, const int16_t *b)
{
  int32_t sum = 0;
#if INT8_DSP
  for (int32_t i = 0; i < THIMBLE_AUDIO_BANDS; i += 2) sum = dsp_smlad(int8_word(a + i), int8_word(b + i), sum);
#else
  for (int32_t i = 0; i < THIMBLE_AUDIO_BANDS; i++) sum += a[i] * b[i];
#endif
  return sum;
}

void thimble_audio_features(const thimble_audio *audio, int8_t *features)
{
  int32_t largest = 0;
  for (int32_t i = 0; i < THIMBLE_AUDIO_HOPS; i++) if (audio->largest[i] > largest) largest = audio->largest[i];
  const int32_t gain = largest > 0 ? thimble_audio_logarithm((uint32_t)largest) : 15 * 1024; /* full scale */
  for (int32_t f = 0; f < THIMBLE_AUDIO_FRAMES; f++) {
    const int32_t at = audio->hop + f;
    const int16_t *bands = audio->bands[at < THIMBLE_AUDIO_HOPS ? at : at - THIMBLE_AUDIO_HOPS];
    int16_t values[THIMBLE_AUDIO_BANDS];
    for (int32_t b = 0; b < THIMBLE_AUDIO_BANDS; b++) values[b] = (int16_t)above_floor(bands[b] - gain);
    for (int32_t c = 0; c < THIMBLE_AUDIO_COEFFICIENTS; c++) {
      const int32_t sum = products(values, thimble_audio_dct + c * THIMBLE_AUDIO_BANDS) + ZERO * (1 << 23);
      const int32_t q = sum / (1 << 23); /* towards zero, as the benchmark's own converter rounds */
      *features++ = (int8_t)(q < -128 ? -128 : q > 127 ? 127 : q);
    }
  }
}
