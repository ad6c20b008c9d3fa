/**
 * Signed distances, the heart of the renderer: how far points lie outside a shape (negative inside), which way is
 * out, and how near the rim an inner point is, from which the surface's slope follows. From the distance comes the
 * coverage of a sample, so edges are smooth at every resolution. Only + - * / and square roots: the same bits
 * everywhere. Formulas as collected by Inigo Quilez ("2D distance functions"); the ellipse is his first-order bound.
 */
import { boundsOf, type Box, type Lathe, type Shape } from './shape.ts';

/** One row of samples: from `first` on, `count` samples at (x0 + i step, y); what is measured lies at index i. */
export interface Row {
  readonly distance: Float64Array;
  /** Which way is out, a unit vector, and how near the rim an inner point is: 0 in the middle, 1 at the edge. */
  readonly outX: Float64Array;
  readonly outY: Float64Array;
  readonly rim: Float64Array;
}

export const newRow = (samples: number): Row => ({
  distance: new Float64Array(samples), outX: new Float64Array(samples), outY: new Float64Array(samples), rim: new Float64Array(samples),
});

export interface Measurer {
  readonly bounds: Box;
  /**
   * Measures `count` samples at height y, the first at x0, `step` apart. Of samples farther out than `reach`, and of
   * samples deeper than it where the surface is flat, no more than that is said.
   */
  along(x0: number, step: number, count: number, y: number, reach: number, row: Row): void;
}

/** A shape made ready for many measurements. */
export function measurer(shape: Shape): Measurer {
  const bounds = boundsOf(shape);
  switch (shape.kind) {
    case 'polygon': {
      const edges = edgesOf(shape.points);
      const { round, bevel, lathe } = shape;
      return {
        bounds,
        along: (x0, step, count, y, reach, row) => {
          alongPolygon(edges, round, bevel, x0, step, count, y, reach, row);
          if (lathe !== undefined) turnOnLathe(lathe, x0, step, count, y, row);
        },
      };
    }
    case 'capsule':
      return { bounds, along: (x0, step, count, y, _, row) => alongCapsule(shape, x0, step, count, y, row) };
    case 'ellipse':
      return { bounds, along: (x0, step, count, y, _, row) => alongEllipse(shape, x0, step, count, y, row) };
    case 'ring':
      return { bounds, along: (x0, step, count, y, _, row) => alongRing(shape, x0, step, count, y, row) };
    default:
      return shape satisfies never;
  }
}

/** Squared length below which an edge is a point. */
const SHORTEST = 1e-30;
/** Six numbers an edge: start, vector, 1 / length^2, and the end's y, which the crossing test needs to the bit. */
const EDGE = 6;

function edgesOf(points: readonly number[]): readonly number[] {
  const edges: number[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const next = (i + 2) % points.length;
    const ex = points[next] - points[i];
    const ey = points[next + 1] - points[i + 1];
    const length2 = ex * ex + ey * ey;
    edges.push(points[i], points[i + 1], ex, ey, length2 > SHORTEST ? 1 / length2 : 0, points[next + 1]);
  }
  return edges;
}

function alongPolygon(edges: readonly number[], round: number, bevel: number, x0: number, step: number, count: number, y: number, reach: number, { distance, outX, outY, rim }: Row): void {
  const flat = Math.max(bevel, reach);
  for (let i = 0; i < count; i++) {
    const x = x0 + i * step;
    let best = Infinity;
    let bestX = 0;
    let bestY = 0;
    let inside = false;
    for (let e = 0; e < edges.length; e += EDGE) {
      const px = x - edges[e];
      const py = y - edges[e + 1];
      const ex = edges[e + 2];
      const ey = edges[e + 3];
      const along = (px * ex + py * ey) * edges[e + 4];
      const t = along < 0 ? 0 : along > 1 ? 1 : along;
      const dx = px - ex * t;
      const dy = py - ey * t;
      const d2 = dx * dx + dy * dy;
      if (d2 < best) {
        best = d2;
        bestX = dx;
        bestY = dy;
      }
      if (edges[e + 1] > y !== edges[e + 5] > y && px < (ex * py) / ey) inside = !inside;
    }
    const away = Math.sqrt(best);
    const d = (inside ? -away : away) - round;
    const sign = away > 0 ? (inside ? -1 : 1) / away : 0;
    distance[i] = d;
    outX[i] = bestX * sign;
    outY[i] = bestY * sign;
    rim[i] = -d >= bevel ? 0 : d >= 0 ? 1 : 1 + d / bevel;
    // the next samples are as surely outside, or as surely flat: no point is nearer to an edge than its distance says
    const spare = (d > reach ? d - reach : -d > flat ? -d - flat : 0) / step;
    for (let leap = Math.min(Math.floor(spare), count - 1 - i); leap > 0; leap--) {
      i++;
      distance[i] = d > 0 ? reach : -flat;
      outX[i] = outY[i] = rim[i] = 0;
    }
  }
}

