/**
 * Cumulative distribution of MACs among the networks of a space that fit the budget, one curve per space (MCUNet,
 * section 3.1 and its CDF figure). A curve further to the right does more work at equal memory, and accuracy grows with
 * work inside one family.
 */
import type { ReactNode } from 'react';
import { Cdf, valueAt, type CdfCurve } from './Cdf.tsx';
import { countTick, macs } from './format.ts';

interface Props {
  /** MACs of the fitting networks of each space. */
  readonly curves: readonly CdfCurve[];
  /** Space whose curve is drawn bold. */
  readonly chosen: string | null;
  /** Why it is bold, e.g. "searched" or "most work". */
  readonly chosenWord: string;
}

export function cdfFinding(curves: readonly CdfCurve[]): string {
  const drawn = curves.filter((curve) => curve.ascending.length > 0).map((curve) => ({ id: curve.id, at80: valueAt(curve.ascending, 0.8) })).sort((a, b) => b.at80 - a.at80);
  if (drawn.length === 0) return 'No selected space has a network that fits.';
  if (drawn.length === 1) return `In ${drawn[0].id}, 80 % of the fitting networks stay under ${macs(drawn[0].at80)}.`;
  const last = drawn[drawn.length - 1];
  return `${drawn[0].id} reaches furthest: 20 % of its fitting networks do more than ${macs(drawn[0].at80)}; in ${last.id} the same share starts at ${macs(last.at80)}.`;
}

export const SpaceCdf = ({ curves, chosen, chosenWord }: Props): ReactNode => (
  <Cdf
    curves={curves} chosen={chosen} chosenWord={chosenWord}
    words={{
      title: cdfFinding(curves), name: 'cdf', members: 'fitting networks', xLabel: 'MACs of networks that fit', column: 'MACs at most', ariaLabel: 'Cumulative distribution of MACs',
      hint: 'Further right is better: more work at the same memory.', describe: (value) => `do ${macs(value)} or less`, tick: countTick, rounded: Math.round,
    }}
  />
);
