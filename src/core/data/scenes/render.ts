/**
 * From scene to picture: ground, then toys from back to front, each after its own shadow, on a sheet of two or three
 * samples a pixel side; then the mean of each pixel's samples, the camera's gain, vignette and noise. 2.5-D, after
 * the painter's way; no canvas and no function whose last bit an engine may choose, so every engine gives these bytes.
 */
import { dropShade, edgeOf, newCanvas, paintPart, shadePart, type Canvas } from './canvas.ts';
import { hash } from './noise.ts';
import { mixAlong } from './paint.ts';
import type { Backdrop, Camera, Light, Scene, SceneToy } from './scene.ts';
import { mapShape, type Affine } from './shape.ts';

/** Samples a side of a pixel; even in all. */
const finerAt = (side: number): number => (side < 48 ? 4 : side < 96 || side % 2 === 1 ? 2 : 1);

/** The sheet for pictures of that side; one will do for many. */
export const canvasFor = (side: number): Canvas => newCanvas(side * finerAt(side));

/**
 * @param side pixels, 32 to 224
 * @param canvas of that side; what is on it does not matter
 * @returns side x side x 3 bytes, red green blue, rows from the top
 */
export function renderPicture(scene: Scene, side: number, canvas: Canvas = canvasFor(side)): Uint8Array {
  const edge = edgeOf(canvas, scene.camera.blur);
  paintBackdrop(canvas, scene.backdrop, scene.light, edge);
  for (const toy of scene.toys) {
    castShadow(canvas, toy, scene);
    for (const part of toy.parts) paintPart(canvas, part, toy.size, scene.light, edge);
  }
  return develop(canvas, finerAt(side), scene.camera);
}

function paintBackdrop(canvas: Canvas, { horizon, wall, floor, decor }: Backdrop, light: Light, edge: number): void {
  const { side, samples, mix } = canvas;
  for (let line = 0, at = 0; line < side; line++) {
    const y = (line + 0.5) / side;
    const flat = horizon === null || y < horizon;
    const { base, second, pattern, frequency } = horizon !== null && flat ? wall : floor;
    // a floor runs off into the distance: so many units per unit of the picture
    const stretch = flat ? 1 : 0.42 / (y - horizon + 0.16);
    const across = stretch * frequency;
    const width = (flat ? across : Math.max(across, across * stretch * 1.6)) / side;
    mixAlong(pattern, (0.5 / side - 0.5) * across, across / side, (flat ? y : -stretch * 1.6) * frequency, 0, width, side, mix);
    const corner = horizon === null ? 1 : 1 - 0.16 * Math.max(0, 1 - Math.abs(y - horizon) * 14);
    // light falls off across the ground, away from its source
    const start = (0.94 + 0.22 * light.y * (y - 0.5) + 0.28 * light.x * (0.5 / side - 0.5)) * corner;
    const slope = ((0.28 * light.x) / side) * corner;
    const [red, green, blue] = base;
    const [toRed, toGreen, toBlue] = [second[0] - red, second[1] - green, second[2] - blue];
    for (let i = 0; i < side; i++, at += 3) {
      const bright = start + slope * i;
      const m = mix[i];
      samples[at] = (red + toRed * m) * bright;
      samples[at + 1] = (green + toGreen * m) * bright;
      samples[at + 2] = (blue + toBlue * m) * bright;
    }
  }
  for (const part of decor) paintPart(canvas, part, 0.3, light, edge);
}

function castShadow(canvas: Canvas, { parts, y, size }: SceneToy, { light, backdrop }: Scene): void {
  const onFloor = backdrop.horizon !== null;
  // on a floor: lengthways along it; on a cloth: a little aside
  const map: Affine = onFloor
    ? { xx: 1, xy: -light.castX, x0: light.castX * y, yx: 0, yy: -light.castY, y0: y + light.castY * y }
    : { xx: 1, xy: 0, x0: light.castX * size, yx: 0, yy: 1, y0: light.castY * size };
  const softness = 0.02 + 0.07 * size;
  for (const { shape } of parts) shadePart(canvas, mapShape(shape, map), softness);
  dropShade(canvas, light.shadow, onFloor ? Math.floor((backdrop.horizon ?? 0) * canvas.side) : 0);
}

function develop({ side: fine, samples }: Canvas, finer: number, { gain, vignette, noise, noiseSeed }: Camera): Uint8Array {
  const side = fine / finer;
  const picture = new Uint8Array(side * side * 3);
  const share = 255 / (finer * finer);
  // twice the pixels a side, twice the noise of each: the light a pixel gathers grows with its area
  const grain = (noise * side) / 64 / 104.5;
  for (let row = 0, at = 0; row < side; row++) {
    const dy = (row + 0.5) / side - 0.5;
    for (let column = 0; column < side; column++) {
      const dx = (column + 0.5) / side - 0.5;
      const bright = share * (1 - vignette * 2 * (dx * dx + dy * dy));
      const bits = hash(noiseSeed, row, column);
      const more = hash(noiseSeed, bits, column);
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let sy = 0; sy < finer; sy++) {
          for (let sx = 0; sx < finer; sx++) sum += samples[((row * finer + sy) * fine + column * finer + sx) * 3 + c];
        }
        const bell = ((bits >>> (8 * c)) & 255) + ((more >>> (8 * c)) & 255) - 255;
        const value = Math.floor(sum * bright * gain[c] + bell * grain + 0.5);
        picture[at++] = value < 0 ? 0 : value > 255 ? 255 : value;
      }
    }
  }
  return picture;
}
