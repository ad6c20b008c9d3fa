/** Axes as React elements: d3 computes the ticks, React draws them (no d3-axis, no d3-selection). */
import type { ReactNode } from 'react';

/** What an axis needs of a continuous d3 scale. */
export interface TickScale {
  (value: number): number;
  ticks(count?: number): number[];
  range(): number[];
}

/** The same scale with ticks of one's own, where d3's are too many or fall on no round word. */
export const withTicks = (scale: TickScale, ticks: readonly number[]): TickScale => {
  const [low, high] = [...scale.range()].sort((a, b) => a - b);
  const seen = ticks.filter((tick) => scale(tick) >= low && scale(tick) <= high);
  return Object.assign((value: number) => scale(value), { ticks: () => seen, range: () => scale.range() });
};

interface AxisProps {
  readonly scale: TickScale;
  readonly label: string;
  readonly format: (value: number) => string;
  readonly ticks?: number;
  /** Length of the grid lines drawn across the plot, px. */
  readonly grid?: number;
}

export function AxisBottom({ scale, label, format, ticks = 6, grid = 0, y }: AxisProps & { readonly y: number }): ReactNode {
  const [start, end] = scale.range();
  return (
    <g className="axis" transform={`translate(0,${y})`} aria-hidden="true">
      <line className="axis-line" x1={start} x2={end} />
      {scale.ticks(ticks).map((tick) => (
        <g key={tick} transform={`translate(${scale(tick)},0)`}>
          {grid > 0 && <line className="grid" y2={-grid} />}
          <line className="tick" y2={4} />
          <text y={16} textAnchor="middle">{format(tick)}</text>
        </g>
      ))}
      <text className="axis-label" x={end} y={32} textAnchor="end">{label}</text>
    </g>
  );
}

export function AxisLeft({ scale, label, format, ticks = 5, grid = 0, x }: AxisProps & { readonly x: number }): ReactNode {
  const [, top] = scale.range();
  return (
    <g className="axis" transform={`translate(${x},0)`} aria-hidden="true">
      {scale.ticks(ticks).map((tick) => (
        <g key={tick} transform={`translate(0,${scale(tick)})`}>
          {grid > 0 && <line className="grid" x2={grid} />}
          <text x={-7} dy="0.32em" textAnchor="end">{format(tick)}</text>
        </g>
      ))}
      <text className="axis-label" x={-x + 2} y={top - 10} textAnchor="start">{label}</text>
    </g>
  );
}
