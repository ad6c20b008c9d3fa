/**
 * What rounding to int8 costs each layer: signal to quantisation noise of its output, where the errors of all layers
 * before it add up, and of its weights alone. One row per layer; a longer bar is better, 6 dB are one bit.
 */
import { scaleLinear } from 'd3-scale';
import { useMemo, type ReactNode } from 'react';
import { ChartFrame } from './ChartFrame.tsx';
import { shortName } from './LayerBars.tsx';
import { useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export interface QuantErrorRow {
  readonly name: string;
  readonly op?: string;
  /** Decibels; null where nothing is lost. */
  readonly sqnrDb: number | null;
  /** Of its weights; null where there are none or nothing is lost, absent where nobody looked. */
  readonly weightsDb?: number | null;
  /** Had the layer one scale for all channels. */
  readonly oneScaleDb?: number | null;
  readonly mse?: number;
  /** Share of the output's values that saturate. */
  readonly saturated?: number;
}

interface Props {
  readonly rows: readonly QuantErrorRow[];
  /** What the figures were taken on, e.g. "24 test examples". */
  readonly examples: string;
  readonly selected?: number | null;
  readonly onSelect?: (index: number) => void;
}

const ROW = 17;
const TOP = 22;

export const decibels = (value: number | null): string => (value === null ? 'no error' : `${value.toFixed(1)} dB`);

/** e.g. "pool loses most: noise 19.5 dB below its signal, where stem keeps 42.7 dB. A scale for each channel saves the weights 7.2 dB on average." */
export function quantFinding(rows: readonly QuantErrorRow[]): string {
  const lossy = rows.filter((row): row is QuantErrorRow & { sqnrDb: number } => row.sqnrDb !== null);
  if (lossy.length === 0) return 'No layer loses anything.';
  const worst = lossy.reduce((a, b) => (b.sqnrDb < a.sqnrDb ? b : a));
  const best = lossy.reduce((a, b) => (b.sqnrDb > a.sqnrDb ? b : a));
  const saved = rows.flatMap(({ weightsDb, oneScaleDb }) => (typeof weightsDb === 'number' && typeof oneScaleDb === 'number' ? [weightsDb - oneScaleDb] : []));
  const scales = saved.length === 0 ? '' : ` A scale for each channel instead of one for all saves the weights ${(saved.reduce((a, b) => a + b, 0) / saved.length).toFixed(1)} dB on average.`;
  return `${worst.name} loses most: its noise lies ${decibels(worst.sqnrDb)} below its signal${best === worst ? '' : `, where ${best.name} keeps ${decibels(best.sqnrDb)}`}.${scales}`;
}

export function QuantErrors({ rows, examples, selected = null, onSelect }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const both = rows.some(({ weightsDb }) => weightsDb !== undefined);
  const small = width < 480;
  const label = small ? 104 : 170;
  const gap = 10;
  const columns = both ? 2 : 1;
  const column = (width - label - gap * columns) / columns;
  const value = small ? 34 : 56;
  const x = useMemo(() => scaleLinear().domain([0, Math.max(10, ...rows.map(({ sqnrDb }) => sqnrDb ?? 0), ...rows.map(({ weightsDb }) => weightsDb ?? 0))]).range([0, Math.max(10, column - value)]), [rows, column, value]);
  const { active, svgProps, readout } = useMarks({
    count: rows.length,
    keyOf: (index) => rows[index].name,
    describe: (index) => describe(rows[index], index),
    nearest: (_x, y) => (y < TOP || y >= TOP + rows.length * ROW ? null : Math.floor((y - TOP) / ROW)),
    onSelect,
  });
  const bar = (decibel: number | null | undefined, style: string, left: number): ReactNode => decibel === undefined ? null : (
    <g transform={`translate(${left},0)`}>
      {decibel !== null && <rect className={`bar ${style}`} y={3} width={Math.max(1, x(Math.max(0, decibel)))} height={ROW - 6} rx={1.5} />}
      <text className="bar-value" x={(decibel === null ? 0 : x(Math.max(0, decibel))) + 5} y={ROW / 2} dy="0.34em">{decibel === null ? '–' : decibel.toFixed(1)}</text>
    </g>
  );
  return (
    <ChartFrame
      title={quantFinding(rows)}
      name="quantisation-error"
      legend={[{ swatch: 'fill-activations', label: 'output, with the errors of the layers before it' }, ...(both ? [{ swatch: 'fill-weights', label: 'its weights alone' }] : [])]}
      table={{
        columns: ['layer', 'op', 'output SQNR dB', 'output mean squared error', 'share saturated', 'weights SQNR dB', 'weights SQNR dB with one scale'],
        rows: rows.map((row) => [row.name, row.op ?? '', row.sqnrDb === null ? 'no error' : Number(row.sqnrDb.toFixed(2)), row.mse === undefined ? '' : Number(row.mse.toPrecision(4)), row.saturated ?? '', row.weightsDb == null ? '' : Number(row.weightsDb.toFixed(2)), row.oneScaleDb == null ? '' : Number(row.oneScaleDb.toFixed(2))]),
      }}
      readout={readout}
      hint="Longer is better. Point at a layer, or use the arrow keys; Enter points it out everywhere."
      note={<>Signal to quantisation noise: 10 log₁₀ (Σ x² / Σ (x − q)²), x in float, q its int8 twin, {examples}. 6.02 dB are one bit.</>}
    >
      <div ref={ref} className="chart-body">
        <svg width={width} height={TOP + rows.length * ROW + 6} {...svgProps} aria-label="Signal to quantisation noise by layer">
          <g aria-hidden="true">
            <text className="axis-label" x={label + gap} y={12}>output, dB</text>
            {both && <text className="axis-label" x={label + 2 * gap + column} y={12}>weights, dB</text>}
            {rows.map((row, index) => (
              <g key={`${index} ${row.name}`} transform={`translate(0,${TOP + index * ROW})`}>
                {(index === active || index === selected) && <rect className="row-mark" width={width} height={ROW} rx={3} />}
                <text className="row-label" x={label} y={ROW / 2} dy="0.34em" textAnchor="end">{shortName(row.name, small ? 16 : 27)}</text>
                {bar(row.sqnrDb, 'fill-activations', label + gap)}
                {both && bar(row.weightsDb, 'fill-weights', label + 2 * gap + column)}
              </g>
            ))}
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}

function describe(row: QuantErrorRow, index: number): string {
  const { name, op, sqnrDb, mse, saturated, weightsDb, oneScaleDb } = row;
  return [
    `${index + 1}. ${name}${op === undefined ? '' : ` (${op})`}: output ${decibels(sqnrDb)}`,
    ...(mse === undefined ? [] : [`mean squared error ${mse.toPrecision(3)}`]),
    ...(saturated === undefined || saturated === 0 ? [] : [`${(100 * saturated).toPrecision(2)} % saturate`]),
    ...(typeof weightsDb === 'number' ? [`weights ${decibels(weightsDb)}${typeof oneScaleDb === 'number' ? `, ${decibels(oneScaleDb)} with one scale for all channels` : ''}`] : []),
  ].join(', ');
}
