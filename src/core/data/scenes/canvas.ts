/**
 * The sheet that is painted on: a square of samples, finer than the picture, each three display values. A part is
 * scanned over its box alone; coverage follows from the signed distance, slope from the rim, light from the slope.
 */
import { measurer, newProbe, type Measurer } from './measure.ts';
import { mixAt } from './paint.ts';
import type { Light } from './scene.ts';
import type { Shape } from './shape.ts';
import type { Part } from './toy.ts';

export interface Canvas {
  /** Samples a side, even. */
  readonly side: number;
  readonly samples: Float32Array;
  /** Darkness of the shadow being cast, one value per 2 x 2 samples. */
  readonly shade: Float32Array;
  /** Width over which an edge fades, in scene units: a sample, or the camera's blur. */
  readonly edge: number;
}

export function newCanvas(side: number, blur: number): Canvas {
  const half = side / 2;
  const sample = 1 / side;
  return { side, samples: new Float32Array(side * side * 3), shade: new Float32Array(half * half), edge: Math.sqrt(sample * sample + blur * blur) };
}

/** Darkness of the crease around a part, and its width relative to the toy. */
const CREASE = 0.3;
const CREASE_WIDTH = 0.022;

/** @param size of the whole toy, for the scale of its pattern and creases */
export function paintPart(canvas: Canvas, { shape, paint, bulge, gloss }: Part, size: number, light: Light): void {
  const { side, samples, edge } = canvas;
  const measure = measurer(shape);
  const crease = CREASE_WIDTH * size + edge * 0.5;
  const { bounds } = measure;
  const [centreX, centreY] = [(bounds.left + bounds.right) / 2, (bounds.top + bounds.bottom) / 2];
  const periods = paint.frequency / size;
  const width = Math.max(1 / side, edge) * periods;
  const { base, second, pattern } = paint;
  const halfway = Math.sqrt(light.x * light.x + light.y * light.y + (light.z + 1) * (light.z + 1));
  const [hx, hy, hz] = [light.x / halfway, light.y / halfway, (light.z + 1) / halfway];
  const round = shape.kind === 'ellipse' && bulge >= 0.95;

  scan(measure, side, crease, (probe, x, y, at) => {
    const distance = probe[0];
    const cover = distance <= -edge / 2 ? 1 : distance >= edge / 2 ? 0 : 0.5 - distance / edge;
    if (cover < 1) {
      const depth = distance <= 0 ? 1 : 1 - distance / crease;
      const keep = 1 - CREASE * depth * depth;
      samples[at] *= keep;
      samples[at + 1] *= keep;
      samples[at + 2] *= keep;
      if (cover === 0) return;
    }
    const slope = probe[3] * bulge;
    const nx = probe[1] * slope;
    const ny = probe[2] * slope;
    const nz = Math.sqrt(Math.max(0.04, 1 - nx * nx - ny * ny));
    const facing = nx * light.x + ny * light.y + nz * light.z;
    const bright = light.ambient + (facing > 0 ? light.diffuse * facing : 0);
    const mirror = nx * hx + ny * hy + nz * hz;
    const m2 = mirror * mirror;
    const m8 = m2 * m2 * m2 * m2;
    const shine = mirror > 0 ? gloss * 0.55 * m8 * m8 * m8 : 0;
    let mix = 0;
    if (pattern !== 'plain') {
      const swell = round ? 1 + 0.5 * probe[3] * probe[3] : 1;
      const dx = (x - centreX) * periods * swell;
      const dy = (y - centreY) * periods * swell;
      mix = mixAt(pattern, dx * paint.cos + dy * paint.sin, dy * paint.cos - dx * paint.sin, width);
    }
    for (let c = 0; c < 3; c++) {
      const colour = (base[c] + (second[c] - base[c]) * mix) * bright + shine;
      samples[at + c] += (colour - samples[at + c]) * cover;
    }
  });
}

/** Calls `visit` for all samples within `reach` of the shape; leaps over what is surely farther. */
function scan({ bounds, exact, at: measure }: Measurer, side: number, reach: number, visit: (probe: Float64Array, x: number, y: number, at: number) => void): void {
  const probe = newProbe();
  const first = (from: number) => Math.max(0, Math.floor((from - reach) * side));
  const last = (to: number) => Math.min(side, Math.ceil((to + reach) * side));
  const [left, right, top, bottom] = [first(bounds.left), last(bounds.right), first(bounds.top), last(bounds.bottom)];
  for (let row = top; row < bottom; row++) {
    const y = (row + 0.5) / side;
    for (let column = left; column < right; column++) {
      const x = (column + 0.5) / side;
      measure(x, y, probe);
      if (probe[0] < reach) visit(probe, x, y, (row * side + column) * 3);
      else if (exact) column += Math.floor((probe[0] - reach) * side);
    }
  }
}

/** Adds a shape to the shadow being cast, deepest where shapes meet rather than their sum. */
export function shadePart({ side, shade }: Canvas, shape: Shape, softness: number): void {
  const measure = measurer(shape);
  scan(measure, side / 2, softness / 2, (probe, _x, _y, at) => {
    const dark = Math.min(1, 0.5 - probe[0] / softness);
    const cell = at / 3;
    if (dark > shade[cell]) shade[cell] = dark;
  });
}

/** Darkens the sheet by the shadow from `fromRow` of it down, and forgets the shadow. */
export function dropShade({ side, samples, shade }: Canvas, strength: number, fromRow: number): void {
  const half = side / 2;
  for (let cell = 0; cell < shade.length; cell++) {
    if (shade[cell] === 0) continue;
    const keep = 1 - strength * shade[cell];
    shade[cell] = 0;
    const row = Math.floor(cell / half) * 2;
    const column = (cell % half) * 2;
    for (let y = Math.max(row, fromRow); y < Math.min(row + 2, side); y++) {
      for (let at = (y * side + column) * 3, end = (y * side + Math.min(column + 2, side)) * 3; at < end; at++) samples[at] *= keep;
    }
  }
}
