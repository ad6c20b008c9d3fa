/** Where the toys stand: a room with wall and floor, a landscape under a sky, or a cloth or table seen from above. */
import type { Rng } from '../../lib/index.ts';
import { anyPaint, between, calmColour, chance, plain, tint, type Paint, type Pattern } from './paint.ts';
import type { Backdrop } from './scene.ts';
import { arc, block, capsule, ellipse, PI, polygon } from './shape.ts';
import { part, type Part } from './toy.ts';

export function composeBackdrop(rng: Rng): Backdrop {
  switch (rng.int(3)) {
    case 0: {
      const horizon = between(rng, 0.3, 0.62);
      const wall = soft(calmPaint(rng, ['plain', 'plain', 'stripes', 'checks', 'dots', 'clouds', 'tiles']), between(rng, 5, 14), between(rng, 0.3, 0.8));
      const floor = soft(calmPaint(rng, ['planks', 'planks', 'checks', 'tiles', 'speckle', 'stripes', 'clouds']), between(rng, 1.5, 4), 0.7);
      return { horizon, wall, floor, decor: roomDecor(rng, horizon) };
    }
    case 1: {
      const horizon = between(rng, 0.3, 0.6);
      const sky = soft({ ...calmPaint(rng, ['clouds']), base: tint([0.6, 0.78, 0.95], between(rng, 0.6, 1.1)), second: tint([0.95, 0.93, 0.9], between(rng, 0.7, 1)) }, between(rng, 2, 5), 1);
      const ground = calmColour(rng);
      const floor = { ...calmPaint(rng, ['speckle', 'clouds', 'grain']), base: ground, second: tint(ground, between(rng, 0.65, 1.3)), frequency: between(rng, 2.5, 6) };
      return { horizon, wall: sky, floor, decor: hills(rng, horizon) };
    }
    default: {
      const cloth = calmPaint(rng, ['planks', 'grain', 'checks', 'dots', 'stripes', 'speckle', 'clouds', 'tiles']);
      return { horizon: null, wall: plain(cloth.base), floor: soft(cloth, between(rng, 4, 12), between(rng, 0.4, 1)), decor: papers(rng) };
    }
  }
}

const calmPaint = (rng: Rng, patterns?: readonly Pattern[]): Paint => anyPaint(rng, patterns, calmColour);

/** Backdrops are calmer than toys: the second colour moves towards the first. */
function soft(paint: Paint, frequency: number, share: number): Paint {
  const { base, second } = paint;
  const to = (i: number) => base[i] + (second[i] - base[i]) * share;
  return { ...paint, frequency, second: [to(0), to(1), to(2)] };
}

function roomDecor(rng: Rng, horizon: number): Part[] {
  const parts: Part[] = chance(rng, 0.7) ? [part(block(-0.1, horizon - 0.035, 1.1, horizon + 0.004, 0.004, 0.012), plain(tint(calmColour(rng), 1.1)), 0.6, 0.1)] : [];
  for (let i = rng.int(3); i > 0; i--) {
    const [x, y] = [between(rng, 0, 0.8), between(rng, -0.05, horizon * 0.45)];
    const [wide, high] = [between(rng, 0.12, 0.32), between(rng, 0.12, horizon * 0.6)];
    const frame = between(rng, 0.012, 0.025);
    parts.push(part(block(x, y, x + wide, y + high, 0.004, 0.015), plain(calmColour(rng)), 0.6, 0.2));
    parts.push(part(block(x + frame, y + frame, x + wide - frame, y + high - frame, 0.002, 0.005), { ...calmPaint(rng, ['plain', 'clouds', 'stripes', 'checks', 'dots']), frequency: 3 }, 0.2, 0.1));
  }
  return parts;
}

function hills(rng: Rng, horizon: number): Part[] {
  const parts: Part[] = chance(rng, 0.5) ? [part(ellipse(between(rng, 0, 1), between(rng, 0.05, horizon * 0.7), between(rng, 0.03, 0.07)), plain([1, 0.95, 0.75]), 0, 0)] : [];
  for (let i = rng.int(4); i > 0; i--) {
    const [x, wide, high] = [between(rng, -0.1, 1.1), between(rng, 0.15, 0.5), between(rng, 0.04, horizon * 0.6)];
    const paint = soft(calmPaint(rng, ['plain', 'clouds', 'speckle']), 3, 0.4);
    const jagged = chance(rng, 0.4);
    parts.push(part(jagged ? polygon([x - wide, horizon + 0.01, x - wide * 0.2, horizon - high, x + wide * 0.1, horizon - high * 0.7, x + wide * 0.3, horizon - high * 0.85, x + wide, horizon + 0.01], 0.005, 0.08) : polygon(arc(x, horizon + 0.01, wide, high, -PI, 0, 10), 0.002, 0.1), paint, 0.4, 0));
  }
  return parts;
}

function papers(rng: Rng): Part[] {
  const parts: Part[] = [];
  for (let i = rng.int(4); i > 0; i--) {
    const [x, y, long] = [between(rng, 0, 1), between(rng, 0, 1), between(rng, 0.1, 0.3)];
    const [dx, dy] = [between(rng, -1, 1) * long, between(rng, -1, 1) * long];
    const share = between(rng, 0.4, 0.9);
    parts.push(chance(rng, 0.7)
      ? part(polygon([x + dx, y + dy, x - dy * share, y + dx * share, x - dx, y - dy, x + dy * share, y - dx * share], 0.004, 0.01), { ...calmPaint(rng), frequency: 3 }, 0.3, 0.1)
      : part(capsule(x - dx, y - dy, x + dx, y + dy, 0.012), calmPaint(rng), 0.8, 0.3));
  }
  return parts;
}
