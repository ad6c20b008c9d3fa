/**
 * Step 5: evolution under the budgets (MCUNet section 4.1), live. Run, stop and go on; the scatter with its front and
 * walls; the rejected candidates with the limit each breaks. On the first visit a recorded search stands here, marked.
 */
import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import { Curves, kib, Lineage, percent, plural } from '../../charts/index.ts';
import { predictionError, searchPresets, type BudgetView, type CandidateRow, type RecipeSearch } from '../../engine/index.ts';
import { boardName, budgetForSearch, generationsWithin, minutesFor, picker, sameRun, type CostAxis, type SearchState } from '../../store/index.ts';
import { ShareResult } from '../app/ShareResult.tsx';
import { Control } from '../app/Control.tsx';
import { useBudget, useJob, useRecipe, useResults, useSession, useView } from '../app/session.tsx';
import { Button, JobBar, NumberField, SelectField } from '../kit/index.ts';
import { FORMULAS } from './formulas.ts';
import { RankCheck } from './RankCheck.tsx';
import { AXES } from './search/axes.ts';
import { Candidates } from './search/Candidates.tsx';
import { usePointedStore, type Pointed } from './search/pointed.ts';
import { note, Scatter } from './search/Scatter.tsx';

const Deciders = lazy(async () => ({ default: (await import('./search/Deciders.tsx')).Deciders }));

export function SearchPanel(): ReactNode {
  const search = useResults((state) => state.search);
  const inForce = useBudget();
  const pointed = usePointedStore();
  const searched = search?.recipe;
  const budget = useMemo(() => (searched ? budgetForSearch(inForce, searched) : inForce), [inForce, searched]);
  return (
    <>
      <Controls search={search} />
      {search ? <><Scatter search={search} budget={budget} pointed={pointed} /><PredictorNote rows={search.candidates} /><FormulaNote search={search} /></> : <p className="fine">No search yet. Run one: with the quick schedule it takes a minute or two.</p>}
      {search && search.points.length > 0 && (
        <Curves name="fine-tune" title={fineTuned(search.points)} xLabel="step" yLabel="cross-entropy" format={(value) => value.toFixed(2)}
          series={[{ name: 'loss', points: search.points.map((point) => ({ x: point.step, y: point.loss })) }]} />
      )}
      {search?.result && <ShareResult panel="search" verb="search" />}
      {search && search.candidates.length > 0 && <Descent search={search} />}
      {search && <RankCheck checkpointHash={search.result?.checkpointHash ?? null} />}
      {search && search.candidates.length > 0 && <WhatDecides search={search} budget={budget} pointed={pointed} />}
      {search && <Candidates rows={search.candidates} budget={budget} />}
    </>
  );
}

/** Why a candidate's SRAM here and the chosen network's in step 6 are two figures. */
function FormulaNote({ search }: { readonly search: SearchState }): ReactNode {
  const compiled = search.result?.analysis.compiled;
  return (
    <p className="fine">
      Peak SRAM of candidates is estimated by the published formula of {FORMULAS[search.recipe.memoryModel]}, before any of them is compiled.
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
  const sizeBy = useView((state) => state.sizeBy);
  const pace = useView((state) => state.searchPace);
  const rest = useView((state) => state.searchRestMs);
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
          options={[{ value: 'quick', label: 'quick, a minute or two' }, { value: 'published', label: 'as published' }, ...(preset === 'own' ? [{ value: 'own', label: 'my own' }] : [])]}
          onChange={(name) => { if (name === 'quick' || name === 'published') set(searchPresets[name]); }} />
        <NumberField label="Population" value={recipe.search.population} onCommit={(population) => set({ population: population ?? 0, parents: Math.max(1, Math.min(recipe.search.parents, population ?? 0)) })} />
        <NumberField label="Generations" value={recipe.search.generations} onCommit={(generations) => set({ generations: generations ?? 0 })} />
        <NumberField label="Minutes" unit="min" hint={pace === null ? 'known after a search here' : `by ${pace.toFixed(1)} networks a second${rest === null ? ', fine-tuning not counted,' : ` and ${Math.round(rest / 1000)} s for the rest,`} as measured here; sets the generations`} disabled={pace === null}
          value={pace === null ? null : Math.max(0.1, Math.round(10 * minutesFor(recipe.search, pace, rest ?? 0)) / 10)} onCommit={(minutes) => { if (pace !== null) set({ generations: generationsWithin(minutes ?? 0, recipe.search, pace, rest ?? 0) }); }} />
        <NumberField label="Bred per measured" hint="1: all are measured" value={recipe.search.prescreen} onCommit={(prescreen) => set({ prescreen: prescreen ?? 1 })} />
        </Control>
        <Control name="search-seed"><NumberField label="Search seed" value={recipe.seeds.search} onCommit={(seed) => store.edit((old) => ({ ...old, seeds: { ...old.seeds, search: seed ?? 0 } }))} /></Control>
        <SelectField label="Cost axis" value={axis} options={(Object.keys(AXES) as CostAxis[]).map((value) => ({ value, label: AXES[value].label }))}
          onChange={(value) => view.setState({ axis: value as CostAxis })} />
        <SelectField label="Size of dots" value={sizeBy ?? ''} options={[{ value: '', label: 'all alike' }, ...(Object.keys(AXES) as CostAxis[]).map((value) => ({ value, label: AXES[value].label }))]}
          onChange={(value) => view.setState({ sizeBy: value === '' ? null : (value as CostAxis) })} />
      </div>
      <div className="actions">
        {!running && <Control name="run"><Button tone="primary" disabled={room <= 0} onClick={() => void actions.search()}>Run the search</Button></Control>}
        {!running && goesOn && <Button onClick={() => void actions.search(search)}>Go on from generation {search.checkpoint?.generation}</Button>}
        {search?.recorded && !running && <span className="tag">recorded search</span>}
        {!running && room <= 0 && <span className="problem">The head-room leaves no SRAM for a network. Lower it, or raise the SRAM budget.</span>}
        {hint !== '' && <span className="hint">{hint}</span>}
      </div>
      <JobBar job={job} name="Search" outcome={chosenNetwork(search)} onStop={() => actions.stop('search')} />
    </>
  );
}

