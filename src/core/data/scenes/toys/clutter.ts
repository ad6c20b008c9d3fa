/**
 * What lies about and is none of the ten things: building blocks and loose parts, and look-alikes that share a
 * thing's outline in part (a lollipop and a tree, a bowl and a cup, a pawn and a person), so that no single part,
 * colour or texture tells a thing.
 */
import type { Rng } from '../../../lib/index.ts';
import { anyColour, anyPaint, between, chance, plain, SKIN, tint } from '../paint.ts';
import { arc, block, capsule, ellipse, PI, polygon, ring, turned } from '../shape.ts';
import { part, stand, type Part } from '../toy.ts';
import { wheel } from './vehicles.ts';

export type Maker = (rng: Rng) => Part[];

export const clutter: Readonly<Record<string, Maker>> = {
  block: (rng) => {
    const half = between(rng, 0.25, 0.5);
    const face = anyPaint(rng);
    return stand([part(block(-half, -0.6, half, 0, 0.04, 0.07), face), part(block(-half * 0.5, -0.45, half * 0.5, -0.15, 0.03, 0.03), anyPaint(rng), 0.3)]);
  },
  tower: (rng) => stand([0, 1, 2].map((i) => part(block(-0.16 + between(rng, -0.05, 0.05), -0.3 * (i + 1), 0.16 + between(rng, -0.05, 0.05), -0.3 * i, 0.02, 0.05), anyPaint(rng)))),
  books: (rng) => stand([0, 1, 2].map((i) => part(block(-0.45 + between(rng, -0.06, 0.06), -0.13 * (i + 1), 0.45 + between(rng, -0.06, 0.06), -0.13 * i, 0.015, 0.03), anyPaint(rng)))),
  ring: (rng) => stand([part(ring(0, -0.5, 0.36, between(rng, 0.08, 0.14)), anyPaint(rng), 0.9, 0.5)]),
  cone: (rng) => stand([part(block(-0.34, -0.08, 0.34, 0, 0.02, 0.03), anyPaint(rng)), part(turned([-0.24, -0.06, 0.24, -0.06, 0.04, -0.9, -0.04, -0.9], 0.255, 0.04, 0.9, 0.02), anyPaint(rng), 0.9)]),
  arch: (rng) => stand([part(polygon([-0.5, 0, ...arc(0, 0, 0.5, 0.55, -PI, 0, 9), 0.5, 0, 0.24, 0, ...arc(0, 0, 0.24, 0.28, 0, -PI, 6)], 0.01, 0.08), anyPaint(rng))]),
  star: (rng) => {
    const outer = arc(0, -0.5, 0.48, 0.48, -PI / 2, 1.5 * PI, 5);
    const inner = arc(0, -0.5, 0.22, 0.22, -0.3 * PI, 1.7 * PI, 5);
    const points = [0, 1, 2, 3, 4].flatMap((i) => [outer[2 * i], outer[2 * i + 1], inner[2 * i], inner[2 * i + 1]]);
    return stand([part(polygon(points, 0.02, 0.1), anyPaint(rng))]);
  },
  sticks: (rng) => stand([0, 1, 2].map(() => part(capsule(between(rng, -0.45, 0.45), between(rng, -0.3, 0), between(rng, -0.45, 0.45), between(rng, -0.9, -0.4), 0.035), anyPaint(rng, ['plain', 'grain'])))),
  wheel: (rng) => stand(wheel(0, -0.5, 0.5, anyPaint(rng))),
  dome: (rng) => stand([part(polygon(arc(0, 0, 0.5, between(rng, 0.3, 0.5), -PI, 0, 9), 0.01, 0.2), anyPaint(rng), 0.9)]),
  roof: (rng) => stand([part(polygon([-0.5, 0, 0.5, 0, between(rng, -0.2, 0.2), -between(rng, 0.35, 0.8)], 0.015, 0.07), anyPaint(rng))]),
  egg: (rng) => stand([part(ellipse(0, -0.5, between(rng, 0.3, 0.37), 0.5), anyPaint(rng), 0.95, 0.5)]),
};

