/**
 * Genomes: drawing, changing and joining them. Every function returns a canonical genome: genes of blocks beyond a
 * stage's depth change nothing and are zero, so equal networks have equal genes.
 * Source: MCUNet supplement D (mutation per gene with a probability, a block's kernel and expansion resampled
 * together, uniform crossover); once-for-all's evolution finder.
 */
import { InputError, type Rng } from '../lib/index.ts';
import { WIDTH_GENE, type Genome, type Space, type Stage } from './space.ts';

/** Number of distinct networks: widths x resolutions x product over stages of the sum over depths of (kernels x expands)^depth. */
export function countNetworks(space: Space): bigint {
  const perBlock = BigInt(space.kernels.length * space.expands.length);
  return space.stages.reduce(
    (count, stage) => count * stage.depths.reduce((ways, depth) => ways + perBlock ** BigInt(depth), 0n),
    BigInt(space.widths.length * Math.max(1, space.resolutions.length)),
  );
}

export const depthOf = (stage: Stage, genes: ArrayLike<number>): number => stage.depths[genes[stage.depthGene]];

/** For each gene whether it has an effect: those of blocks beyond their stage's depth have none. */
export function usedGenes(space: Space, genes: ArrayLike<number>): boolean[] {
  const used = space.choices.map(() => true);
  for (const stage of space.stages) used.fill(false, stage.blockGene + 2 * depthOf(stage, genes), stage.blockGene + 2 * stage.maxDepth);
  return used;
}

/**
 * Draws each gene that has an effect uniformly: width, depths, then the blocks in use, last the resolution.
 * @param genes at least space.choices.length long; written in place, the unused genes to zero
 */
export function sampleInto(space: Space, rng: Rng, genes: { [index: number]: number }): void {
  genes[WIDTH_GENE] = rng.int(space.widths.length);
  for (const stage of space.stages) {
    const depthIndex = rng.int(stage.depths.length);
    genes[stage.depthGene] = depthIndex;
    const depth = stage.depths[depthIndex];
    for (let b = 0; b < stage.maxDepth; b++) {
      const used = b < depth;
      genes[stage.blockGene + 2 * b] = used ? rng.int(space.kernels.length) : 0;
      genes[stage.blockGene + 2 * b + 1] = used ? rng.int(space.expands.length) : 0;
    }
  }
  if (space.resolutions.length > 0) genes[space.choices.length - 1] = rng.int(space.resolutions.length);
}

/** A network of the space at random: each choice uniform (not each network: deep ones are as likely as shallow). */
export function sampleGenome(space: Space, rng: Rng): Genome {
  const genes = new Array<number>(space.choices.length).fill(0);
  sampleInto(space, rng, genes);
  return { space: space.id, genes };
}

/** The same network with genes that have no effect set to zero. */
export function canonical(space: Space, genome: Genome): Genome {
  checkGenome(space, genome);
  const used = usedGenes(space, genome.genes);
  return { space: space.id, genes: genome.genes.map((gene, i) => (used[i] ? gene : 0)) };
}

/** The first option of every choice: the least depth, width, kernels, expansions and side. */
export const smallest = (space: Space): Genome => ({ space: space.id, genes: space.choices.map(() => 0) });

/** The last option of every choice. */
export const largest = (space: Space): Genome => ({ space: space.id, genes: space.choices.map((choice) => choice.options.length - 1) });

/**
 * Resamples with the given probability: the width, each stage's depth, each block (kernel and expansion together), and
 * the resolution.
 * Blocks that a larger depth brings in are always drawn anew.
 */
export function mutate(space: Space, genome: Genome, rng: Rng, probability: number): Genome {
  const parent = canonical(space, genome).genes;
  const genes = [...parent];
  const hit = (): boolean => rng.float() < probability;
  if (hit()) genes[WIDTH_GENE] = rng.int(space.widths.length);
  for (const stage of space.stages) {
    const before = depthOf(stage, parent);
    if (hit()) genes[stage.depthGene] = rng.int(stage.depths.length);
    for (let b = 0; b < depthOf(stage, genes); b++) {
      if (b >= before || hit()) {
        genes[stage.blockGene + 2 * b] = rng.int(space.kernels.length);
        genes[stage.blockGene + 2 * b + 1] = rng.int(space.expands.length);
      }
    }
  }
  if (space.resolutions.length > 0 && hit()) genes[genes.length - 1] = rng.int(space.resolutions.length);
  return canonical(space, { space: space.id, genes });
}

/** Each gene from one parent or the other, evenly; a block that only one parent has comes from that one. */
export function cross(space: Space, a: Genome, b: Genome, rng: Rng): Genome {
  const first = canonical(space, a).genes;
  const second = canonical(space, b).genes;
  const genes = first.map((gene, i) => (rng.int(2) === 0 ? gene : second[i]));
  for (const stage of space.stages) {
    for (let block = 0; block < depthOf(stage, genes); block++) {
      const only = block >= depthOf(stage, first) ? second : block >= depthOf(stage, second) ? first : null;
      if (only === null) continue;
      const at = stage.blockGene + 2 * block;
      genes[at] = only[at];
      genes[at + 1] = only[at + 1];
    }
  }
  return canonical(space, { space: space.id, genes });
}

/** @throws InputError when the genome is of another space, of another length, or a gene is no option's index */
export function checkGenome(space: Space, genome: Genome): void {
  if (genome.space !== space.id) throw new InputError(`the genome is of space ${genome.space}, not of ${space.id}`);
  if (genome.genes.length !== space.choices.length) {
    throw new InputError(`the genome has ${genome.genes.length} genes where ${space.id} has ${space.choices.length}`);
  }
  genome.genes.forEach((gene, i) => {
    const { name, options } = space.choices[i];
    if (!Number.isInteger(gene) || gene < 0 || gene >= options.length) {
      throw new InputError(`gene ${i} (${name}) is ${gene}; it may be 0 to ${options.length - 1}`);
    }
  });
}
