/**
 * The sheet that is painted on: a square of samples, finer than the picture, each three display values. A part is
 * scanned over its box alone; coverage follows from the signed distance, slope from the rim, light from the slope.
 */
import { measurer, newRow, type Row } from './measure.ts';
import { mixAlong } from './paint.ts';
import type { Light } from './scene.ts';
import type { Box, Shape } from './shape.ts';
import type { Part } from './toy.ts';

export interface Canvas {
  /** Samples a side, even. */
  readonly side: number;
  readonly samples: Float32Array;
  /** Darkness of the shadow being cast, one value per 2 x 2 samples. */
  readonly shade: Float32Array;
  /** Room for what is known about one row of samples. */
  readonly row: Row;
  readonly mix: Float64Array;
}

export const newCanvas = (side: number): Canvas => ({
  side, samples: new Float32Array(side * side * 3), shade: new Float32Array((side * side) / 4), row: newRow(side), mix: new Float64Array(side),
});

/** Width over which an edge fades, in scene units: a sample, and the camera's blur. */
export const edgeOf = ({ side }: Canvas, blur: number): number => Math.sqrt(1 / (side * side) + blur * blur);

/** Darkness of the crease around a part, and its width relative to the toy. */
const CREASE = 0.3;
const CREASE_WIDTH = 0.022;

/**
 * @param size of the whole toy, for the scale of its pattern and creases
 * @param edge width over which its edge fades
 */
export function paintPart(canvas: Canvas, { shape, paint, bulge, gloss }: Part, size: number, light: Light, edge: number): void {
  const { side, samples, row, mix } = canvas;
  const { distance, outX, outY, rim } = row;
  const measure = measurer(shape);
  const { bounds } = measure;
  const crease = CREASE_WIDTH * size + edge * 0.5;
  const [centreX, centreY] = [(bounds.left + bounds.right) / 2, (bounds.top + bounds.bottom) / 2];
  const periods = paint.frequency / size;
  const { base, second, pattern } = paint;
  const patterned = pattern !== 'plain';
  const halfway = Math.sqrt(light.x * light.x + light.y * light.y + (light.z + 1) * (light.z + 1));
  const [hx, hy, hz] = [light.x / halfway, light.y / halfway, (light.z + 1) / halfway];
  const [red, green, blue] = base;
  const [toRed, toGreen, toBlue] = [second[0] - red, second[1] - green, second[2] - blue];
  const { x: lx, y: ly, z: lz, ambient, diffuse } = light;

  const { left, top, count, bottom } = reached(bounds, side, crease);
  for (let line = top; line < bottom; line++) {
    measure.along((left + 0.5) / side, 1 / side, count, (line + 0.5) / side, crease, row);
    if (patterned) {
      const dx = ((left + 0.5) / side - centreX) * periods;
      const dy = ((line + 0.5) / side - centreY) * periods;
      const step = periods / side;
      mixAlong(pattern, dx * paint.cos + dy * paint.sin, step * paint.cos, dy * paint.cos - dx * paint.sin, -step * paint.sin, edge * periods, count, mix);
    }
    for (let i = 0, at = (line * side + left) * 3; i < count; i++, at += 3) {
      const d = distance[i];
      if (d >= crease) continue;
      const cover = d <= -edge / 2 ? 1 : d >= edge / 2 ? 0 : 0.5 - d / edge;
      if (cover < 1) {
        const depth = d <= 0 ? 1 : 1 - d / crease;
        const keep = 1 - CREASE * depth * depth;
        samples[at] *= keep;
        samples[at + 1] *= keep;
        samples[at + 2] *= keep;
        if (cover === 0) continue;
      }
      const slope = rim[i] * bulge;
      const nx = outX[i] * slope;
      const ny = outY[i] * slope;
      const rest = 1 - nx * nx - ny * ny;
      const nz = Math.sqrt(rest > 0.04 ? rest : 0.04);
      const facing = nx * lx + ny * ly + nz * lz;
      const bright = ambient + (facing > 0 ? diffuse * facing : 0);
      const mirror = nx * hx + ny * hy + nz * hz;
      const m2 = mirror * mirror;
      const m8 = m2 * m2 * m2 * m2;
      const shine = mirror > 0 ? gloss * 0.55 * m8 * m8 * m8 : 0;
      const m = patterned ? mix[i] : 0;
      samples[at] += ((red + toRed * m) * bright + shine - samples[at]) * cover;
      samples[at + 1] += ((green + toGreen * m) * bright + shine - samples[at + 1]) * cover;
      samples[at + 2] += ((blue + toBlue * m) * bright + shine - samples[at + 2]) * cover;
    }
  }
}

/** The samples that lie in a box or within `reach` of it: `count` from `left` on, in lines `top` to `bottom`. */
function reached({ left, top, right, bottom }: Box, side: number, reach: number): { readonly left: number; readonly count: number; readonly top: number; readonly bottom: number } {
  const first = (from: number) => Math.max(0, Math.floor((from - reach) * side));
  const last = (to: number) => Math.min(side, Math.ceil((to + reach) * side));
  const count = last(right) - first(left);
  return { left: first(left), count, top: first(top), bottom: count > 0 ? last(bottom) : 0 };
}

/** Adds a shape to the shadow being cast, deepest where shapes meet rather than their sum. */
export function shadePart({ side, shade, row }: Canvas, shape: Shape, softness: number): void {
  const half = side / 2;
  const { distance } = row;
  const measure = measurer(shape);
  const { left, top, count, bottom } = reached(measure.bounds, half, softness / 2);
  for (let line = top; line < bottom; line++) {
    measure.along((left + 0.5) / half, 1 / half, count, (line + 0.5) / half, softness / 2, row);
    for (let i = 0, cell = line * half + left; i < count; i++, cell++) {
      const dark = 0.5 - distance[i] / softness;
      if (dark > shade[cell]) shade[cell] = dark < 1 ? dark : 1;
    }
  }
}

/** Darkens the sheet by the shadow, smoothly from cell to cell, from `fromLine` of it down, and forgets the shadow. */
export function dropShade({ side, samples, shade, mix: dark }: Canvas, strength: number, fromLine: number): void {
  const half = side / 2;
  for (let line = fromLine; line < side; line++) {
    const near = line >> 1;
    const next = Math.min(half - 1, Math.max(0, line % 2 === 0 ? near - 1 : near + 1));
    let any = false;
    for (let cell = 0; cell < half; cell++) {
      dark[cell] = strength * (0.75 * shade[near * half + cell] + 0.25 * shade[next * half + cell]);
      if (dark[cell] > 0) any = true;
    }
    if (!any) continue;
    for (let column = 0, at = line * side * 3; column < side; column++, at += 3) {
      const cell = column >> 1;
      const beside = Math.min(half - 1, Math.max(0, column % 2 === 0 ? cell - 1 : cell + 1));
      const keep = 1 - 0.75 * dark[cell] - 0.25 * dark[beside];
      samples[at] *= keep;
      samples[at + 1] *= keep;
      samples[at + 2] *= keep;
    }
  }
  shade.fill(0);
}
