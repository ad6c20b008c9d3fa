/** A genome gene by gene, for views that draw the space as columns of choices and change one at a time. */
import { canonical, countNetworks, decodeGenome, encodeGenome, findSpace, usedGenes } from '../core/space/index.ts';

export interface GeneView {
  /** e.g. `stage2.block0.kernel` */
  readonly name: string;
  /** The last part of the name: `width`, `depth`, `kernel`, `expand`, `resolution`. */
  readonly kind: string;
  /** `stage2.block0`, `stage2`, or empty for a choice of the whole network. */
  readonly place: string;
  /** Ascending. */
  readonly options: readonly number[];
  /** Index into options. */
  readonly chosen: number;
  /** False for a block beyond its stage's depth: its choices change nothing. */
  readonly used: boolean;
}

/** How many networks a space holds; exact up to 2^53. @throws InputError for an id that names none */
export const networksIn = (space: string): number => Number(countNetworks(findSpace(space)));

/** @throws InputError when the text is no genome */
export function genesOf(genome: string): GeneView[] {
  const { space: id, genes } = decodeGenome(genome);
  const space = findSpace(id);
  const used = usedGenes(space, genes);
  return space.choices.map(({ name, options }, i) => {
    const cut = name.lastIndexOf('.');
    return { name, kind: name.slice(cut + 1), place: name.slice(0, Math.max(0, cut)), options, chosen: genes[i], used: used[i] };
  });
}

/** The network with one gene changed; blocks that a larger depth brings in start with their smallest choices. */
export function withGene(genome: string, gene: number, option: number): string {
  const { space: id, genes } = decodeGenome(genome);
  return encodeGenome(canonical(findSpace(id), { space: id, genes: genes.map((old, i) => (i === gene ? option : old)) }));
}

/**
 * How often each option was tried: shares of the genomes of the same space in which the gene has an effect.
 * @returns per gene, per option; 0 throughout where no genome uses the gene
 */
export function geneShares(space: string, genomes: readonly string[]): number[][] {
  const found = findSpace(space);
  const counts = found.choices.map(({ options }) => options.map(() => 0));
  for (const genome of genomes) {
    const { space: id, genes } = decodeGenome(genome);
    if (id !== space) continue;
    usedGenes(found, genes).forEach((used, i) => { if (used) counts[i][genes[i]]++; });
  }
  return counts.map((row) => {
    const sum = row.reduce((a, b) => a + b, 0);
    return row.map((n) => (sum === 0 ? 0 : n / sum));
  });
}
