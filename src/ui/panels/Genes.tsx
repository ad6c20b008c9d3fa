/** The chosen network as a path through its supernet; each click changes one gene, and its cost is worked out at once. */
import { useMemo, type ReactNode } from 'react';
import { SupernetStrip } from '../../charts/index.ts';
import { geneShares, genesOf, withGene } from '../../engine/index.ts';
import { Control } from '../app/Control.tsx';
import { useResults, useSession } from '../app/session.tsx';

export function Genes({ genome }: { readonly genome: string }): ReactNode {
  const { actions } = useSession();
  const search = useResults((state) => state.search);
  const space = genome.slice(0, genome.lastIndexOf('_'));
  const genes = useMemo(() => genesOf(genome), [genome]);
  const tried = useMemo(() => (search?.candidates ?? []).map((row) => row.genome).filter((one) => one.startsWith(`${space}_`)), [search?.candidates, space]);
  const shares = useMemo(() => (tried.length === 0 ? null : geneShares(space, tried)), [space, tried]);
  return <Control name="network"><SupernetStrip genes={genes} shares={shares} tried={tried.length} onChoose={(gene, option) => void actions.look(withGene(genome, gene, option))} /></Control>;
}
