/**
 * A search space: which networks may be built. All families are one skeleton: a stem, perhaps a first block without
 * expansion, then stages of inverted-residual blocks with elastic depth, kernel and expansion, under one width
 * multiplier. A genome is one index per choice; the layout of genes is the same everywhere:
 * width, the depth of each stage, then kernel and expansion of each block a stage may have; last, where a space has
 * more than one, the side of the input image.
 * Source: MCUNet (arXiv 2007.10319) section 3.1; encoding of once-for-all (arXiv 1908.09791).
 */
import { InputError } from '../lib/index.ts';
import type { Stem } from './architecture.ts';

export interface Genome {
  /** Id of the space, e.g. `mcunet-w0.5-r144`. */
  readonly space: string;
  /** One index into `space.choices[i].options` per choice. */
  readonly genes: readonly number[];
}

export interface Choice {
  readonly name: string;
  readonly options: readonly number[];
}

export interface Stage {
  /** `stage1` onwards; its blocks are `stage1.block0`, ... */
  readonly name: string;
  /** Output channels at width 1, before rounding. */
  readonly baseChannels: number;
  /** Of the first block; the others have stride 1. */
  readonly stride: readonly [height: number, width: number];
  /** Ascending. */
  readonly depths: readonly number[];
  readonly maxDepth: number;
  /** Index of the gene that chooses the depth. */
  readonly depthGene: number;
  /** Index of the kernel gene of block 0; block b has kernel at blockGene + 2b, expansion at blockGene + 2b + 1. */
  readonly blockGene: number;
}

/** As an architecture's stem, its channels before the width multiplier. */
export type SpaceStem = Omit<Stem, 'outChannels'> & { readonly baseChannels: number };

export interface Space {
  readonly id: string;
  readonly family: 'mcunet' | 'dscnn' | 'toybox';
  /** Of the largest network. */
  readonly input: readonly [height: number, width: number, channels: number];
  readonly classes: number;
  readonly stem: SpaceStem;
  /** Base channels of the fixed first block (kernel 3, no expansion, no shortcut), or null. */
  readonly firstBlock: number | null;
  readonly stages: readonly Stage[];
  /** Ascending, as are expands and widths. */
  readonly kernels: readonly number[];
  readonly expands: readonly number[];
  readonly widths: readonly number[];
  /** Sides of the square input among which the last gene chooses, ascending, the last one `input`'s; empty: no such gene. */
  readonly resolutions: readonly number[];
  /** Channels are multiples of it. */
  readonly divisor: number;
  readonly choices: readonly Choice[];
}

export type SpaceParts = Omit<Space, 'stages' | 'choices' | 'resolutions'> & {
  readonly resolutions?: readonly number[];
  readonly stages: readonly Pick<Stage, 'baseChannels' | 'stride' | 'depths'>[];
};

/** Gene of the width multiplier. */
export const WIDTH_GENE = 0;

/** Side of the square input by the last gene, or null where the space has one input for all. */
export const sideOf = (space: Space, genes: ArrayLike<number>): number | null =>
  space.resolutions.length === 0 ? null : space.resolutions[genes[space.choices.length - 1]];

/** The input of one network of the space. */
export function inputOf(space: Space, genes: ArrayLike<number>): Space['input'] {
  const side = sideOf(space, genes);
  return side === null ? space.input : [side, side, space.input[2]];
}

/** Lays out the genes of a space and names its choices. */
export function defineSpace(parts: SpaceParts): Space {
  const { resolutions = [] } = parts;
  let nextBlockGene = 1 + parts.stages.length;
  const stages = parts.stages.map((stage, s): Stage => {
    const maxDepth = Math.max(...stage.depths);
    const blockGene = nextBlockGene;
    nextBlockGene += 2 * maxDepth;
    return { ...stage, name: `stage${s + 1}`, maxDepth, depthGene: 1 + s, blockGene };
  });
  const choices: Choice[] = [
    { name: 'width', options: parts.widths },
    ...stages.map((stage) => ({ name: `${stage.name}.depth`, options: stage.depths })),
    ...stages.flatMap((stage) =>
      Array.from({ length: stage.maxDepth }, (_, b) => [
        { name: `${stage.name}.block${b}.kernel`, options: parts.kernels },
        { name: `${stage.name}.block${b}.expand`, options: parts.expands },
      ]).flat(),
    ),
    ...(resolutions.length === 0 ? [] : [{ name: 'resolution', options: resolutions }]),
  ];
  return { ...parts, resolutions, stages, choices };
}

/** @throws InputError unless a whole number from 2 to 1000 */
export function checkClasses(classes: number): void {
  if (!Number.isInteger(classes) || classes < 2 || classes > 1000) {
    throw new InputError(`${classes} classes is not a whole number from 2 to 1000`);
  }
}
