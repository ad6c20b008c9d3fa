/**
 * A jointed wooden figure: hips, waist, shoulders, and two segments to every arm and leg, seen from the front or from
 * the side, in one of six poses with its angles a little off, dressed from the common stock of paints.
 */
import { cos, sin, type Rng } from '../../../lib/index.ts';
import { anyColour, anyPaint, between, chance, plain, SKIN, tint, type Paint } from '../paint.ts';
import { arc, block, capsule, ellipse, polygon } from '../shape.ts';
import { part, stand, type Part } from '../toy.ts';

/** Radians from hanging straight down, positive to the right of the picture; the lower angle adds to the upper one. */
interface Limb {
  readonly upper: number;
  readonly lower: number;
}

interface Pose {
  readonly side: boolean;
  /** Of the spine, positive to the right. */
  readonly lean: number;
  readonly farArm: Limb;
  readonly nearArm: Limb;
  readonly farLeg: Limb;
  readonly nearLeg: Limb;
}

const POSES: readonly ((off: () => number) => Pose)[] = [
  // standing
  (off) => ({ side: false, lean: 0, farArm: { upper: -0.18 + off(), lower: off() }, nearArm: { upper: 0.18 + off(), lower: off() }, farLeg: { upper: -0.08, lower: 0 }, nearLeg: { upper: 0.08, lower: 0 } }),
  // waving
  (off) => ({ side: false, lean: off() * 0.3, farArm: { upper: -0.25 + off(), lower: off() }, nearArm: { upper: 2 + off(), lower: 0.7 + off() }, farLeg: { upper: -0.12 + off() * 0.4, lower: 0 }, nearLeg: { upper: 0.12 + off() * 0.4, lower: 0 } }),
  // both arms up, legs apart
  (off) => ({ side: false, lean: 0, farArm: { upper: -2.3 + off(), lower: -0.4 + off() }, nearArm: { upper: 2.3 + off(), lower: 0.4 + off() }, farLeg: { upper: -0.38 + off() * 0.5, lower: 0.1 }, nearLeg: { upper: 0.38 + off() * 0.5, lower: -0.1 } }),
  // hands on hips
  (off) => ({ side: false, lean: off() * 0.2, farArm: { upper: -0.75 + off() * 0.4, lower: 1.5 + off() * 0.4 }, nearArm: { upper: 0.75 + off() * 0.4, lower: -1.5 + off() * 0.4 }, farLeg: { upper: -0.2, lower: 0.05 }, nearLeg: { upper: 0.2, lower: -0.05 } }),
  // walking or running, from the side
  (off) => {
    const stride = 0.55 + off();
    return { side: true, lean: 0.08 + off() * 0.3, farArm: { upper: stride, lower: 0.6 + off() }, nearArm: { upper: -stride, lower: 0.5 + off() }, farLeg: { upper: -stride, lower: -0.35 + off() * 0.5 }, nearLeg: { upper: stride, lower: -0.25 + off() * 0.5 } };
  },
  // sitting, from the side
  (off) => ({ side: true, lean: -0.06 + off() * 0.3, farArm: { upper: 0.6 + off(), lower: 0.5 + off() }, nearArm: { upper: 0.35 + off(), lower: 0.6 + off() }, farLeg: { upper: 1.35 + off() * 0.3, lower: -1.3 + off() * 0.4 }, nearLeg: { upper: 1.5 + off() * 0.3, lower: -1.45 + off() * 0.4 } }),
];

