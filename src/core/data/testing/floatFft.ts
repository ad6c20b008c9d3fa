/**
 * Magnitude spectrum of real samples, for the oracle of the audio front end. A real transform of n points is done as a complex one
 * of n/2 points on even and odd samples, then split (Press et al., "Numerical Recipes", section 12.3). Twiddles come
 * from lib's sin and cos, so every engine gets the same bits.
 */
import { cos, sin } from '../../lib/index.ts';

const TWO_PI = 6.283185307179586;

export interface RealFft {
  /** Number of real samples, a power of two. */
  readonly size: number;
  /**
   * Magnitudes |X[k]| of bins 0..size/2.
   * @param samples size real values
   * @param magnitudes size/2 + 1 values, overwritten
   */
  run(samples: Float64Array, magnitudes: Float64Array): void;
}

/** @param size a power of two, at least 4 */
export function realFft(size: number): RealFft {
  const half = size / 2;
  const re = new Float64Array(half);
  const im = new Float64Array(half);
  const cosine = new Float64Array(half);
  const sine = new Float64Array(half);
  for (let k = 0; k < half; k++) {
    cosine[k] = cos((TWO_PI * k) / size);
    sine[k] = -sin((TWO_PI * k) / size);
  }
  const reversed = bitReversal(half);

  const run = (samples: Float64Array, magnitudes: Float64Array): void => {
    for (let i = 0; i < half; i++) {
      const from = 2 * reversed[i];
      re[i] = samples[from];
      im[i] = samples[from + 1];
    }
    for (let span = 1; span < half; span *= 2) {
      const step = size / (2 * span); // twiddle of the complex transform: exp(-2 pi i j / (2 span))
      for (let start = 0; start < half; start += 2 * span) {
        for (let j = 0; j < span; j++) {
          const wr = cosine[j * step];
          const wi = sine[j * step];
          const a = start + j;
          const b = a + span;
          const tr = wr * re[b] - wi * im[b];
          const ti = wr * im[b] + wi * re[b];
          re[b] = re[a] - tr;
          im[b] = im[a] - ti;
          re[a] += tr;
          im[a] += ti;
        }
      }
    }
    magnitudes[0] = Math.abs(re[0] + im[0]);
    magnitudes[half] = Math.abs(re[0] - im[0]);
    for (let k = 1; k < half; k++) {
      const m = half - k;
      const evenRe = (re[k] + re[m]) / 2;
      const evenIm = (im[k] - im[m]) / 2;
      const oddRe = (im[k] + im[m]) / 2;
      const oddIm = (re[m] - re[k]) / 2;
      const x = evenRe + cosine[k] * oddRe - sine[k] * oddIm;
      const y = evenIm + cosine[k] * oddIm + sine[k] * oddRe;
      magnitudes[k] = Math.sqrt(x * x + y * y);
    }
  };
  return { size, run };
}

function bitReversal(size: number): Uint16Array {
  const order = new Uint16Array(size);
  for (let i = 1; i < size; i++) order[i] = (order[i >> 1] >> 1) | (i & 1 ? size >> 1 : 0);
  return order;
}
