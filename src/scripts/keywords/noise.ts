/** One second of background, in the kinds that surround a microphone; unit of amplitude is arbitrary. */
import { CLIP_SAMPLES, SAMPLE_RATE_HZ } from '../../core/data/index.ts';
import { Rng, sin } from '../../core/lib/index.ts';
import { between, biquad, decibels, mix, power } from './sound.ts';

const TWO_PI = 6.283185307179586;
const KINDS = ['white', 'pink', 'brown', 'hum', 'band', 'rustle', 'machine'] as const;
type NoiseKind = (typeof KINDS)[number];

/** A kind drawn at random. */
export function anyNoise(rng: Rng): Float32Array {
  return noise(rng.pick(KINDS), rng);
}

/** What the silence class holds: one to three noises on top of each other, some with a swell, some with a click. */
export function background(rng: Rng): Float32Array {
  let sound = anyNoise(rng);
  const layers = rng.int(3);
  for (let i = 0; i < layers; i++) sound = mix(sound, anyNoise(rng), power(sound), between(rng, -5, 25));
  if (rng.float() < 0.4) sound = swell(sound, rng);
  if (rng.float() < 0.15) sound = mix(sound, clicks(rng), power(sound), between(rng, -5, 10));
  return sound;
}

export function noise(kind: NoiseKind, rng: Rng): Float32Array {
  switch (kind) {
    case 'white':
      return white(rng);
    case 'pink':
      return pink(rng);
    case 'brown':
      return leaky(white(rng), between(rng, 0.95, 0.998));
    case 'hum':
      return hum(rng, between(rng, 0, 1) < 0.5 ? 50 : 60);
    case 'band': {
      const low = between(rng, 60, 1500);
      return biquad(biquad(white(rng), 'high', low), 'low', Math.min(7000, low * between(rng, 1.5, 4)));
    }
    case 'rustle':
      return rustle(rng);
    case 'machine':
      return mix(swell(pink(rng), rng), hum(rng, between(rng, 20, 300)), 1, between(rng, -5, 20));
    default:
      return kind satisfies never;
  }
}

const white = (rng: Rng): Float32Array => Float32Array.from({ length: CLIP_SAMPLES }, () => rng.normal());

/** Paul Kellet's filter: white noise to 1/f within 0.5 dB. */
function pink(rng: Rng): Float32Array {
  const poles = [0.99886, 0.99332, 0.969, 0.8665, 0.55, -0.7616];
  const gains = [0.0555179, 0.0750759, 0.153852, 0.3104856, 0.5329522, -0.016898];
  const state = poles.map(() => 0);
  let delayed = 0;
  return white(rng).map((value) => {
    let total = delayed + 0.5362 * value;
    poles.forEach((pole, i) => {
      state[i] = pole * state[i] + gains[i] * value;
      total += state[i];
    });
    delayed = 0.115926 * value;
    return total;
  });
}

function leaky(x: Float32Array, pole: number): Float32Array {
  let state = 0;
  return x.map((value) => (state = pole * state + value));
}

/** Mains or motor: a fundamental with falling harmonics over a soft hiss. */
function hum(rng: Rng, hz: number): Float32Array {
  const harmonics = Array.from({ length: 3 + rng.int(12) }, (_, i) => ({
    step: (TWO_PI * hz * (i + 1)) / SAMPLE_RATE_HZ,
    phase: between(rng, 0, TWO_PI),
    gain: between(rng, 0.2, 1) / (i + 1),
  }));
  const tone = new Float32Array(CLIP_SAMPLES);
  for (const { step, phase, gain } of harmonics) for (let i = 0; i < CLIP_SAMPLES; i++) tone[i] += gain * sin(step * i + phase);
  return mix(tone, pink(rng), power(tone), between(rng, 5, 40));
}

/** Cloth and paper: short bursts of filtered noise at random times. */
function rustle(rng: Rng): Float32Array {
  const grain = biquad(pink(rng), 'high', between(rng, 100, 1500));
  const envelope = new Float32Array(CLIP_SAMPLES).fill(0.03);
  const bursts = 3 + rng.int(25);
  for (let b = 0; b < bursts; b++) {
    const start = rng.int(CLIP_SAMPLES);
    const decay = 1 - 1 / between(rng, 100, 2500);
    let level = between(rng, 0.1, 1);
    for (let i = start; i < CLIP_SAMPLES && level > 0.001; i++, level *= decay) envelope[i] += level;
  }
  return grain.map((value, i) => value * envelope[i]);
}

/** A slow change of level by up to 20 dB. */
function swell(x: Float32Array, rng: Rng): Float32Array {
  const depth = between(rng, 0, 10);
  const step = (TWO_PI * between(rng, 0.3, 8)) / SAMPLE_RATE_HZ;
  const phase = between(rng, 0, TWO_PI);
  const hop = 160;
  let gain = 1;
  return x.map((value, i) => {
    if (i % hop === 0) gain = decibels(depth * sin(step * i + phase));
    return value * gain;
  });
}

function clicks(rng: Rng): Float32Array {
  const out = new Float32Array(CLIP_SAMPLES);
  const count = 1 + rng.int(6);
  for (let c = 0; c < count; c++) {
    const start = rng.int(CLIP_SAMPLES);
    const decay = 1 - 1 / between(rng, 5, 100);
    let level = between(rng, 0.3, 1);
    for (let i = start; i < CLIP_SAMPLES && level > 0.001; i++, level *= decay) out[i] += level * rng.normal();
  }
  return out;
}
