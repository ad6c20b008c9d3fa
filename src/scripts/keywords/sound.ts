/**
 * What happens to a clean voice on its way to a microphone: room, colour, overdrive, position, noise. Every function
 * takes its random numbers as an argument and computes by exact arithmetic and lib's own functions, so that a seed
 * gives the same samples on every machine.
 */
import { CLIP_SAMPLES, SAMPLE_RATE_HZ } from '../../core/data/index.ts';
import { Rng, cos, exp, sin } from '../../core/lib/index.ts';

const PI = 3.141592653589793;

export const between = (rng: Rng, low: number, high: number): number => low + rng.float() * (high - low);
/** Amplitude factor of a level in dB. */
export const decibels = (level: number): number => exp((2.302585092994046 / 20) * level);

export const power = (x: Float32Array): number => {
  let total = 0;
  for (const value of x) total += value * value;
  return total / Math.max(1, x.length);
};

/** The stretch between the first and the last 10 ms that come within 45 dB of the loudest. */
export function trim(x: Float32Array): Float32Array {
  const hop = SAMPLE_RATE_HZ / 100;
  const levels = Array.from({ length: Math.floor(x.length / hop) }, (_, i) => power(x.subarray(i * hop, (i + 1) * hop)));
  const floor = Math.max(...levels) * 3e-5;
  const first = levels.findIndex((level) => level > floor);
  const last = levels.findLastIndex((level) => level > floor);
  return first < 0 ? x : x.subarray(first * hop, (last + 1) * hop);
}

/** Position of the middle of the energy, in samples. */
export function energyCentre(x: Float32Array): number {
  let weighted = 0;
  let total = 0;
  x.forEach((value, i) => {
    weighted += i * value * value;
    total += value * value;
  });
  return total === 0 ? x.length / 2 : weighted / total;
}

/** One second with the sound's energy centred at `centre` samples; what reaches over an edge is lost. */
export function place(x: Float32Array, centre: number): Float32Array {
  const out = new Float32Array(CLIP_SAMPLES);
  const offset = Math.round(centre - energyCentre(x));
  for (let i = 0; i < x.length; i++) if (i + offset >= 0 && i + offset < CLIP_SAMPLES) out[i + offset] = x[i];
  return out;
}

/**
 * A synthetic room: sparse reflections of random sign and time under an exponential decay ("velvet noise", Karjalainen
 * and Jaervelaeinen 2007), added to the direct sound.
 * @param rt60 seconds in which the reflections fall by 60 dB
 * @param direct dB by which the direct sound's power exceeds that of all reflections
 */
export function room(x: Float32Array, rng: Rng, rt60: number, direct: number): Float32Array {
  const reflections = 100;
  const taps = Array.from({ length: reflections }, () => {
    const seconds = between(rng, 0.002, rt60);
    return { delay: Math.round(seconds * SAMPLE_RATE_HZ), gain: (rng.int(2) * 2 - 1) * decibels((-60 * seconds) / rt60) };
  });
  const sum = taps.reduce((total, { gain }) => total + gain * gain, 0);
  const scale = decibels(-direct) / Math.sqrt(sum);
  const out = new Float32Array(x.length + Math.round(rt60 * SAMPLE_RATE_HZ) + 1);
  out.set(x);
  for (const { delay, gain } of taps) for (let i = 0; i < x.length; i++) out[i + delay] += x[i] * gain * scale;
  return out;
}

/** Second-order low-pass or high-pass, Q = 0.707 (Bristow-Johnson, "Audio EQ Cookbook"). */
export function biquad(x: Float32Array, kind: 'low' | 'high', hz: number): Float32Array {
  const w = (2 * PI * hz) / SAMPLE_RATE_HZ;
  const c = cos(w);
  const alpha = sin(w) / 1.4142135623730951;
  const edge = kind === 'low' ? 1 - c : 1 + c;
  const b0 = edge / 2 / (1 + alpha);
  const b1 = (kind === 'low' ? edge : -edge) / (1 + alpha);
  const a1 = (-2 * c) / (1 + alpha);
  const a2 = (1 - alpha) / (1 + alpha);
  const out = new Float32Array(x.length);
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const y = b0 * x[i] + b1 * x1 + b0 * x2 - a1 * y1 - a2 * y2;
    [x2, x1, y2, y1] = [x1, x[i], y1, y];
    out[i] = y;
  }
  return out;
}

/** Spectral tilt by one zero: t > 0 dulls, t < 0 brightens; |t| < 1. */
export function tilt(x: Float32Array, t: number): Float32Array {
  const out = new Float32Array(x.length);
  for (let i = 0; i < x.length; i++) out[i] = x[i] + t * (i > 0 ? x[i - 1] : 0);
  return out;
}

/** The ripples in a cheap microphone's response: a short random echo pattern that dies within a millisecond. */
export function microphone(x: Float32Array, rng: Rng): Float32Array {
  const taps = Array.from({ length: 14 }, (_, k) => (k === 0 ? 1 : between(rng, -0.5, 0.5) * (1 - k / 14)));
  const depth = rng.float();
  const out = new Float32Array(x.length);
  taps.forEach((tap, k) => {
    const gain = k === 0 ? 1 : tap * depth;
    for (let i = k; i < x.length; i++) out[i] += gain * x[i - k];
  });
  return out;
}

/** Cuts peaks at a share of the largest magnitude, as an overdriven input does. */
export function clip(x: Float32Array, share: number): Float32Array {
  let largest = 0;
  for (const value of x) largest = Math.max(largest, Math.abs(value));
  return x.map((value) => Math.max(-largest * share, Math.min(largest * share, value)));
}

/** x plus noise at a signal-to-noise ratio in dB; the signal's power is that of its own stretch, `signalPower`. */
export function mix(x: Float32Array, noise: Float32Array, signalPower: number, snr: number): Float32Array {
  const gain = Math.sqrt(signalPower / Math.max(1e-20, power(noise))) * decibels(-snr);
  return x.map((value, i) => value + gain * noise[i]);
}

/**
 * 16-bit samples, as loud as those hold, with the last bit's noise that a converter adds (triangular dither, Lipshitz,
 * Wannamaker and Vanderkooy 1992): rounding alone would make soft passages digitally silent, which no microphone is.
 */
export function digitise(x: Float32Array, rng: Rng): Int16Array {
  const largest = x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const gain = largest === 0 ? 0 : 32766 / largest;
  return Int16Array.from(x, (value) => Math.round(value * gain + rng.float() + rng.float() - 1));
}
