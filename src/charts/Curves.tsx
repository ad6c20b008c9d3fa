/** Loss or accuracy against training steps: lines that grow while training runs, the newest value at the line's end. */
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { useMemo, type ReactNode } from 'react';
import { AxisBottom, AxisLeft } from './Axis.tsx';
import { ChartFrame } from './ChartFrame.tsx';
import { count, countTick } from './format.ts';
import { nearestPoint, useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export interface CurveSeries {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

interface Props {
  readonly title: string;
  readonly name: string;
  readonly series: readonly CurveSeries[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly yDomain?: readonly [number, number];
  readonly format: (value: number) => string;
}

const HEIGHT = 220;

/** At most `most` points, the last always kept: a long run must not slow the page. */
export function thin<T>(points: readonly T[], most = 400): readonly T[] {
  if (points.length <= most) return points;
  const step = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => points[Math.round(index * step)]);
}

export function Curves({ title, name, series, xLabel, yLabel, yDomain, format }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>(420);
  const drawn = useMemo(() => series.map((one) => ({ ...one, points: thin(one.points) })), [series]);
  const all = useMemo(() => drawn.flatMap((one) => one.points), [drawn]);
  const x = useMemo(() => scaleLinear().domain([0, Math.max(1, ...all.map((point) => point.x))]).range([48, width - 20]), [all, width]);
  const y = useMemo(() => {
    const top = Math.max(1e-9, ...all.map((point) => point.y));
    return scaleLinear().domain(yDomain ?? [0, top]).range([HEIGHT - 42, 26]).nice();
  }, [all, yDomain]);
  const marks = useMemo(() => drawn.flatMap((one) => one.points.map((point) => ({ ...point, series: one.name, px: x(point.x), py: y(point.y) }))), [drawn, x, y]);
  const { active, svgProps, readout } = useMarks({
    count: marks.length,
    keyOf: (index) => `${marks[index].series} ${marks[index].x}`,
    describe: (index) => `${marks[index].series}, ${xLabel} ${count(marks[index].x)}: ${format(marks[index].y)}`,
    nearest: (px, py) => nearestPoint(marks, px, py),
  });
  const path = line<{ x: number; y: number }>().x((d) => x(d.x)).y((d) => y(d.y));
  return (
    <ChartFrame
      title={title}
      name={name}
      legend={series.length > 1 ? series.map((one, index) => ({ swatch: `line-${index}`, label: one.name })) : []}
      table={{ columns: ['series', xLabel, yLabel], rows: series.flatMap((one) => one.points.map((point) => [one.name, point.x, point.y])) }}
      readout={readout}
    >
      <div ref={ref} className="chart-body">
        <svg width={width} height={HEIGHT} {...svgProps} aria-label={`${yLabel} by ${xLabel}`}>
          <AxisBottom scale={x} y={HEIGHT - 42} label={xLabel} format={countTick} ticks={5} grid={HEIGHT - 68} />
          <AxisLeft scale={y} x={48} label={yLabel} format={format} ticks={4} />
          {drawn.map((one, index) => <path key={one.name} className={`curve line-${index}`} d={path([...one.points]) ?? ''} />)}
          {drawn.map((one, index) => {
            const last = one.points.at(-1);
            return last && <circle key={one.name} className={`dot dot-${index}`} cx={x(last.x)} cy={y(last.y)} r={3.5} />;
          })}
          {active !== null && <circle className="active-mark" cx={marks[active].px} cy={marks[active].py} r={5} />}
        </svg>
      </div>
    </ChartFrame>
  );
}
