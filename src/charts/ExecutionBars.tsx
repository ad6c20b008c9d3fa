/**
 * What each layer costs on the board: instructions executed, cycles with the share spent waiting for flash, and
 * instructions per multiply-accumulate with the reason for the time (compute or flash, as in a roofline). One row per
 * layer.
 */
import { scaleLinear } from 'd3-scale';
import { useId, useMemo, type ReactNode } from 'react';
import { ChartFrame } from './ChartFrame.tsx';
import { count, exact, mj, ms, percent } from './format.ts';
import { shortName } from './LayerBars.tsx';
import { useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export interface ExecutionRow {
  readonly name: string;
  readonly op: string;
  /** Null where nothing was counted. */
  readonly instructions: number | null;
  readonly cycles: number;
  /** Shares of the whole's time and energy; energy is null where the board's power has no source. */
  readonly latencyMs: number;
  readonly energyMj: number | null;
  readonly macs: number;
  /** Of the cycles, those spent waiting for data from flash. */
  readonly flashWaitCycles: number | null;
  readonly flashReadBytes: number | null;
  readonly ramReadBytes: number | null;
  readonly ramWriteBytes: number | null;
  readonly bound: 'compute' | 'flash' | null;
}

interface Props {
  readonly rows: readonly ExecutionRow[];
  readonly selected?: number | null;
  readonly onSelect?: (index: number) => void;
}

const ROW = 17;
const TOP = 22;

const sum = (rows: readonly ExecutionRow[], of: (row: ExecutionRow) => number | null): number => rows.reduce((total, row) => total + (of(row) ?? 0), 0);

export const perMac = ({ instructions, macs }: Pick<ExecutionRow, 'instructions' | 'macs'>): number | null => (instructions === null || macs === 0 ? null : instructions / macs);

/** e.g. "conv2d_2 takes the most: 19 % of 4.60 M instructions. The network runs at 1.73 instructions per MAC; no layer waits mostly for flash." */
export function executionFinding(rows: readonly ExecutionRow[]): string {
  const counted = rows.some((row) => row.instructions !== null);
  const cost = (row: ExecutionRow): number => row.instructions ?? row.cycles;
  const whole = rows.reduce((total, row) => total + cost(row), 0);
  if (whole === 0) return 'No layers yet.';
  const top = rows.reduce((a, b) => (cost(b) > cost(a) ? b : a));
  const share = `${top.name} takes the most: ${percent(cost(top) / whole, 0)} of ${count(whole)} ${counted ? 'instructions' : 'cycles, estimated'}.`;
  if (!counted) return share;
  const rate = perMac({ instructions: whole, macs: sum(rows, (row) => row.macs) });
  const waiting = rows.filter((row) => row.bound === 'flash');
  const waits = waiting.length === 0 ? 'no layer waits mostly for flash' : waiting.length === 1 ? `${waiting[0].name} waits mostly for flash` : `${waiting.length} layers wait mostly for flash`;
  return `${share} The network runs at ${rate === null ? 'no' : rate.toFixed(2)} instructions per MAC; ${waits}.`;
}

export function ExecutionBars({ rows, selected = null, onSelect }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const hatch = useId();
  const counted = rows.some((row) => row.instructions !== null);
  const small = width < 480;
  const label = small ? 104 : 170;
  const last = small ? 62 : 120;
  const gap = 10;
  const columns = counted ? 2 : 1;
  const column = (width - label - (counted ? last + gap : 0) - gap * columns) / columns;
  const value = small ? 0 : 52;
  const [instructions, cycles] = useMemo(() => [(row: ExecutionRow): number => row.instructions ?? 0, (row: ExecutionRow): number => row.cycles].map((of) =>
    scaleLinear().domain([0, Math.max(1, ...rows.map(of))]).range([0, Math.max(10, column - value)])), [rows, column, value]);
  const { active, svgProps, readout } = useMarks({
    count: rows.length,
    keyOf: (index) => rows[index].name,
    describe: (index) => describe(rows[index], index),
    nearest: (_x, y) => (y < TOP || y >= TOP + rows.length * ROW ? null : Math.floor((y - TOP) / ROW)),
    onSelect,
  });
  const [first, second, third] = [label + gap, label + gap + (counted ? column + gap : 0), width - last];
  return (
    <ChartFrame
      title={executionFinding(rows)}
      name="execution"
      legend={counted ? [{ swatch: 'fill-work', label: 'instructions' }, { swatch: 'fill-weights', label: 'cycles' }, { swatch: 'swatch-wait', label: 'of them waiting for flash' }] : [{ swatch: 'fill-weights', label: 'cycles, estimated' }]}
      table={{
        columns: ['layer', 'op', 'instructions', 'cycles', 'ms', 'µJ', 'flash wait cycles', 'MACs', 'instructions per MAC', 'bound by', 'flash bytes read', 'RAM bytes read', 'RAM bytes written'],
        rows: rows.map((row) => [row.name, row.op, row.instructions ?? '', row.cycles, row.latencyMs.toFixed(3), inMicrojoules(row), row.flashWaitCycles ?? '', row.macs, perMac(row)?.toFixed(3) ?? '', row.bound ?? '', row.flashReadBytes ?? '', row.ramReadBytes ?? '', row.ramWriteBytes ?? '']),
      }}
      readout={readout}
      hint={counted ? 'Instructions are exact. Point at a layer, or use the arrow keys.' : 'Estimated from multiply-accumulates. Point at a layer, or use the arrow keys.'}
    >
      <div ref={ref} className="chart-body">
        <svg width={width} height={TOP + rows.length * ROW + 6} {...svgProps} aria-label="Instructions and cycles by layer">
          <defs>
            <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line y2="5" className="wait-line" /></pattern>
          </defs>
          <g aria-hidden="true">
            {counted && <text className="axis-label" x={first} y={12}>instructions</text>}
            {/* at the far end where the first heading is as wide as its column */}
            <text className="axis-label" x={second + (small && counted ? column : 0)} y={12} textAnchor={small && counted ? 'end' : 'start'}>cycles</text>
            {counted && <text className="axis-label" x={third} y={12}>{small ? 'per MAC' : 'per MAC, bound by'}</text>}
            {rows.map((row, index) => {
              const spent = cycles(row.cycles);
              const waited = cycles(row.flashWaitCycles ?? 0);
              const rate = perMac(row);
              return (
                <g key={`${index} ${row.name}`} transform={`translate(0,${TOP + index * ROW})`}>
                  {(index === active || index === selected) && <rect className="row-mark" width={width} height={ROW} rx={3} />}
                  <text className="row-label" x={label} y={ROW / 2} dy="0.34em" textAnchor="end">{shortName(row.name, small ? 16 : 27)}</text>
                  {row.instructions !== null && (
                    <g transform={`translate(${first},0)`}>
                      <rect className="bar fill-work" y={3} width={Math.max(1, instructions(row.instructions))} height={ROW - 6} rx={1.5} />
                      {value > 0 && <text className="bar-value" x={instructions(row.instructions) + 5} y={ROW / 2} dy="0.34em">{count(row.instructions)}</text>}
                    </g>
                  )}
                  <g transform={`translate(${second},0)`}>
                    <rect className="bar fill-weights" y={3} width={Math.max(1, spent)} height={ROW - 6} rx={1.5} />
                    {waited >= 1 && <rect x={spent - waited} y={3} width={waited} height={ROW - 6} fill={`url(#${hatch})`} />}
                    {value > 0 && <text className="bar-value" x={spent + 5} y={ROW / 2} dy="0.34em">{count(row.cycles)}</text>}
                  </g>
                  {counted && <text className="bar-value" x={third} y={ROW / 2} dy="0.34em">{rate === null ? '–' : rate.toFixed(2)}{row.bound !== null && rate !== null && !small ? `  ${row.bound}` : row.bound === 'flash' ? ' flash' : ''}</text>}
                </g>
              );
            })}
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}

const inMicrojoules = ({ energyMj }: ExecutionRow): string => (energyMj === null ? '' : (energyMj * 1000).toFixed(1));

function describe(row: ExecutionRow, index: number): string {
  const rate = perMac(row);
  return [
    `${index + 1}. ${row.name} (${row.op}):`,
    ...(row.instructions === null ? [] : [`${exact(row.instructions)} instructions,`]),
    `${exact(row.cycles)} cycles${row.flashWaitCycles ? `, ${exact(row.flashWaitCycles)} of them waiting for flash` : ''}: ${ms(row.latencyMs)}${row.energyMj === null ? '' : `, about ${mj(row.energyMj)}`};`,
    `${count(row.macs)} MACs${rate === null ? '' : `, ${rate.toFixed(2)} instructions each`}`,
    ...(row.flashReadBytes === null ? [] : [`; read ${count(row.flashReadBytes)} B of flash and ${count(row.ramReadBytes ?? 0)} B of RAM, wrote ${count(row.ramWriteBytes ?? 0)} B`]),
  ].join(' ').replaceAll(' ;', ';');
}
