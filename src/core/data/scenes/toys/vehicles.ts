/** What goes on wheels or water: cars of three makes and boats of two, seen from the side. */
import type { Rng } from '../../../lib/index.ts';
import { anyColour, anyPaint, between, chance, plain, tint, type Paint } from '../paint.ts';
import { arc, block, capsule, ellipse, polygon } from '../shape.ts';
import { part, stand, type Part } from '../toy.ts';

const RUBBER = plain([0.13, 0.13, 0.15]);

export function wheel(x: number, y: number, radius: number, hub: Paint): Part[] {
  return [part(ellipse(x, y, radius), RUBBER, 0.5, 0.1), part(ellipse(x, y, radius * 0.5), hub, 0.6, 0.4)];
}

export function car(rng: Rng): Part[] {
  const body = anyPaint(rng);
  const glass = plain(chance(rng, 0.7) ? [0.66, 0.82, 0.9] : [0.2, 0.25, 0.32]);
  const hub = plain(anyColour(rng));
  const radius = between(rng, 0.1, 0.135);
  const high = between(rng, 0.18, 0.24);
  const roof = between(rng, 0.16, 0.22);
  const floor = -radius * 0.7;
  const deck = floor - high;
  const top = deck - roof;
  const make = rng.int(3);
  const [front, back] = [0.28 + between(rng, -0.03, 0.03), -0.28 + between(rng, -0.03, 0.03)];
  const cabin: Part[] =
    make === 0 // saloon
      ? [
          part(polygon([-0.3, deck + 0.02, -0.2, top + 0.02, 0.1, top + 0.02, 0.24, deck + 0.02], 0.025, 0.05), body),
          part(polygon([-0.24, deck, -0.175, top + 0.035, -0.05, top + 0.035, -0.05, deck], 0.008, 0.02), glass, 0.2, 0.6),
          part(polygon([0, deck, 0, top + 0.035, 0.085, top + 0.035, 0.185, deck], 0.008, 0.02), glass, 0.2, 0.6),
        ]
      : make === 1 // van
        ? [
            part(polygon([-0.46, deck + 0.02, -0.46, top, 0.26, top, 0.4, deck + 0.02], 0.03, 0.05), body),
            part(block(-0.4, top + 0.03, -0.18, deck - 0.01, 0.01, 0.02), glass, 0.2, 0.6),
            part(block(-0.13, top + 0.03, 0.06, deck - 0.01, 0.01, 0.02), glass, 0.2, 0.6),
            part(polygon([0.12, deck - 0.01, 0.12, top + 0.035, 0.225, top + 0.035, 0.32, deck - 0.01], 0.008, 0.02), glass, 0.2, 0.6),
          ]
        : [ // lorry: cab in front, load behind
            part(polygon([0.14, deck + 0.02, 0.14, top, 0.3, top, 0.42, deck + 0.02], 0.02, 0.05), body),
            part(polygon([0.2, deck - 0.01, 0.2, top + 0.035, 0.27, top + 0.035, 0.35, deck - 0.01], 0.008, 0.02), glass, 0.2, 0.6),
            part(block(-0.46, top + between(rng, -0.06, 0.06), 0.08, deck + 0.04, 0.02, 0.05), anyPaint(rng)),
          ];
  return stand([
    ...cabin,
    part(block(-0.5, deck, 0.5, floor, make === 0 ? 0.06 : 0.035, 0.06), body, 0.7, 0.5),
    part(ellipse(0.465, deck + high * 0.4, 0.022, 0.035), plain([0.98, 0.93, 0.7]), 0.6, 0.5),
    part(block(-0.495, deck + high * 0.3, -0.465, deck + high * 0.55, 0.008, 0.02), plain([0.75, 0.12, 0.1])),
    ...wheel(front, -radius, radius, hub),
    ...wheel(back, -radius, radius, hub),
  ]);
}

export function boat(rng: Rng): Part[] {
  const hull = anyPaint(rng);
  const long = between(rng, 0.42, 0.5);
  const deep = between(rng, 0.17, 0.24);
  const wood = plain(tint(anyColour(rng), 0.75));
  const body: Part[] = [
    part(polygon([-long, -deep, long, -deep, ...arc(0, -deep, long * 0.78, deep, 0.5, 2.64, 7)], 0.012, 0.09), hull, 0.7, 0.3),
    part(block(-long * 0.98, -deep - 0.02, long, -deep + 0.025, 0.012, 0.03), wood),
  ];
  if (chance(rng, 0.6)) {
    const mast = between(rng, 0.55, 0.78);
    const x = between(rng, -0.1, 0.08);
    const sail = anyPaint(rng);
    const jib = chance(rng, 0.7) ? [part(polygon([x + 0.035, -deep - mast * 0.85, x + 0.035, -deep - 0.08, x + 0.33, -deep - 0.08], 0.008, 0.1), chance(rng, 0.5) ? sail : anyPaint(rng), 0.4, 0.05)] : [];
    return stand([
      part(capsule(x, -deep, x, -deep - mast, 0.014), wood),
      part(polygon([x - 0.03, -deep - mast * 0.95, x - 0.03, -deep - 0.07, x - between(rng, 0.26, 0.36), -deep - 0.07], 0.008, 0.1), sail, 0.4, 0.05),
      ...jib,
      ...body,
    ]);
  }
  const house = anyPaint(rng);
  const portholes = [-0.14, 0, 0.14].map((x) => part(ellipse(x, -deep - 0.1, 0.032), plain([0.7, 0.86, 0.92]), 0.3, 0.6));
  const funnel = between(rng, -0.1, 0.1);
  return stand([
    part(block(funnel - 0.05, -deep - 0.42, funnel + 0.05, -deep - 0.15, 0.012, 0.05), anyPaint(rng)),
    part(block(funnel - 0.055, -deep - 0.42, funnel + 0.055, -deep - 0.37, 0.01, 0.04), plain([0.15, 0.15, 0.17])),
    part(block(-0.25, -deep - 0.19, 0.24, -deep + 0.01, 0.02, 0.04), house),
    ...portholes,
    ...body,
  ]);
}
