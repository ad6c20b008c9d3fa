/**
 * Changes the rate of sampled sound by windowed-sinc interpolation (J. O. Smith, "Digital Audio Resampling", CCRMA):
 * each output is a sum over the inputs within 12 zero crossings, under a Hann window, with the cut-off lowered when
 * the rate falls so that nothing folds back. The kernel is a table read by linear interpolation; exact arithmetic.
 */
import { cos, sin } from '../lib/index.ts';

const ZERO_CROSSINGS = 12;
const STEPS = 256;
const PI = 3.141592653589793;

let kernel: Float64Array | undefined;

/** sinc(x) under a Hann window at x = i / STEPS, up to the last zero crossing, and a zero to interpolate towards. */
function sincTable(): Float64Array {
  if (kernel !== undefined) return kernel;
  const table = new Float64Array(ZERO_CROSSINGS * STEPS + 2);
  table[0] = 1;
  for (let i = 1; i < ZERO_CROSSINGS * STEPS; i++) {
    const x = (PI * i) / STEPS;
    table[i] = (sin(x) / x) * (0.5 + 0.5 * cos(x / ZERO_CROSSINGS));
  }
  kernel = table;
  return table;
}

/**
 * @param samples sound at `fromHz`
 * @returns floor(length * toHz / fromHz) samples at `toHz`; the very input where the rates are equal
 */
export function resample(samples: Float32Array, fromHz: number, toHz: number): Float32Array {
  if (fromHz === toHz) return samples;
  const table = sincTable();
  const cutoff = Math.min(1, toHz / fromHz);
  const reach = ZERO_CROSSINGS / cutoff;
  const out = new Float32Array(Math.floor((samples.length * toHz) / fromHz));
  for (let n = 0; n < out.length; n++) {
    const centre = (n * fromHz) / toHz;
    const last = Math.min(samples.length - 1, Math.floor(centre + reach));
    let total = 0;
    for (let i = Math.max(0, Math.ceil(centre - reach)); i <= last; i++) {
      const at = Math.abs(i - centre) * cutoff * STEPS;
      const step = Math.floor(at);
      total += samples[i] * (table[step] + (at - step) * (table[step + 1] - table[step]));
    }
    out[n] = total * cutoff;
  }
  return out;
}
