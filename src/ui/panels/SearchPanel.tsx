/**
 * Step 5: evolution under the budgets (MCUNet section 4.1), live. Run, stop and go on; the scatter with its front and
 * walls; the rejected candidates with the limit each breaks. On the first visit a recorded search stands here, marked.
 */
import { useMemo, useState, type ReactNode } from 'react';
import { count, countTick, Curves, kib, Lineage, ms, percent, plural, SearchScatter } from '../../charts/index.ts';
import { predictionError, searchPresets, type BudgetView, type CandidateRow, type RecipeSearch } from '../../engine/index.ts';
import { budgetForSearch, costOf, excesses, frontOf, sameRun, wallOn, withWall, type CostAxis, type SearchState } from '../../store/index.ts';
import { ShareResult } from '../app/ShareResult.tsx';
import { Control } from '../app/Control.tsx';
import { useBudget, useJob, useRecipe, useResults, useSession, useView } from '../app/session.tsx';
import { Button, JobBar, NumberField, SelectField } from '../kit/index.ts';
import { excessText } from '../kit/Verdict.tsx';
import { RankCheck } from './RankCheck.tsx';
import { WhatIf } from './WhatIf.tsx';

const AXES: Record<CostAxis, { readonly label: string; readonly format: (value: number) => string; readonly unit: number; readonly tick: (value: number) => string }> = {
  sram: { label: 'peak SRAM, KiB', format: kib, unit: 1024, tick: String },
  flash: { label: 'flash, KiB', format: kib, unit: 1024, tick: String },
  macs: { label: 'MACs', format: (value) => `${count(value)} MACs`, unit: 1, tick: countTick },
  latency: { label: 'latency, ms (estimated)', format: ms, unit: 1, tick: String },
};

export function SearchPanel(): ReactNode {
  const search = useResults((state) => state.search);
  const inForce = useBudget();
  const searched = search?.recipe;
  const budget = useMemo(() => (searched ? budgetForSearch(inForce, searched) : inForce), [inForce, searched]);
  return (
    <>
      <Controls search={search} />
      {search ? <><Scatter search={search} budget={budget} /><PredictorNote rows={search.candidates} /><FormulaNote search={search} /></> : <p className="fine">No search yet. Run one: it takes about a minute.</p>}
      {search && search.points.length > 0 && (
        <Curves name="fine-tune" title="The winner is fine-tuned with its own weights." xLabel="step" yLabel="cross-entropy" format={(value) => value.toFixed(2)}
          series={[{ name: 'loss', points: search.points.map((point) => ({ x: point.step, y: point.loss })) }]} />
      )}
      {search?.result && <ShareResult panel="search" verb="search" />}
      {search && search.candidates.length > 0 && <Descent search={search} />}
      {search && <RankCheck checkpointHash={search.result?.checkpointHash ?? null} />}
      {search && <Rejected rows={search.candidates} budget={budget} />}
    </>
  );
}

/** Why a candidate's SRAM here and the chosen network's in step 6 are two figures. */
function FormulaNote({ search }: { readonly search: SearchState }): ReactNode {
  const compiled = search.result?.analysis.compiled;
  return (
    <p className="fine">
      Peak SRAM of candidates is by published formula {search.recipe.memoryModel}, before any of them is compiled.
      {compiled && ` The chosen one, compiled, needs an arena of ${kib(compiled.arenaBytes)}: step 6.`}
    </p>
  );
}

/** How good the predictor was, by networks that it had judged before they were measured. */
function PredictorNote({ rows }: { readonly rows: readonly CandidateRow[] }): ReactNode {
  const error = useMemo(() => predictionError(rows.map(({ accuracy, predicted = null }) => ({ accuracy, predicted }))), [rows]);
  if (error === null) return null;
  return (
    <p className="fine">
      Of {plural(error.count, 'network')} the predictor gave the accuracy before it was measured; it was off by {percent(error.rmse)} (root mean square)
      {error.tau === null ? '.' : `, and its order agrees with the measured one by Kendall’s tau ${error.tau.toFixed(2)}.`}
    </p>
  );
}

