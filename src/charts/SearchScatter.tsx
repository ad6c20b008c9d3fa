/**
 * The search as it happens: accuracy against a cost, the Pareto front joined, budgets as shaded walls. Candidates that
 * break a budget are never trained or evaluated, so they have no accuracy: they stand as crosses in a strip under the
 * plot, at their cost. Source: MCUNet section 4.1 for the search itself.
 */
import { scaleLinear } from 'd3-scale';
import { line, curveStepAfter } from 'd3-shape';
import { memo, useEffect, useMemo, type ReactNode } from 'react';
import { AxisBottom, AxisLeft } from './Axis.tsx';
import { ChartFrame } from './ChartFrame.tsx';
import { percent, plural } from './format.ts';
import { inside, useBrush } from './useBrush.ts';
import { nearestPoint, useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export interface ScatterPoint {
  readonly id: string;
  readonly cost: number;
  /** Share of one; null where the verdict came first. */
  readonly accuracy: number | null;
  /** What a predictor said of a network that fits and was not measured; null otherwise. */
  readonly predicted: number | null;
  /** A further cost as a share of the dearest, drawn as the area of its dot; left out where all are alike. */
  readonly size?: number;
}

/** Of the networks drawn a part: costs in the unit of `ScatterPoint`, accuracies as shares of one. */
export interface Brush {
  readonly cost: readonly [low: number, high: number];
  readonly accuracy: readonly [low: number, high: number];
}

interface Props {
  /** The same array as long as nothing is added, so that a thousand marks are not drawn anew for a wall that moves. */
  readonly points: readonly ScatterPoint[];
  /** Ids of those on the Pareto front, ascending in cost. */
  readonly front: readonly string[];
  /** Of those rejected as the search ran, how many fit the budget that is drawn now: it may be larger than it was. */
  readonly fitNow?: number;
  /** Read out after the figures, e.g. "generation 3" or "SRAM over by 4.0 KiB". */
  readonly noteOf?: (id: string) => string;
  readonly title: string;
  readonly costLabel: string;
  readonly formatCost: (value: number) => string;
  /** Cost in one unit of the axis, e.g. 1024 for KiB: ticks fall on round numbers of it. */
  readonly unit?: number;
  readonly formatTick?: (value: number) => string;
  /** Budget on the cost axis, in its unit, or null where that axis has none. */
  readonly wall: number | null;
  /** The budget that gives the axis its length, where the wall is tried elsewhere. */
  readonly inForce?: number | null;
  /** The front as another budget would have it, drawn dotted; null for none. */
  readonly ghost?: readonly { readonly cost: number; readonly accuracy: number }[] | null;
  readonly selected: string | null;
  readonly onSelect?: (id: string) => void;
  /** The part of the drawing that is picked out; drawn by dragging. */
  readonly brush?: Brush | null;
  readonly onBrush?: (brush: Brush | null) => void;
  /** Ids picked out, where more than this frame decides it; null: by the frame. */
  readonly picked?: ReadonlySet<string> | null;
  /** Pointed at in another chart, and who is to be told of what is pointed at here. */
  readonly pointed?: string | null;
  readonly onPoint?: (id: string | null) => void;
  /** What the size of the dots says, e.g. "latency"; null where they are alike. */
  readonly sizeLabel?: string | null;
  /** Drawn greyer, with the word in the legend: results that were recorded earlier. */
  readonly recorded: boolean;
}

const HEIGHT = 360;
const STRIP = 30;
/** Where the accuracy axis ends, px: below the wall's label, however large the dot that ends it. */
const TOP = 34;
/** A wall further off than this many times the dearest network is named, not drawn: it would squeeze the rest. */
const FAR = 2.2;

const heightOf = ({ accuracy, predicted }: ScatterPoint): number | null => accuracy ?? predicted;
/** Without any figure for its accuracy: its costs came first. */
const isRejected = (point: ScatterPoint): boolean => heightOf(point) === null;

interface Placed extends ScatterPoint { readonly px: number; readonly py: number }

/** Beyond so many marks of a kind they are one path: an element each would make every redraw of the page wait for them. */
const MOST_ELEMENTS = 1500;

const CIRCLE = (alike: number) => ({ px, py, size }: Placed): string => {
  const r = radiusOf(size, alike);
  return `M${px - r},${py}a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0`;
};

/** Px. */
const LARGEST = 10;
const radiusOf = (size: number | undefined, alike: number): number => (size === undefined ? alike : Math.max(1.2, Math.round(10 * LARGEST * Math.sqrt(size)) / 10));
const CROSS = ({ px, py }: Placed): string => `M${px - 3},${py - 3}l6,6m0,-6l-6,6`;

/** All marks but the front's; they stay as they are while walls and selections move. */
const Marks = memo(function Marks({ placed }: { readonly placed: readonly Placed[] }): ReactNode {
  const rejected = placed.filter(isRejected);
  const passedOver = placed.filter((point) => point.accuracy === null && !isRejected(point));
  const measured = placed.filter((point) => point.accuracy !== null);
  const kind = (points: readonly Placed[], className: string, draw: (point: Placed) => string): ReactNode => (points.length > MOST_ELEMENTS
    ? <path className={className} data-marks={points.length} d={points.map(draw).join('')} />
    : points.map((point) => <path key={point.id} className={className} d={draw(point)} />));
  // painted once, in a layer of their own, however the wall and the front move above them
  return <g className={placed.length > MOST_ELEMENTS ? 'crowd' : undefined}>{kind(rejected, 'cross', CROSS)}{kind(passedOver, 'ring', CIRCLE(2.6))}{kind(measured, 'dot-plain', CIRCLE(3))}</g>;
});

const brushFrame = ({ cost, accuracy }: Brush, x: (cost: number) => number, y: (accuracy: number) => number) =>
  ({ x: x(cost[0]), y: y(accuracy[1]), width: x(cost[1]) - x(cost[0]), height: y(accuracy[0]) - y(accuracy[1]) });

export function SearchScatter({ points: given, front: onFront, fitNow = 0, noteOf = () => '', title, costLabel, formatCost, unit = 1, formatTick = String, wall: limit, inForce = limit, ghost = null, selected, onSelect, brush = null, onBrush, picked: pickedIds = null, pointed = null, onPoint, sizeLabel = null, recorded }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const strip = given.some(isRejected) ? STRIP : 0;
  const bottom = HEIGHT - 42 - strip;
  const points = useMemo(() => given.map((point) => ({ ...point, cost: point.cost / unit })), [given, unit]);
  const wall = limit === null ? null : Math.max(0, limit) / unit;
  const lasting = inForce === null ? null : Math.max(0, inForce) / unit;
  const [x, y] = useMemo(() => {
    const costs = points.map((point) => point.cost);
    const measured = points.flatMap((point) => (point.accuracy === null ? [] : [point.cost]));
    const scores = points.flatMap((point) => heightOf(point) ?? []);
    // With nothing to show yet, the budget gives the axis its length.
    const dearest = costs.length > 0 ? Math.max(Number.EPSILON, ...costs) : (lasting ?? 0) || 1;
    const most = lasting === null || lasting > dearest * FAR ? dearest * 1.05 : Math.max(lasting * 1.08, Math.min(dearest, Math.max(lasting * 2, 1.6 * Math.max(0, ...measured))), ...(measured.length > 0 ? [] : [dearest]));
    const low = scores.length > 0 ? Math.min(...scores) : 0;
    const high = scores.length > 0 ? Math.max(...scores) : 1;
    const slack = Math.max(0.01, (high - low) * 0.12);
    return [
      scaleLinear().domain([0, most]).range([52, width - 20]).nice().clamp(true),
      scaleLinear().domain([Math.max(0, low - slack), Math.min(1, high + slack)]).range([bottom, TOP]),
    ];
  }, [points, lasting, width, bottom]);
  const placed = useMemo((): Placed[] => points
    .map((point, index) => ({ ...point, px: x(point.cost), py: isRejected(point) ? bottom + 12 + ((index * 7) % 3) * 6 : y(heightOf(point) ?? 0) }))
    .sort((a, b) => Number(b.accuracy !== null) - Number(a.accuracy !== null) || a.cost - b.cost), [points, x, y, bottom]);
  const byId = useMemo(() => new Map(placed.map((point) => [point.id, point])), [placed]);
  const [rejected, passedOver] = useMemo(() => [placed.filter(isRejected).length, placed.filter((point) => point.accuracy === null && !isRejected(point)).length], [placed]);
  const front = onFront.flatMap((id) => byId.get(id) ?? []);
  const fronts = useMemo(() => new Set(onFront), [onFront]);
  const { active, svgProps, readout } = useMarks({
    count: placed.length,
    keyOf: (index) => placed[index].id,
    describe: (index) => {
      const point = placed[index];
      return `${isRejected(point) ? 'rejected' : point.accuracy === null ? `predicted ${percent(point.predicted ?? 0)}, not measured,` : percent(point.accuracy)} at ${formatCost(point.cost * unit)}${fronts.has(point.id) ? ', on the Pareto front' : ''}; ${noteOf(point.id)}`;
    },
    nearest: (px, py) => nearestPoint(placed, px, py, 24),
    onSelect: onSelect && ((index) => onSelect(placed[index].id)),
  });
  const seen = wall !== null && wall < x.domain()[1];
  // above it the label would run into the axis' own, or, on a phone, off the drawing
  const besideWall = wall !== null && x(wall) < Math.min(240, 0.55 * width);
  const staircase = line<Placed>().x((d) => d.px).y((d) => d.py).curve(curveStepAfter);
  const ghostLine = line<readonly [number, number]>().curve(curveStepAfter);
  const chosen = selected === null ? undefined : byId.get(selected);
  const dragging = useBrush({
    toBrush: (from, to) => ({
      cost: [x.invert(Math.min(from[0], to[0])) * unit, x.invert(Math.max(from[0], to[0])) * unit],
      accuracy: [y.invert(Math.max(from[1], to[1])), y.invert(Math.min(from[1], to[1]))],
    }),
    onBrush,
  });
  const picked = useMemo(() => (pickedIds !== null ? placed.filter(({ id }) => pickedIds.has(id)) : brush === null ? [] : placed.filter((point) => inside(brush, point.cost * unit, heightOf(point)))), [pickedIds, brush, placed, unit]);
  const here = active === null ? null : placed[active].id;
  useEffect(() => onPoint?.(here), [here, onPoint]);
  const elsewhere = active === null && pointed !== null ? byId.get(pointed) : undefined;
  const framed = brush && brushFrame(brush, (cost) => x(cost / unit), (accuracy) => y(Math.max(y.domain()[0], Math.min(y.domain()[1], accuracy))));
  return (
    <ChartFrame
      title={title}
      name="search"
      legend={[
        { swatch: 'swatch-front', label: `Pareto front${recorded ? ' (recorded)' : ''}` },
        ...(ghost === null ? [] : [{ swatch: 'swatch-ghost', label: 'front under the budget in force' }]),
        { swatch: 'swatch-plain', label: sizeLabel === null ? 'evaluated' : `evaluated; the larger, the more ${sizeLabel}` },
        ...(passedOver === 0 ? [] : [{ swatch: 'swatch-ring', label: `predicted worse, not measured (${passedOver})` }]),
        { swatch: 'swatch-cross', label: fitNow === 0 ? `rejected by a budget (${rejected})` : `rejected by a budget as the search ran (${rejected}, of which ${fitNow} would fit this one)` },
        ...(limit === null ? [] : [{ swatch: 'swatch-wall', label: `over budget, beyond ${formatCost(Math.max(0, limit))}${seen ? '' : ' (off to the right)'}` }]),
      ]}
      table={() => ({
        columns: ['network', costLabel, 'validation accuracy', 'predicted', 'front', 'note'],
        rows: placed.map((point) => [point.id, Math.round(point.cost * 1000) / 1000, point.accuracy === null ? 'not evaluated' : Number(point.accuracy.toFixed(4)), point.predicted === null ? '' : Number(point.predicted.toFixed(4)), fronts.has(point.id) ? 'yes' : '', noteOf(point.id)]),
      })}
      readout={readout}
      hint={placed.length === 0 ? 'Each network appears here as soon as it is measured.' : `${plural(placed.length, 'network')}; point at one, or use the arrow keys; Enter opens it below.${onBrush ? ' Drag a frame to pick some out.' : ''}`}
    >
      <div ref={ref} className={`chart-body${recorded ? ' recorded' : ''}`}>
        <svg width={width} height={HEIGHT} {...svgProps} {...dragging.over(svgProps)} aria-label={`Accuracy by ${costLabel}`}>
          {wall !== null && limit !== null && seen && (
            <g aria-hidden="true">
              <rect className="wall" x={x(wall)} y={26} width={width - 20 - x(wall)} height={bottom + strip - 26} />
              <line className="wall-line" x1={x(wall)} x2={x(wall)} y1={26} y2={bottom + strip} />
              <text className="wall-label" x={besideWall ? x(wall) + 6 : Math.min(x(wall), width - 20)} y={besideWall ? 40 : 20} textAnchor={besideWall ? 'start' : 'end'}>budget {formatCost(Math.max(0, limit))}</text>
            </g>
          )}
          <AxisBottom scale={x} y={bottom + strip} label={costLabel} format={formatTick} ticks={width < 480 ? 4 : 8} grid={bottom + strip - 26} />
          <AxisLeft scale={y} x={52} label="validation accuracy" format={(value) => percent(value, 0)} ticks={5} grid={width - 72} />
          {strip > 0 && <line className="axis-line" x1={52} x2={width - 20} y1={bottom + 3} y2={bottom + 3} />}
          <g aria-hidden="true">
            <Marks placed={placed} />
            {ghost !== null && ghost.length > 1 && <path className="ghost-line" d={ghostLine(ghost.map((point) => [x(point.cost / unit), y(point.accuracy)])) ?? ''} />}
            {front.length > 1 && <path className="front-line" d={staircase(front) ?? ''} />}
            {front.map((point) => <circle key={point.id} className="dot-front" cx={point.px} cy={point.py} r={radiusOf(point.size, 5)} />)}
            {picked.length > 0 && <path className="picked-out" d={picked.map(CIRCLE(4.5)).join('')} />}
            {framed !== null && <rect className="brush" {...framed} />}
            {dragging.frame !== null && <rect className="brush" {...dragging.frame} />}
            {chosen && <circle className="chosen-mark" cx={chosen.px} cy={chosen.py} r={9} />}
            {elsewhere && <circle className="active-mark" cx={elsewhere.px} cy={elsewhere.py} r={7} />}
            {active !== null && <circle className="active-mark" cx={placed[active].px} cy={placed[active].py} r={7} />}
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}
