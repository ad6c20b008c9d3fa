/** From genes to blocks: widths, middle channels and shortcuts as the skeleton of the space lays them down. */
import type { Architecture, Block } from './architecture.ts';
import { makeDivisible } from './divisible.ts';
import { checkGenome, depthOf } from './genome.ts';
import { inputOf, WIDTH_GENE, type Genome, type Space } from './space.ts';

/** Channels of a layer at a width multiplier, rounded as the space rounds. */
export const scaledChannels = (space: Space, baseChannels: number, width: number): number =>
  makeDivisible(baseChannels * width, space.divisor);

/** Channels inside a block: expansion times input, rounded as the space rounds. */
export const expandedChannels = (space: Space, inChannels: number, expand: number): number =>
  makeDivisible(Math.round(inChannels * expand), space.divisor);

/**
 * A shortcut joins input and output where stride is 1 and channels are equal.
 * @throws InputError when the genome is not one of this space
 */
export function toArchitecture(space: Space, genome: Genome): Architecture {
  checkGenome(space, genome);
  const { genes } = genome;
  const width = space.widths[genes[WIDTH_GENE]];
  const { baseChannels, ...stem } = space.stem;
  const stemChannels = scaledChannels(space, baseChannels, width);
  const blocks: Block[] = [];
  let inChannels = stemChannels;
  if (space.firstBlock !== null) {
    const outChannels = scaledChannels(space, space.firstBlock, width);
    blocks.push({
      name: 'stage0.block0', inChannels, midChannels: inChannels, outChannels, kernel: 3, stride: [1, 1], expand: false, shortcut: false,
    });
    inChannels = outChannels;
  }
  for (const stage of space.stages) {
    const outChannels = scaledChannels(space, stage.baseChannels, width);
    for (let b = 0; b < depthOf(stage, genes); b++) {
      const stride = b === 0 ? stage.stride : ([1, 1] as const);
      blocks.push({
        name: `${stage.name}.block${b}`,
        inChannels,
        midChannels: expandedChannels(space, inChannels, space.expands[genes[stage.blockGene + 2 * b + 1]]),
        outChannels,
        kernel: space.kernels[genes[stage.blockGene + 2 * b]],
        stride,
        expand: true,
        shortcut: stride[0] === 1 && stride[1] === 1 && inChannels === outChannels,
      });
      inChannels = outChannels;
    }
  }
  return {
    name: `${space.id}_${genes.join('')}`,
    input: inputOf(space, genes),
    classes: space.classes,
    stem: { outChannels: stemChannels, ...stem },
    blocks,
    mixChannels: null,
  };
}
