/* Pushes the sound of sound.bin in pieces of all sizes and prints, in hexadecimal, the features after every 37 stretches. */
#include "audio.h"
#include "start.h"

enum { STRETCHES = 37, LONGEST = 997 };

__asm__(".section .rodata\n.balign 4\n.global sound\nsound: .incbin \"sound.bin\"\n.balign 4\n.global sound_end\nsound_end: .long 0\n.text\n");
extern const int16_t sound[], sound_end[];

typedef char size_is_stated[sizeof(thimble_audio) == 6480 ? 1 : -1];

static thimble_audio audio;
static int8_t features[THIMBLE_AUDIO_FEATURES];
static char line[2 * THIMBLE_AUDIO_FEATURES + 2];

static void print_features(void)
{
  char *at = line;
  thimble_audio_features(&audio, features);
  for (int i = 0; i < THIMBLE_AUDIO_FEATURES; i++) {
    *at++ = "0123456789abcdef"[(features[i] >> 4) & 15];
    *at++ = "0123456789abcdef"[features[i] & 15];
  }
  *at++ = '\n';
  *at = 0;
  write_text(line);
}

int main(void)
{
  uint32_t random = 1;
  int32_t pushed = 0, printed = 0;
  thimble_audio_reset(&audio);
  for (const int16_t *at = sound; at < sound_end;) {
    random = random * 1664525u + 1013904223u;
    int32_t part = (int32_t)(random >> 16) % LONGEST;
    if (part > sound_end - at) part = (int32_t)(sound_end - at);
    thimble_audio_push(&audio, at, part);
    at += part;
    pushed += part;
    if (pushed / THIMBLE_AUDIO_HOP < printed + STRETCHES) continue;
    printed = pushed / THIMBLE_AUDIO_HOP;
    print_features();
  }
  return 0;
}
