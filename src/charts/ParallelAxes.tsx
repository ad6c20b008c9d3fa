/**
 * Networks as lines over upright axes that stand side by side (Inselberg 1985): what was chosen on the left, what came
 * of it on the right. A range dragged on an axis picks out the networks within it, in every chart of them. Those that
 * break a budget are dashed; those that were never measured, most often since they broke one as the search ran, end
 * below the last axis. Of very many an even sample is drawn, and the legend says so; all can be walked and are in the
 * table.
 */
import { scaleLinear } from 'd3-scale';
import { memo, useEffect, useMemo, type ReactNode } from 'react';
import { ChartFrame } from './ChartFrame.tsx';
import { count as counted, plural } from './format.ts';
import { nearestLine, placeLines, sampleOf, type ParallelAxis, type ParallelLine, type PlacedLine } from './parallel.ts';
import { useAxisBrush, type AxisRange } from './useAxisBrush.ts';
import { useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

interface Props {
  /** The last one is the aim, of which more is better. */
  readonly axes: readonly ParallelAxis[];
  /** The same array as long as nothing is added. Most accurate first, those not measured last. */
  readonly lines: readonly ParallelLine[];
  /** Read out after the figures. */
  readonly noteOf?: (id: string) => string;
  readonly selected: string | null;
  readonly onSelect?: (id: string) => void;
  /** Ids picked out, here or in another chart; null where none are. */
  readonly picked?: ReadonlySet<string> | null;
  /** By axis id. */
  readonly ranges?: Readonly<Record<string, AxisRange>>;
  readonly onRange?: (axis: string, range: AxisRange | null) => void;
  /** Pointed at in another chart. */
  readonly pointed?: string | null;
  readonly onPoint?: (id: string | null) => void;
}

const HEIGHT = 350;
const [TOP, BOTTOM] = [60, HEIGHT - 62];
/** Where lines end that have no place on an axis. */
const NOWHERE = BOTTOM + 32;
const [LEFT, RIGHT] = [36, 40];
/** Px between axes at least; where there is less room, the drawing scrolls. */
const NARROWEST = 62;
/** Lines drawn at most: an element each, so that they darken where many run together. */
const MOST_LINES = 600;

/** e.g. "The most accurate tenth of 200 networks measured stands out by its width: 0.72 on average against 0.58 of all measured; the 68 rejected by theirs: 0.97." */
export function parallelFinding(axes: readonly ParallelAxis[], lines: readonly ParallelLine[]): string {
  const goal = axes.length - 1;
  const measured = lines.filter((line) => line.values[goal] !== null).sort((a, b) => (b.values[goal] ?? 0) - (a.values[goal] ?? 0));
  if (measured.length === 0) return noneMeasured(axes, lines);
  if (measured.length === 1) return 'One network measured so far; it takes more to compare.';
  const mean = (some: readonly ParallelLine[], at: number): number => some.reduce((sum, line) => sum + (line.values[at] ?? 0), 0) / some.length;
  const means = axes.map((_, at) => mean(measured, at));
  const spreads = axes.map((_, at) => Math.sqrt(measured.reduce((sum, line) => sum + ((line.values[at] ?? 0) - means[at]) ** 2, 0) / measured.length));
  const choices = axes.flatMap((axis, at) => (axis.choice && spreads[at] > 1e-9 ? [at] : []));
  /** The choice in which some differ most from the measured, in standard deviations. */
  const apart = (some: readonly ParallelLine[]): number | null => {
    const distance = (at: number): number => Math.abs(mean(some, at) - means[at]) / spreads[at];
    return some.length === 0 || choices.length === 0 ? null : choices.reduce((a, b) => (distance(b) > distance(a) ? b : a));
  };
  const best = measured.slice(0, Math.max(1, Math.round(measured.length / 10)));
  const by = apart(best);
  if (by === null) return `${plural(measured.length, 'network')} measured, alike in all that can be chosen.`;
  const said = (some: readonly ParallelLine[], at: number): string => axes[at].format(mean(some, at));
  const head = best.length === 1 ? 'The most accurate' : 'The most accurate tenth';
  const rejected = lines.filter((line) => !line.fits);
  const theirs = apart(rejected);
  const tail = theirs === null ? '' : theirs === by
    ? `; the ${counted(rejected.length)} rejected by theirs: ${said(rejected, by)}`
    : `; the ${counted(rejected.length)} rejected by their ${axes[theirs].label}: ${said(rejected, theirs)} against ${said(measured, theirs)}`;
  return `${head} of ${plural(measured.length, 'network')} measured stands out by its ${axes[by].label}: ${said(best, by)} on average against ${said(measured, by)} of all measured${tail}.`;
}

/** e.g. "No network measured yet: 37 networks tried, all rejected: 37 by peak SRAM, 12 by latency." */
function noneMeasured(axes: readonly ParallelAxis[], lines: readonly ParallelLine[]): string {
  const rejected = lines.filter(({ fits }) => !fits);
  const by = axes.flatMap(({ label, limit }, at) => {
    const over = limit === null ? 0 : rejected.filter(({ values }) => (values[at] ?? 0) > limit).length;
    return over === 0 ? [] : [`${counted(over)} by ${label}`];
  });
  const whole = rejected.length === lines.length ? 'all rejected' : rejected.length === 0 ? 'none rejected' : `${counted(rejected.length)} rejected`;
  return lines.length === 0 ? 'No network measured yet.' : `No network measured yet: ${plural(lines.length, 'network')} tried, ${whole}${by.length === 0 ? '' : `: ${by.join(', ')}`}.`;
}

/** Who fits is asked of the budget in force, who was measured was decided by the one that the search ran with. */
function verdictsOf(lines: readonly ParallelLine[]): { readonly fits: string; readonly rejected: string; readonly unmeasured: number } {
  const [fitting, broken] = [lines.filter((line) => line.fits), lines.filter((line) => !line.fits)];
  const missing = (some: readonly ParallelLine[]): number => some.filter(({ values }) => values.at(-1) === null).length;
  const [unknown, never] = [missing(fitting), missing(broken)];
  return {
    fits: unknown === 0 ? 'fits' : `fits; ${counted(unknown)} never measured`,
    rejected: `rejected by a budget (${counted(broken.length)}), ${never === broken.length ? '' : `${counted(never)} `}never measured`,
    unmeasured: unknown + never,
  };
}

const Threads = memo(function Threads({ lines, faded }: { readonly lines: readonly PlacedLine[]; readonly faded: boolean }): ReactNode {
  return (
    <g className={faded ? 'threads faded' : 'threads'}>
      {lines.map((line) => <path key={line.id} className={line.fits ? 'thread' : 'thread rejected'} d={line.d} />)}
    </g>
  );
});

export function ParallelAxes({ axes, lines, noteOf = () => '', selected, onSelect, picked = null, ranges = {}, onRange, pointed = null, onPoint }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const gap = Math.max(NARROWEST, (width - LEFT - RIGHT) / Math.max(1, axes.length - 1));
  const drawnWidth = Math.max(width, LEFT + gap * (axes.length - 1) + RIGHT);
  const scales = useMemo(() => axes.map(({ domain }) => scaleLinear().domain(domain[0] === domain[1] ? [domain[0] - 1, domain[1] + 1] : domain).range([BOTTOM, TOP])), [axes]);
  const placed = useMemo(() => placeLines(axes, lines, scales, (at) => LEFT + gap * at, NOWHERE), [axes, lines, scales, gap]);
  const sample = useMemo(() => sampleOf(placed, MOST_LINES), [placed]);
  const byId = useMemo(() => new Map(placed.map((line, index) => [line.id, index])), [placed]);
  const litUp = useMemo(() => (picked === null ? [] : placed.filter((line) => picked.has(line.id))), [placed, picked]);
  const lit = useMemo(() => sampleOf(litUp, MOST_LINES), [litUp]);
  const finding = useMemo(() => parallelFinding(axes, lines), [axes, lines]);
  const told = useMemo(() => verdictsOf(lines), [lines]);
  const { active, svgProps, readout } = useMarks({
    count: placed.length * axes.length,
    rowLength: axes.length,
    keyOf: (index) => `${lines[Math.floor(index / axes.length)].id} ${axes[index % axes.length].id}`,
    describe: (index) => {
      const [line, at] = [lines[Math.floor(index / axes.length)], index % axes.length];
      const said = (one: number): string => {
        const value = line.values[one];
        return `${axes[one].label} ${value === null ? 'not measured' : axes[one].format(value)}`;
      };
      const goal = axes.length - 1;
      return `${said(at)}; network ${Math.floor(index / axes.length) + 1} of ${counted(lines.length)}${at === goal ? '' : `, ${said(goal)}`}: ${noteOf(line.id)}`;
    },
    nearest: (x, y) => {
      const at = Math.max(0, Math.min(axes.length - 1, Math.round((x - LEFT) / gap)));
      const line = nearestLine(placed, (x - LEFT) / gap, y, 12);
      return line === null ? null : line * axes.length + at;
    },
    onSelect: onSelect && ((index) => onSelect(lines[Math.floor(index / axes.length)].id)),
  });
  const [here, on] = active === null ? [null, null] : [Math.floor(active / axes.length), active % axes.length];
  const id = here === null ? null : placed[here]?.id ?? null;
  useEffect(() => onPoint?.(id), [id, onPoint]);
  const brushing = useAxisBrush({
    axisAt: (x) => {
      const at = Math.round((x - LEFT) / gap);
      return axes[at] !== undefined && Math.abs(x - LEFT - gap * at) <= 14 ? at : null;
    },
    isRanged: (at) => axes[at].id in ranges,
    toRange: (at, from, to) => [scales[at].invert(Math.min(BOTTOM + 4, Math.max(from, to))), scales[at].invert(Math.max(TOP - 4, Math.min(from, to)))],
    onRange: onRange && ((at, range) => onRange(axes[at].id, range)),
  });
  const chosen = selected === null ? undefined : placed[byId.get(selected) ?? -1];
  const elsewhere = id === null && pointed !== null ? placed[byId.get(pointed) ?? -1] : undefined;
  return (
    <ChartFrame
      title={finding}
      name="parallel"
      legend={[
        { swatch: 'swatch-thread', label: told.fits },
        { swatch: 'swatch-thread-rejected', label: told.rejected },
        ...(picked === null ? [] : [{ swatch: 'swatch-thread-brushed', label: `picked out (${picked.size})` }]),
        ...(chosen ? [{ swatch: 'swatch-thread-chosen', label: 'looked at' }] : []),
        ...(axes.some(({ limit }) => limit !== null) ? [{ swatch: 'swatch-wall', label: 'over budget' }] : []),
        ...(sample.length < placed.length ? [{ swatch: 'swatch-thread', label: `${counted(sample.length)} of ${counted(placed.length)} are drawn, evenly by accuracy` }] : []),
      ]}
      table={() => ({
        columns: ['network', 'verdict', ...axes.map(({ column }) => column), 'note'],
        rows: lines.map((line) => [line.id, line.fits ? 'fits' : 'rejected', ...line.values.map((value) => (value === null ? 'not measured' : Number(value.toPrecision(6)))), noteOf(line.id)]),
      })}
      readout={readout}
      hint={`${plural(placed.length, 'network')}. Arrows up and down go from network to network, left and right along its line; Enter opens it.${onRange ? ' Drag along an axis to pick out a range, press the range to let it go.' : ''}`}
    >
      <div ref={ref} className="chart-body strip">
        <svg width={drawnWidth} height={HEIGHT} {...svgProps} {...brushing.over(svgProps)} aria-label="Networks as lines over choices and outcomes">
          <g aria-hidden="true">
            <Threads lines={sample} faded={picked !== null} />
            {lit.map((line) => <path key={line.id} className="thread brushed" d={line.d} />)}
            {axes.map((axis, at) => <Upright key={axis.id} axis={axis} x={LEFT + gap * at} y={scales[at]} range={brushing.drag?.axis === at ? brushing.drag.range : ranges[axis.id] ?? null} />)}
            {chosen && <path className="thread chosen" d={chosen.d} />}
            {elsewhere && <path className="thread pointed" d={elsewhere.d} />}
            {here !== null && on !== null && placed[here] && (
              <>
                <path className="thread pointed" d={placed[here].d} />
                <circle className="active-mark" cx={LEFT + gap * on} cy={placed[here].ys[on]} r={6} />
              </>
            )}
            {told.unmeasured > 0 && <text className="axis-label" x={LEFT + gap * (axes.length - 1)} y={NOWHERE + 18} textAnchor="middle">not measured</text>}
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}

/** One axis: its name above, its ends in figures, every option where there are few, what lies over budget shaded. */
function Upright({ axis: { name, unit, tick, options, limit, domain }, x, y, range }: { readonly axis: ParallelAxis; readonly x: number; readonly y: (value: number) => number; readonly range: AxisRange | null }): ReactNode {
  const [low, high] = domain;
  const wall = limit === null || limit >= high ? null : Math.min(BOTTOM, y(limit));
  const bounded = (value: number): number => (value < low ? BOTTOM + 6 : value > high ? TOP - 6 : y(value));
  return (
    <g transform={`translate(${x},0)`}>
      {wall !== null && <rect className="wall" x={-9} width={18} y={TOP - 6} height={Math.max(0, wall - TOP + 6)} />}
      {wall !== null && <line className="wall-line" x1={-11} x2={11} y1={wall} y2={wall} />}
      <line className="axis-line" y1={TOP - 6} y2={BOTTOM + 6} />
      <text className="parallel-name" y={14} textAnchor="middle">{name}</text>
      <text className="axis-label" y={28} textAnchor="middle">{unit}</text>
      {options === null
        ? (
          <>
            <text className="parallel-tick" y={TOP - 12} textAnchor="middle">{tick(high)}</text>
            {high > low && <text className="parallel-tick" y={BOTTOM + 18} textAnchor="middle">{tick(low)}</text>}
          </>
        )
        : options.map((option) => <text key={option} className="parallel-tick" x={-6} y={y(option)} dy="0.34em" textAnchor="end">{tick(option)}</text>)}
      {range !== null && <rect className="brush" x={-8} width={16} y={bounded(range[1])} height={Math.max(2, bounded(range[0]) - bounded(range[1]))} rx={3} />}
    </g>
  );
}

