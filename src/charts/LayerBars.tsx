/** What each layer takes: SRAM while it runs, flash for its weights, MACs. One row per layer, one column per cost. */
import { scaleLinear } from 'd3-scale';
import { useMemo, type ReactNode } from 'react';
import { ChartFrame } from './ChartFrame.tsx';
import { count, kib, macs, percent } from './format.ts';
import { useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export interface LayerRow {
  readonly name: string;
  readonly op: string;
  readonly sramBytes: number;
  readonly weightBytes: number;
  readonly macs: number;
  readonly latencyMs: number;
  /** Which of the op's kernels the compiler chose, where it did. */
  readonly kernel?: string | undefined;
}

interface Props {
  readonly rows: readonly LayerRow[];
  readonly selected: number | null;
  readonly onSelect?: (index: number) => void;
}

const ROW = 17;
const TOP = 22;
const COLUMNS = [
  { key: 'sramBytes', label: 'SRAM', format: kib, style: 'fill-activations' },
  { key: 'weightBytes', label: 'flash', format: kib, style: 'fill-weights' },
  { key: 'macs', label: 'MACs', format: count, style: 'fill-work' },
] as const;

const top = (rows: readonly LayerRow[], key: 'sramBytes' | 'weightBytes' | 'macs'): LayerRow => rows.reduce((a, b) => (b[key] > a[key] ? b : a));

/** e.g. "stem needs the most SRAM (12.3 KiB); classifier holds 41 % of the weights; ... does 22 % of the work." */
export function layersFinding(rows: readonly LayerRow[]): string {
  if (rows.length === 0) return 'No layers yet.';
  const total = (key: 'weightBytes' | 'macs') => Math.max(1, rows.reduce((sum, row) => sum + row[key], 0));
  const sram = top(rows, 'sramBytes');
  const flash = top(rows, 'weightBytes');
  const work = top(rows, 'macs');
  return `${sram.name} needs the most SRAM (${kib(sram.sramBytes)}); ${flash.name} holds ${percent(flash.weightBytes / total('weightBytes'), 0)} of the weights; ${work.name} does ${percent(work.macs / total('macs'), 0)} of the MACs.`;
}

export function LayerBars({ rows, selected, onSelect }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const height = TOP + rows.length * ROW + 6;
  const label = width < 480 ? 104 : 170;
  const gap = 10;
  const column = (width - label - gap * COLUMNS.length) / COLUMNS.length;
  const value = width < 480 ? 0 : 56;
  const scales = useMemo(() => COLUMNS.map(({ key }) => scaleLinear().domain([0, Math.max(1, ...rows.map((row) => row[key]))]).range([0, Math.max(10, column - value)])), [rows, column, value]);
  const { active, svgProps, readout } = useMarks({
    count: rows.length,
    keyOf: (index) => rows[index].name,
    describe: (index) => {
      const row = rows[index];
      return `${index + 1}. ${row.name} (${row.kernel ?? row.op}): SRAM ${kib(row.sramBytes)}, weights ${kib(row.weightBytes)}, ${macs(row.macs)}, about ${row.latencyMs.toFixed(2)} ms estimated`;
    },
    nearest: (_x, y) => (y < TOP || y >= TOP + rows.length * ROW ? null : Math.floor((y - TOP) / ROW)),
    onSelect,
  });
  return (
    <ChartFrame
      title={layersFinding(rows)}
      name="layers"
      table={{
        columns: ['layer', 'op', 'kernel', 'SRAM bytes', 'weight bytes', 'MACs', 'latency ms (estimated)'],
        rows: rows.map((row) => [row.name, row.op, row.kernel ?? '', row.sramBytes, row.weightBytes, row.macs, Number(row.latencyMs.toFixed(4))]),
      }}
      readout={readout}
      hint="SRAM while a layer runs: its tensors and its own scratch. Point at a layer, or use the arrow keys."
    >
      <div ref={ref} className="chart-body">
        <svg width={width} height={height} {...svgProps} aria-label="SRAM, flash and MACs by layer">
          <g aria-hidden="true">
            {COLUMNS.map((one, at) => <text key={one.key} className="axis-label" x={label + gap + at * (column + gap)} y={12}>{one.label}</text>)}
            {rows.map((row, index) => (
              <g key={row.name} transform={`translate(0,${TOP + index * ROW})`}>
                {(index === active || index === selected) && <rect className="row-mark" width={width} height={ROW} rx={3} />}
                <text className="row-label" x={label} y={ROW / 2} dy="0.34em" textAnchor="end">{shortName(row.name, width < 480 ? 16 : 27)}</text>
                {COLUMNS.map((one, at) => {
                  const length = scales[at](row[one.key]);
                  return (
                    <g key={one.key} transform={`translate(${label + gap + at * (column + gap)},0)`}>
                      {row[one.key] > 0 && <rect className={`bar ${one.style}`} y={3} width={Math.max(1, length)} height={ROW - 6} rx={1.5} />}
                      {value > 0 && row[one.key] > 0 && <text className="bar-value" x={length + 5} y={ROW / 2} dy="0.34em">{one.format(row[one.key])}</text>}
                    </g>
                  );
                })}
              </g>
            ))}
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}

/** `stage2.block0.depthwise` as `s2.b0.depthwise` where room is short. */
export function shortName(name: string, most: number): string {
  const short = name.length > most ? name.replace('stage', 's').replace('block', 'b') : name;
  return short.length > most ? `${short.slice(0, most - 1)}…` : short;
}
