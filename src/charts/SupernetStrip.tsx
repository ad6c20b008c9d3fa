/**
 * The supernet as a strip: a column per choice, a cell per option, the network looked at as the path through them, ink
 * by how often the search tried the option. Every cell can be chosen, which changes that one gene. Blocks beyond a
 * stage's depth are drawn faint: their choices change nothing until the depth brings them in.
 */
import { line } from 'd3-shape';
import { useMemo, type CSSProperties, type ReactNode } from 'react';
import { ChartFrame } from './ChartFrame.tsx';
import { percent } from './format.ts';
import { useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export interface StripGene {
  readonly name: string;
  readonly kind: string;
  /** Columns of one place stand together under its name. */
  readonly place: string;
  readonly options: readonly number[];
  readonly chosen: number;
  readonly used: boolean;
}

interface Props {
  readonly genes: readonly StripGene[];
  /** Per gene and option: the share of the networks tried; null before any search. */
  readonly shares: readonly (readonly number[])[] | null;
  readonly tried: number;
  readonly onChoose: (gene: number, option: number) => void;
}

const LETTERS: Readonly<Record<string, string>> = { width: 'w', depth: 'd', kernel: 'k', expand: 'e', resolution: 'r' };
const CELL = 24;
const GAP = 3;
const PLACE_GAP = 9;
const TOP = 20;
/** Room for the chosen cells' strokes. */
const EDGE = 2;
const BOTTOM = 18;

const letterOf = (kind: string): string => LETTERS[kind] ?? kind[0];
const shortPlace = (place: string): string => place.replace('stage', 's').replace('.block', ' b');

interface Column {
  readonly x: number;
  /** First column of its place. */
  readonly first: boolean;
}

/** Columns from left to right; places stand a little apart. */
function columnsOf(genes: readonly StripGene[], order: readonly number[]): Column[] {
  let x = EDGE;
  return order.map((gene, at) => {
    const first = at === 0 || genes[order[at - 1]].place !== genes[gene].place;
    if (at > 0) x += CELL + (first ? PLACE_GAP : GAP);
    return { x, first };
  });
}

/** Genes in the order of execution: choices of the whole network, then each stage's depth before its blocks. */
export function stripOrder(genes: readonly StripGene[]): number[] {
  const stageOf = (place: string): string => place.split('.')[0];
  const stages = [...new Set(genes.map(({ place }) => stageOf(place)))].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return stages.flatMap((stage) => genes.flatMap(({ place }, i) => (stageOf(place) === stage ? [i] : [])));
}

/** e.g. "Its path agrees with the search's favourite option in 14 of 17 choices; it differs most in stage2.block0.kernel, where 61 % took 5." */
export function stripFinding(genes: readonly StripGene[], shares: Props['shares'], tried: number): string {
  const used = genes.flatMap((gene, i) => (gene.used ? [i] : []));
  const choices = `${used.length} choices make this network`;
  if (shares === null || tried === 0) return `${choices}; click a cell to change one.`;
  const favourite = (i: number): number => shares[i].indexOf(Math.max(...shares[i]));
  const apart = used.filter((i) => favourite(i) !== genes[i].chosen).sort((a, b) => Math.max(...shares[b]) - Math.max(...shares[a]));
  const head = `${choices}; ${used.length - apart.length} of them are the option that the search tried most often`;
  if (apart.length === 0) return `${head}.`;
  const most = apart[0];
  return `${head}. It differs most in ${genes[most].name}: ${percent(Math.max(...shares[most]), 0)} of ${tried} networks took ${genes[most].options[favourite(most)]}, this one ${genes[most].options[genes[most].chosen]}.`;
}

export function SupernetStrip({ genes, shares, tried, onChoose }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const order = useMemo(() => stripOrder(genes), [genes]);
  const columns = useMemo(() => columnsOf(genes, order), [genes, order]);
  const rows = Math.max(...genes.map(({ options }) => options.length));
  const height = TOP + rows * (CELL + GAP) + BOTTOM;
  const drawn = (columns.at(-1)?.x ?? 0) + CELL + 2;
  const yOf = (option: number): number => TOP + (rows - 1 - option) * (CELL + GAP);
  // Marks walk a full grid, row by row from the top; where a column has fewer options the place is said to be empty.
  const cell = (index: number): { readonly gene: number; readonly at: number; readonly option: number } => ({
    at: index % order.length, gene: order[index % order.length], option: rows - 1 - Math.floor(index / order.length),
  });
  const { active, svgProps, readout } = useMarks({
    count: rows * order.length,
    rowLength: order.length,
    keyOf: (index) => `${genes[cell(index).gene].name} ${cell(index).option}`,
    describe: (index) => {
      const { gene, option } = cell(index);
      const { name, options, chosen, used } = genes[gene];
      if (option >= options.length) return `${name}: no further option here`;
      const share = shares === null || tried === 0 ? '' : `; ${percent(shares[gene][option], 0)} of the networks tried`;
      return `${name} ${options[option]}${option === chosen && used ? ', chosen' : ''}${share}${used ? '' : '; beyond this stage’s depth, without effect'}`;
    },
    nearest: (x, y) => {
      const at = columns.findIndex((column) => x >= column.x && x < column.x + CELL + GAP);
      const row = Math.floor((y - TOP) / (CELL + GAP));
      return at < 0 || row < 0 || row >= rows ? null : row * order.length + at;
    },
    onSelect: (index) => {
      const { gene, option } = cell(index);
      if (genes[gene].used && option < genes[gene].options.length) onChoose(gene, option);
    },
  });
  const path = line<number>().x((at) => columns[at].x + CELL / 2).y((at) => yOf(genes[order[at]].chosen) + CELL / 2);
  const lit = order.flatMap((gene, at) => (genes[gene].used ? [at] : []));
  const here = active === null ? null : cell(active);
  return (
    <ChartFrame
      title={stripFinding(genes, shares, tried)}
      name="supernet"
      legend={[
        { swatch: 'swatch-path', label: 'this network' },
        ...(shares === null ? [] : [{ swatch: 'swatch-tried', label: 'stronger: tried more often by the search' }]),
      ]}
      table={{
        columns: ['choice', 'option', 'chosen', 'share of networks tried'],
        rows: order.flatMap((gene) => genes[gene].options.map((option, i) => [genes[gene].name, option, genes[gene].used && i === genes[gene].chosen ? 'yes' : '', shares === null ? '' : Number(shares[gene][i].toFixed(3))])),
      }}
      readout={readout}
      hint="w width, r input side, d depth, k kernel, e expansion. Click a cell, or walk with the arrow keys and press Enter: cost and verdict follow."
    >
      <div ref={ref} className="chart-body strip">
        <svg width={Math.max(width, drawn)} height={height} {...svgProps} aria-label="Choices of the supernet, and those of this network">
          <g aria-hidden="true">
            {columns.map(({ x, first }, at) => {
              const gene = order[at];
              const { options, chosen, used, kind, place, name } = genes[gene];
              return (
                <g key={name} transform={`translate(${x},0)`} className={used ? undefined : 'faint'}>
                  {first && place !== '' && <text className="axis-label" y={12}>{shortPlace(place)}</text>}
                  {options.map((option, i) => (
                    <g key={option} transform={`translate(0,${yOf(i)})`}>
                      <rect className={`strip-cell${used && i === chosen ? ' chosen' : ''}`} width={CELL} height={CELL} rx={4} style={{ '--tried': shares?.[gene][i] ?? 0 } as CSSProperties} />
                      {here?.gene === gene && here.option === i && <rect className="active-mark" x={-1} y={-1} width={CELL + 2} height={CELL + 2} rx={5} />}
                    </g>
                  ))}
                  <text className="axis-label" x={CELL / 2} y={height - 5} textAnchor="middle">{letterOf(kind)}</text>
                </g>
              );
            })}
            <path className="strip-path" d={path(lit) ?? ''} />
            {columns.map(({ x }, at) => genes[order[at]].options.map((option, i) => (
              <text key={`${genes[order[at]].name}${option}`} className={`strip-value${genes[order[at]].used ? '' : ' faint'}${genes[order[at]].used && i === genes[order[at]].chosen ? ' chosen' : ''}`} x={x + CELL / 2} y={yOf(i) + CELL / 2} dy="0.34em" textAnchor="middle">{String(option).replace(/^0/, '')}</text>
            )))}
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}
