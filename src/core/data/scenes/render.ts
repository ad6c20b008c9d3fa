/**
 * From scene to picture: ground, then toys from back to front, each after its own shadow, on a sheet of two or three
 * samples a pixel side; then the mean of each pixel's samples, the camera's gain, vignette and noise. 2.5-D, after
 * the painter's way; no canvas and no function whose last bit an engine may choose, so every engine gives these bytes.
 */
import { dropShade, newCanvas, paintPart, shadePart, type Canvas } from './canvas.ts';
import { hash } from './noise.ts';
import { mixAt } from './paint.ts';
import type { Backdrop, Camera, Light, Scene, SceneToy } from './scene.ts';
import { mapShape, type Affine } from './shape.ts';

/** @param side pixels, 32 to 224. @returns side x side x 3 bytes, red green blue, rows from the top */
export function renderPicture(scene: Scene, side: number): Uint8Array {
  const finer = side < 48 ? 4 : side < 128 || side % 2 === 1 ? 2 : 1; // an even number of samples a side
  const canvas = newCanvas(side * finer, scene.camera.blur);
  paintBackdrop(canvas, scene.backdrop, scene.light);
  for (const toy of scene.toys) {
    castShadow(canvas, toy, scene);
    for (const part of toy.parts) paintPart(canvas, part, toy.size, scene.light);
  }
  return develop(canvas, finer, scene.camera);
}

/** The light falls off across the ground, away from its source. */
const falloff = (light: Light, x: number, y: number): number => 0.94 + 0.28 * light.x * (x - 0.5) + 0.22 * light.y * (y - 0.5);

function paintBackdrop(canvas: Canvas, { horizon, wall, floor, decor }: Backdrop, light: Light): void {
  const { side, samples } = canvas;
  for (let row = 0, at = 0; row < side; row++) {
    const y = (row + 0.5) / side;
    const far = horizon !== null && y < horizon;
    const paint = far ? wall : floor;
    const { base, second, pattern, frequency } = paint;
    // a floor runs off into the distance: so many units per unit of the picture
    const stretch = far || horizon === null ? 1 : 0.42 / (y - horizon + 0.16);
    const across = stretch * frequency;
    const width = (far || horizon === null ? across : Math.max(across, across * stretch * 1.6)) / side;
    const v = (far || horizon === null ? y : -stretch * 1.6) * frequency;
    const corner = horizon === null ? 1 : 1 - 0.16 * Math.max(0, 1 - Math.abs(y - horizon) * 14);
    for (let column = 0; column < side; column++) {
      const x = (column + 0.5) / side;
      const mix = mixAt(pattern, (x - 0.5) * across, v, width);
      const bright = falloff(light, x, y) * corner;
      for (let c = 0; c < 3; c++) samples[at++] = (base[c] + (second[c] - base[c]) * mix) * bright;
    }
  }
  for (const part of decor) paintPart(canvas, part, 0.3, light);
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
