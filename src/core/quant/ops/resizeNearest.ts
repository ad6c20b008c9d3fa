/**
 * Each output place takes the nearest input place; the same for float and int8. Places are reckoned in float32, as
 * TensorFlow Lite does, so that ties fall alike. Source: TensorFlow Lite, reference/resize_nearest_neighbor.h.
 */
import type { ResizeNearest, Shape } from '../../net/index.ts';
import { roundAway } from '../fixedPoint.ts';

/** Input row (or column) of each output row (or column). */
export function nearestPlaces({ alignCorners, halfPixelCenters }: ResizeNearest, input: number, output: number): number[] {
  const scale = Math.fround(alignCorners && output > 1 ? (input - 1) / (output - 1) : input / output);
  const centre = halfPixelCenters ? 0.5 : 0;
  return Array.from({ length: output }, (_, i) => {
    const place = Math.fround(Math.fround(i + centre) * scale);
    return Math.min(input - 1, alignCorners ? roundAway(place) : Math.floor(place));
  });
}

export function resizeNearest(node: ResizeNearest, input: Float32Array | Int8Array, [h, w, c]: Shape, output: Float32Array | Int8Array, [oh, ow]: Shape): void {
  const rows = nearestPlaces(node, h, oh);
  const columns = nearestPlaces(node, w, ow);
  rows.forEach((row, y) => {
    columns.forEach((column, x) => {
      const from = (row * w + column) * c;
      output.set(input.subarray(from, from + c), (y * ow + x) * c);
    });
  });
}
