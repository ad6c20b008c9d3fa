/**
 * The four shapes that everything in a Toybox scene is made of, as plain data in any frame: x to the right, y down.
 * They can be moved by an affine map, and know the box they fill. Whatever is rounder or more ragged is a polygon.
 */
import { cos, sin } from '../../lib/index.ts';

export type Shape =
  /** `points`: x, y, x, y, ...; `round` is added all around; within `bevel` of its edge the face slopes, or it is turned on a lathe. */
  | { readonly kind: 'polygon'; readonly points: readonly number[]; readonly round: number; readonly bevel: number; readonly lathe?: Lathe }
  /** A limb: from a disc of radius `ar` to one of `br`. */
  | { readonly kind: 'capsule'; readonly ax: number; readonly ay: number; readonly ar: number; readonly bx: number; readonly by: number; readonly br: number }
  /** `cos`, `sin`: direction of the first axis. */
  | { readonly kind: 'ellipse'; readonly x: number; readonly y: number; readonly rx: number; readonly ry: number; readonly cos: number; readonly sin: number }
  /** All points within `width` of the circle. */
  | { readonly kind: 'ring'; readonly x: number; readonly y: number; readonly radius: number; readonly width: number };

/** A body of revolution: its axis from (x, y) in unit direction (dx, dy), and its half width, which grows along the axis. */
export interface Lathe {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly half: number;
  readonly growth: number;
}

