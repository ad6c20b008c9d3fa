/**
 * A cumulative distribution: for each set, the share of its members that lie at or below a value. The dashed line at
 * p = 0.8 is where MCUNet compares search spaces (arXiv 2007.10319, section 3.1).
 */
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { useMemo, type ReactNode } from 'react';
import { AxisBottom, AxisLeft } from './Axis.tsx';
import { ChartFrame } from './ChartFrame.tsx';
import { percent } from './format.ts';
import { nearestPoint, useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export interface CdfCurve {
  readonly id: string;
  readonly ascending: ArrayLike<number>;
}

export interface CdfWords {
  /** The finding. */
  readonly title: string;
  /** File name of the CSV. */
  readonly name: string;
  /** What a member is, in the plural, e.g. "fitting networks". */
  readonly members: string;
  readonly xLabel: string;
  /** Of a value in the table's head, e.g. "MACs at most". */
  readonly column: string;
  readonly ariaLabel: string;
  readonly hint: string;
  /** e.g. "do 2 M MACs or less" */
  readonly describe: (value: number) => string;
  readonly tick: (value: number) => string;
  /** Of the table's values. */
  readonly rounded: (value: number) => number;
}

interface Props {
  readonly curves: readonly CdfCurve[];
  /** Curve drawn bold. */
  readonly chosen?: string | null;
  /** Why it is bold, e.g. "searched" or "most work". */
  readonly chosenWord?: string;
  readonly words: CdfWords;
  /** Where the axis begins; 0 by default. */
  readonly from?: number;
}

const HEIGHT = 300;
const POINTS = 101;

/** The value below which a share p lies (nearest rank). */
export const valueAt = (ascending: ArrayLike<number>, p: number): number =>
  ascending.length === 0 ? 0 : ascending[Math.min(ascending.length - 1, Math.max(0, Math.ceil(p * ascending.length) - 1))];

export function Cdf({ curves, chosen = null, chosenWord = '', words, from = 0 }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const drawn = useMemo(() => curves.filter((curve) => curve.ascending.length > 0).slice(0, 6), [curves]);
  const x = useMemo(() => {
    const top = Math.max(from, ...drawn.map((curve) => curve.ascending[curve.ascending.length - 1]));
    return scaleLinear().domain([from, top > from ? top : from + 1]).range([44, width - 20]).nice();
  }, [drawn, width, from]);
  const y = useMemo(() => scaleLinear().domain([0, 1]).range([HEIGHT - 42, 26]), []);
  const samples = useMemo(() => drawn.flatMap((curve, series) => Array.from({ length: 20 }, (_, k) => {
    const p = (k + 1) / 20;
    const value = valueAt(curve.ascending, p);
    return { series, id: curve.id, p, value, px: x(value), py: y(p) };
  })), [drawn, x, y]);
  const { active, svgProps, readout } = useMarks({
    count: samples.length,
    rowLength: 20,
    keyOf: (index) => `${samples[index].id} ${samples[index].p}`,
    describe: (index) => `${samples[index].id}: ${percent(samples[index].p, 0)} of the ${words.members} ${words.describe(samples[index].value)}`,
    nearest: (px, py) => nearestPoint(samples, px, py),
  });
  const path = line<[number, number]>().x((d) => x(d[0])).y((d) => y(d[1]));

  return (
    <ChartFrame
      title={words.title}
      name={words.name}
      legend={drawn.map((curve, index) => ({ swatch: `line-${index}`, label: `${curve.id}${curve.id === chosen ? ` (${chosenWord})` : ''}` }))}
      table={{
        columns: ['space', `share of ${words.members}`, words.column],
        rows: samples.map((sample) => [sample.id, sample.p, words.rounded(sample.value)]),
      }}
      readout={readout}
      hint={words.hint}
    >
      <div ref={ref} className="chart-body">
        <svg width={width} height={HEIGHT} {...svgProps} aria-label={words.ariaLabel}>
          <AxisBottom scale={x} y={HEIGHT - 42} label={words.xLabel} format={words.tick} ticks={width < 480 ? 4 : 7} grid={HEIGHT - 68} />
          <AxisLeft scale={y} x={44} label="share of networks" format={(p) => percent(p, 0)} ticks={5} />
          <line className="reference" x1={44} x2={width - 20} y1={y(0.8)} y2={y(0.8)} />
          {drawn.map((curve, index) => {
            const n = curve.ascending.length;
            const steps = Array.from({ length: Math.min(POINTS, n) }, (_, k): [number, number] => {
              const rank = Math.ceil(((k + 1) / Math.min(POINTS, n)) * n);
              return [curve.ascending[rank - 1], rank / n];
            });
            return <path key={curve.id} className={`curve line-${index}${curve.id === chosen ? ' bold' : ''}`} d={path([[curve.ascending[0], 0], ...steps]) ?? ''} />;
          })}
          {active !== null && <circle className="active-mark" cx={samples[active].px} cy={samples[active].py} r={5} />}
        </svg>
      </div>
    </ChartFrame>
  );
}
