/**
 * The audio front end of the MLPerf Tiny keyword benchmark as published, in floating point (Banbury et al. 2021, "MLPerf
 * Tiny Benchmark"; TensorFlow's `tf.signal` chain): the oracle of the integer front end.
 */
import { cos, log } from '../../lib/index.ts';
import { CLIP_SAMPLES, KEYWORD_QUANT, KEYWORD_SHAPE, SAMPLE_RATE_HZ } from '../features.ts';
import { realFft } from './floatFft.ts';

const WINDOW_SAMPLES = 480;
const HOP_SAMPLES = 320;
const FFT_SIZE = 512;
const MEL_BANDS = 40;
const LOWEST_HZ = 20;
const HIGHEST_HZ = 4000;
const LOG_OFFSET = 1e-6;
const PI = 3.141592653589793;

interface Tables {
  readonly window: Float64Array;
  /** Per band: first bin and the weights from there on. */
  readonly bands: readonly { readonly firstBin: number; readonly weights: Float64Array }[];
  /** Coefficients x bands, with the 2 / sqrt(80) of the orthonormal-like scaling inside. */
  readonly dct: Float64Array;
}

const tables = makeTables();
const fft = realFft(FFT_SIZE);

/**
 * @param samples 16 000 samples at 16 kHz, any scale (they are divided by their largest value, as the benchmark does;
 *   a clip without a positive sample is taken as it stands). Missing samples count as 0, further ones are ignored.
 * @returns 49 x 10 int8, frame by frame
 */
export function floatFeatures(samples: Float32Array): Int8Array {
  const [frames, coefficients] = KEYWORD_SHAPE;
  const count = Math.min(samples.length, CLIP_SAMPLES);
  let largest = 0;
  for (let i = 0; i < count; i++) if (samples[i] > largest) largest = samples[i];
  const gain = largest > 0 ? 1 / largest : 1;

  const frame = new Float64Array(FFT_SIZE);
  const magnitudes = new Float64Array(FFT_SIZE / 2 + 1);
  const logMel = new Float64Array(MEL_BANDS);
  const out = new Int8Array(frames * coefficients);
  for (let f = 0; f < frames; f++) {
    const start = f * HOP_SAMPLES;
    for (let i = 0; i < WINDOW_SAMPLES; i++) {
      const at = start + i;
      frame[i] = at < count ? samples[at] * gain * tables.window[i] : 0;
    }
    fft.run(frame, magnitudes);
    tables.bands.forEach(({ firstBin, weights }, band) => {
      let energy = 0;
      for (let i = 0; i < weights.length; i++) energy += weights[i] * magnitudes[firstBin + i];
      logMel[band] = log(energy + LOG_OFFSET);
    });
    for (let c = 0; c < coefficients; c++) {
      let value = 0;
      for (let b = 0; b < MEL_BANDS; b++) value += tables.dct[c * MEL_BANDS + b] * logMel[b];
      out[f * coefficients + c] = quantise(value);
    }
  }
  return out;
}

/** Towards zero, as the benchmark's own converter rounds. */
function quantise(value: number): number {
  const q = Math.trunc(value / KEYWORD_QUANT.scale + KEYWORD_QUANT.zeroPoint);
  return Math.max(-128, Math.min(127, q));
}

function makeTables(): Tables {
  const window = new Float64Array(WINDOW_SAMPLES); // periodic Hann
  for (let i = 0; i < WINDOW_SAMPLES; i++) window[i] = 0.5 - 0.5 * cos((2 * PI * i) / WINDOW_SAMPLES);

  const lowest = htkMel(LOWEST_HZ);
  const stepMel = (htkMel(HIGHEST_HZ) - lowest) / (MEL_BANDS + 1);
  const bands = Array.from({ length: MEL_BANDS }, (_, band) => triangle(lowest + band * stepMel, stepMel));

  const coefficients = KEYWORD_SHAPE[1];
  const dct = new Float64Array(coefficients * MEL_BANDS);
  for (let c = 0; c < coefficients; c++) {
    for (let b = 0; b < MEL_BANDS; b++) {
      dct[c * MEL_BANDS + b] = (2 / Math.sqrt(2 * MEL_BANDS)) * cos((PI * c * (b + 0.5)) / MEL_BANDS);
    }
  }
  return { window, bands, dct };
}

/** Mel scale of the HTK book: 1127 ln(1 + f / 700 Hz). */
function htkMel(hz: number): number {
  return 1127 * log(1 + hz / 700);
}

/** Weights of a band that rises from `from` mel over one step and falls over the next; bin 0 (DC) takes no part. */
function triangle(from: number, stepMel: number): { firstBin: number; weights: Float64Array } {
  const inside: number[] = [];
  let firstBin = 1;
  for (let bin = 1; bin <= FFT_SIZE / 2; bin++) {
    const mel = htkMel((bin * SAMPLE_RATE_HZ) / FFT_SIZE);
    const weight = Math.min((mel - from) / stepMel, (from + 2 * stepMel - mel) / stepMel);
    if (weight <= 0) continue;
    if (inside.length === 0) firstBin = bin;
    inside.push(weight);
  }
  return { firstBin, weights: Float64Array.from(inside) };
}
