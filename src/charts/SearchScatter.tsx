/**
 * The search as it happens: accuracy against a cost, the Pareto front joined, budgets as shaded walls. Candidates that
 * break a budget are never trained or evaluated, so they have no accuracy: they stand as crosses in a strip under the
 * plot, at their cost. Source: MCUNet section 4.1 for the search itself.
 */
import { scaleLinear } from 'd3-scale';
import { line, curveStepAfter } from 'd3-shape';
import { memo, useMemo, type ReactNode } from 'react';
import { AxisBottom, AxisLeft } from './Axis.tsx';
import { ChartFrame } from './ChartFrame.tsx';
import { percent, plural } from './format.ts';
import { nearestPoint, useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export interface ScatterPoint {
  readonly id: string;
  readonly cost: number;
  /** Share of one; null where the verdict came first. */
  readonly accuracy: number | null;
  /** What a predictor said of a network that fits and was not measured; null otherwise. */
  readonly predicted: number | null;
  readonly front: boolean;
  /** Read out after the figures, e.g. "generation 3" or "SRAM over by 4.0 KiB". */
  readonly note: string;
}

interface Props {
  readonly points: readonly ScatterPoint[];
  readonly title: string;
  readonly costLabel: string;
  readonly formatCost: (value: number) => string;
  /** Cost in one unit of the axis, e.g. 1024 for KiB: ticks fall on round numbers of it. */
  readonly unit?: number;
  readonly formatTick?: (value: number) => string;
  /** Budget on the cost axis, in its unit, or null where that axis has none. */
  readonly wall: number | null;
  /** The front as another budget would have it, drawn dotted; null for none. */
  readonly ghost?: readonly { readonly cost: number; readonly accuracy: number }[] | null;
  readonly selected: string | null;
  readonly onSelect?: (id: string) => void;
  /** Drawn greyer, with the word in the legend: results that were recorded earlier. */
  readonly recorded: boolean;
}

const HEIGHT = 360;
const STRIP = 30;
/** A wall further off than this many times the dearest network is named, not drawn: it would squeeze the rest. */
const FAR = 2.2;

const heightOf = ({ accuracy, predicted }: ScatterPoint): number | null => accuracy ?? predicted;
/** Without any figure for its accuracy: its costs came first. */
const isRejected = (point: ScatterPoint): boolean => heightOf(point) === null;

interface Placed extends ScatterPoint { readonly px: number; readonly py: number }

const Dot = memo(function Dot({ px, py, front }: { readonly px: number; readonly py: number; readonly front: boolean }): ReactNode {
  return <circle className={front ? 'dot-front' : 'dot-plain'} cx={px} cy={py} r={front ? 5 : 3} />;
});

const Ring = memo(function Ring({ px, py }: { readonly px: number; readonly py: number }): ReactNode {
  return <circle className="ring" cx={px} cy={py} r={2.6} />;
});

const Cross = memo(function Cross({ px, py }: { readonly px: number; readonly py: number }): ReactNode {
  return <path className="cross" d={`M${px - 3},${py - 3}l6,6m0,-6l-6,6`} />;
});

export function SearchScatter({ points: given, title, costLabel, formatCost, unit = 1, formatTick = String, wall: limit, ghost = null, selected, onSelect, recorded }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const strip = given.some(isRejected) ? STRIP : 0;
  const bottom = HEIGHT - 42 - strip;
  const points = useMemo(() => given.map((point) => ({ ...point, cost: point.cost / unit })), [given, unit]);
  const wall = limit === null ? null : Math.max(0, limit) / unit;
  const [x, y] = useMemo(() => {
    const costs = points.map((point) => point.cost);
    const measured = points.flatMap((point) => (point.accuracy === null ? [] : [point.cost]));
    const scores = points.flatMap((point) => heightOf(point) ?? []);
    // With nothing to show yet, the budget gives the axis its length.
    const dearest = costs.length > 0 ? Math.max(Number.EPSILON, ...costs) : (wall ?? 0) || 1;
    const most = wall === null || wall > dearest * FAR ? dearest * 1.05 : Math.max(wall * 1.08, Math.min(dearest, Math.max(wall * 2, 1.6 * Math.max(0, ...measured))), ...(measured.length > 0 ? [] : [dearest]));
    const low = scores.length > 0 ? Math.min(...scores) : 0;
    const high = scores.length > 0 ? Math.max(...scores) : 1;
    const slack = Math.max(0.01, (high - low) * 0.12);
    return [
      scaleLinear().domain([0, most]).range([52, width - 20]).nice().clamp(true),
      scaleLinear().domain([Math.max(0, low - slack), Math.min(1, high + slack)]).range([bottom, 26]),
    ];
  }, [points, wall, width, bottom]);
  const placed = useMemo((): Placed[] => points
    .map((point, index) => ({ ...point, px: x(point.cost), py: isRejected(point) ? bottom + 12 + ((index * 7) % 3) * 6 : y(heightOf(point) ?? 0) }))
    .sort((a, b) => Number(b.accuracy !== null) - Number(a.accuracy !== null) || a.cost - b.cost), [points, x, y, bottom]);
  const front = placed.filter((point) => point.front).sort((a, b) => a.cost - b.cost);
  const { active, svgProps, readout } = useMarks({
    count: placed.length,
    describe: (index) => {
      const point = placed[index];
      return `${isRejected(point) ? 'rejected' : point.accuracy === null ? `predicted ${percent(point.predicted ?? 0)}, not measured,` : percent(point.accuracy)} at ${formatCost(point.cost * unit)}${point.front ? ', on the Pareto front' : ''}; ${point.note}`;
    },
    nearest: (px, py) => nearestPoint(placed, px, py, 24),
    onSelect: onSelect && ((index) => onSelect(placed[index].id)),
  });
  const seen = wall !== null && wall < x.domain()[1];
  const staircase = line<Placed>().x((d) => d.px).y((d) => d.py).curve(curveStepAfter);
  const ghostLine = line<readonly [number, number]>().curve(curveStepAfter);
  const chosen = placed.find((point) => point.id === selected);
  const rejected = placed.filter(isRejected).length;
  const passedOver = placed.filter((point) => point.accuracy === null && !isRejected(point)).length;

  return (
    <ChartFrame
      title={title}
      name="search"
      legend={[
        { swatch: 'swatch-front', label: `Pareto front${recorded ? ' (recorded)' : ''}` },
        ...(ghost === null ? [] : [{ swatch: 'swatch-ghost', label: 'front under the budget in force' }]),
        { swatch: 'swatch-plain', label: 'evaluated' },
        ...(passedOver === 0 ? [] : [{ swatch: 'swatch-ring', label: `predicted worse, not measured (${passedOver})` }]),
        { swatch: 'swatch-cross', label: `rejected by a budget (${rejected})` },
        ...(limit === null ? [] : [{ swatch: 'swatch-wall', label: `over budget, beyond ${formatCost(Math.max(0, limit))}${seen ? '' : ' (off to the right)'}` }]),
      ]}
      table={{
        columns: ['network', costLabel, 'validation accuracy', 'predicted', 'front', 'note'],
        rows: placed.map((point) => [point.id, Math.round(point.cost * 1000) / 1000, point.accuracy === null ? 'not evaluated' : Number(point.accuracy.toFixed(4)), point.predicted === null ? '' : Number(point.predicted.toFixed(4)), point.front ? 'yes' : '', point.note]),
      }}
      readout={readout}
      hint={`${plural(placed.length, 'network')}; point at one, or use the arrow keys; Enter opens it below.`}
    >
      <div ref={ref} className={`chart-body${recorded ? ' recorded' : ''}`}>
        <svg width={width} height={HEIGHT} {...svgProps} aria-label={`Accuracy by ${costLabel}`}>
          {wall !== null && limit !== null && seen && (
            <g aria-hidden="true">
              <rect className="wall" x={x(wall)} y={26} width={width - 20 - x(wall)} height={bottom + strip - 26} />
              <line className="wall-line" x1={x(wall)} x2={x(wall)} y1={26} y2={bottom + strip} />
              <text className="wall-label" x={x(wall) < 240 ? x(wall) + 6 : Math.min(x(wall), width - 20)} y={x(wall) < 240 ? 40 : 20} textAnchor={x(wall) < 240 ? 'start' : 'end'}>budget {formatCost(Math.max(0, limit))}</text>
            </g>
          )}
          <AxisBottom scale={x} y={bottom + strip} label={costLabel} format={formatTick} ticks={width < 480 ? 4 : 8} grid={bottom + strip - 26} />
          <AxisLeft scale={y} x={52} label="validation accuracy" format={(value) => percent(value, 0)} ticks={5} grid={width - 72} />
          {strip > 0 && <line className="axis-line" x1={52} x2={width - 20} y1={bottom + 3} y2={bottom + 3} />}
          <g aria-hidden="true">
            {placed.map((point) => (isRejected(point)
              ? <Cross key={point.id} px={point.px} py={point.py} />
              : point.accuracy === null
              ? <Ring key={point.id} px={point.px} py={point.py} />
              : !point.front && <Dot key={point.id} px={point.px} py={point.py} front={false} />))}
            {ghost !== null && ghost.length > 1 && <path className="ghost-line" d={ghostLine(ghost.map((point) => [x(point.cost / unit), y(point.accuracy)])) ?? ''} />}
            {front.length > 1 && <path className="front-line" d={staircase(front) ?? ''} />}
            {front.map((point) => <Dot key={point.id} px={point.px} py={point.py} front />)}
            {chosen && <circle className="chosen-mark" cx={chosen.px} cy={chosen.py} r={9} />}
            {active !== null && <circle className="active-mark" cx={placed[active].px} cy={placed[active].py} r={7} />}
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}
