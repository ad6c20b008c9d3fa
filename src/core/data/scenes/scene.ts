/**
 * A scene as data: what stands where, in what light, before what backdrop, seen by what camera, all in units of the
 * picture's side. The same scene gives the same picture at every resolution. Toys stand on a floor before a wall,
 * farther ones higher and smaller, or lie on a cloth seen from above.
 */
import type { Colour, Paint } from './paint.ts';
import type { Box } from './shape.ts';
import type { Part } from './toy.ts';
import type { Thing } from './toys/index.ts';

export interface Light {
  /** Unit vector towards the light; z towards the viewer. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly ambient: number;
  readonly diffuse: number;
  /** Darkness of cast shadows, 0 to 1. */
  readonly shadow: number;
  /** How far a shadow falls per unit of height: to the right, and on a floor towards the viewer. */
  readonly castX: number;
  readonly castY: number;
}

export interface Camera {
  /** Width of a blurred edge. */
  readonly blur: number;
  /** Deviation of the noise of a pixel at side 64, of 255. */
  readonly noise: number;
  readonly noiseSeed: number;
  readonly gain: Colour;
  /** Loss of light in the corners, 0 to 1. */
  readonly vignette: number;
}

export interface Backdrop {
  /** Height of the line between wall and floor; null where the whole ground is seen from above. */
  readonly horizon: number | null;
  readonly wall: Paint;
  readonly floor: Paint;
  /** Flat things on the wall, and hills. */
  readonly decor: readonly Part[];
}

export interface SceneToy {
  /** One of the ten, or the name of a piece of clutter. */
  readonly name: string;
  readonly thing: Thing | null;
  /** In the scene's own frame. */
  readonly parts: readonly Part[];
  readonly box: Box;
  /** Where it touches the ground. */
  readonly x: number;
  readonly y: number;
  /** Longer side. */
  readonly size: number;
}

export interface Scene {
  readonly light: Light;
  readonly camera: Camera;
  readonly backdrop: Backdrop;
  /** Back to front. */
  readonly toys: readonly SceneToy[];
}

/** Where a thing is, for detection. */
export interface SceneBox extends Box {
  readonly thing: Thing;
}

const clamp = (x: number): number => (x < 0 ? 0 : x > 1 ? 1 : x);

/** Boxes of all things of the ten in the scene, cut at the picture's edge. */
export const boxesOf = (scene: Scene): SceneBox[] =>
  scene.toys.flatMap(({ thing, box }) =>
    thing === null ? [] : [{ thing, left: clamp(box.left), top: clamp(box.top), right: clamp(box.right), bottom: clamp(box.bottom) }],
  );
