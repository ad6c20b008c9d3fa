/** What is found outside: houses, trees of three kinds, fish. */
import { cos, sin, type Rng } from '../../../lib/index.ts';
import { anyColour, anyPaint, between, chance, plain, tint, type Paint } from '../paint.ts';
import { block, capsule, ellipse, PI, polygon } from '../shape.ts';
import { part, stand, type Part } from '../toy.ts';

export function house(rng: Rng): Part[] {
  const wall = anyPaint(rng, ['plain', 'plain', 'planks', 'tiles', 'speckle', 'grain']);
  const roof = anyPaint(rng, ['plain', 'plain', 'tiles', 'stripes']);
  const wide = between(rng, 0.32, 0.46);
  const high = between(rng, 0.34, 0.55);
  const ridge = between(rng, 0.24, 0.36);
  const eave = wide + between(rng, 0.03, 0.08);
  const glass = plain(chance(rng, 0.6) ? [0.7, 0.86, 0.93] : [0.96, 0.87, 0.5]);
  const frame = plain(tint(anyColour(rng), 1.1));
  const doorAt = between(rng, -wide * 0.6, wide * 0.6);
  const windows = [-0.55, 0, 0.55]
    .map((share) => share * wide)
    .filter((x) => Math.abs(x - doorAt) > 0.17)
    .flatMap((x) => [part(block(x - 0.07, -high * 0.78, x + 0.07, -high * 0.42, 0.008, 0.02), frame), part(block(x - 0.052, -high * 0.74, x + 0.052, -high * 0.46, 0.004, 0.01), glass, 0.1, 0.6)]);
  const chimney = chance(rng, 0.6) ? [part(block(wide * 0.4, -high - ridge * 1.05, wide * 0.4 + 0.09, -high - 0.05, 0.008, 0.03), anyPaint(rng))] : [];
  const gable = chance(rng, 0.75) ? [-eave, -high, eave, -high, 0, -high - ridge] : [-eave, -high, eave, -high, wide * 0.72, -high - ridge * 0.8, -wide * 0.72, -high - ridge * 0.8];
  return stand([
    ...chimney,
    part(block(-wide, -high - 0.02, wide, 0, 0.012, 0.05), wall),
    part(block(doorAt - 0.065, -high * 0.62, doorAt + 0.065, 0, 0.008, 0.03), anyPaint(rng)),
    ...windows,
    part(polygon(gable, 0.015, 0.06), roof),
  ]);
}

export function tree(rng: Rng): Part[] {
  const leaf: Paint = anyPaint(rng, ['plain', 'speckle', 'speckle', 'clouds', 'dots']);
  const bark = plain(tint(anyColour(rng), 0.6));
  const trunk = between(rng, 0.2, 0.4);
  const stem = [part(capsule(0, -trunk - 0.1, 0, -0.05, between(rng, 0.03, 0.045), between(rng, 0.045, 0.065)), bark)];
  const kind = rng.int(3);
  if (kind === 0) { // fir: tiers
    const tiers = 3 + rng.int(2);
    const wide = between(rng, 0.24, 0.33);
    const step = (0.95 - trunk) / tiers;
    return stand([
      ...stem,
      ...Array.from({ length: tiers }, (_, i) => {
        const half = wide * (1 - (i / tiers) * 0.7);
        const y = -trunk - i * step;
        return part(polygon([-half, y, half, y, 0, y - step * 1.6], 0.015, 0.12), leaf, 0.8, 0.1);
      }),
    ]);
  }
  if (kind === 1) { // poplar
    return stand([...stem, part(ellipse(0, -trunk - 0.33, between(rng, 0.15, 0.21), 0.38), leaf, 0.9, 0.1), part(ellipse(0.05, -trunk - 0.22, 0.13, 0.2), leaf, 0.9, 0.1)]);
  }
  const lumps = 4 + rng.int(3); // broad: a heap of round lumps
  const crown = Array.from({ length: lumps }, (_, i) => {
    const angle = (2 * PI * i) / lumps;
    const [x, y] = [0.19 * cos(angle) + between(rng, -0.03, 0.03), -trunk - 0.27 + 0.14 * sin(angle) + between(rng, -0.03, 0.03)];
    return part(ellipse(x, y, between(rng, 0.14, 0.19)), leaf, 0.9, 0.1);
  });
  const branch = part(capsule(0, -trunk * 0.8, 0.14, -trunk - 0.15, 0.022), bark);
  return stand([...stem, branch, ...crown, part(ellipse(0, -trunk - 0.27, 0.2), leaf, 0.9, 0.1)]);
}

export function fish(rng: Rng): Part[] {
  const scales = anyPaint(rng, ['plain', 'stripes', 'stripes', 'dots', 'checks', 'speckle']);
  const fin = chance(rng, 0.5) ? { ...scales, pattern: 'plain' as const } : anyPaint(rng);
  const high = between(rng, 0.15, 0.27);
  const tail = between(rng, 0.14, 0.22);
  const eye = -0.24;
  return stand([
    part(polygon([0.2, 0, 0.48, -tail, 0.42, 0, 0.48, tail], 0.012, 0.05), fin, 0.6, 0.2),
    part(polygon([-0.12, -high * 0.8, 0.02, -high - between(rng, 0.06, 0.13), 0.2, -high * 0.6], 0.012, 0.04), fin, 0.6, 0.2),
    part(polygon([-0.02, high * 0.75, 0.1, high + 0.08, 0.14, high * 0.6], 0.012, 0.04), fin, 0.6, 0.2),
    part(ellipse(-0.08, 0, 0.36, high), scales, 0.9, 0.45),
    part(polygon([0.02, -0.01, 0.14, -0.06, 0.12, 0.07], 0.012, 0.03), fin, 0.6, 0.2),
    part(ellipse(eye, -high * 0.25, 0.045), plain([0.97, 0.97, 0.95]), 0.4, 0.4),
    part(ellipse(eye - 0.008, -high * 0.25, 0.024), plain([0.06, 0.06, 0.08]), 0.4, 0.5),
  ]);
}
