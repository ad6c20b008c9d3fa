/**
 * The figures of the tool that a lesson may name, read from the stores as they stand: nothing is typed in by hand, so a
 * lesson's answer follows the network, the board and the compiler at hand. Null: not there (yet).
 */
import { networksIn, type Analysis, type BoardRow, type BudgetView, type LayerRow, type Recipe, type Twins } from '../../engine/index.ts';
import { budgetInForce, latencyShown, type ResultsState, type ViewState } from '../../store/index.ts';
import { isOn, savedBy, TECHNIQUES } from '../panels/techniqueTable.ts';

export interface Situation {
  readonly recipe: Recipe;
  readonly board: BoardRow;
  readonly results: ResultsState;
  readonly view: ViewState;
  /** The two layers of the convolution bench, where a lesson has set it up. */
  readonly twins: Twins | null;
}

export interface Quantity {
  /** For the README and for messages; with its base unit. */
  readonly about: string;
  readonly read: (situation: Situation) => number | null;
}

const elements = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);
const sum = (rows: readonly LayerRow[], pick: (row: LayerRow) => number): number => rows.reduce((total, row) => total + pick(row), 0);

const ofAnalysis = (about: string, pick: (analysis: Analysis, situation: Situation) => number | null): Quantity =>
  ({ about, read: (situation) => (situation.results.analysis === null ? null : pick(situation.results.analysis, situation)) });
const ofLayer = (about: string, pick: (row: LayerRow) => number): Quantity => ofAnalysis(about, ({ layers }, { view }) => {
  const row = layers.find(({ name }) => name === view.selectedLayer);
  return row === undefined ? null : pick(row);
});
const used = ({ compiled }: Analysis, role: string): number | null => compiled?.peak.uses.filter((use) => use.role === role).reduce((total, { bytes }) => total + bytes, 0) ?? null;
/** A ranking under another budget is none: the new one is on its way. */
const ofRank = (about: string, pick: (rows: NonNullable<ResultsState['spaces']['dscnn']>['rows']) => number | undefined): Quantity => ({
  about,
  read: (now) => {
    const ranking = now.results.spaces[now.view.family]?.ranking;
    return ranking && sameBudget(ranking.budget, budget(now)) ? pick(ranking.spaces) ?? null : null;
  },
});
const ofSearch = (about: string, pick: (search: NonNullable<ResultsState['search']>) => number | null | undefined): Quantity =>
  ({ about, read: ({ results: { search } }) => (search === null ? null : pick(search) ?? null) });
const ofRun = (about: string, pick: (run: NonNullable<ResultsState['simulated']>) => number | null | undefined): Quantity =>
  ({ about, read: ({ results: { simulated } }) => (simulated === null ? null : pick(simulated) ?? null) });
const ofBundle = (about: string, pick: (bundle: NonNullable<ResultsState['exported']>) => number): Quantity =>
  ({ about, read: ({ results: { exported } }) => (exported === null ? null : pick(exported)) });
const ofTwins = (about: string, pick: (twins: Twins) => number): Quantity => ({ about, read: ({ twins }) => (twins === null ? null : pick(twins)) });

const budget = ({ recipe, board }: Situation): BudgetView => budgetInForce(recipe, board);
const sameBudget = (a: BudgetView, b: BudgetView): boolean => (Object.keys(b) as (keyof BudgetView)[]).every((field) => a[field] === b[field]);

