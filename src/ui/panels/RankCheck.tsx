/**
 * Whether the order a search goes by is the order that training would give, for the shipped keyword supernet: recorded,
 * since training ten networks takes minutes. Where nothing was recorded for the supernet that is searched, nothing stands here.
 */
import { useEffect, useState, type ReactNode } from 'react';
import { exact, plural, RankPlot } from '../../charts/index.ts';
import type { RankRecord } from '../../engine/index.ts';

/** Found when the page is built; none is no fault. */
const records = import.meta.glob<RankRecord>('/public/recorded/rank-*.json', { import: 'default' });

/** @param checkpointHash of the supernet searched */
export function RankCheck({ checkpointHash }: { readonly checkpointHash: string | null }): ReactNode {
  const [known, setKnown] = useState<readonly RankRecord[]>([]);
  useEffect(() => {
    let gone = false;
    void Promise.all(Object.values(records).map((load) => load())).then((all) => {
      if (!gone) setKnown(all);
    });
    return () => {
      gone = true;
    };
  }, []);
  const record = known.find((one) => one.checkpointHash === checkpointHash);
  if (record === undefined) return null;
  const { networks, tau, tauOfMacs, recipe, examples } = record;
  return (
    <details className="rejected">
      <summary>Does the supernet rank honestly?</summary>
      <RankPlot points={networks} tau={tau} tauOfMacs={tauOfMacs}
        note={`Recorded: ${networks.length} networks spread over the space by MACs, each trained from random weights for ${plural(recipe.epochs, 'epoch')} by the supernet’s recipe; both accuracies on ${exact(examples)} validation clips. One network’s accuracy is known to about ${standardError(record)} points.`} />
    </details>
  );
}

/** Of a share measured on so many examples, in points. */
const standardError = ({ networks, examples }: RankRecord): string => {
  const share = networks.reduce((sum, { alone }) => sum + alone, 0) / networks.length;
  return (100 * Math.sqrt((share * (1 - share)) / examples)).toFixed(1);
};
