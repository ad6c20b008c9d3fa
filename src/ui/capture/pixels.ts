/** Between the pixels of a canvas and the int8 that networks take: each channel less 128. */
import { reduceImages } from '../../engine/index.ts';

/** Pixels as int8 about zero, in three channels or as their mean in one (what image tasks here and most int8 networks take). */
export function pixelsToInput({ data }: { readonly data: ArrayLike<number> }, channels: number): Int8Array {
  const input = new Int8Array((data.length / 4) * channels);
  for (let pixel = 0; pixel < data.length / 4; pixel++) {
    if (channels === 3) for (let c = 0; c < 3; c++) input[3 * pixel + c] = data[4 * pixel + c] - 128;
    else input[pixel] = Math.round((data[4 * pixel] + data[4 * pixel + 1] + data[4 * pixel + 2]) / 3) - 128;
  }
  return input;
}

/** The way back: int8 about zero as opaque pixels. */
export function pixelsToRgba(features: Int8Array, channels: number): Uint8ClampedArray {
  const data = new Uint8ClampedArray((features.length / channels) * 4);
  for (let pixel = 0; pixel < data.length / 4; pixel++) {
    for (let c = 0; c < 3; c++) data[4 * pixel + c] = features[pixel * channels + (channels === 3 ? c : 0)] + 128;
    data[4 * pixel + 3] = 255;
  }
  return data;
}

/** An example of another side: smaller by the mean of an area, as networks at a smaller resolution than their task are trained; larger pixel by pixel. */
export function resized(features: Int8Array, from: number, channels: number, to: number): Int8Array {
  if (from === to) return features;
  if (to < from) return reduceImages(features, 1, from, to, channels);
  const out = new Int8Array(to * to * channels);
  for (let y = 0; y < to; y++) {
    for (let x = 0; x < to; x++) {
      const source = (Math.floor(((y + 0.5) * from) / to) * from + Math.floor(((x + 0.5) * from) / to)) * channels;
      out.set(features.subarray(source, source + channels), (y * to + x) * channels);
    }
  }
  return out;
}