/** The slope of a body of revolution: none along its axis, and across it as on a cylinder. */
function turnOnLathe({ x: originX, y: originY, dx, dy, half, growth }: Lathe, x0: number, step: number, count: number, y: number, { outX, outY, rim }: Row): void {
  for (let i = 0; i < count; i++) {
    const px = x0 + i * step - originX;
    const py = y - originY;
    const aside = py * dx - px * dy;
    const radius = Math.max(1e-6, half + growth * (px * dx + py * dy));
    const sign = aside < 0 ? -1 : 1;
    outX[i] = -dy * sign;
    outY[i] = dx * sign;
    rim[i] = Math.min(1, (aside * sign) / radius);
  }
}

function alongCapsule({ ax, ay, ar, bx, by, br }: Extract<Shape, { kind: 'capsule' }>, x0: number, step: number, count: number, y: number, { distance, outX, outY, rim }: Row): void {
  const ex = bx - ax;
  const ey = by - ay;
  const length2 = ex * ex + ey * ey;
  const inverse = length2 > SHORTEST ? 1 / length2 : 0;
  const py = y - ay;
  for (let i = 0; i < count; i++) {
    const px = x0 + i * step - ax;
    const along = (px * ex + py * ey) * inverse;
    const t = along < 0 ? 0 : along > 1 ? 1 : along;
    const dx = px - ex * t;
    const dy = py - ey * t;
    const radius = ar + (br - ar) * t;
    const away = Math.sqrt(dx * dx + dy * dy);
    distance[i] = away - radius;
    outX[i] = away > 0 ? dx / away : 0;
    outY[i] = away > 0 ? dy / away : 0;
    rim[i] = away >= radius ? 1 : away / radius;
  }
}

function alongEllipse({ x, y: middle, rx, ry, cos, sin }: Extract<Shape, { kind: 'ellipse' }>, x0: number, step: number, count: number, y: number, { distance, outX, outY, rim }: Row): void {
  const py = y - middle;
  for (let i = 0; i < count; i++) {
    const px = x0 + i * step - x;
    const u = (px * cos + py * sin) / rx;
    const v = (py * cos - px * sin) / ry;
    const k = Math.sqrt(u * u + v * v);
    const gu = u / rx;
    const gv = v / ry;
    const g = Math.sqrt(gu * gu + gv * gv);
    distance[i] = g > 0 ? (k * (k - 1)) / g : -Math.min(rx, ry);
    outX[i] = g > 0 ? (gu * cos - gv * sin) / g : 0;
    outY[i] = g > 0 ? (gu * sin + gv * cos) / g : 0;
    rim[i] = k >= 1 ? 1 : k;
  }
}

function alongRing({ x, y: middle, radius, width }: Extract<Shape, { kind: 'ring' }>, x0: number, step: number, count: number, y: number, { distance, outX, outY, rim }: Row): void {
  const py = y - middle;
  for (let i = 0; i < count; i++) {
    const px = x0 + i * step - x;
    const away = Math.sqrt(px * px + py * py);
    const depth = Math.abs(away - radius);
    const sign = away > 0 ? (away < radius ? -1 : 1) / away : 0;
    distance[i] = depth - width;
    outX[i] = px * sign;
    outY[i] = py * sign;
    rim[i] = depth >= width ? 1 : depth / width;
  }
}
