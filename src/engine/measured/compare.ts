/**
 * Measured beside simulated: what a board counted for each layer against what was reckoned for it, how far off the whole
 * is, and what is left of that once one constant for the board has taken its share. Nothing else that is shown changes.
 */
import { findBoard } from '../../core/boards/index.ts';
import { InputError, quantile, sum } from '../../core/lib/index.ts';
import type { SimLayer, SimulateResult } from '../simResults.ts';
import type { MeasuredLog } from './log.ts';
import { matchLayers, type Matching } from './match.ts';
import { cyclesOf } from './units.ts';

export interface ComparedRow {
  readonly name: string;
  readonly op: string;
  /** Cycles: the median of its runs. */
  readonly measured: number;
  /** The fewest and the most of them. */
  readonly range: readonly [number, number];
  readonly runs: number;
  /** Simulated or estimated, cycles. */
  readonly reckoned: number;
  /** Layers of the network that it stands for. */
  readonly layers: readonly number[];
}

export interface Comparison {
  readonly reckonedKind: 'simulated' | 'estimated';
  readonly clockMhz: number;
  readonly by: Matching['by'];
  readonly rows: readonly ComparedRow[];
  /** Cycles, over what both know: every layer, or the whole inference where the log has that alone. */
  readonly measured: number;
  readonly reckoned: number;
  /** The one constant: measured / reckoned. */
  readonly ratio: number;
  /** Whether these are sums of layers, the runner left out. */
  readonly summed: boolean;
  /** Of the rows, once all are scaled by `ratio`; shares of one. Null of a total alone. */
  readonly residuals: {
    /** Mean of what a row is off, weighted by its time. */
    readonly mean: number;
    /** The row that is off most, of those with a hundredth of the time or more. */
    readonly worst: { readonly name: string; readonly share: number };
  } | null;
  readonly notes: readonly string[];
}

/** Rows with less of the time say little: reading the clock takes some of theirs. */
const SMALL = 0.01;
const FAR = 10;

type Reckoned = Pick<SimulateResult, 'cycles' | 'simulated'> & { readonly layers: readonly Pick<SimLayer, 'index' | 'name' | 'op' | 'cycles'>[] };

const shareOff = (ratio: number): number => ratio - 1;
const median = (values: readonly number[]): number => quantile([...values].sort((a, b) => a - b), 0.5);

/** @throws InputError when the log says nothing of this network */
export function compareMeasured(log: MeasuredLog, { layers, cycles, simulated }: Reckoned, boardId: string, where = 'log'): Comparison {
  const clockMhz = findBoard(boardId).clockMhz.value;
  const matching = matchLayers(log, layers);
  const rows = matching.matched.map(({ name, layers: at, runs }): ComparedRow => {
    const taken = runs.map((run) => cyclesOf(run, clockMhz));
    return { name, op: layers[at[0]].op, measured: median(taken), range: [Math.min(...taken), Math.max(...taken)], runs: runs.length, reckoned: sum(at.map((one) => layers[one].cycles)), layers: at };
  });
  const covered = new Set(rows.flatMap((row) => row.layers));
  const missing = layers.filter(({ op }, at) => op !== 'runner' && !covered.has(at));
  const totals = log.totals.map((run) => cyclesOf(run, clockMhz));
  const summed = rows.length > 0 && (missing.length === 0 || totals.length === 0);
  if (rows.length === 0 && totals.length === 0) {
    throw new InputError(`names no layer of this network (${matching.strangers.slice(0, 3).join(', ')}${matching.strangers.length > 3 ? ', …' : ''}); its layers are ${layers.slice(0, 3).map(({ index, name }) => `${index} ${name}`).join(', ')}, …`, where);
  }
  const [measured, reckoned] = summed ? [sum(rows.map((row) => row.measured)), sum(rows.map((row) => row.reckoned))] : [median(totals), cycles];
  if (measured === 0 || reckoned === 0) throw new InputError('says that it took no time at all', where);
  const ratio = measured / reckoned;
  return {
    reckonedKind: simulated === null ? 'estimated' : 'simulated', clockMhz, by: matching.by, rows, measured, reckoned, ratio, summed, residuals: residualsOf(rows),
    notes: notesOf(log, matching, { missing: rows.length === 0 ? [] : missing.map(({ name }) => name), clockMhz, ratio }),
  };
}

function residualsOf(rows: readonly ComparedRow[]): Comparison['residuals'] {
  const [measured, reckoned] = [sum(rows.map((row) => row.measured)), sum(rows.map((row) => row.reckoned))];
  if (rows.length < 2 || measured === 0 || reckoned === 0) return null;
  const constant = measured / reckoned;
  const off = rows.map((row) => ({ name: row.name, weight: row.measured / measured, share: row.reckoned === 0 ? 0 : shareOff(row.measured / (constant * row.reckoned)) }));
  const large = off.filter(({ weight }) => weight >= SMALL);
  const { name, share } = (large.length > 0 ? large : off).reduce((a, b) => (Math.abs(b.share) > Math.abs(a.share) ? b : a));
  return { mean: sum(rows.map((row) => Math.abs(row.measured - constant * row.reckoned))) / measured, worst: { name, share } };
}

interface Around { readonly missing: readonly string[]; readonly clockMhz: number; readonly ratio: number }

const some = (names: readonly string[]): string => `${names.slice(0, 3).join(', ')}${names.length > 3 ? `, and ${names.length - 3} more` : ''}`;

/** What a person must know to believe the figures. */
function notesOf({ rows, kinds, totals, assumedCycles }: MeasuredLog, { by, strangers, fromOne, byNumber }: Matching, { missing, clockMhz, ratio }: Around): string[] {
  const units = new Set([...rows, ...kinds, ...totals].map(({ unit }) => unit));
  return [
    ...(ratio > FAR || ratio < 1 / FAR ? [`Measured and reckoned lie far apart: is this a log of this network, on this board, compiled with optimisation?`] : []),
    ...(by === 'kinds' ? ['The log names kinds of layer only; all layers of a kind are taken together.'] : []),
    ...(missing.length > 0 ? [`Not in the log: ${some(missing)}.`] : []),
    ...(strangers.length > 0 ? [`In the log, but no layer of this network: ${some(strangers)}.`] : []),
    ...(byNumber.length > 0 ? [`No layer of this network is called ${some(byNumber)}: taken by number. Is it a log of this network?`] : []),
    ...(fromOne ? ['The log counts layers from 1, where Thimble’s own lines count from 0.'] : []),
    ...(units.has('ticks') ? ['Ticks are taken to be cycles of the core.'] : []),
    ...(assumedCycles ? ['Numbers without a unit are taken to be cycles.'] : []),
    ...(units.has('us') || units.has('ms') || units.has('s') ? [`Times are turned into cycles at the board’s ${clockMhz} MHz; a board that runs slower seems to need more cycles.`] : []),
  ];
}
