/* The ear of an image with an audio front end: its own program, or a simulator, puts 320 samples into thimble_sound and
 * calls thimble_hear, every 20 ms; thimble_attend makes the last second the network's input. In images that ask for it. */
#include "image.h"
#include "../audio/audio.h"

thimble_audio thimble_ear;
int16_t thimble_sound[THIMBLE_AUDIO_HOP];

/* As after a second of silence. */
void thimble_forget(void)
{
  thimble_audio_reset(&thimble_ear);
}

void thimble_hear(void)
{
  thimble_audio_push(&thimble_ear, thimble_sound, THIMBLE_AUDIO_HOP);
}

void thimble_attend(void)
{
  thimble_audio_features(&thimble_ear, thimble_model.inputs[0].at);
}
