/**
 * Why each layer takes its time, as a roofline has it (Williams, Waterman and Patterson 2009): to the right, the
 * multiply-accumulates it does for each byte it fetches from flash; upwards, how fast it does them. Nothing rises above
 * the core's own best rate, nor, on the left, above what flash can feed. Area is time.
 */
import { scaleLog, scaleSqrt } from 'd3-scale';
import { useMemo, type ReactNode } from 'react';
import { AxisBottom, AxisLeft } from './Axis.tsx';
import { ChartFrame } from './ChartFrame.tsx';
import { count, countTick, percent, plural } from './format.ts';
import { nearestPoint, useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export interface RooflineLayer {
  readonly name: string;
  readonly op: string;
  readonly macs: number;
  readonly cycles: number;
  /** Fetched from flash; 0 where all came from a cache, or flash answers at once. */
  readonly flashBytes: number;
  readonly bound: 'compute' | 'flash' | null;
}

export interface Roof {
  readonly clockMhz: number;
  readonly macsPerCycle: number;
  readonly macSource: string;
  /** Null: flash answers at once, and is no ceiling. */
  readonly flashBytesPerCycle: number | null;
  readonly flashSource: string;
}

interface Props {
  readonly layers: readonly RooflineLayer[];
  readonly roof: Roof;
  /** Name of the layer pointed out, or null. */
  readonly selected?: string | null;
  readonly onSelect?: (name: string) => void;
}

const HEIGHT = 330;
const [LEFT, TOP, BOTTOM, RIGHT] = [58, 26, 44, 20];
const HZ = 1e6;
/** Px left of the ridge that the label of the flash ceiling needs. */
const ROOM = 200;

interface Dot extends RooflineLayer {
  /** MACs per byte; Infinity where no byte is fetched. */
  readonly intensity: number;
  /** MACs per second. */
  readonly rate: number;
}

/** Layers that multiply at all. */
const dotsOf = (layers: readonly RooflineLayer[], { clockMhz }: Roof): Dot[] =>
  layers.filter(({ macs, cycles }) => macs > 0 && cycles > 0).map((layer) => ({ ...layer, intensity: layer.flashBytes === 0 ? Infinity : layer.macs / layer.flashBytes, rate: (layer.macs / layer.cycles) * clockMhz * HZ }));

/** What bounds the layers, and how near the best comes to the core's own rate. */
export function rooflineFinding(layers: readonly RooflineLayer[], roof: Roof): string {
  const dots = dotsOf(layers, roof);
  if (dots.length === 0) return 'No layer multiplies.';
  const best = dots.reduce((a, b) => (b.rate > a.rate ? b : a));
  const worst = dots.reduce((a, b) => (b.rate < a.rate ? b : a));
  const waiting = dots.filter(({ bound }) => bound === 'flash');
  const share = (dot: Dot): string => percent(dot.rate / (roof.macsPerCycle * roof.clockMhz * HZ), 0);
  const held = waiting.length === 0 ? `No layer waits mostly for flash: the core bounds ${dots.length === 1 ? 'the only one that multiplies' : `all ${dots.length}`}`
    : waiting.length === 1 ? `${waiting[0].name} waits for flash${dots.length === 1 ? '' : `; the core bounds the other ${dots.length - 1}`}` : `${plural(waiting.length, 'layer')} of ${dots.length} wait for flash`;
  return `${held}. ${best.name} comes nearest to the core’s best rate, ${share(best)} of it${dots.length > 1 ? `; ${worst.name} is farthest, ${share(worst)}` : ''}.`;
}

export function Roofline({ layers, roof, selected = null, onSelect }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const peak = roof.macsPerCycle * roof.clockMhz * HZ;
  const feed = roof.flashBytesPerCycle === null ? null : roof.flashBytesPerCycle * roof.clockMhz * HZ;
  const dots = useMemo(() => dotsOf(layers, roof).sort((a, b) => b.cycles - a.cycles), [layers, roof]);
  const [x, y, radius] = useMemo(() => {
    const known = dots.map(({ intensity }) => intensity).filter(Number.isFinite);
    const ridge = feed === null ? [] : [peak / feed];
    const low = Math.min(1, ...known, ...ridge) / 1.5;
    const high = Math.max(10, ...known, ...ridge) * 3;
    const slowest = Math.min(peak / 10, ...dots.map(({ rate }) => rate));
    return [
      scaleLog().domain([low, high]).range([LEFT, width - RIGHT]).clamp(true),
      scaleLog().domain([slowest / 2, peak * 2]).range([HEIGHT - BOTTOM, TOP]).clamp(true),
      scaleSqrt().domain([0, Math.max(1, ...dots.map(({ cycles }) => cycles))]).range([2.5, width < 480 ? 12 : 17]),
    ];
  }, [dots, peak, feed, width]);
  const placed = dots.map((dot) => ({ ...dot, px: x(Number.isFinite(dot.intensity) ? dot.intensity : x.domain()[1]), py: y(dot.rate), r: radius(dot.cycles) }));
  const whole = Math.max(1, layers.reduce((sum, { cycles }) => sum + cycles, 0));
  const { active, svgProps, readout } = useMarks({
    count: placed.length,
    keyOf: (index) => placed[index].name,
    describe: (index) => {
      const dot = placed[index];
      const fed = Number.isFinite(dot.intensity) ? `${count(dot.intensity)} MACs for each byte fetched from flash` : 'no byte kept it waiting for flash';
      return `${dot.name} (${dot.op}): ${count(dot.rate)} MAC/s, ${percent(dot.rate / peak, 0)} of the core’s best; ${fed}; ${percent(dot.cycles / whole)} of the time; bound by ${dot.bound === 'flash' ? 'flash' : 'the core'}`;
    },
    nearest: (px, py) => nearestPoint(placed, px, py, 30),
    onSelect: onSelect && ((index) => onSelect(placed[index].name)),
  });
  const decades = width < 480 ? 3 : 5;
  const [low, high] = x.domain();
  const ridge = feed === null ? low : Math.min(high, Math.max(low, peak / feed));
  return (
    <ChartFrame
      title={rooflineFinding(layers, roof)}
      name="roofline"
      legend={[{ swatch: 'swatch-core', label: 'bound by the core' }, { swatch: 'swatch-flash', label: 'waits mostly for flash' }, { swatch: 'swatch-roof', label: 'ceiling' }]}
      table={{
        columns: ['layer', 'op', 'MACs', 'cycles', 'bytes fetched from flash', 'MACs per byte', 'MACs per second', 'share of the core\'s best', 'bound by'],
        rows: dots.map((dot) => [dot.name, dot.op, dot.macs, dot.cycles, Math.round(dot.flashBytes), Number.isFinite(dot.intensity) ? Number(dot.intensity.toPrecision(4)) : '', Math.round(dot.rate), percent(dot.rate / peak), dot.bound ?? '']),
      }}
      readout={readout}
      hint="Area is time. Point at a layer, or use the arrow keys."
      note={<>Core: {count(peak)} MAC/s at {roof.clockMhz} MHz, were it to do nothing but multiply ({roof.macSource}). {feed === null ? 'Flash is taken to answer at once, so it is no ceiling here; all layers stand at the right edge.' : <>Flash: {count(feed)} B/s ({roof.flashSource}). Layers that fetch nothing stand at the right edge.</>}</>}
    >
      <div ref={ref} className="chart-body">
        <svg width={width} height={HEIGHT} {...svgProps} aria-label="Speed of each layer by its multiply-accumulates per byte of flash">
          <AxisBottom scale={x} y={HEIGHT - BOTTOM} label="MACs per byte fetched from flash" format={(value) => (isDecade(value) ? tick(value) : '')} ticks={decades} grid={HEIGHT - BOTTOM - TOP} />
          <AxisLeft scale={y} x={LEFT} label="MACs per second" format={(value) => (isDecade(value) ? countTick(value) : '')} ticks={decades} grid={width - LEFT - RIGHT} />
          <g aria-hidden="true">
            <line className="roof-line" x1={x(ridge)} x2={width - RIGHT} y1={y(peak)} y2={y(peak)} />
            <text className="roof-label" x={width - RIGHT} y={y(peak) - 7} textAnchor="end">the core’s best</text>
            {feed !== null && <SlantedRoof x={x} y={y} feed={feed} from={low} ridge={ridge} />}
            {placed.map((dot, index) => (
              <path key={`${dot.name} ${dot.op}`} className={`${dot.bound === 'flash' ? 'dot-flash' : 'dot-core'}${index === active || dot.name === selected ? ' lit' : ''}`} d={dot.bound === 'flash' ? diamond(dot.px, dot.py, dot.r * 1.25) : circle(dot.px, dot.py, dot.r)} />
            ))}
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}

/** The part of the flash ceiling that the drawing can hold: a straight line, both axes being logarithmic. */
function SlantedRoof({ x, y, feed, from, ridge }: { readonly x: (value: number) => number; readonly y: { (value: number): number; domain(): number[] }; readonly feed: number; readonly from: number; readonly ridge: number }): ReactNode {
  const start = Math.max(from, y.domain()[0] / feed);
  if (start >= ridge) return null;
  return (
    <>
      <line className="roof-line" x1={x(start)} y1={y(start * feed)} x2={x(ridge)} y2={y(ridge * feed)} />
      {x(ridge) > ROOM
        ? <text className="roof-label" x={x(ridge) - 14} y={y(ridge * feed) + 4} textAnchor="end">what flash can feed</text>
        : <text className="roof-label" x={x(ridge) + 4} y={y(ridge * feed) + 18}>left: what flash can feed</text>}
    </>
  );
}

const isDecade = (value: number): boolean => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;
const tick = (value: number): string => (value < 1 ? String(Number(value.toPrecision(1))) : countTick(value));
const circle = (cx: number, cy: number, r: number): string => `M${cx - r},${cy}a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0z`;
const diamond = (cx: number, cy: number, r: number): string => `M${cx},${cy - r}L${cx + r},${cy}L${cx},${cy + r}L${cx - r},${cy}z`;
