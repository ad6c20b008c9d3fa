/**
 * Cumulative distribution of MACs among the networks of a space that fit the budget, one curve per space (MCUNet,
 * section 3.1 and its CDF figure). The dashed line at p = 0.8 is where the paper compares spaces: a curve further to
 * the right does more work at equal memory, and accuracy grows with work inside one family.
 */
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { useMemo, type ReactNode } from 'react';
import { AxisBottom, AxisLeft } from './Axis.tsx';
import { ChartFrame } from './ChartFrame.tsx';
import { countTick, macs, percent } from './format.ts';
import { nearestPoint, useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export interface CdfCurve {
  readonly id: string;
  /** MACs of the fitting networks, ascending. */
  readonly ascending: ArrayLike<number>;
}

interface Props {
  readonly curves: readonly CdfCurve[];
  /** Space whose curve is drawn bold. */
  readonly chosen: string | null;
  /** Why it is bold, e.g. "searched" or "most work". */
  readonly chosenWord: string;
}

const HEIGHT = 300;
const POINTS = 101;

/** MACs below which a share p of the fitting networks lies (nearest rank). */
export const macsAt = (ascending: ArrayLike<number>, p: number): number =>
  ascending.length === 0 ? 0 : ascending[Math.min(ascending.length - 1, Math.max(0, Math.ceil(p * ascending.length) - 1))];

export function cdfFinding(curves: readonly CdfCurve[]): string {
  const drawn = curves.filter((curve) => curve.ascending.length > 0).map((curve) => ({ id: curve.id, at80: macsAt(curve.ascending, 0.8) })).sort((a, b) => b.at80 - a.at80);
  if (drawn.length === 0) return 'No selected space has a network that fits.';
  if (drawn.length === 1) return `In ${drawn[0].id}, 80 % of the fitting networks stay under ${macs(drawn[0].at80)}.`;
  const last = drawn[drawn.length - 1];
  return `${drawn[0].id} reaches furthest: 20 % of its fitting networks do more than ${macs(drawn[0].at80)}; in ${last.id} the same share starts at ${macs(last.at80)}.`;
}

export function SpaceCdf({ curves, chosen, chosenWord }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const drawn = useMemo(() => curves.filter((curve) => curve.ascending.length > 0).slice(0, 6), [curves]);
  const x = useMemo(() => scaleLinear()
    .domain([0, Math.max(1, ...drawn.map((curve) => curve.ascending[curve.ascending.length - 1]))]).range([44, width - 20]).nice(), [drawn, width]);
  const y = useMemo(() => scaleLinear().domain([0, 1]).range([HEIGHT - 42, 26]), []);
  const samples = useMemo(() => drawn.flatMap((curve, series) => Array.from({ length: 20 }, (_, k) => {
    const p = (k + 1) / 20;
    const value = macsAt(curve.ascending, p);
    return { series, id: curve.id, p, value, px: x(value), py: y(p) };
  })), [drawn, x, y]);
  const { active, svgProps, readout } = useMarks({
    count: samples.length,
    rowLength: 20,
    describe: (index) => `${samples[index].id}: ${percent(samples[index].p, 0)} of the fitting networks do ${macs(samples[index].value)} or less`,
    nearest: (px, py) => nearestPoint(samples, px, py),
  });
  const path = line<[number, number]>().x((d) => x(d[0])).y((d) => y(d[1]));

  return (
    <ChartFrame
      title={cdfFinding(curves)}
      name="cdf"
      legend={drawn.map((curve, index) => ({ swatch: `line-${index}`, label: `${curve.id}${curve.id === chosen ? ` (${chosenWord})` : ''}` }))}
      table={{
        columns: ['space', 'share of fitting networks', 'MACs at most'],
        rows: samples.map((sample) => [sample.id, sample.p, Math.round(sample.value)]),
      }}
      readout={readout}
      hint="Further right is better: more work at the same memory."
    >
      <div ref={ref} className="chart-body">
        <svg width={width} height={HEIGHT} {...svgProps} aria-label="Cumulative distribution of MACs">
          <AxisBottom scale={x} y={HEIGHT - 42} label="MACs of networks that fit" format={countTick} ticks={width < 480 ? 4 : 7} grid={HEIGHT - 68} />
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
