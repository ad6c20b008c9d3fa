/**
 * TinyNAS chooses a space by the work its networks do, trusting that more work is more accuracy. With a supernet at hand
 * that is checked here: both distributions side by side, part by part, and how well their orders agree.
 */
import type { ReactNode } from 'react';
import { Cdf, type CdfCurve, countTick, exact, macs, percent } from '../../charts/index.ts';
import type { SpaceAccuracyRow } from '../../engine/index.ts';
import { spacesKey } from '../../store/index.ts';
import { useJob, useRecipe, useResults, useSession } from '../app/session.tsx';
import { Button, JobBar, Stats, Value } from '../kit/index.ts';

/** Of each width and resolution: enough for a curve, few enough for half a minute. */
const NETWORKS = 16;
/** A chart holds six curves; these are the parts with least, most and evenly spread work. */
const CURVES = 6;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

function spread(rows: readonly SpaceAccuracyRow[]): readonly SpaceAccuracyRow[] {
  const sorted = rows.filter(({ networks }) => networks.length > 0).sort((a, b) => mean(a.networks.map((one) => one.macs)) - mean(b.networks.map((one) => one.macs)));
  if (sorted.length <= CURVES) return sorted;
  return Array.from({ length: CURVES }, (_, i) => sorted[Math.round((i * (sorted.length - 1)) / (CURVES - 1))]);
}

export function SpaceCheck(): ReactNode {
  const { actions } = useSession();
  const of = spacesKey(useRecipe());
  const state = useResults(({ spaceAccuracy }) => (spaceAccuracy?.of === of ? spaceAccuracy : null));
  const job = useJob('spaceAccuracy');
  const drawn = spread(state?.rows ?? []);
  const none = (state?.result?.spaces ?? []).filter(({ networks }) => networks.length === 0);
  return (
    <section className="insight" aria-labelledby="space-check-title">
      <h3 id="space-check-title">Is more work more accuracy?</h3>
      <p className="fine">Step 3 ranks spaces by the MACs of their fitting networks, without training any (MCUNet, section 3.1). {NETWORKS} networks of each width{' '}
        and resolution that fit the budget, measured with this supernet’s weights, show whether that holds here.</p>
      <div className="actions"><Button disabled={job.status === 'running'} onClick={() => void actions.checkSpaces(NETWORKS)}>Put it to the test</Button></div>
      <JobBar job={job} name="Measuring spaces" onStop={() => actions.stop('spaceAccuracy')} />
      {drawn.length > 0 && (
        <div className="columns">
          <Cdf curves={drawn.map(({ id, networks }): CdfCurve => ({ id, ascending: ascending(networks.map((one) => one.macs)) }))}
            words={{
              title: workFinding(drawn), name: 'macs-cdf', members: 'networks', xLabel: 'MACs', column: 'MACs at most', ariaLabel: 'Cumulative distribution of MACs by space',
              hint: 'Further right does more work.', describe: (value) => `do ${macs(value)} or less`, tick: countTick, rounded: Math.round,
            }} />
          <Cdf from={lowest(drawn)} curves={drawn.map(({ id, networks }): CdfCurve => ({ id, ascending: ascending(networks.map((one) => one.accuracy)) }))}
            words={{
              title: accuracyFinding(drawn), name: 'accuracy-cdf', members: 'networks', xLabel: 'validation accuracy', column: 'accuracy at most', ariaLabel: 'Cumulative distribution of accuracy by space',
              hint: 'Further right is more accurate.', describe: (value) => `reach ${percent(value)} or less`, tick: (value) => percent(value, 0), rounded: (value) => Math.round(value * 1e4) / 1e4,
            }} />
        </div>
      )}
      {state?.result && (
        <>
          <Stats items={[
            { label: 'order of the spaces', value: tau(state.result.tauOfSpaces, 'mean MACs against mean accuracy, over widths and resolutions'), note: word(state.result.tauOfSpaces) },
            { label: 'order of the networks', value: tau(state.result.tauOfNetworks, 'MACs against accuracy, over all networks measured'), note: word(state.result.tauOfNetworks) },
            { label: 'measured on', value: `${exact(state.result.examples)} examples`, note: 'of the validation split' },
          ]} />
          {none.length > 0 && <p className="fine">In {none.map(({ id }) => id).join(', ')} no network drawn fits the budget.</p>}
        </>
      )}
    </section>
  );
}

const tau = (value: number | null, of: string): ReactNode =>
  value === null ? 'not defined' : <Value text={`τ ${value.toFixed(2)}`} kind="measured" source={`Kendall's tau-b of ${of}: 1 is the same order, 0 none, -1 the opposite. With shared weights and no fine-tuning.`} />;

function word(value: number | null): string {
  if (value === null) return 'too few to compare';
  if (value >= 0.6) return 'the assumption holds here';
  return value >= 0.2 ? 'it holds in part' : 'it does not hold here';
}

const lowest = (rows: readonly SpaceAccuracyRow[]): number => Math.max(0, Math.floor(10 * Math.min(...rows.flatMap(({ networks }) => networks.map(({ accuracy }) => accuracy)))) / 10);

/** Rows come in order of their work. */
const workFinding = (rows: readonly SpaceAccuracyRow[]): string => {
  const [first, last] = [rows[0], rows[rows.length - 1]];
  return first === last ? `Networks of ${first.id} do ${macs(mean(first.networks.map((one) => one.macs)))} on average.`
    : `${last.id} does the most work, ${macs(mean(last.networks.map((one) => one.macs)))} on average; ${first.id} the least, ${macs(mean(first.networks.map((one) => one.macs)))}.`;
};

function accuracyFinding(rows: readonly SpaceAccuracyRow[]): string {
  const sorted = [...rows].sort((a, b) => mean(b.networks.map((one) => one.accuracy)) - mean(a.networks.map((one) => one.accuracy)));
  const best = sorted[0];
  const of = (row: SpaceAccuracyRow): string => percent(mean(row.networks.map((one) => one.accuracy)));
  const most = rows[rows.length - 1];
  return best === most ? `${best.id}, which does the most work, is also the most accurate: ${of(best)} on average.` : `${best.id} is the most accurate, ${of(best)} on average, though ${most.id} does more work (${of(most)}).`;
}
