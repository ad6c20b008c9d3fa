/**
 * Changes a sound's features as the world would, on the int8 cepstra themselves: a shift and a stretch in time (who
 * speaks when, how fast), a constant per coefficient (a microphone or room is a sum in the cepstrum), a masked run of
 * frames (SpecAugment, Park et al. 2019) and noise. Written for inputs of height time x width coefficient; with all
 * options 0 it only turns bytes into reals. Images have a file of their own, `augmentImage.ts`.
 */
import type { QuantParams } from '../data/index.ts';
import type { Rng } from '../lib/index.ts';

export interface AugmentOptions {
  /** Up to so many rows earlier or later; the edge row fills the gap. */
  readonly shiftFrames: number;
  /** Time runs faster or slower by up to this share. */
  readonly stretch: number;
  /** A run of up to so many rows is replaced by the mean row of the example. */
  readonly maskFrames: number;
  /** Deviation of a constant added to each column of a sound or colour of an image, in quantisation steps. */
  readonly channelOffset: number;
  /** Deviation of noise added to every value, in quantisation steps. */
  readonly noise: number;
  /** Images from here on: probability of left and right changing places. */
  readonly flip: number;
  /** Up to this share of the side in each direction; the edge fills the gap. */
  readonly shift: number;
  /** Side of a grey square, up to this share of the image's. */
  readonly cutout: number;
  /** Up to this share of another image of the batch, and of its label. */
  readonly mixup: number;
}

export const noAugment: AugmentOptions = { shiftFrames: 0, stretch: 0, maskFrames: 0, channelOffset: 0, noise: 0, flip: 0, shift: 0, cutout: 0, mixup: 0 };

/** Reals of one example: (q - zeroPoint) * scale. */
export function dequantise(features: Int8Array, from: number, count: number, quant: QuantParams, out: { [i: number]: number }, to: number): void {
  for (let i = 0; i < count; i++) out[to + i] = (features[from + i] - quant.zeroPoint) * quant.scale;
}

/** @param out written from `to`, rows x columns reals */
export function augment(
  features: Int8Array, from: number, rows: number, columns: number, quant: QuantParams,
  options: AugmentOptions, rng: Rng, out: { [i: number]: number }, to: number,
): void {
  const signed = () => rng.float() * 2 - 1;
  const shift = signed() * options.shiftFrames;
  const speed = 1 + signed() * options.stretch;
  const middle = (rows - 1) / 2;
  const masked = Math.min(rows, Math.floor(rng.float() * (options.maskFrames + 1)));
  const maskStart = rng.int(rows - masked + 1);
  for (let c = 0; c < columns; c++) {
    const offset = options.channelOffset === 0 ? 0 : rng.normal() * options.channelOffset;
    let sum = 0;
    for (let r = 0; r < rows; r++) sum += features[from + r * columns + c];
    const mean = sum / rows;
    for (let r = 0; r < rows; r++) {
      const place = Math.min(rows - 1, Math.max(0, middle + (r - middle) * speed + shift));
      const low = Math.floor(place);
      const share = place - low;
      const at = from + low * columns + c;
      let q = share === 0 ? features[at] : features[at] * (1 - share) + features[at + columns] * share;
      if (r >= maskStart && r < maskStart + masked) q = mean;
      if (options.noise !== 0) q += bell(rng.next()) * options.noise;
      out[to + r * columns + c] = (q + offset - quant.zeroPoint) * quant.scale;
    }
  }
}

/** Roughly standard normal from 32 random bits: the sum of their four bytes, centred and scaled. */
export const bell = (bits: number): number => ((bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24) - 510) / 147.8;
