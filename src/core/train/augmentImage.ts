/**
 * Changes an image as the world would, bytes to bytes and in whole numbers: mirrored, moved (a crop with its edge drawn
 * out), tinted, noisy, with a grey square in it (cutout, DeVries and Taylor 2017). On bytes, so that an image changed
 * and then reduced to a smaller side is what a camera of fewer pixels would have seen of the same scene.
 */
import type { Rng } from '../lib/index.ts';
import { bell, type AugmentOptions } from './augment.ts';

const clamped = (q: number): number => Math.min(127, Math.max(-128, q));

/** @param out written from `to`, side x side x channels bytes */
export function augmentImage(
  images: Int8Array, from: number, side: number, channels: number, zeroPoint: number,
  options: AugmentOptions, rng: Rng, out: Int8Array, to: number,
): void {
  const mirrored = rng.float() < options.flip;
  const reach = Math.floor(options.shift * side);
  const [down, right] = [rng.int(2 * reach + 1) - reach, rng.int(2 * reach + 1) - reach];
  const offsets = Array.from({ length: channels }, () => Math.round(bell(rng.next()) * options.channelOffset));
  const row = side * channels;
  const inside = (place: number): number => Math.min(side - 1, Math.max(0, place));
  for (let y = 0; y < side; y++) {
    const source = from + inside(y - down) * row;
    for (let x = 0; x < side; x++) {
      const column = inside((mirrored ? side - 1 - x : x) - right);
      for (let c = 0; c < channels; c++) {
        const noise = options.noise === 0 ? 0 : Math.round(bell(rng.next()) * options.noise);
        out[to + y * row + x * channels + c] = clamped(images[source + column * channels + c] + offsets[c] + noise);
      }
    }
  }
  const square = Math.floor(rng.float() * options.cutout * side);
  const [top, left] = [rng.int(side - square + 1), rng.int(side - square + 1)];
  for (let y = top; y < top + square; y++) out.fill(clamped(zeroPoint), to + y * row + left * channels, to + y * row + (left + square) * channels);
}