function Controls({ search }: { readonly search: SearchState | null }): ReactNode {
  const { actions, recipe: store, view } = useSession();
  const recipe = useRecipe();
  const job = useJob('search');
  const axis = useView((state) => state.axis);
  const running = job.status === 'running';
  const budget = useBudget();
  const room = budget.sramBytes - budget.headroomBytes;
  const set = (change: Partial<RecipeSearch>): void => void store.edit((old) => ({ ...old, search: { ...old.search, ...change } }));
  const preset = (Object.keys(searchPresets) as (keyof typeof searchPresets)[])
    .find((name) => JSON.stringify({ ...searchPresets[name] }) === JSON.stringify({ ...searchPresets[name], ...recipe.search })) ?? 'own';
  const goesOn = search !== null && !search.recorded && search.result === null && search.checkpoint !== null && sameRun(search.recipe, recipe);
  const same = search !== null && sameRun(search.recipe, recipe);
  const hint = search === null || room <= 0 ? '' : running ? abroad(search, same) : origin(search, same);
  return (
    <>
      <div className="fields wide">
        <Control name="schedule">
        <SelectField label="Schedule" value={preset}
          options={[{ value: 'quick', label: 'quick, a minute' }, { value: 'published', label: 'as published' }, ...(preset === 'own' ? [{ value: 'own', label: 'my own' }] : [])]}
          onChange={(name) => { if (name === 'quick' || name === 'published') set(searchPresets[name]); }} />
        <NumberField label="Population" value={recipe.search.population} onCommit={(population) => set({ population: population ?? 0, parents: Math.max(1, Math.min(recipe.search.parents, population ?? 0)) })} />
        <NumberField label="Generations" value={recipe.search.generations} onCommit={(generations) => set({ generations: generations ?? 0 })} />
        <NumberField label="Bred per measured" hint="1: all are measured" value={recipe.search.prescreen} onCommit={(prescreen) => set({ prescreen: prescreen ?? 1 })} />
        </Control>
        <Control name="search-seed"><NumberField label="Search seed" value={recipe.seeds.search} onCommit={(seed) => store.edit((old) => ({ ...old, seeds: { ...old.seeds, search: seed ?? 0 } }))} /></Control>
        <SelectField label="Cost axis" value={axis} options={(Object.keys(AXES) as CostAxis[]).map((value) => ({ value, label: AXES[value].label }))}
          onChange={(value) => view.setState({ axis: value as CostAxis })} />
      </div>
      <div className="actions">
        {!running && <Control name="run"><Button tone="primary" disabled={room <= 0} onClick={() => void actions.search()}>Run the search</Button></Control>}
        {!running && goesOn && <Button onClick={() => void actions.search(search)}>Go on from generation {search.checkpoint?.generation}</Button>}
        {search?.recorded && !running && <span className="tag">recorded search</span>}
        {!running && room <= 0 && <span className="problem">The head-room leaves no SRAM for a network. Lower it, or raise the SRAM budget.</span>}
        {hint !== '' && <span className="hint">{hint}</span>}
      </div>
      <JobBar job={job} name="Search" onStop={() => actions.stop('search')} />
    </>
  );
}

/** What a search under way says when the settings have moved on without it. */
const abroad = ({ recipe }: SearchState, same: boolean): string =>
  same ? '' : `This search goes on with the settings it was started with (${recipe.board}, ${recipe.space}, seed ${recipe.seeds.search}); what it finds is judged by the budgets as they are now.`;

function origin(search: SearchState, same: boolean): string {
  if (search.recorded) return `Made earlier with seed ${search.recipe.seeds.search} on ${search.recipe.board} and shipped with the page. ${same ? 'Run it to see the same search happen here.' : 'Your settings differ: Run makes a search of its own.'}`;
  return same ? '' : 'The settings have changed since this search; run again to search under the new ones.';
}

function Scatter({ search, budget: inForce }: { readonly search: SearchState; readonly budget: BudgetView }): ReactNode {
  const { actions, recipe: store, view } = useSession();
  const axis = useView((state) => state.axis);
  const [tried, setTried] = useState<{ readonly axis: CostAxis; readonly limit: number } | null>(null);
  const limit = tried?.axis === axis ? tried.limit : null;
  const budget = useMemo(() => (limit === null ? inForce : withWall(inForce, axis, limit)), [inForce, axis, limit]);
  const selected = useRecipe().view.selected ?? search.result?.genome ?? null;
  const front = useMemo(() => frontOf(search.candidates, axis, budget), [search.candidates, axis, budget]);
  const points = useMemo(() => {
    const onFront = new Set(front.map((row) => row.index));
    return search.candidates.map((row) => ({
      id: row.genome, cost: costOf(row, axis), accuracy: row.accuracy, predicted: row.predicted ?? null, front: onFront.has(row.index), note: noteOf(row, budget),
    }));
  }, [search.candidates, front, axis, budget]);
  const ghost = useMemo(() => (limit === null ? null : frontOf(search.candidates, axis, inForce).map((row) => ({ cost: costOf(row, axis), accuracy: row.accuracy ?? 0 }))), [search.candidates, axis, inForce, limit]);
  const take = (wall: number): void => {
    const { sramBytes, flashBytes, latencyMs } = withWall(inForce, axis, wall);
    const changed = axis === 'sram' ? { sramBytes: Math.round(sramBytes) } : axis === 'flash' ? { flashBytes: Math.round(flashBytes) } : { latencyMs: latencyMs === null ? null : Math.round(latencyMs * 1000) / 1000 };
    store.edit((old) => ({ ...old, budgets: { ...old.budgets, ...changed } }));
    setTried(null);
  };
  return (
    <>
      <SearchScatter
        points={unique(points)} title={finding(search, front, axis)} costLabel={AXES[axis].label} formatCost={AXES[axis].format} unit={AXES[axis].unit} formatTick={AXES[axis].tick}
        wall={wallOn(axis, budget)} ghost={ghost} selected={selected} recorded={search.recorded}
        onSelect={(genome) => { void actions.look(genome === search.result?.genome ? null : genome); view.show('network'); }}
      />
      <WhatIf
        rows={search.candidates} axis={axis} label={AXES[axis].label.replace(/,.*$/, '')} format={AXES[axis].format} budget={budget} limit={limit} inForce={wallOn(axis, inForce)}
        onTry={(next) => setTried(next === null ? null : { axis, limit: next })} onTake={take}
      />
    </>
  );
}

