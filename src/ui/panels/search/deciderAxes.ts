/** The axes on which a search's networks are drawn side by side: traits in which they can differ, then costs, then accuracy. */
import { percent, type ParallelAxis, type ParallelLine } from '../../../charts/index.ts';
import { openTraits, traitReader, type BudgetView, type CandidateRow, type Trait } from '../../../engine/index.ts';
import { costOf, fitsIn, wallOn, type CostAxis } from '../../../store/index.ts';
import { AXES } from './axes.ts';

const short = (value: number): string => String(Math.round(100 * value) / 100);
const oneDigit = (value: number): string => value.toFixed(1);

const TRAITS: Readonly<Record<Trait, Pick<ParallelAxis, 'label' | 'name' | 'unit' | 'column' | 'format' | 'tick'>>> = {
  width: { label: 'width', name: 'width', unit: '×', column: 'width', format: (value) => value.toFixed(2), tick: short },
  resolution: { label: 'resolution', name: 'resolution', unit: 'px', column: 'resolution, px', format: (value) => `${Math.round(value)} px`, tick: (value) => value.toFixed(0) },
  depth: { label: 'depth', name: 'depth', unit: 'blocks', column: 'depth, blocks', format: (value) => `${short(value)} blocks`, tick: short },
  kernel: { label: 'mean kernel', name: 'kernel', unit: 'mean', column: 'mean kernel', format: (value) => value.toFixed(2), tick: oneDigit },
  expand: { label: 'mean expansion', name: 'expand', unit: 'mean', column: 'mean expansion', format: (value) => value.toFixed(2), tick: oneDigit },
};

const COSTS: readonly (readonly [CostAxis, Pick<ParallelAxis, 'label' | 'name' | 'unit' | 'column' | 'tick'>])[] = [
  ['sram', { label: 'peak SRAM', name: 'SRAM', unit: 'KiB', column: 'peak SRAM, bytes', tick: (value) => (value / 1024).toFixed(1) }],
  ['flash', { label: 'flash', name: 'flash', unit: 'KiB', column: 'flash, bytes', tick: (value) => (value / 1024).toFixed(0) }],
  ['macs', { label: 'MACs', name: 'MACs', unit: '', column: 'MACs', tick: AXES.macs.tick }],
  ['latency', { label: 'latency', name: 'latency', unit: 'ms, est.', column: 'latency, ms (estimated)', tick: (value) => (value < 1000 ? value.toPrecision(3) : value.toFixed(0)) }],
];

/** Options written beside an axis at most. */
const FEW = 6;

/** @param rows each network once, of one space */
export function parallelOf(rows: readonly CandidateRow[], budget: BudgetView): { readonly axes: readonly ParallelAxis[]; readonly lines: readonly ParallelLine[] } {
  if (rows.length === 0) return { axes: [], lines: [] };
  const read = traitReader();
  const traits = openTraits(rows[0].genome);
  const table = rows.map((row) => {
    const its = read(row.genome);
    return { row, values: [...traits.map((trait) => its[trait]), ...COSTS.map(([cost]) => costOf(row, cost)), row.accuracy] };
  });
  const ends = (at: number): [number, number] => {
    let [low, high] = [Infinity, -Infinity];
    for (const { values } of table) {
      const value = values[at];
      if (value !== null) [low, high] = [Math.min(low, value), Math.max(high, value)];
    }
    return low > high ? [0, 1] : [low, high];
  };
  const chosen = traits.map((trait, at): ParallelAxis => {
    const options = [...new Set(table.map(({ values }) => values[at] ?? 0))].sort((a, b) => a - b);
    return { ...TRAITS[trait], id: trait, choice: true, limit: null, domain: ends(at), options: options.length <= FEW ? options : null };
  });
  const costs = COSTS.map(([cost, words], at): ParallelAxis => ({ ...words, id: cost, choice: false, options: null, domain: ends(traits.length + at), limit: wallOn(cost, budget), format: AXES[cost].format }));
  const accuracy: ParallelAxis = { id: 'accuracy', label: 'accuracy', name: 'accuracy', unit: 'validation', column: 'validation accuracy', choice: false, options: null, domain: ends(traits.length + costs.length), limit: null, format: percent, tick: percent };
  const lines = table.sort((a, b) => (b.row.accuracy ?? -1) - (a.row.accuracy ?? -1)).map(({ row, values }): ParallelLine => ({ id: row.genome, values, fits: fitsIn(row.verdict, budget) }));
  return { axes: [...chosen, ...costs, accuracy], lines };
}
