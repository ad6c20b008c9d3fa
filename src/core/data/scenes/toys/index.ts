/** The ten things to be told apart, in the order of their labels. */
import type { Rng } from '../../../lib/index.ts';
import type { Part } from '../toy.ts';
import { ball, chair, cup, umbrella } from './household.ts';
import { fish, house, tree } from './outdoors.ts';
import { person } from './person.ts';
import { boat, car } from './vehicles.ts';

export { clutter, lookAlikes, type Maker } from './clutter.ts';

export const THINGS = ['person', 'cup', 'ball', 'car', 'chair', 'house', 'tree', 'fish', 'boat', 'umbrella'] as const;
export type Thing = (typeof THINGS)[number];

export const makeThing: Readonly<Record<Thing, (rng: Rng) => Part[]>> = { person, cup, ball, car, chair, house, tree, fish, boat, umbrella };
