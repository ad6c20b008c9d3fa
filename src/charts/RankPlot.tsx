/**
 * How honestly a supernet ranks: each network's accuracy with shared weights against what it reaches when it is trained
 * by itself. On one rising line the orders agree; Kendall's tau says how nearly they do (Kendall 1945).
 */
import { scaleLinear } from 'd3-scale';
import { useMemo, type ReactNode } from 'react';
import { AxisBottom, AxisLeft } from './Axis.tsx';
import { ChartFrame } from './ChartFrame.tsx';
import { macs, percent } from './format.ts';
import { nearestPoint, useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export interface RankPoint {
  readonly genome: string;
  readonly macs: number;
  /** Shares of one. */
  readonly supernet: number;
  readonly alone: number;
}

interface Props {
  readonly points: readonly RankPoint[];
  /** Between the two accuracies; null where it is not defined. */
  readonly tau: number | null;
  /** Between MACs and the accuracy alone. */
  readonly tauOfMacs: number | null;
  /** How they were trained, and on what measured. */
  readonly note: string;
}

const HEIGHT = 300;
const [LEFT, RIGHT, TOP, BOTTOM] = [56, 20, 20, HEIGHT - 42];

export function rankFinding(count: number, tau: number | null, tauOfMacs: number | null): string {
  if (tau === null) return `The supernet tells ${count} networks apart in no order that could be compared.`;
  const word = tau >= 0.7 ? 'nearly in the order' : tau >= 0.4 ? 'roughly in the order' : tau >= 0.15 ? 'only loosely in the order' : 'in an order that says little of the one';
  const beside = tauOfMacs === null ? '' : `; ordering them by MACs gives ${tauOfMacs.toFixed(2)}`;
  return `The supernet ranks ${count} networks ${word} that training each alone gives: Kendall’s tau ${tau.toFixed(2)}${beside}.`;
}

function domainOf(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const slack = Math.max(0.005, 0.1 * (high - low));
  return [Math.max(0, low - slack), Math.min(1, high + slack)];
}

export function RankPlot({ points, tau, tauOfMacs, note }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const [x, y] = useMemo(() => [
    scaleLinear().domain(domainOf(points.map((point) => point.supernet))).range([LEFT, width - RIGHT]),
    scaleLinear().domain(domainOf(points.map((point) => point.alone))).range([BOTTOM, TOP]),
  ], [points, width]);
  const placed = useMemo(() => [...points].sort((a, b) => a.supernet - b.supernet).map((point) => ({ ...point, px: x(point.supernet), py: y(point.alone) })), [points, x, y]);
  const { active, svgProps, readout } = useMarks({
    count: placed.length,
    keyOf: (index) => placed[index].genome,
    describe: (index) => `${macs(placed[index].macs)}: ${percent(placed[index].supernet)} with the supernet’s weights, ${percent(placed[index].alone)} trained alone`,
    nearest: (px, py) => nearestPoint(placed, px, py, 24),
  });
  return (
    <ChartFrame
      title={rankFinding(points.length, tau, tauOfMacs)} name="rank" note={note}
      legend={[{ swatch: 'swatch-front', label: 'a network (recorded)' }]}
      table={{
        columns: ['network', 'MACs', 'supernet accuracy', 'accuracy trained alone'],
        rows: placed.map((point) => [point.genome, point.macs, Number(point.supernet.toFixed(4)), Number(point.alone.toFixed(4))]),
      }}
      readout={readout} hint="Point at a network, or use the arrow keys."
    >
      <div ref={ref} className="chart-body recorded">
        <svg width={width} height={HEIGHT} {...svgProps} aria-label="Accuracy trained alone by accuracy in the supernet">
          <AxisBottom scale={x} y={BOTTOM} label="validation accuracy with the supernet’s weights" format={(value) => percent(value, 1)} ticks={width < 480 ? 3 : 6} grid={BOTTOM - TOP} />
          <AxisLeft scale={y} x={LEFT} label="trained alone" format={(value) => percent(value, 1)} ticks={5} grid={width - LEFT - RIGHT} />
          <g aria-hidden="true">
            {placed.map((point) => <circle key={point.genome} className="dot-front" cx={point.px} cy={point.py} r={5} />)}
            {active !== null && <circle className="active-mark" cx={placed[active].px} cy={placed[active].py} r={7} />}
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}
