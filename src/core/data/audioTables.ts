/**
 * The constants of the integer audio front end: window, twiddles, mel triangles, square root, logarithms and cosine
 * transform, rounded from their formulas. src/kernels/audio/audio_tables.c is printed from here; a test holds it to this.
 */
import { cos, exp, log, sin } from '../lib/index.ts';

export const SAMPLE_RATE_HZ = 16_000;
export const WINDOW_SAMPLES = 480;
export const FFT_SIZE = 512;
export const MEL_BANDS = 40;
export const COEFFICIENTS = 10;
/** What one step of int8 is worth, and where zero lies: the input tensor of MLPerf Tiny's reference model. */
export const FEATURE_SCALE = 0.5847029;
export const FEATURE_ZERO = 83;

const LOWEST_HZ = 20;
const HIGHEST_HZ = 4000;
const LOG_OFFSET = 1e-6;
const PI = 3.141592653589793;
const LN2 = 0.6931471805599453;

export interface AudioTables {
  /** First half and middle of the periodic Hann window, 2^16 = 1 (65535 at most). */
  readonly window: Uint16Array;
  /** sin(2 pi k / 512) for k = 0..506, 2^31 = 1: sine at k, cosine at k + 128, up to three quarters of a turn. */
  readonly sine: Int32Array;
  /** Where each of 256 points stands after the transform: its four base-4 digits reversed. */
  readonly places: Uint8Array;
  /** First bin of each of the 41 stretches between neighbouring mel points, and the bin after the last. */
  readonly stretches: Uint8Array;
  /** How far bin k lies into its stretch, 2^15 = 1: what the band above takes; the band below has the rest. */
  readonly rise: Uint16Array;
  /** sqrt(i / 256) * 2^16 for i = 64..256, the first of them in front (65535 at most). */
  readonly root: Uint16Array;
  /** log2(1 + i / 128) * 2^15 for i = 0..128. */
  readonly log2: Uint16Array;
  /** log2(1 + 2^-(i / 8)) * 2^10 for i = 0..97. */
  readonly logSum: Uint16Array;
  /** Coefficients x bands, 2^13 = 1: from log2 to steps of int8. */
  readonly dct: Int16Array;
  /** log2(1e-6) * 2^10. */
  readonly floor: number;
}

export const audioTables: AudioTables = makeTables();

function makeTables(): AudioTables {
  const whole = (count: number, of: (i: number) => number): number[] => Array.from({ length: count }, (_, i) => Math.round(of(i)));
  const melPoint = melPoints();
  const stretchOf = (bin: number): number => melPoint.findLastIndex((point) => point < htkMel((bin * SAMPLE_RATE_HZ) / FFT_SIZE));
  const bins = Array.from({ length: FFT_SIZE / 4 - 1 }, (_, i) => i + 1); // bin 0 takes no part, bin 128 is 4000 Hz: weight 0
  return {
    window: Uint16Array.from(whole(WINDOW_SAMPLES / 2 + 1, (i) => Math.min(65535, 65536 * (0.5 - 0.5 * cos((2 * PI * i) / WINDOW_SAMPLES))))),
    sine: Int32Array.from(whole(507, (k) => Math.min(2147483647, 2147483648 * sin((2 * PI * k) / FFT_SIZE)))),
    places: Uint8Array.from({ length: 256 }, (_, k) => ((k & 3) << 6) | ((k & 12) << 2) | ((k >> 2) & 12) | (k >> 6)),
    stretches: Uint8Array.from([...Array.from({ length: MEL_BANDS + 1 }, (_, s) => bins.find((bin) => stretchOf(bin) >= s) ?? 128), 128]),
    rise: Uint16Array.from([0, ...bins.map((bin) => {
      const from = melPoint[stretchOf(bin)];
      return Math.round((32768 * (htkMel((bin * SAMPLE_RATE_HZ) / FFT_SIZE) - from)) / (melPoint[1] - melPoint[0]));
    })]),
    root: Uint16Array.from(whole(193, (i) => Math.min(65535, 65536 * Math.sqrt((i + 64) / 256)))),
    log2: Uint16Array.from(whole(129, (i) => (32768 * log(1 + i / 128)) / LN2)),
    logSum: Uint16Array.from(whole(98, (i) => (1024 * log(1 + exp((-i / 8) * LN2))) / LN2)),
    dct: Int16Array.from(whole(COEFFICIENTS * MEL_BANDS, (i) => {
      const c = Math.floor(i / MEL_BANDS);
      const band = i % MEL_BANDS;
      return (8192 * LN2 * 2 * cos((PI * c * (band + 0.5)) / MEL_BANDS)) / Math.sqrt(2 * MEL_BANDS) / FEATURE_SCALE;
    })),
    floor: Math.round((1024 * log(LOG_OFFSET)) / LN2),
  };
}

/** 42 points, evenly spaced in mel: band b rises from point b to b + 1 and falls to b + 2. */
function melPoints(): number[] {
  const lowest = htkMel(LOWEST_HZ);
  const step = (htkMel(HIGHEST_HZ) - lowest) / (MEL_BANDS + 1);
  return Array.from({ length: MEL_BANDS + 2 }, (_, i) => lowest + i * step);
}

/** Mel scale of the HTK book: 1127 ln(1 + f / 700 Hz). */
function htkMel(hz: number): number {
  return 1127 * log(1 + hz / 700);
}
