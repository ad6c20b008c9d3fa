/**
 * Scenes by number: the label of every index and its picture. Labels come in shuffled rounds of all classes, so any
 * run of examples is nearly even and no index betrays its class.
 */
import { InputError, Rng } from '../../lib/index.ts';
import { composeScene, type SceneKind } from './compose.ts';
import { renderPicture } from './render.ts';
import { boxesOf, type Scene, type SceneBox } from './scene.ts';
import { THINGS } from './toys/index.ts';

export const SCENE_KINDS: readonly SceneKind[] = ['things', 'person', 'boxes'];
export const SIDE_RANGE = [32, 224] as const;

/** Classes in the order of labels; of `boxes`, what a box may hold. */
export const sceneClasses = (kind: SceneKind): readonly string[] => (kind === 'person' ? ['no person', 'person'] : THINGS);

/** @throws InputError unless a whole number from 32 to 224 */
export function checkSide(side: number, where?: string): void {
  if (!Number.isInteger(side) || side < SIDE_RANGE[0] || side > SIDE_RANGE[1]) {
    throw new InputError(`a side of ${side} pixels is not a whole number from ${SIDE_RANGE[0]} to ${SIDE_RANGE[1]}`, where);
  }
}

function checkIndex(kind: SceneKind, index: number): void {
  if (!SCENE_KINDS.includes(kind)) throw new InputError(`there are no scenes of kind "${String(kind).slice(0, 40)}"; known are ${SCENE_KINDS.join(', ')}`);
  if (!Number.isInteger(index) || index < 0 || index > 0xffffffff) throw new InputError(`scene ${index} is not a whole number from 0 to 4294967295`);
}

/** Label of a scene; 0 for kind `boxes`, which has none. */
export function sceneLabel(kind: SceneKind, seed: number | string, index: number): number {
  checkIndex(kind, index);
  if (kind === 'boxes') return 0;
  const classes = sceneClasses(kind).length;
  const round = new Rng(`${seed}/scenes/${kind}/labels/${Math.floor(index / classes)}`).shuffle(Uint8Array.from({ length: classes }, (_, i) => i));
  return round[index % classes];
}

/** @throws InputError for an unknown kind or an index that is no whole number */
export function sceneAt(kind: SceneKind, seed: number | string, index: number): Scene {
  return composeScene(kind, sceneLabel(kind, seed, index), new Rng(`${seed}/scenes/${kind}/${index}`));
}

/**
 * @returns side x side x 3 bytes, red green blue, rows from the top
 * @throws InputError also for a side outside 32 to 224
 */
export function renderScene(kind: SceneKind, seed: number | string, index: number, side: number): Uint8Array {
  checkSide(side);
  return renderPicture(sceneAt(kind, seed, index), side);
}

/** The things of the ten in a scene, with their boxes in units of the side. */
export const detectionBoxes = (kind: SceneKind, seed: number | string, index: number): SceneBox[] => boxesOf(sceneAt(kind, seed, index));
