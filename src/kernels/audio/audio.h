/* The audio front end: sound of 16 kHz and 16 bits in, the network's input out, 49 frames of 10 mel-frequency cepstral
 * coefficients as int8. Push samples as they come, any number at a time, and ask for the features of the last whole
 * second whenever you like; no sound is kept beyond the frame at work. Whole numbers throughout, the same bytes on
 * every machine: src/core/data/features.ts of Thimble is this in words. The chain is that of the MLPerf Tiny keyword
 * benchmark. Most of the work is done in the push that ends a frame, once every 320 samples (20 ms). */
#ifndef THIMBLE_AUDIO_H
#define THIMBLE_AUDIO_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  THIMBLE_AUDIO_RATE = 16000,        /* samples per second */
  THIMBLE_AUDIO_HOP = 320,           /* samples from one frame to the next */
  THIMBLE_AUDIO_HOPS = 50,           /* in a second */
  THIMBLE_AUDIO_BANDS = 40,
  THIMBLE_AUDIO_FRAMES = 49,
  THIMBLE_AUDIO_COEFFICIENTS = 10,
  THIMBLE_AUDIO_FEATURES = 490       /* bytes */
};

/* 6480 bytes; nothing in it is for others to touch. */
typedef struct {
  int32_t work[512];                                      /* the frame at work */
  int16_t bands[THIMBLE_AUDIO_HOPS][THIMBLE_AUDIO_BANDS]; /* log2 of each band of the frames of a second, a ring */
  int16_t largest[THIMBLE_AUDIO_HOPS];                    /* sample of each stretch of 320, the same ring */
  int16_t waiting[160];                                   /* samples that the next frame shares with this one */
  int16_t loudest;                                        /* largest sample of the stretch at work */
  int16_t at;                                             /* samples of it so far */
  int32_t bits;                                           /* that the frame at work uses */
  int32_t hop;                                            /* where in the ring */
} thimble_audio;

/* As after a second of silence. */
void thimble_audio_reset(thimble_audio *audio);

/* The next `count` samples. */
void thimble_audio_push(thimble_audio *audio, const int16_t *samples, int32_t count);

/* THIMBLE_AUDIO_FEATURES bytes: the second that ended with the last whole stretch of 320 samples. */
void thimble_audio_features(const thimble_audio *audio, int8_t *features);

#ifdef __cplusplus
}
#endif

#endif
