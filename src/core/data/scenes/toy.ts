/**
 * A toy: painted parts from back to front, standing at (0, 0) with its longer side 1, ready to be placed in a scene.
 */
import type { Paint } from './paint.ts';
import { around, boundsOf, mapShape, type Affine, type Box, type Shape } from './shape.ts';

export interface Part {
  readonly shape: Shape;
  readonly paint: Paint;
  /** How far the surface bends away at its rim: 0 a flat board, 1 a ball. */
  readonly bulge: number;
  /** Strength of the highlight. */
  readonly gloss: number;
}

export const part = (shape: Shape, paint: Paint, bulge = 0.7, gloss = 0.2): Part => ({ shape, paint, bulge, gloss });

export const boundsOfParts = (parts: readonly Part[]): Box => around(parts.map(({ shape }) => boundsOf(shape)));
export const mapParts = (parts: readonly Part[], map: Affine): Part[] => parts.map((one) => ({ ...one, shape: mapShape(one.shape, map) }));

/** Scaled and moved so that the longer side is 1, the lowest point at y = 0 and the middle at x = 0. */
export function stand(parts: readonly Part[]): Part[] {
  const { left, top, right, bottom } = boundsOfParts(parts);
  const scale = 1 / Math.max(right - left, bottom - top);
  return mapParts(parts, { xx: scale, xy: 0, x0: (-scale * (left + right)) / 2, yx: 0, yy: scale, y0: -scale * bottom });
}
