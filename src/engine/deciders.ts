/**
 * What the networks of a search chose, and how much each choice decides: genomes summed up in a few traits (a space has
 * up to fifty genes, and no chart fifty axes), and the share of an outcome's variance that each gene explains.
 */
import { varianceExplained, type Effect } from '../core/search/index.ts';
import { canonical, depthOf, findSpace, inputOf, usedGenes, WIDTH_GENE, type Space } from '../core/space/index.ts';
import type { CandidateRow } from './results.ts';

export type { Effect } from '../core/search/index.ts';

/** Width multiplier, side of the input, blocks of all stages, and the mean window and expansion of those blocks. */
export const TRAITS = ['width', 'resolution', 'depth', 'kernel', 'expand'] as const;
export type Trait = (typeof TRAITS)[number];
export type Traits = Readonly<Record<Trait, number>>;

export const OUTCOMES = ['accuracy', 'sram', 'flash', 'latency', 'macs'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Reads genomes one after another; those of one space, which a search's are, ask for the space once. */
function genomeReader(): (genome: string) => { readonly space: Space; readonly genes: readonly number[] } {
  let space: Space | null = null;
  return (genome) => {
    const cut = genome.lastIndexOf('_');
    const id = genome.slice(0, Math.max(0, cut));
    if (space?.id !== id) space = findSpace(id);
    return { space, genes: canonical(space, { space: id, genes: Array.from(genome.slice(cut + 1), Number) }).genes };
  };
}

/** @returns a function that gives a genome's traits, and @throws InputError where it is none */
export function traitReader(): (genome: string) => Traits {
  const read = genomeReader();
  return (genome) => {
    const { space, genes } = read(genome);
    let [blocks, kernels, expands] = [0, 0, 0];
    for (const stage of space.stages) {
      const depth = depthOf(stage, genes);
      blocks += depth;
      for (let at = stage.blockGene; at < stage.blockGene + 2 * depth; at += 2) {
        kernels += space.kernels[genes[at]];
        expands += space.expands[genes[at + 1]];
      }
    }
    return { width: space.widths[genes[WIDTH_GENE]], resolution: inputOf(space, genes)[0], depth: blocks, kernel: kernels / Math.max(1, blocks), expand: expands / Math.max(1, blocks) };
  };
}

/** Traits in which networks of the genome's space can differ. */
export function openTraits(genome: string): Trait[] {
  const { space } = genomeReader()(genome);
  const open: Record<Trait, boolean> = {
    width: space.widths.length > 1, resolution: space.resolutions.length > 1, depth: space.stages.some(({ depths }) => depths.length > 1), kernel: space.kernels.length > 1, expand: space.expands.length > 1,
  };
  return TRAITS.filter((trait) => open[trait]);
}

export interface Decider {
  /** e.g. `stage2.block0.kernel` */
  readonly gene: string;
  /** Of accuracy among the networks measured, of costs among all; options by what they are, not by their number. */
  readonly effects: Readonly<Record<Outcome, Effect>>;
}

const COSTS: Readonly<Record<Exclude<Outcome, 'accuracy'>, (row: CandidateRow) => number>> = {
  sram: ({ verdict }) => verdict.sramBytes, flash: ({ verdict }) => verdict.flashBytes, latency: ({ verdict }) => verdict.latencyMs, macs: ({ verdict }) => verdict.macs,
};

/**
 * For each gene of the space that leaves a choice, in the space's order, what it explains.
 * @param rows of one search, each network once
 */
export function decidersOf(rows: readonly CandidateRow[]): Decider[] {
  if (rows.length === 0) return [];
  const read = genomeReader();
  const networks = rows.map((row) => {
    const { space, genes } = read(row.genome);
    return { row, genes, used: usedGenes(space, genes) };
  });
  const measured = networks.filter(({ row }) => row.accuracy !== null);
  const { space } = read(rows[0].genome);
  const accuracies = measured.map(({ row }) => row.accuracy ?? 0);
  const costs = (Object.keys(COSTS) as (keyof typeof COSTS)[]).map((outcome) => [outcome, rows.map(COSTS[outcome])] as const);
  return space.choices.flatMap(({ name, options }, gene) => {
    if (options.length < 2) return [];
    const levels = (some: typeof networks): number[] => some.map(({ genes, used }) => (used[gene] ? genes[gene] : -1));
    const explained = (some: readonly number[], values: readonly number[]): Effect => {
      const effect = varianceExplained(some, values);
      return { ...effect, byOption: effect.byOption.map((one) => ({ ...one, option: options[one.option] })) };
    };
    const ofAll = levels(networks);
    const effects = Object.fromEntries(costs.map(([outcome, values]) => [outcome, explained(ofAll, values)])) as Record<keyof typeof COSTS, Effect>;
    return [{ gene: name, effects: { accuracy: explained(levels(measured), accuracies), ...effects } }];
  });
}