export function person(rng: Rng): Part[] {
  const pose = rng.pick(POSES)(() => between(rng, -0.22, 0.22));
  const girth = between(rng, 0.85, 1.25);
  const skin = plain(rng.pick(SKIN));
  const shirt = anyPaint(rng);
  const trousers = plain(anyColour(rng));
  const shoes = plain(tint(anyColour(rng), 0.6));
  const skirt = !pose.side && chance(rng, 0.3);
  const sleeves = chance(rng, 0.6) ? shirt : skin;
  const headRadius = between(rng, 0.075, 0.105);
  const [torso, thigh, shin] = [between(rng, 0.27, 0.32), 0.23, 0.23];
  const half = (pose.side ? 0.045 : 0.085) * girth; // of the shoulders
  const hip = (pose.side ? 0.012 : 0.05) * girth;

  const neckX = torso * sin(pose.lean);
  const neckY = -torso * cos(pose.lean);
  const leg = (x: number, { upper, lower }: Limb, cloth: Paint): Part[] => {
    const [kneeX, kneeY] = [x + thigh * sin(upper), thigh * cos(upper)];
    const [footX, footY] = [kneeX + shin * sin(upper + lower), kneeY + shin * cos(upper + lower)];
    const toe = pose.side ? 0.065 : x < 0 ? -0.02 : 0.02;
    return [
      part(capsule(footX, footY, footX + toe, footY + 0.005, 0.03), shoes),
      part(capsule(kneeX, kneeY, footX, footY, 0.036 * girth, 0.028), skirt ? skin : cloth),
      part(capsule(x, 0, kneeX, kneeY, 0.05 * girth, 0.037 * girth), skirt ? skin : cloth),
    ];
  };
  const arm = (x: number, { upper, lower }: Limb, cloth: Paint): Part[] => {
    const [shoulderX, shoulderY] = [neckX + x, neckY + 0.035];
    const [elbowX, elbowY] = [shoulderX + 0.155 * sin(upper), shoulderY + 0.155 * cos(upper)];
    const [handX, handY] = [elbowX + 0.15 * sin(upper + lower), elbowY + 0.15 * cos(upper + lower)];
    return [
      part(ellipse(handX, handY, 0.032), skin),
      part(capsule(elbowX, elbowY, handX, handY, 0.027, 0.022), cloth),
      part(capsule(shoulderX, shoulderY, elbowX, elbowY, 0.036, 0.028), sleeves),
    ];
  };

  const body = part(polygon([neckX - half, neckY + 0.025, neckX + half, neckY + 0.025, hip + 0.015, 0.01, -hip - 0.015, 0.01], 0.03, 0.075), shirt);
  const headX = neckX + (headRadius + 0.035) * sin(pose.lean);
  const headY = neckY - (headRadius + 0.035) * cos(pose.lean);
  return stand([
    ...arm(-half, pose.farArm, sleeves),
    ...leg(-hip, pose.farLeg, pose.side ? { ...trousers, base: tint(trousers.base, 0.8) } : trousers),
    ...leg(hip, pose.nearLeg, trousers),
    part(capsule(neckX, neckY + 0.02, headX, headY, 0.03), skin),
    body,
    ...(skirt ? [part(polygon([-hip - 0.03, -0.05, hip + 0.03, -0.05, hip + 0.1, 0.16, -hip - 0.1, 0.16], 0.02, 0.06), shirt)] : []),
    ...head(rng, headX, headY, headRadius, skin, pose.side),
    ...arm(half, pose.nearArm, chance(rng, 0.5) ? sleeves : skin),
  ]);
}

function head(rng: Rng, x: number, y: number, radius: number, skin: Paint, side: boolean): Part[] {
  const hair = plain(tint(anyColour(rng), 0.7));
  const eye = plain([0.08, 0.07, 0.08]);
  const look = side ? radius * 0.45 : between(rng, -0.15, 0.15) * radius;
  const eyes = (side ? [look] : [look - radius * 0.38, look + radius * 0.38]).map((dx) => part(ellipse(x + dx, y + radius * 0.05, radius * 0.1, radius * 0.13), eye, 0.3));
  const cap = polygon([...arc(x - (side ? radius * 0.15 : 0), y - radius * 0.08, radius * 1.06, radius * 1.08, -3.2, 0.05, 8)], 0.004, radius);
  const face = [part(ellipse(x, y, radius * 0.94, radius), skin, 0.85, 0.15), ...eyes];
  switch (rng.int(4)) {
    case 0: // long hair falls behind the face
      return [part(block(x - radius * 1.05, y - radius * 0.6, x + radius * (side ? 0.3 : 1.05), y + radius * 1.35, radius * 0.35, radius * 0.5), hair), ...face, part(cap, hair)];
    case 1: // a hat with a brim
      return [...face, part(cap, anyPaint(rng)), part(block(x - radius * 1.45, y - radius * 0.35, x + radius * 1.45, y - radius * 0.12, radius * 0.1, 0.02), hair)];
    case 2: // bald
      return face;
    default:
      return [...face, part(cap, hair)];
  }
}