/** x' = xx x + xy y + x0, y' = yx x + yy y + y0. */
export interface Affine {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const PI = 3.141592653589793;
const TURN = 2 * PI;

export const polygon = (points: readonly number[], round = 0.01, bevel = 0.04): Shape => ({ kind: 'polygon', points, round, bevel });
export const block = (left: number, top: number, right: number, bottom: number, round = 0.015, bevel = 0.04): Shape =>
  polygon([left + round, top + round, right - round, top + round, right - round, bottom - round, left + round, bottom - round], round, bevel);
/** Turned on a lathe: upright, from half width `low` at y = 0 up to `high` at y = -height. */
export const turned = (points: readonly number[], low: number, high: number, height: number, round = 0.01): Shape =>
  ({ kind: 'polygon', points, round, bevel: 0, lathe: { x: 0, y: 0, dx: 0, dy: -1, half: low + round, growth: (high - low) / height } });
export const capsule = (ax: number, ay: number, bx: number, by: number, ar: number, br = ar): Shape => ({ kind: 'capsule', ax, ay, ar, bx, by, br });
export const ellipse = (x: number, y: number, rx: number, ry = rx, angle = 0): Shape => ({ kind: 'ellipse', x, y, rx, ry, cos: cos(angle), sin: sin(angle) });
export const ring = (x: number, y: number, radius: number, width: number): Shape => ({ kind: 'ring', x, y, radius, width });

/** Points of an elliptic arc from one angle to another (radians, clockwise on the screen, 0 to the right), ends included. */
export function arc(x: number, y: number, rx: number, ry: number, from: number, to: number, steps: number): number[] {
  const points: number[] = [];
  for (let i = 0; i <= steps; i++) {
    const angle = from + ((to - from) * i) / steps;
    points.push(x + rx * cos(angle), y + ry * sin(angle));
  }
  return points;
}

/** Exact but for a limb, which keeps round ends of the map's mean scale, and a ring, which under an uneven map becomes a polygon. */
export function mapShape(shape: Shape, map: Affine): Shape {
  const { xx, xy, x0, yx, yy, y0 } = map;
  const scale = Math.sqrt(Math.abs(xx * yy - xy * yx));
  const toX = (x: number, y: number) => xx * x + xy * y + x0;
  const toY = (x: number, y: number) => yx * x + yy * y + y0;
  switch (shape.kind) {
    case 'polygon': {
      const points: number[] = [];
      for (let i = 0; i < shape.points.length; i += 2) points.push(toX(shape.points[i], shape.points[i + 1]), toY(shape.points[i], shape.points[i + 1]));
      const moved = { kind: 'polygon' as const, points, round: shape.round * scale, bevel: shape.bevel * scale };
      if (shape.lathe === undefined || !keepsAngles(map)) return moved;
      const { x, y, dx, dy, half, growth } = shape.lathe;
      return { ...moved, lathe: { x: toX(x, y), y: toY(x, y), dx: (xx * dx + xy * dy) / scale, dy: (yx * dx + yy * dy) / scale, half: half * scale, growth } };
    }
    case 'capsule': {
      const { ax, ay, bx, by } = shape;
      return { kind: 'capsule', ax: toX(ax, ay), ay: toY(ax, ay), ar: shape.ar * scale, bx: toX(bx, by), by: toY(bx, by), br: shape.br * scale };
    }
    case 'ellipse': {
      const { x, y, rx, ry } = shape;
      // the map's image of the two half axes, u and v; the new axes are those of u u' + v v'
      const [ux, uy] = [rx * (xx * shape.cos + xy * shape.sin), rx * (yx * shape.cos + yy * shape.sin)];
      const [vx, vy] = [ry * (xy * shape.cos - xx * shape.sin), ry * (yy * shape.cos - yx * shape.sin)];
      const [a, b, d] = [ux * ux + vx * vx, ux * uy + vx * vy, uy * uy + vy * vy];
      const spread = Math.sqrt(((a - d) / 2) * ((a - d) / 2) + b * b);
      const long = (a + d) / 2 + spread;
      const [alongX, alongY] = a >= d ? [long - d, b] : [b, long - a];
      const length = Math.sqrt(alongX * alongX + alongY * alongY);
      return {
        kind: 'ellipse', x: toX(x, y), y: toY(x, y), rx: Math.sqrt(long), ry: Math.abs(ux * vy - uy * vx) / Math.sqrt(long),
        cos: length > 0 ? alongX / length : 1, sin: length > 0 ? alongY / length : 0,
      };
    }
    case 'ring': {
      const { x, y, radius, width } = shape;
      if (!keepsAngles(map)) {
        const outer = arc(x, y, radius + width, radius + width, 0, TURN, 14);
        return mapShape(polygon([...outer, ...arc(x, y, radius - width, radius - width, TURN, 0, 14)], 0, 0), map);
      }
      return { kind: 'ring', x: toX(x, y), y: toY(x, y), radius: radius * scale, width: width * scale };
    }
    default:
      return shape satisfies never;
  }
}

/** Turns, mirrors, scales evenly, moves: everything but shear and squeeze. */
const keepsAngles = ({ xx, xy, yx, yy }: Affine): boolean =>
  Math.abs(xx * xy + yx * yy) < 1e-9 && Math.abs(xx * xx + yx * yx - xy * xy - yy * yy) < 1e-9;

/** The smallest upright box around the shape. */
export function boundsOf(shape: Shape): Box {
  switch (shape.kind) {
    case 'polygon': {
      const { points, round } = shape;
      let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let i = 0; i < points.length; i += 2) {
        left = Math.min(left, points[i]);
        right = Math.max(right, points[i]);
        top = Math.min(top, points[i + 1]);
        bottom = Math.max(bottom, points[i + 1]);
      }
      return { left: left - round, top: top - round, right: right + round, bottom: bottom + round };
    }
    case 'capsule': {
      const { ax, ay, ar, bx, by, br } = shape;
      return { left: Math.min(ax - ar, bx - br), top: Math.min(ay - ar, by - br), right: Math.max(ax + ar, bx + br), bottom: Math.max(ay + ar, by + br) };
    }
    case 'ellipse': {
      const { x, y, rx, ry } = shape;
      const wide = Math.sqrt(rx * rx * shape.cos * shape.cos + ry * ry * shape.sin * shape.sin);
      const high = Math.sqrt(rx * rx * shape.sin * shape.sin + ry * ry * shape.cos * shape.cos);
      return { left: x - wide, top: y - high, right: x + wide, bottom: y + high };
    }
    case 'ring': {
      const reach = shape.radius + shape.width;
      return { left: shape.x - reach, top: shape.y - reach, right: shape.x + reach, bottom: shape.y + reach };
    }
    default:
      return shape satisfies never;
  }
}

export const around = (boxes: readonly Box[]): Box => ({
  left: Math.min(...boxes.map(({ left }) => left)),
  top: Math.min(...boxes.map(({ top }) => top)),
  right: Math.max(...boxes.map(({ right }) => right)),
  bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
});
