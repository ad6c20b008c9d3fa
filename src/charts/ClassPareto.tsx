/**
 * A class's networks in one plot: accuracy against a cost, each dot with its name, the Pareto front joined, the budget
 * as a shaded wall. Names stand beside dots as far as they do not run into each other; the rest are read by pointer or key.
 */
import { scaleLinear } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';
import { useMemo, type ReactNode } from 'react';
import { paretoFront } from '../core/lib/index.ts';
import { AxisBottom, AxisLeft } from './Axis.tsx';
import { ChartFrame } from './ChartFrame.tsx';
import type { Table } from './csv.ts';
import { percent, plural } from './format.ts';
import { nearestPoint, useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export interface ClassPoint {
  readonly name: string;
  readonly cost: number;
  /** Share of one. */
  readonly accuracy: number;
  /** Whether every limit set is kept. */
  readonly fits: boolean;
  /** Read out after the figures. */
  readonly note: string;
}

interface Props {
  readonly points: readonly ClassPoint[];
  readonly costLabel: string;
  readonly formatCost: (value: number) => string;
  /** Cost in one unit of the axis. */
  readonly unit: number;
  /** Limit on the cost axis, or null. */
  readonly wall: number | null;
  readonly table: Table;
}

const HEIGHT = 340;
const BOTTOM = HEIGHT - 42;
const LABEL = { width: 7, height: 14 } as const;

interface Placed extends ClassPoint { readonly px: number; readonly py: number }

export function ClassPareto({ points, costLabel, formatCost, unit, wall, table }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const [x, y] = useMemo(() => {
    const dearest = Math.max(Number.EPSILON, ...points.map(({ cost }) => cost)) / unit;
    const most = wall !== null && wall / unit < dearest * 2.2 ? Math.max(dearest * 1.12, (wall / unit) * 1.06) : dearest * 1.12;
    const scores = points.map(({ accuracy }) => accuracy);
    const [low, high] = scores.length > 0 ? [Math.min(...scores), Math.max(...scores)] : [0, 1];
    const slack = Math.max(0.01, (high - low) * 0.15);
    return [
      scaleLinear().domain([0, most]).range([52, width - 20]).nice().clamp(true),
      scaleLinear().domain([Math.max(0, low - slack), Math.min(1, high + slack)]).range([BOTTOM, 26]),
    ];
  }, [points, unit, wall, width]);
  const placed = useMemo((): Placed[] => points.map((point) => ({ ...point, px: x(point.cost / unit), py: y(point.accuracy) })).sort((a, b) => a.cost - b.cost || b.accuracy - a.accuracy), [points, unit, x, y]);
  const front = useMemo(() => paretoFront(placed.filter(({ fits }) => fits), ({ accuracy }) => accuracy, ({ cost }) => cost), [placed]);
  const labelled = useMemo(() => apart(placed, width), [placed, width]);
  const { active, svgProps, readout } = useMarks({
    count: placed.length,
    keyOf: (index) => placed[index].name,
    describe: (index) => {
      const point = placed[index];
      return `${point.name}: ${percent(point.accuracy)} at ${formatCost(point.cost)}${front.includes(point) ? ', on the front' : ''}${point.note === '' ? '' : `; ${point.note}`}`;
    },
    nearest: (px, py) => nearestPoint(placed, px, py, 24),
  });
  const seen = wall !== null && wall / unit < x.domain()[1];
  const staircase = line<Placed>().x((d) => d.px).y((d) => d.py).curve(curveStepAfter);
  return (
    <ChartFrame
      title={findingOf(placed, front, formatCost)} name="class-board" table={table} readout={readout}
      hint={`${plural(placed.length, 'network')}; point at one, or use the arrow keys.`}
      legend={[
        { swatch: 'swatch-front', label: 'on the front: nobody is better and cheaper' }, { swatch: 'swatch-plain', label: 'fits' }, { swatch: 'swatch-cross', label: `breaks a limit (${placed.filter(({ fits }) => !fits).length})` },
        ...(wall === null ? [] : [{ swatch: 'swatch-wall', label: `over the limit of ${formatCost(wall)}${seen ? '' : ' (off to the right)'}` }]),
      ]}
    >
      <div ref={ref} className="chart-body">
        <svg width={width} height={HEIGHT} {...svgProps} aria-label={`Accuracy by ${costLabel}, by name`}>
          {seen && <g aria-hidden="true"><rect className="wall" x={x(wall / unit)} y={26} width={Math.max(0, width - 20 - x(wall / unit))} height={BOTTOM - 26} /><line className="wall-line" x1={x(wall / unit)} x2={x(wall / unit)} y1={26} y2={BOTTOM} /></g>}
          <AxisBottom scale={x} y={BOTTOM} label={costLabel} format={String} ticks={width < 480 ? 4 : 8} grid={BOTTOM - 26} />
          <AxisLeft scale={y} x={52} label="test accuracy, int8" format={(value) => percent(value, 0)} ticks={5} grid={width - 72} />
          <g aria-hidden="true">
            {front.length > 1 && <path className="front-line" d={staircase(front) ?? ''} />}
            {placed.map((point) => (point.fits
              ? <circle key={point.name} className={front.includes(point) ? 'dot-front' : 'dot-plain'} cx={point.px} cy={point.py} r={front.includes(point) ? 5 : 4} />
              : <path key={point.name} className="cross" d={`M${point.px - 4},${point.py - 4}l8,8m0,-8l-8,8`} />))}
            {labelled.map(({ point, anchor }) => <text key={point.name} className="class-name" x={point.px + (anchor === 'start' ? 8 : -8)} y={point.py - 7} textAnchor={anchor}>{point.name}</text>)}
            {active !== null && <circle className="active-mark" cx={placed[active].px} cy={placed[active].py} r={8} />}
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}

/** Names that can stand without touching another; first come, cheapest first. */
function apart(points: readonly Placed[], width: number): { point: Placed; anchor: 'start' | 'end' }[] {
  const taken: { left: number; right: number; y: number }[] = [];
  return points.flatMap((point) => {
    const length = point.name.length * LABEL.width + 10;
    for (const anchor of ['start', 'end'] as const) {
      const box = anchor === 'start' ? { left: point.px, right: point.px + length, y: point.py } : { left: point.px - length, right: point.px, y: point.py };
      if (box.left < 52 || box.right > width || taken.some((other) => Math.abs(other.y - box.y) < LABEL.height && other.left < box.right && box.left < other.right)) continue;
      taken.push(box);
      return [{ point, anchor }];
    }
    return [];
  });
}

function findingOf(points: readonly Placed[], front: readonly Placed[], formatCost: (value: number) => string): string {
  if (points.length === 0) return 'No result yet.';
  const best = front.at(-1);
  const [cheapest] = front;
  if (best === undefined) return points.length === 1 ? `${points[0].name} breaks a limit.` : `None of ${plural(points.length, 'network')} keeps the limits.`;
  const head = `${best.name} is the most accurate that keeps the limits: ${percent(best.accuracy)} at ${formatCost(best.cost)}`;
  return cheapest === best ? `${head}.` : `${head}; ${cheapest.name} takes the least, ${formatCost(cheapest.cost)}, at ${percent(cheapest.accuracy)}.`;
}
