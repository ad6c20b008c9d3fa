/**
 * What decides: the networks of a search as lines over what they chose and what came of it, and the share of accuracy's
 * and latency's variance that each choice explains. What is picked out and looked at here is so in every chart.
 */
import { useDeferredValue, useMemo, useState, type ReactNode } from 'react';
import { count, Importance, kib, ms, ParallelAxes, percent, plural, type ParallelAxis } from '../../../charts/index.ts';
import { decidersOf, type BudgetView, type CandidateRow, type Outcome } from '../../../engine/index.ts';
import { picker, rangeOn, withRange, type BrushAxis, type Range, type SearchState } from '../../../store/index.ts';
import { useRecipe, useSession, useView } from '../../app/session.tsx';
import { Button, Choice, NumberField, SelectField } from '../../kit/index.ts';
import { parallelOf } from './deciderAxes.ts';
import { usePointed, type Pointed } from './pointed.ts';
import '../../styles/deciders.css';

const OUTCOMES: Readonly<Record<Outcome, { readonly label: string; readonly format: (value: number) => string }>> = {
  accuracy: { label: 'accuracy', format: percent }, sram: { label: 'peak SRAM', format: kib }, flash: { label: 'flash', format: kib }, latency: { label: 'latency', format: ms }, macs: { label: 'MACs', format: count },
};

/** Fewer than so many measured say nothing about two dozen choices. */
const LEAST = 12;

interface Props {
  readonly search: SearchState;
  readonly budget: BudgetView;
  readonly noteOf: (row: CandidateRow, budget: BudgetView) => string;
  readonly pointed: Pointed;
}

export function Deciders({ search, budget, noteOf, pointed }: Props): ReactNode {
  const { actions, view } = useSession();
  // a search under way tells of new networks ten times a second: these charts may come after everything else
  const candidates = useDeferredValue(search.candidates);
  const rows = useMemo(() => new Map(candidates.map((row) => [row.genome, row])), [candidates]);
  const { axes, lines } = useMemo(() => parallelOf([...rows.values()], budget), [rows, budget]);
  const brush = useView((state) => state.brush);
  const axis = useView((state) => state.axis);
  const selected = useRecipe().view.selected ?? search.result?.genome ?? null;
  const picked = useMemo(() => {
    const isPicked = brush && picker(brush);
    return isPicked && new Set([...rows.values()].filter(isPicked).map(({ genome }) => genome));
  }, [rows, brush]);
  const ranges = useMemo(() => Object.fromEntries(axes.flatMap(({ id }) => {
    const range = rangeOn(brush, id as BrushAxis);
    return range === null ? [] : [[id, range]];
  })), [axes, brush]);
  const shared = usePointed(pointed);
  const put = (on: string, range: Range | null): void => view.setState(({ brush: now }) => ({ brush: withRange(now, on as BrushAxis, range, axis) }));
  if (lines.length === 0) return null;
  return (
    <div className="deciders">
      <ParallelAxes
        axes={axes} lines={lines} selected={selected} picked={picked} ranges={ranges} onRange={put} {...shared}
        noteOf={(id) => { const row = rows.get(id); return row === undefined ? '' : noteOf(row, budget); }}
        onSelect={(genome) => { void actions.look(genome === search.result?.genome ? null : genome); view.show('network'); }}
      />
      <PickFields axes={axes} ranges={ranges} onRange={put} picked={picked?.size ?? null} onNone={() => view.setState({ brush: null })} />
      <Shares rows={[...rows.values()]} />
    </div>
  );
}

/** The ranges in figures, for those without a pointer. */
function PickFields({ axes, ranges, onRange, picked, onNone }: { readonly axes: readonly ParallelAxis[]; readonly ranges: Readonly<Record<string, Range>>; readonly onRange: (axis: string, range: Range | null) => void; readonly picked: number | null; readonly onNone: () => void }): ReactNode {
  const [at, setAt] = useState('accuracy');
  const { id, unit, domain } = axes.find((one) => one.id === at) ?? axes[axes.length - 1];
  const scale = id === 'accuracy' ? 0.01 : unit === 'KiB' ? 1024 : 1;
  const range = ranges[id] ?? null;
  const shown = (value: number | undefined): number | null => (value === undefined || !Number.isFinite(value) ? null : Math.round((100 * value) / scale) / 100);
  const set = (low: number | null, high: number | null): void => {
    if (low !== null && high !== null && low > high) throw new Error(`no network is both from ${low} up and to ${high} at most`);
    onRange(id, low === null && high === null ? null : [low === null ? -Infinity : low * scale, high === null ? Infinity : high * scale]);
  };
  return (
    <>
      <div className="fields wide">
        <SelectField label="Pick out by" value={id} options={axes.map((one) => ({ value: one.id, label: `${one.label}${ranges[one.id] === undefined ? '' : ' (in use)'}` }))} onChange={setAt} />
        <NumberField label="From" unit={unitOf(id, unit)} value={shown(range?.[0])} nullable placeholder={String(shown(domain[0]))} onCommit={(value) => set(value, shown(range?.[1]))} />
        <NumberField label="To" unit={unitOf(id, unit)} value={shown(range?.[1])} nullable placeholder={String(shown(domain[1]))} onCommit={(value) => set(shown(range?.[0]), value)} />
      </div>
      <div className="actions">
        <span className="fine" role="status">{picked === null ? 'None picked out.' : `${plural(picked, 'network')} picked out, here and in every chart of them.`}</span>
        {picked !== null && <Button tone="quiet" onClick={onNone}>Pick all again</Button>}
      </div>
    </>
  );
}

const unitOf = (id: string, unit: string): string => (id === 'accuracy' ? '%' : unit.replace(', est.', ''));

function Shares({ rows }: { readonly rows: readonly CandidateRow[] }): ReactNode {
  const [who, setWho] = useState<'all' | 'first'>('all');
  const counted = useMemo(() => (who === 'all' ? rows : rows.filter(({ generation }) => generation === 0)), [rows, who]);
  const measured = counted.reduce((sum, { accuracy }) => (accuracy === null ? sum : sum + 1), 0);
  const deciders = useMemo(() => decidersOf(counted), [counted]);
  const choice = <Choice label="Counted" value={who} options={[{ value: 'all', label: 'all networks' }, { value: 'first', label: 'only the first, drawn at random' }]} onChange={setWho} />;
  if (measured < LEAST) {
    return (
      <>
        <p className="fine">What each choice explains can be told from {LEAST} measured networks on; there {measured === 1 ? 'is 1' : `are ${measured}`}{who === 'first' ? ' among the first' : ''}.</p>
        {who === 'first' && choice}
      </>
    );
  }
  const together = deciders.reduce((sum, { effects }) => sum + effects.accuracy.share, 0);
  const byChance = deciders.reduce((sum, { effects }) => sum + effects.accuracy.chance, 0);
  return (
    <>
      <Importance
        rows={deciders} drawn={['accuracy', 'latency']} outcomes={OUTCOMES}
        note={<>
          Of this search’s networks alone: accuracy of the {measured} measured, latency (estimated) of all {counted.length}. A choice’s share is Σ nₒ (meanₒ − mean)² / Σ (y − mean)², over its options o (correlation ratio η², Pearson 1905); a block’s choices are compared among the networks that have the block.
          {' '}Together they come to {percent(together, 0)} of accuracy’s variance, of which chance would give {percent(byChance, 0)}{who === 'all' && together - byChance > 1 ? ': shares overlap, since a search breeds good options together. Among the networks drawn at random at first they overlap least.' : '.'}
        </>}
      />
      {choice}
    </>
  );
}
