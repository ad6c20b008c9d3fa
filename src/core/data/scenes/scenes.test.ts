/**
 * Toybox scenes: the same bytes everywhere, one picture at every resolution, boxes that hold their things, splits and
 * classes that are even, and nothing from outside but an InputError.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashHex, InputError, Rng } from '../../lib/index.ts';
import { reduceImages } from '../resolution.ts';
import type { SceneKind } from './compose.ts';
import { measurer, newRow } from './measure.ts';
import { renderPicture } from './render.ts';
import { detectionBoxes, renderScene, sceneAt, sceneLabel } from './sample.ts';
import type { Scene } from './scene.ts';
import { sceneTask, sceneTaskSteps, usualScenes, type SceneTaskOptions } from './sceneTask.ts';
import { arc, block, boundsOf, capsule, ellipse, mapShape, polygon, ring, type Shape } from './shape.ts';
import { clutter, lookAlikes, makeThing, THINGS } from './toys/index.ts';
import { boundsOfParts } from './toy.ts';

const KINDS: readonly SceneKind[] = ['things', 'person', 'boxes'];
/** Nothing but the toys moves a pixel. */
const still = (scene: Scene): Scene => ({ ...scene, camera: { ...scene.camera, noise: 0 } });
const scenes = fc.record({ kind: fc.constantFrom(...KINDS), seed: fc.nat(50), index: fc.nat(500) });

// Whoever changes these makes the shipped supernet of scenes anew.
test.each([
  ['things', 0, 32, 'a8bebff01669bb5d'], ['things', 7, 64, '0d7baebbf58aa801'], ['things', 3, 97, '059725ed7755bac0'],
  ['person', 2, 96, 'b70ccb9b968ca7ca'], ['boxes', 5, 224, '1ccbd8fd9c9675d7'],
] as const)('%s %i at %i has its bytes', (kind, index, side, hash) => {
  const picture = renderScene(kind, 1, index, side);
  expect(picture.length).toBe(side * side * 3);
  expect(hashHex(picture).slice(0, 16)).toBe(hash);
});

describe('shapes', () => {
  const unit = fc.double({ min: -1, max: 1, noNaN: true });
  const size = fc.double({ min: 0.05, max: 0.8, noNaN: true });
  const anyShape: fc.Arbitrary<Shape> = fc.oneof(
    fc.tuple(unit, unit, size, size).map(([x, y, w, h]) => block(x, y, x + w + 0.05, y + h + 0.05)),
    fc.tuple(unit, unit, unit, unit, size, size).map(([ax, ay, bx, by, ar, br]) => capsule(ax, ay, bx, by, ar, br)),
    fc.tuple(unit, unit, size, size, unit).map(([x, y, rx, ry, angle]) => ellipse(x, y, rx, ry, angle * 3)),
    fc.tuple(unit, unit, size, size).map(([x, y, radius, width]) => ring(x, y, radius, width / 4)),
    fc.tuple(unit, unit, size).map(([x, y, r]) => polygon(arc(x, y, r, r / 2, -3, 0, 7))),
  );
  const inside = (shape: Shape, x: number, y: number): boolean => {
    const row = newRow(1);
    measurer(shape).along(x, 1, 1, y, 0, row);
    return row.distance[0] < 0;
  };

  test('a point inside a shape is inside its box, and stays inside under a map of both', () => {
    const place = fc.double({ min: -2, max: 2, noNaN: true });
    fc.assert(
      fc.property(anyShape, place, place, fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: 0.1, max: 3, noNaN: true }), unit, (shape, x, y, turn, scale, move) => {
        const row = newRow(1);
        measurer(shape).along(x, 1, 1, y, 0, row);
        const { left, top, right, bottom } = boundsOf(shape);
        if (Math.abs(row.distance[0]) < 1e-6) return;
        if (row.distance[0] < 0) expect(x >= left && x <= right && y >= top && y <= bottom).toBe(true);
        const [c, s] = [Math.cos(turn) * scale, Math.sin(turn) * scale];
        const map = { xx: c, xy: -s, x0: move, yx: s, yy: c, y0: -move };
        expect(inside(mapShape(shape, map), c * x - s * y + move, s * x + c * y - move)).toBe(row.distance[0] < 0);
      }),
      { numRuns: 300 },
    );
  });

  test('a disc squeezed and sheared is an ellipse: a point of the disc goes where the map takes it', () => {
    const number = fc.integer({ min: -200, max: 200 }).map((hundredths) => hundredths / 100);
    fc.assert(
      fc.property(number, number, number, number, size, size, unit, unit, unit, (xx, xy, yx, yy, rx, ry, angle, x, y) => {
        if (Math.abs(xx * yy - xy * yx) < 0.01) return;
        const disc = ellipse(0.3, -0.2, rx, ry, angle * 3);
        const row = newRow(1);
        measurer(disc).along(x, 1, 1, y, 0, row);
        if (Math.abs(row.distance[0]) < 1e-6) return;
        expect(inside(mapShape(disc, { xx, xy, x0: 0.1, yx, yy, y0: 0.4 }), xx * x + xy * y + 0.1, yx * x + yy * y + 0.4)).toBe(row.distance[0] < 0);
      }),
      { numRuns: 300 },
    );
  });

  test('distances of disc, box and limb are the ones of geometry', () => {
    const at = (shape: Shape, x: number, y: number): number => {
      const row = newRow(1);
      measurer(shape).along(x, 1, 1, y, 0, row);
      return row.distance[0];
    };
    expect(at(ellipse(0, 0, 1), 3, 4)).toBeCloseTo(4, 12);
    expect(at(block(-1, -1, 1, 1, 0.25), 4, 5)).toBeCloseTo(Math.hypot(4 - 0.75, 5 - 0.75) - 0.25, 12);
    expect(at(block(-1, -1, 1, 1, 0), 0.5, 0)).toBeCloseTo(-0.5, 12);
    expect(at(capsule(0, 0, 10, 0, 1, 2), 5, 4)).toBeCloseTo(4 - 1.5, 12);
    expect(at(ring(0, 0, 2, 0.5), 0, 3)).toBeCloseTo(0.5, 12);
  });
});

