/**
 * Magnitude spectrum of 512 integers, for the audio front end: a complex transform of 256 points on even and odd
 * samples, decimated in frequency by four (Oppenheim and Schafer, "Discrete-Time Signal Processing", chapter 9), then
 * split into that of the real signal (Press et al., "Numerical Recipes", section 12.3). Every stage divides by four, so
 * that nothing can overflow: |re|, |im| <= 2^29 at the start keep every modulus at or below 2^29.5 after each stage.
 * What is lost is below 2^-28 of the loudest sample, which the front end has brought near 2^29.
 */
import { audioTables } from './audioTables.ts';
import { between, mulHigh } from './fixedPoint.ts';

const POINTS = 256;
const { sine, places, root } = audioTables;

/** In place: re and im of each point in turn; results stand in the order of reversed base-4 digits. */
export function transform(z: Int32Array): void {
  for (let span = POINTS / 4; span >= 1; span /= 4) {
    const turn = (POINTS / 4 / span) * 2; // of 512
    for (let j = 0; j < span; j++) {
      for (let first = j; first < POINTS; first += 4 * span) butterfly(z, 2 * first, 2 * span, j * turn);
    }
  }
}

function butterfly(z: Int32Array, a: number, apart: number, k: number): void {
  const b = a + apart;
  const c = b + apart;
  const d = c + apart;
  const sumRe = (z[a] >> 1) + (z[c] >> 1);
  const sumIm = (z[a + 1] >> 1) + (z[c + 1] >> 1);
  const otherSumRe = (z[b] >> 1) + (z[d] >> 1);
  const otherSumIm = (z[b + 1] >> 1) + (z[d + 1] >> 1);
  const differenceRe = (z[a] >> 1) - (z[c] >> 1);
  const differenceIm = (z[a + 1] >> 1) - (z[c + 1] >> 1);
  const otherRe = (z[b] >> 1) - (z[d] >> 1);
  const otherIm = (z[b + 1] >> 1) - (z[d + 1] >> 1);
  z[a] = (sumRe + otherSumRe) >> 1;
  z[a + 1] = (sumIm + otherSumIm) >> 1;
  turned(z, b, differenceRe + otherIm, differenceIm - otherRe, k);
  turned(z, c, sumRe - otherSumRe, sumIm - otherSumIm, 2 * k);
  turned(z, d, differenceRe - otherIm, differenceIm + otherRe, 3 * k);
}

/** Half of (re + i im) exp(-2 pi i k / 512); no turn is a plain half. */
function turned(z: Int32Array, at: number, re: number, im: number, k: number): void {
  if (k === 0) {
    z[at] = re >> 1;
    z[at + 1] = im >> 1;
    return;
  }
  const cosine = sine[k + 128];
  z[at] = mulHigh(re, cosine) + mulHigh(im, sine[k]);
  z[at + 1] = mulHigh(im, cosine) + mulHigh(-re, sine[k]);
}

/** @returns |X[k]| / 1024 of the 512 real samples that `transform` was given, k = 1..127 */
export function magnitude(z: Int32Array, k: number): number {
  const a = 2 * places[k];
  const b = 2 * places[POINTS - k];
  const oddRe = z[a + 1] + z[b + 1];
  const oddIm = z[b] - z[a];
  const re = ((z[a] + z[b]) >> 1) + mulHigh(oddRe, sine[k + 128]) + mulHigh(oddIm, sine[k]);
  const im = ((z[a + 1] - z[b + 1]) >> 1) + mulHigh(oddIm, sine[k + 128]) + mulHigh(-oddRe, sine[k]);
  return length(Math.abs(re), Math.abs(im));
}

/** sqrt(x^2 + y^2) / 4 of numbers below 2^31, to 2^-15 of itself: fifteen bits of the larger, and a table's line. */
function length(x: number, y: number): number {
  const empty = Math.clz32(x | y) - 1;
  if (empty > 30) return 0;
  const high = (x << empty) >> 16;
  const low = (y << empty) >> 16;
  const square = high * high + low * low; // 2^28 .. 2^31
  const small = square < 2 ** 30 ? 1 : 0;
  const mantissa = (square >>> (16 - 2 * small)) - 2 ** 14; // above a quarter of 2^16, where the table begins
  return (between(root, mantissa, 8) << 14) >>> (empty + small);
}
