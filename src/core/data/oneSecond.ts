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

/** Energy of a sliding second in steps of 10 ms; the first of equals. Memory: eight bytes per step. */
function loudestSecond(samples: Float32Array, sampleRate: number): Float32Array {
  if (samples.length <= sampleRate) return samples;
  const hop = Math.max(1, Math.floor(sampleRate / 100));
  const energyBefore = new Float64Array(Math.floor(samples.length / hop) + 1);
  let energy = 0;
  let best = 0;
  let most = -1;
  for (let end = 0; end <= samples.length; end++) {
    if (end % hop === 0) energyBefore[end / hop] = energy;
    const start = end - sampleRate;
    if (start >= 0 && start % hop === 0 && energy - energyBefore[start / hop] > most) {
      best = start;
      most = energy - energyBefore[start / hop];
    }
    if (end < samples.length) energy += samples[end] * samples[end];
  }
  return samples.subarray(best, best + sampleRate);
}
