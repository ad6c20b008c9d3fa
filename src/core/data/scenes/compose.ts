/**
 * Draws scenes by lot. Every scene has a seed and nothing else decides it. The label comes first and the rest does
 * not depend on it: sizes, places, light, paints and the number of toys are drawn alike for all classes.
 */
import { cos, exp, log, sin, type Rng } from '../../lib/index.ts';
import { composeBackdrop } from './backdrop.ts';
import { between, chance } from './paint.ts';
import type { Backdrop, Camera, Light, Scene, SceneToy } from './scene.ts';
import { boundsOfParts, mapParts, type Part } from './toy.ts';
import { clutter, lookAlikes, makeThing, THINGS, type Maker, type Thing } from './toys/index.ts';
import { visibleShare } from './visible.ts';

export type SceneKind = 'things' | 'person' | 'boxes';

/** Least share of a labelled thing that is in the picture and not hidden. */
const LEAST_VISIBLE = 0.7;
/** And of other things of the ten, which have boxes. */
const LEAST_SEEN = 0.35;
/** Most draws are clear at once; after so many, one is taken as it is. */
const ATTEMPTS = 40;

/** @param label things: index of the thing; person: 1 with, 0 without people; boxes: not used */
export function composeScene(kind: SceneKind, label: number, rng: Rng): Scene {
  const backdrop = composeBackdrop(rng.fork('backdrop'));
  const light = composeLight(rng.fork('light'), backdrop);
  const camera = composeCamera(rng.fork('camera'));
  for (let attempt = 0; ; attempt++) {
    const toys = composeToys(kind, label, backdrop, rng.fork(`toys ${attempt}`));
    const kept = withoutHidden(kind, toys);
    const clear = toys.every((toy, i) => !isLabelled(kind, toy) || visibleShare(toys, i) >= LEAST_VISIBLE);
    const empty = kind === 'boxes' && kept.every(({ thing }) => thing === null);
    if ((clear && !empty) || attempt === ATTEMPTS) return { light, camera, backdrop, toys: kept };
  }
}

const isLabelled = (kind: SceneKind, { thing }: SceneToy): boolean => kind === 'things' ? thing !== null : kind === 'person' && thing === 'person';

/** Without things of which little is to be seen; what the label speaks of stays. */
const withoutHidden = (kind: SceneKind, toys: readonly SceneToy[]): SceneToy[] =>
  toys.filter((toy, i) => toy.thing === null || isLabelled(kind, toy) || visibleShare(toys, i) >= LEAST_SEEN);

function composeToys(kind: SceneKind, label: number, backdrop: Backdrop, rng: Rng): SceneToy[] {
  const others = THINGS.slice(1);
  const things: Thing[] =
    kind === 'things'
      ? [THINGS[label]]
      : kind === 'boxes'
        ? Array.from({ length: 1 + rng.int(5) }, () => rng.pick(THINGS))
        : [...Array.from({ length: 1 + rng.int(2) }, (): Thing => (label === 1 ? 'person' : rng.pick(others))), ...Array.from({ length: rng.int(3) }, () => rng.pick(others))];
  const [least, most] = kind === 'boxes' ? [0.16, 0.5] : kind === 'person' ? [0.3, 0.9] : [0.45, 0.95];
  const placed = things.map((thing, i) => place(thing, thing, makeThing[thing], least, most, backdrop, rng.fork(`thing ${i}`)));
  const count = rng.int(5);
  for (let i = 0; i < count; i++) {
    const own = rng.fork(`clutter ${i}`);
    const [name, make] = own.pick(Object.entries(chance(own, 0.5) ? lookAlikes : clutter));
    placed.push(place(name, null, make, 0.1, 0.3, backdrop, own));
  }
  return placed.map((toy, i) => ({ toy, i })).sort((a, b) => a.toy.y - b.toy.y || a.i - b.i).map(({ toy }) => toy);
}

/** Small things stand farther off, more or less. */
function place(name: string, thing: Thing | null, make: Maker, least: number, most: number, { horizon }: Backdrop, rng: Rng): SceneToy {
  const size = least * exp(rng.float() * log(most / least));
  const parts = make(rng.fork('make'));
  const near = (size - least) / (most - least) + between(rng, -0.3, 0.3);
  const depth = near < 0 ? 0 : near > 1 ? 1 : near;
  const reach = thing === null ? 0.46 : 0.42 - 0.3 * size;
  const x = 0.5 + between(rng, -reach, reach);
  const y = horizon === null ? 0.5 + between(rng, -reach, reach) + size / 2 : horizon + 0.03 + (0.97 - horizon) * depth;
  const free = horizon === null || name === 'fish' || name === 'ball' || name === 'umbrella';
  const angle = between(rng, -1, 1) * (free ? 0.5 : 0.09);
  return settle(name, thing, parts, x, y, size, angle, chance(rng, 0.5));
}

/** Turned about its middle, scaled, mirrored and set down. */
function settle(name: string, thing: Thing | null, parts: readonly Part[], x: number, y: number, size: number, angle: number, mirrored: boolean): SceneToy {
  const [c, s] = [cos(angle), sin(angle)];
  const flip = mirrored ? -1 : 1;
  const middle = -0.5;
  const inScene = mapParts(parts, { xx: size * c * flip, xy: -size * s, x0: x + size * s * middle, yx: size * s * flip, yy: size * c, y0: y + size * middle - size * c * middle });
  return { name, thing, parts: inScene, box: boundsOfParts(inScene), x, y, size };
}

function composeLight(rng: Rng, { horizon }: Backdrop): Light {
  const [x, y, z] = [between(rng, -0.75, 0.75), between(rng, -0.8, -0.25), between(rng, 0.55, 0.9)];
  const length = Math.sqrt(x * x + y * y + z * z);
  const ambient = between(rng, 0.38, 0.6);
  const behind = horizon !== null && chance(rng, 0.5) ? -1 : 1;
  return {
    x: x / length, y: y / length, z: z / length, ambient, diffuse: (between(rng, 0.95, 1.12) - ambient) / (z / length),
    shadow: between(rng, 0.25, 0.6),
    castX: -x * (horizon === null ? 0.14 : 0.8),
    castY: horizon === null ? -y * 0.14 : behind * between(rng, 0.12, 0.3),
  };
}

function composeCamera(rng: Rng): Camera {
  const exposure = between(rng, 0.8, 1.12);
  const warmth = between(rng, -0.07, 0.07);
  return {
    blur: chance(rng, 0.5) ? 0 : between(rng, 0.004, 0.018),
    noise: between(rng, 0.5, 4),
    noiseSeed: rng.next(),
    gain: [exposure * (1 + warmth), exposure, exposure * (1 - warmth)],
    vignette: between(rng, 0, 0.3),
  };
}