/** How the search came to its networks, birth by birth. */
function Descent({ search }: { readonly search: SearchState }): ReactNode {
  const { actions, view } = useSession();
  const selected = useRecipe().view.selected ?? search.result?.genome ?? null;
  const rows = useMemo(() => search.candidates.map(({ index, genome: id, generation, origin, parents, accuracy }) => ({ index, id, generation, origin, parents, accuracy })), [search.candidates]);
  return (
    <details className="lineage">
      <summary>Line of descent</summary>
      <Lineage rows={rows} selected={selected} onSelect={(genome) => { void actions.look(genome === search.result?.genome ? null : genome); view.show('network'); }} />
    </details>
  );
}

/** A network may be born twice; one mark stands for both. */
function unique<T extends { readonly id: string }>(points: readonly T[]): T[] {
  return [...new Map(points.map((point) => [point.id, point])).values()];
}

function noteOf(row: CandidateRow, budget: BudgetView): string {
  const broken = excesses(row.verdict, budget);
  const born = `generation ${row.generation}, by ${row.origin}`;
  if (broken.length > 0) return `${excessText(broken)}; ${born}`;
  return row.verdict.fits ? `fits; ${born}` : `fits now, did not when the search ran; ${born}`;
}

/** e.g. "Recorded: 231 networks measured; the best that fits has 93.1 % at 41.3 KiB." */
function finding(search: SearchState, front: readonly CandidateRow[], axis: CostAxis): string {
  const measured = search.candidates.filter((row) => row.accuracy !== null).length;
  if (measured === 0) return search.candidates.length === 0 ? 'No network measured yet.' : `No network measured yet: ${plural(search.candidates.length, 'network')} tried, none within the budgets.`;
  const head = `${search.recorded ? 'Recorded search: ' : ''}${plural(measured, 'network')} measured`;
  const best = front.at(-1);
  const first = front[0];
  if (!best?.accuracy || !first?.accuracy) return `${head}; none fits the budgets as they are now.`;
  const text = `${head}; the most accurate that fits reaches ${percent(best.accuracy)} at ${AXES[axis].format(costOf(best, axis))}`;
  return first === best ? `${text}.` : `${text}, and ${percent(first.accuracy)} can be had at ${AXES[axis].format(costOf(first, axis))}.`;
}

function Rejected({ rows, budget }: { readonly rows: readonly CandidateRow[]; readonly budget: BudgetView }): ReactNode {
  const { actions } = useSession();
  const rejected = rows.map((row) => ({ row, broken: excesses(row.verdict, budget) })).filter(({ broken }) => broken.length > 0);
  if (rows.length === 0) return null;
  if (rejected.length === 0) return <p className="fine">Every network of this search fits the budgets as they are now.</p>;
  const nearest = rejected.sort((a, b) => worst(a.broken) - worst(b.broken)).slice(0, 40);
  return (
    <details className="rejected">
      <summary>{plural(rejected.length, 'network')} rejected, nearest misses first</summary>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Rejected networks">
        <table>
          <thead><tr><th scope="col">network</th><th scope="col">limit broken, and by how much</th><th scope="col" className="number">peak SRAM</th><th scope="col" className="number">flash</th><th scope="col" className="number">latency, estimated</th></tr></thead>
          <tbody>
            {nearest.map(({ row, broken }) => (
              <tr key={row.index}>
                <td><button type="button" className="link" onClick={() => void actions.look(row.genome)}>no. {row.index + 1}</button></td>
                <td>✕ {excessText(broken)}</td>
                <td className="number">{kib(row.verdict.sramBytes)}</td><td className="number">{kib(row.verdict.flashBytes)}</td><td className="number">{ms(row.verdict.latencyMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** How far beyond its worst limit, as a share of that limit. */
const worst = (broken: ReturnType<typeof excesses>): number => Math.max(...broken.map(({ actual, limit }) => (actual - limit) / Math.max(1, limit)));
