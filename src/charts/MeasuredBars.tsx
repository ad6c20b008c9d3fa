/**
 * What a real board took for each layer beside what was simulated or estimated for it: two bars a row, cycles, and by
 * how much the first is above or below the second.
 */
import { scaleLinear } from 'd3-scale';
import { useId, useMemo, type ReactNode } from 'react';
import { ChartFrame } from './ChartFrame.tsx';
import { count, exact } from './format.ts';
import { Hatch } from './Hatch.tsx';
import { shortName } from './LayerBars.tsx';
import { useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export interface MeasuredBarRow {
  readonly name: string;
  readonly op: string;
  /** Cycles, the median of its runs. */
  readonly measured: number;
  /** The fewest and the most of them. */
  readonly range: readonly [number, number];
  readonly runs: number;
  /** Cycles. */
  readonly reckoned: number;
}

interface Props {
  /** The finding. */
  readonly title: string;
  readonly note: ReactNode;
  readonly rows: readonly MeasuredBarRow[];
  /** How the second figures were come by: simulated or estimated. */
  readonly kind: string;
  readonly selected?: number | null;
  readonly onSelect?: (index: number) => void;
}

const ROW = 25;
const BAR = 8;
const TOP = 22;

/** `+4.0 %`, `−11.0 %`. */
const off = ({ measured, reckoned }: MeasuredBarRow): string => {
  if (reckoned === 0) return '–';
  const share = 100 * (measured / reckoned - 1);
  return `${share < 0 ? '−' : '+'}${Math.abs(share).toFixed(1)} %`;
};

export function MeasuredBars({ title, note, rows, kind, selected = null, onSelect }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const hatch = useId();
  const small = width < 480;
  const label = small ? 104 : 170;
  const [gap, value, last] = [10, 56, small ? 54 : 72];
  const x = useMemo(() => scaleLinear().domain([0, Math.max(1, ...rows.flatMap((row) => [row.range[1], row.reckoned]))]).range([0, Math.max(10, width - label - 2 * gap - value - last)]), [rows, width, label, gap, value, last]);
  const { active, svgProps, readout } = useMarks({
    count: rows.length,
    keyOf: (index) => rows[index].name,
    describe: (index) => describe(rows[index], index, kind),
    nearest: (_x, y) => (y < TOP || y >= TOP + rows.length * ROW ? null : Math.floor((y - TOP) / ROW)),
    onSelect,
  });
  return (
    <ChartFrame
      title={title}
      name="measured"
      note={note}
      legend={[{ swatch: 'fill-work', label: 'measured on your board' }, { swatch: 'swatch-hatch', label: kind }]}
      table={{
        columns: ['layer', 'op', 'measured cycles', `${kind} cycles`, 'ratio', 'runs', 'fewest', 'most'],
        rows: rows.map((row) => [row.name, row.op, Math.round(row.measured), Math.round(row.reckoned), row.reckoned === 0 ? '' : Number((row.measured / row.reckoned).toFixed(4)), row.runs, Math.round(row.range[0]), Math.round(row.range[1])]),
      }}
      readout={readout}
      hint="Upper bar measured, lower bar reckoned. Point at a layer, or use the arrow keys."
    >
      <div ref={ref} className="chart-body">
        <svg width={width} height={TOP + rows.length * ROW + 6} {...svgProps} aria-label={`Measured and ${kind} cycles by layer`}>
          <defs><Hatch id={hatch} ground="fill-quiet" /></defs>
          <g aria-hidden="true">
            <text className="axis-label" x={label + gap} y={12}>cycles</text>
            <text className="axis-label" x={width - 4} y={12} textAnchor="end">{small ? 'off' : 'measured is'}</text>
            {rows.map((row, index) => (
              <g key={`${index} ${row.name}`} transform={`translate(0,${TOP + index * ROW})`}>
                {(index === active || index === selected) && <rect className="row-mark" width={width} height={ROW} rx={3} />}
                <text className="row-label" x={label} y={ROW / 2} dy="0.34em" textAnchor="end">{shortName(row.name, small ? 16 : 27)}</text>
                <g transform={`translate(${label + gap},0)`}>
                  <rect className="bar fill-work" y={3.5} width={Math.max(1, x(row.measured))} height={BAR} rx={1.5} />
                  <rect className="bar" y={4.5 + BAR} width={Math.max(1, x(row.reckoned))} height={BAR} rx={1.5} fill={`url(#${hatch})`} />
                  {row.range[1] > row.range[0] && <line className="range-line" x1={x(row.range[0])} x2={x(row.range[1])} y1={3.5 + BAR / 2} y2={3.5 + BAR / 2} />}
                  <text className="bar-value" x={Math.max(x(row.range[1]), x(row.reckoned)) + 5} y={ROW / 2} dy="0.34em">{count(row.measured)}</text>
                </g>
                <text className="bar-value" x={width - 4} y={ROW / 2} dy="0.34em" textAnchor="end">{off(row)}</text>
              </g>
            ))}
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}

function describe(row: MeasuredBarRow, index: number, kind: string): string {
  const whole = (value: number): string => exact(Math.round(value));
  return [
    `${index + 1}. ${row.name} (${row.op}): ${whole(row.measured)} cycles measured, ${whole(row.reckoned)} ${kind}, ${off(row)}`,
    ...(row.runs > 1 ? [`median of ${row.runs} runs, ${whole(row.range[0])} to ${whole(row.range[1])}`] : []),
  ].join('; ');
}
