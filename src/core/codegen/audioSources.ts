/**
 * The audio front end in C, for networks that listen: those whose input is what the front end gives, in shape and in
 * quantisation. Their bundles carry it beside the kernels.
 */
import audio from '../../kernels/audio/audio.c?raw';
import audioLogMel from '../../kernels/audio/audio_log_mel.c?raw';
import audioTables from '../../kernels/audio/audio_tables.c?raw';
import audioTransform from '../../kernels/audio/audio_transform.c?raw';
import { KEYWORD_QUANT, KEYWORD_SHAPE } from '../data/index.ts';
import type { Int8Net } from '../quant/index.ts';
import type { SourceFile } from './kernelSources.ts';

/** Scales of one quantisation may differ in their last bit, by the float32 of a file. */
const SCALE_TOLERANCE = 1e-6;

/** Whether the network takes one second of sound as the front end gives it. */
export function listens({ net, tensors }: Int8Net): boolean {
  const [input] = net.inputs;
  const { scale, zeroPoint } = tensors[input];
  return net.inputs.length === 1 && net.tensors[input].shape.join() === KEYWORD_SHAPE.join()
    && zeroPoint === KEYWORD_QUANT.zeroPoint && Math.abs(scale / KEYWORD_QUANT.scale - 1) <= SCALE_TOLERANCE;
}

export const AUDIO_SOURCES: readonly SourceFile[] = [
  { name: 'audio.c', text: audio },
  { name: 'audio_log_mel.c', text: audioLogMel },
  { name: 'audio_tables.c', text: audioTables },
  { name: 'audio_transform.c', text: audioTransform },
];

/** Flash of the front end, arm-none-eabi-gcc 12.2, -O2, Cortex-M4; RAM of its state, everywhere. */
export const AUDIO_BYTES = { flash: 7280, ram: 6480 } as const;

/** What a bundle's README says of it. */
export const audioReadme = `
## From sound to input
\`kernels/audio.h\` is the front end that this network's input comes from: sound of 16 kHz and 16 bits in, the ${KEYWORD_SHAPE[0]} x ${KEYWORD_SHAPE[1]} int8 of
one second out, byte for byte as in Thimble. Push samples as they come; no sound is kept.
\`\`\`c
#include "kernels/audio.h"
static thimble_audio audio;
static int8_t features[THIMBLE_AUDIO_FEATURES];

thimble_audio_reset(&audio);                /* once: as after a second of silence */
thimble_audio_push(&audio, samples, count); /* any number of int16_t at a time */
thimble_audio_features(&audio, features);   /* the last second, as often as you like */
model_invoke((int8_t *)arena, features, output);
\`\`\`
\`thimble_audio\` takes ${AUDIO_BYTES.ram} bytes of RAM, code and tables ${AUDIO_BYTES.flash} of flash (estimated as below); neither is in the sums below, and
neither is linked where you do not call it. Most of the work is done in the push that ends a frame, once every 320 samples (20 ms).
`;
