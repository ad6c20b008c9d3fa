/** Each step's result in one line, for its header and the rail: what a person would say when asked how it stands. */
import { count, kib, ms, mj, percent, plural } from '../../charts/index.ts';
import type { BoardRow, Recipe } from '../../engine/index.ts';
import { bestThatFits, budgetForSearch, budgetInForce, excesses, latencyShown, onBoard, type JobsState, type PanelId, type ResultsState, type ViewState } from '../../store/index.ts';
import { excessText } from '../kit/Verdict.tsx';
import { verdictBasis } from './verdictBasis.ts';
import { formatRow } from '../panels/exportFormats.ts';
import { exampleNoun } from '../panels/simulateInputs.ts';

interface Situation {
  readonly recipe: Recipe;
  readonly board: BoardRow;
  readonly results: ResultsState;
  readonly jobs: JobsState;
  readonly view: Pick<ViewState, 'family'>;
}

const board = ({ recipe, board: row }: Situation): string => {
  const budget = budgetInForce(recipe, row);
  return `${row.name}: ${kib(Math.max(0, budget.sramBytes - budget.headroomBytes))} SRAM for the network, ${kib(budget.flashBytes)} flash, ${budget.latencyMs === null ? 'no latency limit' : `${ms(budget.latencyMs)} at most`}`;
};

const task = ({ results: { samples }, recipe }: Situation): string => {
  if (!samples) return recipe.task;
  const { title, origin, classes, train } = samples.task;
  return `${title}${origin === 'synthetic' && !/synthetic/i.test(title) ? ', synthetic' : ''}: ${plural(classes.length, 'class', 'classes')}, ${plural(train, 'training example')}`;
};

const spaces = ({ results, view }: Situation): string => {
  const rows = results.spaces[view.family]?.rows ?? [];
  if (rows.length === 0) return 'sampling the spaces';
  const best = rows.find((row) => row.enough);
  return best ? `${best.id} does the most work within the budget: ${count(best.meanMacs)} MACs on average` : 'no space keeps enough networks within this budget';
};

const supernet = ({ recipe: { training, space }, results, jobs }: Situation): string => {
  const { progress, status } = jobs.train ?? {};
  if (status === 'running') return `training: ${progress ? percent(progress.done / Math.max(1, progress.total), 0) : 'starting'}`;
  const done = results.training?.result;
  if (done && !Number.isFinite(done.accuracy.smallest)) return 'trained here, stopped before its accuracy was measured';
  if (done) return `trained here: smallest ${percent(done.accuracy.smallest)}, largest ${percent(done.accuracy.largest)} on validation`;
  return training.checkpoint === null ? `${space}, from random weights` : `${training.checkpoint}, shipped trained${training.checkpoint.endsWith(`-${space}`) ? '' : `, narrowed to ${space}`}${training.epochs > 0 ? `, ${plural(training.epochs, 'more epoch')} set` : ''}`;
};

/** What a search does before its first network, by the job's stages. */
const BEFORE_SEARCH: Readonly<Record<string, string>> = { load: 'reading the supernet and the task', draw: 'drawing the pictures', read: 'reading your data', train: 'training the supernet first' };

const search = ({ recipe, board: row, results: { search: state }, jobs }: Situation): string => {
  if (!state) return 'not run yet';
  const best = bestThatFits(state.candidates, 'sram', budgetForSearch(budgetInForce(recipe, row), state.recipe));
  const running = jobs.search?.status === 'running';
  const found = best?.accuracy == null ? (running ? 'nothing fits yet' : 'none fits the budgets as they are now') : `the best that fits reaches ${percent(best.accuracy)} on validation`;
  const measured = plural(state.candidates.reduce((sum, one) => (one.accuracy === null ? sum : sum + 1), 0), 'network');
  if (running && state.candidates.length === 0) return BEFORE_SEARCH[jobs.search?.progress?.stage ?? ''] ?? jobs.search?.progress?.stage ?? 'starting';
  if (running) return `${jobs.search?.progress?.stage ?? 'starting'}, generation ${state.generation} of ${state.generations}: ${measured}, ${found}`;
  return `${state.recorded ? 'recorded: ' : ''}${measured} measured, ${found}`;
};

const network = ({ recipe, board: row, results, jobs }: Situation): string => {
  const { analysis, opened, search: state } = results;
  const latency = latencyShown(results);
  if (!analysis || !latency) return 'none chosen yet';
  const costs = { sramBytes: analysis.verdict.sramBytes, flashBytes: analysis.flashBytes.total, latencyMs: latency.value };
  const budget = onBoard(budgetInForce(recipe, row), row);
  const broken = excesses(costs, budget);
  const basis = verdictBasis(results, jobs.simulate?.status === 'running', budget);
  const accuracy = state?.result?.genome === analysis.genome ? `, ${percent(state.result.accuracy.int8)} int8 on test` : '';
  return `${opened ? `${opened.name}: ` : ''}${broken.length === 0 ? `✓ fits${basis}` : `✕ ${excessText(broken)}${broken.some(({ constraint }) => constraint === 'latency') ? basis : ''}`}: ${kib(costs.sramBytes)} SRAM, ${kib(costs.flashBytes)} flash, ${ms(costs.latencyMs)} ${latency.kind}${accuracy}`;
};

const bundle = ({ results: { exported, opened, search: state } }: Situation): string => {
  if (!exported) return opened || state?.model ? 'C sources or a firmware image, ready to make' : 'nothing to export yet';
  const { name, image } = formatRow(exported.format);
  return image ? `${name}: ${kib(exported.files[0].bytes.length)}` : `${name}: ${plural(exported.files.length, 'file')}, ${kib(exported.zip.length)} zipped`;
};

const simulate = ({ results: { simulated, samples, opened, search: state } }: Situation): string => {
  if (!simulated) return opened || state?.model ? 'ready to run' : 'nothing to run yet';
  const { runs, instructions, latency, energy } = simulated;
  const right = runs.filter((run, index) => run.top === samples?.examples[index]?.label).length;
  const share = opened || runs.length !== samples?.examples.length ? '' : `${right} of ${plural(runs.length, exampleNoun(samples.task))} right; `;
  const spent = energy === null ? ` ${latency.kind}` : energy.kind === latency.kind ? ` and ${mj(energy.value)} ${latency.kind}` : ` ${latency.kind}, ${mj(energy.value)} ${energy.kind}`;
  return `${share}${instructions === null ? '' : `${count(instructions)} instructions, `}${ms(latency.value)}${spent}`;
};

const live = ({ results: { opened, search: state } }: Situation): string => (opened || state?.model ? 'by microphone, camera, clip or file, on the simulated board' : 'nothing to try yet');

export const summaries: Record<PanelId, (situation: Situation) => string> = { board, task, spaces, supernet, search, network, export: bundle, simulate, live };
