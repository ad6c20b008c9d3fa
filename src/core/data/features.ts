/**
 * The audio front end of the MLPerf Tiny keyword benchmark (Banbury et al. 2021, "MLPerf Tiny Benchmark") in whole
 * numbers: one second of 16-bit sound becomes 49 frames of 10 mel-frequency cepstral coefficients, as int8. This is the
 * readable form; src/kernels/audio is the same in C, byte for byte, for boards. The benchmark's own chain, in floating
 * point, is the oracle of the tests (testing/floatFeatures.ts): all but a few values in a thousand are equal, the rest differ
 * by one.
 *
 * The benchmark divides a clip by its largest sample, which is known only at the end. That is a shift of all
 * logarithms, so it comes last: the bands of every frame wait as logarithms, 80 bytes a frame, and no sound is kept.
 */
import { audioTables, COEFFICIENTS, FEATURE_SCALE, FEATURE_ZERO, FFT_SIZE, MEL_BANDS, SAMPLE_RATE_HZ } from './audioTables.ts';
import { between } from './fixedPoint.ts';
import { logarithm, logMel } from './logMel.ts';
import { pcm16 } from './pcm.ts';
import type { QuantParams } from './task.ts';

export { SAMPLE_RATE_HZ };
export const CLIP_SAMPLES = 16_000;
export const KEYWORD_SHAPE = [49, COEFFICIENTS, 1] as const;
/** Bytes of one clip's features. */
export const KEYWORD_BYTES = 490;
/** Input tensor of the benchmark's reference model: real = (q - 83) * 0.5847029. */
export const KEYWORD_QUANT: QuantParams = { scale: FEATURE_SCALE, zeroPoint: FEATURE_ZERO };

const HOP_SAMPLES = 320;
/** No sum of the cosine transform leaves 32 bits below this; sound whose peaks are alike up and down stays below 2^10.5. */
const LOUDEST = 15 << 10;
const { dct, floor, logSum } = audioTables;

/**
 * @param samples 16 000 samples at 16 kHz, as int16 or as fractions of full scale. The result does not depend on their
 *   gain (they are measured by their largest value; a clip without a positive sample by full scale). Missing samples
 *   count as 0, further ones are ignored.
 * @returns 49 x 10 int8, frame by frame
 */
export function keywordFeatures(samples: Int16Array | Float32Array): Int8Array {
  const pcm = (samples instanceof Int16Array ? samples : pcm16(samples)).subarray(0, CLIP_SAMPLES);
  let largest = 0;
  for (const sample of pcm) if (sample > largest) largest = sample;
  const gain = largest > 0 ? logarithm(largest) : 15 << 10;

  const work = new Int32Array(FFT_SIZE);
  const bands = new Int16Array(MEL_BANDS);
  const out = new Int8Array(KEYWORD_BYTES);
  for (let frame = 0; frame < KEYWORD_SHAPE[0]; frame++) {
    logMel(pcm, frame * HOP_SAMPLES, work, bands, 0);
    for (let b = 0; b < MEL_BANDS; b++) bands[b] = aboveFloor(bands[b] - gain);
    for (let c = 0; c < COEFFICIENTS; c++) {
      let sum = FEATURE_ZERO << 23;
      for (let b = 0; b < MEL_BANDS; b++) sum += dct[c * MEL_BANDS + b] * bands[b];
      // towards zero, as the benchmark's own converter rounds
      out[frame * COEFFICIENTS + c] = Math.max(-128, Math.min(127, Math.trunc(sum / 2 ** 23)));
    }
  }
  return out;
}

/** log2(2^x + 1e-6): the larger and what the smaller adds to it. */
function aboveFloor(x: number): number {
  const apart = Math.abs(x - floor);
  const more = apart < 12 << 10 ? between(logSum, apart, 7) : 0;
  return Math.min(LOUDEST, Math.max(x, floor) + more);
}
