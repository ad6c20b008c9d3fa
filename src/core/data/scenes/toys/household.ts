/** What stands about in a room: cups, chairs, umbrellas, balls. */
import { cos, sin, type Rng } from '../../../lib/index.ts';
import { anyColour, anyPaint, between, chance, plain, tint } from '../paint.ts';
import { arc, capsule, ellipse, PI, polygon, ring, turned } from '../shape.ts';
import { mapParts, part, stand, type Part } from '../toy.ts';

export function cup(rng: Rng): Part[] {
  const china = anyPaint(rng);
  const high = between(rng, 0.5, 0.8);
  const wide = between(rng, 0.26, 0.32);
  const foot = wide * between(rng, 0.62, 1);
  const lip = between(rng, 0.05, 0.09);
  const drink = plain(rng.pick([[0.3, 0.17, 0.1], [0.93, 0.88, 0.8], [0.62, 0.3, 0.12], tint(china.base, 0.45)]));
  const grip = high * between(rng, 0.24, 0.3);
  const at = wide * 0.5 + foot * 0.5;
  const saucer = chance(rng, 0.25) ? [part(ellipse(0, 0, wide * 1.65, 0.055), anyPaint(rng), 0.5, 0.4)] : [];
  return stand([
    ...saucer,
    part(ring(at, -high * 0.52, grip, 0.038), { ...china, pattern: 'plain' }, 0.7, 0.5),
    part(turned([-wide, -high, wide, -high, foot, 0, ...arc(0, 0, foot, lip * 0.7, 0.3, 2.84, 5), -foot, 0], foot, wide, high, 0.008), china, 0.9, 0.5),
    part(ellipse(0, -high, wide * 1.02, lip), plain(tint(china.base, 1.15)), 0.15, 0.2),
    part(ellipse(0, -high + lip * 0.12, wide * 0.88, lip * 0.72), drink, 0, 0.1),
  ]);
}

export function chair(rng: Rng): Part[] {
  const wood = anyPaint(rng, ['plain', 'plain', 'grain']);
  const seat = chance(rng, 0.5) ? wood : anyPaint(rng);
  const dark = { ...wood, base: tint(wood.base, 0.75), second: tint(wood.second, 0.75) };
  const thick = between(rng, 0.024, 0.038);
  const high = between(rng, 0.42, 0.5); // of the seat
  const wide = between(rng, 0.2, 0.25);
  const deep = between(rng, 0.1, 0.17); // to the right, as seen at an angle
  const rise = 0.07;
  const back = high + between(rng, 0.42, 0.52);
  const lean = between(rng, 0.02, 0.07);
  const leg = (x: number, y: number, paint: typeof wood) => part(capsule(x, -high + y, x, y, thick), paint);
  const slats: Part[] =
    rng.int(2) === 0
      ? [0.25, 0.55, 0.85].map((t) => part(capsule(-wide - lean * t, -high - (back - high) * t, -wide + deep * 1.4 - lean * t, -high - rise - (back - high) * t, thick * 1.15), seat))
      : [part(polygon([-wide - lean * 0.3, -high - 0.14, -wide + deep * 1.4 - lean * 0.3, -high - rise - 0.14, -wide + deep * 1.4 - lean, -back - rise, -wide - lean, -back], 0.02, 0.04), seat)];
  return stand([
    leg(-wide + deep * 1.4, -rise, dark),
    leg(wide + deep, -rise, dark),
    part(capsule(-wide + deep * 1.4, -high - rise, -wide + deep * 1.4 - lean, -back - rise, thick), wood),
    part(capsule(-wide, -high, -wide - lean, -back, thick), wood),
    ...slats,
    leg(-wide, 0, wood),
    leg(wide, 0, wood),
    part(polygon([-wide - 0.02, -high, wide + 0.02, -high, wide + deep + 0.02, -high - rise, -wide + deep * 1.4, -high - rise], 0.028, 0.03), seat),
  ]);
}

export function umbrella(rng: Rng): Part[] {
  const cloth = anyPaint(rng, ['plain', 'plain', 'stripes', 'checks', 'dots']);
  const other = chance(rng, 0.5) ? anyPaint(rng) : { ...cloth, base: tint(cloth.base, 0.8), second: tint(cloth.second, 0.8) };
  const stick = plain(tint(anyColour(rng), 0.7));
  const high = between(rng, 0.3, 0.42);
  // the lower edge, right to left: a shallow arch from rib to rib
  const hem = [0.375, 0.125, -0.125, -0.375].flatMap((middle) => arc(middle, 0, 0.125, 0.055, 0, -PI, 4));
  // the face between two ribs, from a share of the half width to another
  const panel = (outer: number, inner: number) => {
    const rib = outer < 0 ? arc(0, 0, -0.5 * outer, high, PI + 0.16, 1.5 * PI, 5) : arc(0, 0, 0.5 * outer, high, -0.15, -PI / 2, 5);
    return polygon([outer * 0.5, -0.015, ...rib, inner * 0.5, -0.03], 0.002, 0.2);
  };
  const handle = between(rng, 0.5, 0.62);
  const hook = 0.055;
  const lean = between(rng, -0.35, 0.35);
  return stand(turn([
    part(capsule(0, -high - 0.05, 0, handle, 0.014), stick),
    ...[0, 1, 2, 3].map((i) => {
      const [from, to] = [(PI * i) / 4, (PI * (i + 1)) / 4];
      return part(capsule(hook - hook * cos(from), handle + hook * sin(from), hook - hook * cos(to), handle + hook * sin(to), 0.02), stick);
    }),
    part(polygon([...arc(0, 0, 0.5, high, -PI, 0, 12), ...hem], 0.004, 0.16), cloth, 0.8, 0.3),
    part(panel(-0.45, -0.1), other, 0.6, 0.2),
    part(panel(0.45, 0.1), other, 0.6, 0.2),
  ], lean));
}

export function ball(rng: Rng): Part[] {
  const skin = anyPaint(rng, ['plain', 'stripes', 'stripes', 'checks', 'dots', 'grain']);
  const band = chance(rng, 0.4) ? [part(ellipse(0, 0, 0.5, 0.12, between(rng, -0.8, 0.8)), anyPaint(rng), 0.4, 0.3)] : [];
  const cap = chance(rng, 0.25) ? [part(ellipse(0.12, -0.28, 0.14, 0.1), anyPaint(rng), 0.5, 0.3)] : [];
  return stand([part(ellipse(0, 0, 0.5), { ...skin, frequency: skin.frequency * 0.6 }, 1, 0.6), ...band, ...cap]);
}

function turn(parts: readonly Part[], angle: number): Part[] {
  return mapParts(parts, { xx: cos(angle), xy: -sin(angle), x0: 0, yx: sin(angle), yy: cos(angle), y0: 0 });
}