describe('toys', () => {
  test.each(Object.entries({ ...makeThing, ...clutter, ...lookAlikes }))('%s stands at the origin, one unit long', (_, make) => {
    for (let seed = 0; seed < 40; seed++) {
      const { left, top, right, bottom } = boundsOfParts(make(new Rng(seed)));
      expect(bottom).toBeCloseTo(0, 9);
      expect(left + right).toBeCloseTo(0, 9);
      expect(Math.max(right - left, bottom - top)).toBeCloseTo(1, 9);
    }
  });
});

describe('scenes', () => {
  test('a thing changes no pixel outside its box but by its shadow and crease, and changes some inside', () => {
    fc.assert(
      fc.property(scenes, ({ kind, seed, index }) => {
        const side = 64;
        const scene = still(sceneAt(kind, seed, index));
        const flat = { ...scene, light: { ...scene.light, shadow: 0 } };
        const whole = renderPicture(flat, side);
        scene.toys.forEach((toy, i) => {
          if (toy.thing === null) return;
          const without = renderPicture({ ...flat, toys: flat.toys.filter((_, j) => j !== i) }, side);
          // the crease, the blurred edge, and the pixel that a border cuts
          const reach = 0.022 * toy.size + scene.camera.blur + 1.5 / side;
          let changed = 0;
          for (let p = 0; p < side * side; p++) {
            const [x, y] = [((p % side) + 0.5) / side, (Math.floor(p / side) + 0.5) / side];
            const differs = [0, 1, 2].some((c) => whole[p * 3 + c] !== without[p * 3 + c]);
            if (!differs) continue;
            changed++;
            expect(x > toy.box.left - reach && x < toy.box.right + reach && y > toy.box.top - reach && y < toy.box.bottom + reach).toBe(true);
          }
          expect(changed).toBeGreaterThan(0);
        });
      }),
      { numRuns: 25 },
    );
  });

  test('boxes lie in the picture, name a thing, and are those of the label', () => {
    fc.assert(
      fc.property(scenes, ({ kind, seed, index }) => {
        const boxes = detectionBoxes(kind, seed, index);
        for (const { left, top, right, bottom } of boxes) expect(0 <= left && left < right && right <= 1 && 0 <= top && top < bottom && bottom <= 1).toBe(true);
        const label = sceneLabel(kind, seed, index);
        if (kind === 'things') expect(boxes.map(({ thing }) => thing)).toEqual([THINGS[label]]);
        if (kind === 'person') expect(boxes.some(({ thing }) => thing === 'person')).toBe(label === 1);
        if (kind === 'boxes') expect(boxes.length).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });

  test('the same scene at a smaller side is the mean of the larger one, within 3 of 255, and 1 % of values beyond 40', () => {
    fc.assert(
      fc.property(scenes, fc.constantFrom([192, 96], [96, 48], [128, 64], [96, 32], [224, 96], [64, 32]), ({ kind, seed, index }, [from, to]) => {
        const scene = still(sceneAt(kind, seed, index));
        const signed = (picture: Uint8Array) => Int8Array.from(picture, (value) => value - 128);
        const reduced = reduceImages(signed(renderPicture(scene, from)), 1, from, to, 3);
        const direct = signed(renderPicture(scene, to));
        const errors = direct.map((value, i) => Math.min(127, Math.abs(value - reduced[i])));
        expect(errors.reduce((sum, e) => sum + e, 0) / errors.length).toBeLessThan(3);
        expect(errors.filter((e) => e > 40).length / errors.length).toBeLessThan(0.01);
      }),
      { numRuns: 40 },
    );
  });
});

describe('tasks', () => {
  const small: SceneTaskOptions = { kind: 'things', side: 32, seed: 3, train: 40, validation: 20, test: 30 };

  test('every class is there equally often, in every split, and no picture is there twice', () => {
    for (const kind of ['things', 'person'] as const) {
      const task = sceneTask({ ...small, kind });
      const seen = new Set<string>();
      for (const { count, labels, features } of [task.train, task.validation, task.test]) {
        const tally = new Array(task.classes.length).fill(0);
        labels.forEach((label) => tally[label]++);
        expect(new Set(tally)).toEqual(new Set([count / task.classes.length]));
        for (let i = 0; i < count; i++) seen.add(hashHex(new Uint8Array(features.buffer, i * 3072, 3072)));
      }
      expect(seen.size).toBe(90);
      expect(task).toMatchObject({ origin: 'synthetic', inputShape: [32, 32, 3], inputQuant: { scale: 1 / 128, zeroPoint: 0 } });
    }
  });

  test('a longer split begins with a shorter one; a stop needs no more than not asking on', () => {
    const task = sceneTask({ ...small, train: 10, validation: 0, test: 7 });
    expect(task.test.features).toEqual(sceneTask({ ...small, train: 0, validation: 1, test: 9 }).test.features.slice(0, 7 * 3072));
    const steps = sceneTaskSteps(small);
    expect(steps.next().value).toBe(16);
    expect(steps.next().value).toBe(32);
    expect(steps.return(task).done).toBe(true);
  });

  test('the usual numbers are whole rounds of ten and stay below 150 MB at every side', () => {
    for (let side = 32; side <= 224; side++) {
      const { train, validation, test: tests } = usualScenes(side);
      for (const count of [train, validation, tests]) expect(count > 0 && count % 10 === 0).toBe(true);
      expect((train + validation + tests) * 3 * side * side).toBeLessThan(150e6);
    }
  });

  test.each<[string, Partial<Record<keyof SceneTaskOptions, unknown>>, RegExp]>([
    ['kind', { kind: 'boxes' }, /no scene task "boxes"; known are things and person/],
    ['no kind', { kind: {} }, /no scene task/],
    ['side', { side: 31 }, /31 pixels is not a whole number from 32 to 224/],
    ['half a side', { side: 64.5 }, /64.5 pixels/],
    ['no side', { side: NaN }, /NaN pixels/],
    ['count', { train: -1 }, /-1 is not a whole number of examples/],
    ['half a count', { test: 0.5 }, /0.5 is not a whole number/],
    ['endless', { train: 1e9 }, /need .* bytes; at most/],
    ['infinite', { validation: Infinity }, /Infinity is not a whole number/],
  ])('a wrong %s is refused in one line', (_, wrong, message) => {
    const options = { ...small, ...wrong } as SceneTaskOptions;
    expect(() => sceneTask(options)).toThrow(InputError);
    expect(() => sceneTask(options)).toThrow(message);
  });

  test('so are scenes that are none', () => {
    expect(() => renderScene('cats' as SceneKind, 1, 0, 64)).toThrow(/no scenes of kind "cats"; known are things, person, boxes/);
    for (const index of [-1, 0.5, NaN, 2 ** 32]) expect(() => renderScene('things', 1, index, 64)).toThrow(InputError);
    expect(() => renderScene('things', 1, 0, 1000)).toThrow(/1000 pixels/);
  });
});
