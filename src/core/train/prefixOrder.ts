/** An order in which networks that begin alike stand together: by width and input, then block after block. */
import { depthOf, WIDTH_GENE, type Genome, type Space } from '../space/index.ts';

function pathOf(space: Space, { genes }: Genome): string {
  const blocks = space.stages.flatMap((stage, s) => Array.from({ length: depthOf(stage, genes) }, (_, b) => [s, genes[stage.blockGene + 2 * b], genes[stage.blockGene + 2 * b + 1]].join('.')));
  const input = space.resolutions.length === 0 ? 0 : genes[genes.length - 1];
  return [genes[WIDTH_GENE], input, ...blocks].join();
}

/** @returns the genomes' indices; equal genomes keep their order */
export function prefixOrder(space: Space, genomes: readonly Genome[]): number[] {
  const paths = genomes.map((genome) => pathOf(space, genome));
  return paths.map((_, i) => i).sort((a, b) => (paths[a] < paths[b] ? -1 : paths[a] > paths[b] ? 1 : a - b));
}