export const QUANTITIES: Readonly<Record<string, Quantity>> = {
  'board.sram': { about: 'SRAM of the board, bytes', read: ({ board }) => board.sramBytes.value },
  'board.flash': { about: 'flash of the board, bytes', read: ({ board }) => board.flashBytes.value },
  'board.clock': { about: 'clock of the board, MHz', read: ({ board }) => board.clockMhz.value },
  'budget.sram': { about: 'SRAM budget, bytes', read: (now) => budget(now).sramBytes },
  'budget.headroom': { about: 'head-room, bytes', read: (now) => budget(now).headroomBytes },
  'budget.room': { about: 'SRAM left for the network, bytes', read: (now) => Math.max(0, budget(now).sramBytes - budget(now).headroomBytes) },
  'budget.flash': { about: 'flash budget, bytes', read: (now) => budget(now).flashBytes },

  'space.networks': { about: 'networks in the space of the recipe', read: ({ recipe }) => networksIn(recipe.space) },

  'net.macs': ofAnalysis('multiply-accumulates of one inference', ({ macs }) => macs),
  'net.parameters': ofAnalysis('trained numbers', ({ parameters }) => parameters),
  'net.sram': ofAnalysis('peak SRAM as the verdict counts it, bytes', ({ verdict }) => verdict.sramBytes),
  'net.flash': ofAnalysis('flash, bytes', ({ flashBytes }) => flashBytes.total),
  'net.weights': ofAnalysis('int8 weights in flash, bytes', ({ flashBytes }) => flashBytes.weights),
  'net.code': ofAnalysis('code in flash, bytes', ({ flashBytes }) => flashBytes.code),
  'net.latency': { about: 'time of one inference, ms', read: ({ results }) => latencyShown(results)?.value ?? null },
  'net.layers': ofAnalysis('layers', ({ layers }) => layers.length),
  'net.depthwiseMacs': ofAnalysis('MACs of the depthwise layers', ({ layers }) => sum(layers.filter(({ op }) => op === 'depthwiseConv2d'), ({ macs }) => macs)),
  'net.activations': ofAnalysis('all outputs of all layers together, bytes', ({ layers }) => sum(layers, ({ outputShape }) => elements(outputShape))),
  'net.input': ofAnalysis('the input, bytes', ({ layers }) => elements(layers[0]?.inputShape ?? [0])),
  'arena.bytes': ofAnalysis('the arena as planned, bytes', ({ arena }) => arena.bytes),
  'arena.lowerBound': ofAnalysis('what no plan can do without, bytes', ({ compiled, arena }) => compiled?.lowerBound ?? arena.lowerBound),
  'arena.before': { about: 'the arena before the last technique was switched, bytes', read: ({ results: { before } }) => before?.arena.bytes ?? null },
  'peak.step': ofAnalysis('number of the fullest step, from 1', ({ compiled }) => (compiled ? compiled.peak.step + 1 : null)),
  'peak.bytes': ofAnalysis('bytes in use at the fullest step', ({ compiled }) => compiled?.peak.bytes ?? null),
  'peak.input': ofAnalysis('read at the fullest step, bytes', (analysis) => used(analysis, 'input')),
  'peak.output': ofAnalysis('written at the fullest step, bytes', (analysis) => used(analysis, 'output')),
  'peak.held': ofAnalysis('held for later at the fullest step, bytes', (analysis) => used(analysis, 'held')),
  'peak.scratch': ofAnalysis('scratch at the fullest step, bytes', (analysis) => used(analysis, 'scratch')),
  'patch.rows': ofAnalysis('patches in a column', ({ compiled }) => compiled?.patch?.rows ?? null),
  'patch.steps': ofAnalysis('layers that run patch by patch', ({ compiled }) => compiled?.patch?.steps ?? null),
  'patch.extraMacs': ofAnalysis('MACs computed twice because patches overlap', ({ compiled }) => compiled?.patch?.extraMacs ?? null),

  'layer.macs': ofLayer('MACs of the layer pointed out', ({ macs }) => macs),
  'layer.weights': ofLayer('weights, biases and scales of that layer, bytes', ({ weightBytes }) => weightBytes),
  'layer.sram': ofLayer('SRAM in use while it runs, bytes', ({ sramBytes }) => sramBytes),
  'layer.input': ofLayer('its input, bytes', ({ inputShape }) => elements(inputShape)),
  'layer.output': ofLayer('its output, bytes', ({ outputShape }) => elements(outputShape)),
  'layer.channels': ofLayer('its output channels', ({ outputShape }) => outputShape.at(-1) ?? 0),
  'layer.latency': ofLayer('its time, ms', ({ latencyMs }) => latencyMs),

  ...Object.fromEntries(TECHNIQUES.flatMap(({ id, name }): [string, Quantity][] => [
    [`saving.${id}`, ofAnalysis(`bytes of arena that “${name}” saves`, ({ compiled }, { view }) => (compiled && savedBy(compiled, view.techniques, id)?.arenaBytes) ?? null)],
    [`on.${id}`, { about: `1 where “${name}” is on, else 0`, read: ({ view }) => Number(isOn(view.techniques, id)) }],
  ])),

  'spaces.count': ofRank('spaces ranked', (rows) => rows.length || undefined),
  'spaces.best': ofRank('mean MACs of the networks that fit, in the best space', (rows) => rows[0]?.meanMacs),
  'spaces.last': ofRank('the same in the last space that keeps enough networks', (rows) => rows.findLast(({ enough }) => enough)?.meanMacs),
  'spaces.samples': ofRank('networks sampled in each space', (rows) => rows[0]?.samples),
  'spaces.bestSurvivors': ofRank('networks that fit, in the best space', (rows) => rows[0]?.survivors),
  'spaces.bestWidth': ofRank('width of the best space', (rows) => rows[0]?.width ?? undefined),
  'spaces.bestSide': ofRank('side of the image in the best space', (rows) => rows[0]?.resolution ?? undefined),
  'spaces.empty': ofRank('spaces of which no sampled network fits', (rows) => (rows.length === 0 ? undefined : rows.filter(({ survivors }) => survivors === 0).length)),

  'search.tried': ofSearch('networks tried', ({ candidates }) => candidates.length),
  'search.measured': ofSearch('networks measured', ({ candidates }) => candidates.filter(({ accuracy }) => accuracy !== null).length),
  'search.rejected': ofSearch('networks that broke a limit, as they were judged then', ({ candidates }) => candidates.filter(({ verdict }) => !verdict.fits).length),
  'search.inherited': ofSearch('the winner’s validation accuracy with the supernet’s weights', ({ result }) => result?.accuracy.inherited),
  'search.float': ofSearch('the winner’s test accuracy in float', ({ result }) => result?.accuracy.float),
  'search.int8': ofSearch('the winner’s test accuracy in int8', ({ result }) => result?.accuracy.int8),
  'search.tests': ofSearch('test examples', ({ result }) => result?.testCount),
  'search.worstNoise': ofSearch('signal to quantisation noise of the winner’s noisiest layer, dB', ({ result }) => {
    const known = result?.quantError.flatMap(({ sqnrDb }) => sqnrDb ?? []) ?? [];
    return known.length === 0 ? null : Math.min(...known);
  }),

  'run.instructions': ofRun('instructions of one inference, simulated', ({ instructions }) => instructions),
  'run.cycles': ofRun('cycles of one inference, simulated', ({ cycles }) => cycles),
  'run.latency': ofRun('time of one inference, simulated, ms', ({ latencyMs }) => latencyMs),
  'run.stack': ofRun('deepest stack, bytes', ({ stackBytes }) => stackBytes),
  'run.image': ofRun('the image in flash, bytes', ({ simulated }) => simulated?.imageBytes),
  'run.clips': ofRun('test clips it ran on', ({ runs }) => runs.length),
  'bundle.files': ofBundle('files of the export', ({ files }) => files.length),
  'bundle.flash': ofBundle('flash of the export on the board, bytes', ({ flashBytes }) => flashBytes),
  'bundle.ram': ofBundle('RAM of the export on the board, bytes', ({ ramBytes }) => ramBytes),
  'bundle.arena': ofBundle('its arena, bytes', ({ arenaBytes }) => arenaBytes),

  'bench.standard.macs': ofTwins('MACs of the standard convolution on the bench', ({ standard }) => standard.macs),
  'bench.separable.macs': ofTwins('MACs of the depthwise-separable one', ({ separable }) => separable.macs),
  'bench.standard.weights': ofTwins('weights of the standard one, bytes', ({ standard }) => standard.weightBytes),
  'bench.separable.weights': ofTwins('weights of the separable one, bytes', ({ separable }) => separable.weightBytes),
  'bench.outputs': ofTwins('output channels on the bench', ({ outputs }) => outputs),
  'bench.kernel': ofTwins('side of the window on the bench', ({ kernel }) => kernel),
};

export const isQuantity = (name: string): boolean => Object.hasOwn(QUANTITIES, name);

export const readQuantity = (situation: Situation) => (name: string): number | null => QUANTITIES[name]?.read(situation) ?? null;