/** e.g. "It chose a network of 93.1 % on test as int8, in 8.3 KiB of SRAM." */
function chosenNetwork(search: SearchState | null): string {
  const result = search?.result;
  return result ? `It chose a network of ${percent(result.accuracy.int8)} on test as int8, in ${kib(result.analysis.verdict.sramBytes)} of SRAM.` : '';
}

/** Of the loss at first and at last, each as the mean over a tenth of the steps: single steps jump. */
function fineTuned(points: SearchState['points']): string {
  const few = Math.max(1, Math.floor(points.length / 10));
  const mean = (part: SearchState['points']): string => (part.reduce((sum, { loss }) => sum + loss, 0) / part.length).toFixed(2);
  const [from, to] = [mean(points.slice(0, few)), mean(points.slice(-few))];
  return `Fine-tuning the winner’s own weights over ${plural(points[points.length - 1].step, 'step')} ${from === to ? `leaves its loss at ${to}` : `takes its loss from ${from} to ${to}`}.`;
}

/** What a search under way says when the settings have moved on without it. */
const abroad = ({ recipe }: SearchState, same: boolean): string =>
  same ? '' : `This search goes on with the settings it was started with (${boardName(recipe.board)}, ${recipe.space}, seed ${recipe.seeds.search}); what it finds is judged by the budgets as they are now.`;

function origin(search: SearchState, same: boolean): string {
  if (search.recorded) return `Made earlier with seed ${search.recipe.seeds.search} for the ${boardName(search.recipe.board)} and shipped with the page. ${same ? 'Run it to see the same search happen here.' : 'Your settings differ: Run makes a search of its own.'}`;
  return same ? '' : 'The settings have changed since this search; run again to search under the new ones.';
}

function Descent({ search }: { readonly search: SearchState }): ReactNode {
  const { actions, view } = useSession();
  const selected = useRecipe().view.selected ?? search.result?.genome ?? null;
  const [open, setOpen] = useState(false);
  const brush = useView((state) => state.brush);
  const picked = useMemo(() => (brush === null ? null : new Set(search.candidates.filter(picker(brush)).map((row) => row.genome))), [search.candidates, brush]);
  const rows = useMemo(() => search.candidates.map(({ index, genome: id, generation, origin, parents, accuracy }) => ({ index, id, generation, origin, parents, accuracy })), [search.candidates]);
  return (
    <details className="lineage" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Line of descent</summary>
      {open && <Lineage rows={rows} selected={selected} picked={picked} onSelect={(genome) => { void actions.look(genome === search.result?.genome ? null : genome); view.show('network'); }} />}
    </details>
  );
}

function WhatDecides(props: { readonly search: SearchState; readonly budget: BudgetView; readonly pointed: Pointed }): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <details className="rejected" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>What decides: choices beside accuracy and costs</summary>
      {open && <Suspense fallback={<p className="fine">Opening …</p>}><Deciders {...props} noteOf={note} /></Suspense>}
    </details>
  );
}
