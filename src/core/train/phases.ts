/**
 * The phases of a run: which networks each step may draw. MCUNet's way has two, the largest network alone, then all of
 * the space at once. Progressive shrinking (once-for-all, arXiv 1908.09791, section 3.3) opens one choice after
 * another: resolution, kernel, depth, expansion, and last the width, which once-for-all does not have.
 */
import type { Rng } from '../lib/index.ts';
import { canonical, largest, sampleGenome, smallest, type Genome, type Space } from '../space/index.ts';
import type { TrainRecipe } from './recipe.ts';
import { sortChannels } from './sortChannels.ts';
import type { Supernet } from './supernet.ts';

export interface Phase {
  readonly epochs: number;
  /** Runs before the first step, on the supernet's values. */
  readonly prepare: () => void;
  readonly choose: (rng: Rng) => readonly Genome[];
  /** The first network chosen teaches the others. */
  readonly taught: boolean;
}

/** Kinds of choice in the order in which they open. */
const OPENING = ['resolution', 'kernel', 'depth', 'expand', 'width'] as const;
type Kind = (typeof OPENING)[number];

const kindOf = (name: string): Kind | undefined => OPENING.find((kind) => name === kind || name.endsWith(`.${kind}`));

/** A network whose open choices `pick` makes; all others are the largest. */
function within(space: Space, open: readonly Kind[], pick: (options: number) => number): Genome {
  const genes = space.choices.map(({ name, options }) => {
    const kind = kindOf(name);
    return kind !== undefined && open.includes(kind) ? pick(options.length) : options.length - 1;
  });
  return canonical(space, { space: space.id, genes });
}

/** All phases of the recipe for a whole supernet. */
export function supernetPhases(supernet: Supernet, recipe: TrainRecipe): Phase[] {
  const { space } = supernet;
  const taught = recipe.distillation > 0;
  const paths = (least: Genome, draw: (rng: Rng) => Genome) => (rng: Rng): Genome[] => {
    const fixed = recipe.sandwich ? [largest(space), least] : [];
    return [...fixed, ...Array.from({ length: recipe.paths - fixed.length }, () => draw(rng))];
  };
  const nothing = (): void => {};
  const sort = (): void => sortChannels(supernet);
  const alone: Phase = { epochs: recipe.largestEpochs, prepare: nothing, choose: () => [largest(space)], taught: false };
  if (recipe.schedule === 'sampled') {
    return [alone, { epochs: recipe.epochs, prepare: recipe.largestEpochs > 0 ? sort : nothing, choose: paths(smallest(space), (rng) => sampleGenome(space, rng)), taught }];
  }
  // sorted once, before channels are first left out; later the order that has been learnt must stay
  const kinds = OPENING.filter((kind) => space.choices.some(({ name, options }) => kindOf(name) === kind && options.length > 1));
  return [alone, ...kinds.map((kind, i): Phase => {
    const open = kinds.slice(0, i + 1);
    return {
      epochs: Math.floor((recipe.epochs * (i + 1)) / kinds.length) - Math.floor((recipe.epochs * i) / kinds.length),
      prepare: kind === 'expand' || (kind === 'width' && !kinds.includes('expand')) ? sort : nothing,
      choose: paths(within(space, open, () => 0), (rng) => within(space, open, (options) => rng.int(options))),
      taught,
    };
  })];
}
