/**
 * Brings any recording to what the front end takes: one second at 16 kHz. Short clips get silence behind them, as the
 * benchmark does; from long ones the second with the most energy is cut, so that the word is in it.
 */
import { CLIP_SAMPLES, SAMPLE_RATE_HZ } from './features.ts';
import { resample } from './resample.ts';
import type { Wav } from './wav.ts';

/** @returns 16 000 samples at 16 kHz */
export function oneSecond({ sampleRate, samples }: Wav): Float32Array {
  const at16kHz = resample(loudestSecond(samples, sampleRate), sampleRate, SAMPLE_RATE_HZ);
  if (at16kHz.length === CLIP_SAMPLES) return at16kHz;
  const out = new Float32Array(CLIP_SAMPLES);
  out.set(at16kHz.subarray(0, CLIP_SAMPLES));
  return out;
}

/** All seconds of a long recording, one after the other; an incomplete last one is left out. */
export function everySecond({ sampleRate, samples }: Wav, most: number): Float32Array[] {
  const count = Math.min(most, Math.floor(samples.length / sampleRate));
  return Array.from({ length: count }, (_, i) => oneSecond({ sampleRate, samples: samples.subarray(i * sampleRate, (i + 1) * sampleRate) }));
}

/** Energy of a sliding second in steps of 10 ms; the first of equals. */
function loudestSecond(samples: Float32Array, sampleRate: number): Float32Array {
  if (samples.length <= sampleRate) return samples;
  const hop = Math.max(1, Math.floor(sampleRate / 100));
  const energyUpTo = new Float64Array(samples.length + 1);
  for (let i = 0; i < samples.length; i++) energyUpTo[i + 1] = energyUpTo[i] + samples[i] * samples[i];
  let best = 0;
  let most = -1;
  for (let start = 0; start + sampleRate <= samples.length; start += hop) {
    const energy = energyUpTo[start + sampleRate] - energyUpTo[start];
    if (energy > most) [best, most] = [start, energy];
  }
  return samples.subarray(best, best + sampleRate);
}
