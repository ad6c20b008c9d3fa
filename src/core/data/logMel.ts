/**
 * One frame of the audio front end: 480 samples become the base-2 logarithms of 40 mel bands. The frame is brought to
 * full scale by a shift before it is transformed (block floating point), so a whisper is as exact as a shout.
 */
import { audioTables, FFT_SIZE, MEL_BANDS, WINDOW_SAMPLES } from './audioTables.ts';
import { between, mulHigh } from './fixedPoint.ts';
import { magnitude, transform } from './spectrum.ts';

const { window, rise, stretches, log2 } = audioTables;

/** What silence has: below every floor. */
export const NOTHING = -32768;

/** log2(x) * 2^10 of a whole number, to the nearest. */
export function logarithm(x: number): number {
  if (x === 0) return NOTHING;
  const empty = Math.clz32(x);
  const mantissa = ((x << empty) & 0x7fffffff) >> 8; // 23 bits after the leading one
  return ((31 - empty) << 10) + ((between(log2, mantissa, 16) + 16) >> 5);
}

/**
 * @param pcm the clip; samples beyond its end count as 0
 * @param start the frame's first sample
 * @param out 40 values at `at`: log2 of sum(weight * |X|), 2^10 = 1, of samples at their own scale
 */
export function logMel(pcm: Int16Array, start: number, z: Int32Array, out: Int16Array, at: number): void {
  let bits = 0;
  z.fill(0, WINDOW_SAMPLES, FFT_SIZE);
  for (let i = 0; i < WINDOW_SAMPLES; i++) {
    z[i] = (start + i < pcm.length ? pcm[start + i] : 0) * window[Math.min(i, WINDOW_SAMPLES - i)];
    bits |= z[i] ^ (z[i] >> 31);
  }
  if (bits === 0) {
    out.fill(NOTHING, at, at + MEL_BANDS);
    return;
  }
  const up = Math.clz32(bits) - 3; // to 2^29
  for (let i = 0; i < FFT_SIZE; i++) z[i] = up >= 0 ? z[i] << up : z[i] >> -up;
  transform(z);

  // window 2^16, transform 2^-10
  const scale = (up + 6) << 10;
  let rising = 0;
  for (let stretch = 0; stretch <= MEL_BANDS; stretch++) {
    let energy = rising; // of the band below, which falls here
    rising = 0;
    for (let k = stretches[stretch]; k < stretches[stretch + 1]; k++) {
      const all = magnitude(z, k);
      const above = mulHigh(all << 1, rise[k] << 16);
      rising += above;
      energy += all - above;
    }
    if (stretch > 0) out[at + stretch - 1] = Math.max(NOTHING, logarithm(energy) - scale);
  }
}
