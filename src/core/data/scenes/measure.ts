/**
 * Signed distances, the heart of the renderer: how far a point lies outside a shape (negative inside), which way is
 * out, and how near the rim an inner point is, from which the surface's slope follows. From the distance comes the
 * coverage of a sample, so edges are smooth at every resolution. Only + - * / and square roots: the same bits
 * everywhere. Formulas as collected by Inigo Quilez ("2D distance functions"); the ellipse is his first-order bound.
 */
import { boundsOf, type Box, type Lathe, type Shape } from './shape.ts';

/** What `at` leaves behind: [distance, outward x, outward y, rim], rim from 0 in the middle to 1 at the edge. */
export type Probe = Float64Array;
export const newProbe = (): Probe => new Float64Array(4);

export interface Measurer {
  readonly bounds: Box;
  /** Whether no point can be nearer to the shape than the distance says, so that a scan may leap. */
  readonly exact: boolean;
  at(x: number, y: number, probe: Probe): void;
}

/** A shape made ready for many measurements. */
export function measurer(shape: Shape): Measurer {
  const bounds = boundsOf(shape);
  switch (shape.kind) {
    case 'polygon': {
      const edges = edgesOf(shape.points);
      const { round, bevel, lathe } = shape;
      if (lathe === undefined) return { bounds, exact: true, at: (x, y, probe) => atPolygon(edges, round, bevel, x, y, probe) };
      return {
        bounds, exact: true, at: (x, y, probe) => {
          atPolygon(edges, round, 0, x, y, probe);
          if (probe[0] < 0) slopeOfLathe(lathe, x, y, probe);
        },
      };
    }
    case 'capsule': {
      const { ax, ay, ar, br } = shape;
      const [ex, ey] = [shape.bx - ax, shape.by - ay];
      const length2 = ex * ex + ey * ey;
      const inverse = length2 > 0 ? 1 / length2 : 0;
      return { bounds, exact: false, at: (x, y, probe) => atCapsule(x - ax, y - ay, ex, ey, inverse, ar, br, probe) };
    }
    case 'ellipse':
      return { bounds, exact: false, at: (x, y, probe) => atEllipse(x - shape.x, y - shape.y, shape.rx, shape.ry, shape.cos, shape.sin, probe) };
    case 'ring':
      return { bounds, exact: true, at: (x, y, probe) => atRing(x - shape.x, y - shape.y, shape.radius, shape.width, probe) };
    default:
      return shape satisfies never;
  }
}

/** Six numbers an edge: start, vector, 1 / length^2, and the end's y, which the crossing test needs to the bit. */
const EDGE = 6;

function edgesOf(points: readonly number[]): Float64Array {
  const edges = new Float64Array((points.length / 2) * EDGE);
  for (let i = 0, at = 0; i < points.length; i += 2, at += EDGE) {
    const next = (i + 2) % points.length;
    const [ex, ey] = [points[next] - points[i], points[next + 1] - points[i + 1]];
    const length2 = ex * ex + ey * ey;
    edges.set([points[i], points[i + 1], ex, ey, length2 > 0 ? 1 / length2 : 0, points[next + 1]], at);
  }
  return edges;
}

function atPolygon(edges: Float64Array, round: number, bevel: number, x: number, y: number, probe: Probe): void {
  let best = Infinity;
  let outX = 0;
  let outY = 0;
  let inside = false;
  for (let i = 0; i < edges.length; i += EDGE) {
    const px = x - edges[i];
    const py = y - edges[i + 1];
    const ex = edges[i + 2];
    const ey = edges[i + 3];
    const along = (px * ex + py * ey) * edges[i + 4];
    const t = along < 0 ? 0 : along > 1 ? 1 : along;
    const dx = px - ex * t;
    const dy = py - ey * t;
    const d2 = dx * dx + dy * dy;
    if (d2 < best) {
      best = d2;
      outX = dx;
      outY = dy;
    }
    if (edges[i + 1] > y !== edges[i + 5] > y && px < (ex * py) / ey) inside = !inside;
  }
  const away = Math.sqrt(best);
  const distance = (inside ? -away : away) - round;
  const sign = away > 0 ? (inside ? -1 : 1) / away : 0;
  probe[0] = distance;
  probe[1] = outX * sign;
  probe[2] = outY * sign;
  probe[3] = -distance >= bevel ? 0 : distance >= 0 ? 1 : 1 + distance / bevel;
}

function slopeOfLathe({ x: originX, y: originY, dx, dy, half, growth }: Lathe, x: number, y: number, probe: Probe): void {
  const along = (x - originX) * dx + (y - originY) * dy;
  const aside = (y - originY) * dx - (x - originX) * dy;
  const radius = Math.max(1e-6, half + growth * along);
  const sign = aside < 0 ? -1 : 1;
  probe[1] = -dy * sign;
  probe[2] = dx * sign;
  probe[3] = Math.min(1, (aside * sign) / radius);
}

function atCapsule(px: number, py: number, ex: number, ey: number, inverse: number, ar: number, br: number, probe: Probe): void {
  const along = (px * ex + py * ey) * inverse;
  const t = along < 0 ? 0 : along > 1 ? 1 : along;
  const dx = px - ex * t;
  const dy = py - ey * t;
  const radius = ar + (br - ar) * t;
  const away = Math.sqrt(dx * dx + dy * dy);
  probe[0] = away - radius;
  probe[1] = away > 0 ? dx / away : 0;
  probe[2] = away > 0 ? dy / away : 0;
  probe[3] = away >= radius ? 1 : away / radius;
}

function atEllipse(px: number, py: number, rx: number, ry: number, cos: number, sin: number, probe: Probe): void {
  const u = (px * cos + py * sin) / rx;
  const v = (py * cos - px * sin) / ry;
  const k = Math.sqrt(u * u + v * v);
  const gu = u / rx;
  const gv = v / ry;
  const g = Math.sqrt(gu * gu + gv * gv);
  if (g === 0) {
    probe[0] = -Math.min(rx, ry);
    probe[1] = probe[2] = probe[3] = 0;
    return;
  }
  probe[0] = (k * (k - 1)) / g;
  probe[1] = (gu * cos - gv * sin) / g;
  probe[2] = (gu * sin + gv * cos) / g;
  probe[3] = k >= 1 ? 1 : k;
}

function atRing(px: number, py: number, radius: number, width: number, probe: Probe): void {
  const away = Math.sqrt(px * px + py * py);
  const off = away - radius;
  const sign = away > 0 ? (off < 0 ? -1 : 1) / away : 0;
  const depth = Math.abs(off);
  probe[0] = depth - width;
  probe[1] = px * sign;
  probe[2] = py * sign;
  probe[3] = depth >= width ? 1 : depth / width;
}