export const lookAlikes: Readonly<Record<string, Maker>> = {
  /** A person's head and body, no limbs. */
  pawn: (rng) => {
    const wood = anyPaint(rng);
    const face = chance(rng, 0.5) ? plain(rng.pick(SKIN)) : wood;
    return stand([part(turned([-0.1, -0.7, 0.1, -0.7, 0.2, -0.05, -0.2, -0.05], 0.208, 0.1, 0.7, 0.03), wood, 0.9), part(block(-0.25, -0.1, 0.25, 0, 0.03, 0.05), wood), part(ellipse(0, -0.83, 0.155), face, 0.95, 0.4)]);
  },
  /** Arms and a trunk, no head or legs. */
  cactus: (rng) => {
    const green = anyPaint(rng, ['plain', 'stripes', 'speckle', 'dots']);
    const [left, right] = [between(rng, 0.3, 0.6), between(rng, 0.3, 0.6)];
    return stand([
      part(capsule(0, -left, -0.22, -left, 0.06), green), part(capsule(-0.22, -left, -0.22, -left - 0.22, 0.06), green),
      part(capsule(0, -right, 0.22, -right, 0.06), green), part(capsule(0.22, -right, 0.22, -right - 0.2, 0.06), green),
      part(capsule(0, -0.86, 0, -0.12, 0.1, 0.11), green), part(polygon([-0.2, -0.18, 0.2, -0.18, 0.15, 0, -0.15, 0], 0.015, 0.08), anyPaint(rng)),
    ]);
  },
  snowman: (rng) => {
    const snow = anyPaint(rng, ['plain', 'plain', 'speckle']);
    const eyes = [-0.05, 0.05].map((x) => part(ellipse(x, -0.83, 0.018), plain([0.08, 0.08, 0.1])));
    return stand([part(ellipse(0, -0.22, 0.25, 0.23), snow, 0.95), part(ellipse(0, -0.56, 0.185), snow, 0.95), part(ellipse(0, -0.82, 0.135), snow, 0.95), ...eyes, part(block(-0.1, -1.08, 0.1, -0.9, 0.01, 0.05), anyPaint(rng))]);
  },
  /** A coat on a stand: a dressed torso on a pole. */
  coatStand: (rng) => {
    const pole = plain(tint(anyColour(rng), 0.7));
    const coat = anyPaint(rng);
    return stand([
      part(capsule(0, -1, 0, -0.02, 0.022), pole), part(capsule(-0.16, 0, 0.16, 0, 0.025), pole), part(ellipse(0, -1, 0.045), pole),
      part(polygon([-0.13, -0.82, 0.13, -0.82, 0.19, -0.3, -0.19, -0.3], 0.025, 0.08), coat), part(capsule(-0.14, -0.8, -0.21, -0.46, 0.045), coat), part(capsule(0.14, -0.8, 0.21, -0.46, 0.045), coat),
    ]);
  },
  lollipop: (rng) => stand([part(capsule(0, -0.6, 0, -0.03, 0.025), plain(anyColour(rng))), part(ellipse(0, -0.74, between(rng, 0.2, 0.27)), anyPaint(rng), 0.4, 0.5)]),
  mushroom: (rng) => stand([part(capsule(0, -0.45, 0, -0.1, 0.1, 0.13), anyPaint(rng, ['plain', 'speckle'])), part(polygon(arc(0, -0.42, 0.46, between(rng, 0.3, 0.45), -PI, 0, 10), 0.02, 0.2), anyPaint(rng), 0.85)]),
  bowl: (rng) => {
    const china = anyPaint(rng);
    return stand([part(turned([-0.5, -0.42, 0.5, -0.42, ...arc(0, -0.42, 0.49, 0.42, 0.2, 2.94, 8)], 0.42, 0.5, 0.42), china, 0.85, 0.5), part(ellipse(0, -0.42, 0.5, 0.09), plain(tint(china.base, 0.6)), 0.1)]);
  },
  vase: (rng) => {
    const china = anyPaint(rng);
    return stand([part(ellipse(0, -0.3, 0.24, 0.3), china, 0.9, 0.5), part(turned([-0.08, -0.9, 0.08, -0.9, 0.1, -0.5, -0.1, -0.5], 0.115, 0.08, 0.9, 0.03), china, 0.9, 0.5), part(ellipse(0, -0.92, 0.13, 0.03), plain(tint(china.base, 0.5)), 0.1)]);
  },
  stool: (rng) => {
    const wood = anyPaint(rng, ['plain', 'grain']);
    return stand([part(capsule(-0.2, -0.7, -0.3, -0.04, 0.035), wood), part(capsule(0.2, -0.7, 0.3, -0.04, 0.035), wood), part(capsule(-0.24, -0.3, 0.24, -0.3, 0.025), wood), part(ellipse(0, -0.72, 0.34, 0.075), anyPaint(rng), 0.5)]);
  },
  trolley: (rng) => stand([part(block(-0.5, -0.26, 0.5, -0.12, 0.03, 0.05), anyPaint(rng)), ...wheel(-0.32, -0.1, 0.1, plain(anyColour(rng))), ...wheel(0.32, -0.1, 0.1, plain(anyColour(rng))), part(capsule(0.48, -0.2, 0.62, -0.55, 0.025), plain(anyColour(rng)))]),
  leaf: (rng) => {
    const green = anyPaint(rng);
    return stand([part(ellipse(0, -0.2, 0.42, between(rng, 0.13, 0.22)), green, 0.5), part(capsule(-0.56, -0.2, 0.3, -0.2, 0.014), plain(tint(green.base, 0.7)))]);
  },
  crate: (rng) => stand([part(block(-0.42, -0.7, 0.42, 0, 0.012, 0.05), anyPaint(rng, ['planks', 'grain', 'tiles', 'plain'])), part(block(-0.09, -0.42, 0.09, 0, 0.01, 0.02), anyPaint(rng)), part(block(-0.46, -0.76, 0.46, -0.66, 0.012, 0.04), anyPaint(rng))]),
  rocket: (rng) => {
    const hull = anyPaint(rng);
    const fin = anyPaint(rng);
    return stand([part(polygon([-0.12, -0.35, -0.28, 0, -0.1, -0.08], 0.012, 0.04), fin), part(polygon([0.12, -0.35, 0.28, 0, 0.1, -0.08], 0.012, 0.04), fin), part(ellipse(0, -0.5, 0.16, 0.48), hull, 0.9, 0.5), part(ellipse(0, -0.62, 0.06), plain([0.7, 0.86, 0.93]), 0.4, 0.6)]);
  },
  sailFlag: (rng) => stand([part(capsule(0, -1, 0, 0, 0.018), plain(tint(anyColour(rng), 0.7))), part(polygon([0.03, -0.96, 0.5, -0.8, 0.03, -0.6], 0.01, 0.06), anyPaint(rng), 0.4), part(block(-0.14, -0.05, 0.14, 0.02, 0.015, 0.03), plain(anyColour(rng)))]),
};
