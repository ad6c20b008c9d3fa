/**
 * How long cells last by how often the network runs: both axes logarithmic, so that the flat part is what sleep alone
 * allows and the slope is what inferences take. One line per cell, the chosen one bold, with where one stands on it.
 */
import { scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { useMemo, type ReactNode } from 'react';
import { AxisBottom, AxisLeft, withTicks } from './Axis.tsx';
import { ChartFrame } from './ChartFrame.tsx';
import { count, countTick } from './format.ts';
import { useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export interface CellLine {
  readonly name: string;
  readonly points: readonly { readonly perDay: number; readonly days: number }[];
}

interface Props {
  readonly title: string;
  readonly cells: readonly CellLine[];
  readonly chosen: number;
  /** Inferences a day. */
  readonly at: number;
  readonly span: (days: number) => string;
  readonly rate: (perDay: number) => string;
  readonly onMove?: (perDay: number) => void;
}

const HEIGHT = 250;
const [LEFT, TOP, BOTTOM, RIGHT] = [62, 26, 42, 20];
/** Round spans, in days. */
const SPANS: readonly (readonly [days: number, name: string])[] = [[1 / 24, '1 hour'], [1, '1 day'], [10, '10 days'], [100, '100 days'], [365.25, '1 year'], [3652.5, '10 years'], [36525, '100 years']];
const isDecade = (value: number): boolean => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;

export function BatteryLife({ title, cells, chosen, at, span, rate, onMove }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const own = cells[chosen].points;
  const [x, y] = useMemo(() => {
    const all = cells.flatMap(({ points }) => points.map(({ days }) => days));
    const perDay = cells[0].points.map((point) => point.perDay);
    return [
      scaleLog().domain([Math.min(...perDay), Math.max(...perDay)]).range([LEFT, width - RIGHT]),
      scaleLog().domain([Math.min(...all) / 1.3, Math.max(...all) * 1.3]).range([HEIGHT - BOTTOM, TOP]),
    ];
  }, [cells, width]);
  const path = line<{ readonly perDay: number; readonly days: number }>().x((point) => x(point.perDay)).y((point) => y(point.days));
  const { active, svgProps, readout } = useMarks({
    count: own.length,
    keyOf: (index) => own[index].perDay,
    describe: (index) => `${count(own[index].perDay)} inferences a day, ${rate(own[index].perDay)}: ${cells.map(({ name, points }) => `${name} ${span(points[index].days)}`).join('; ')}`,
    nearest: (px) => (px < LEFT || px > width - RIGHT ? null : own.reduce((best, { perDay }, index) => (Math.abs(x(perDay) - px) < Math.abs(x(own[best].perDay) - px) ? index : best), 0)),
    onSelect: onMove && ((index) => onMove(own[index].perDay)),
  });
  const here = own.reduce((best, { perDay }, index) => (Math.abs(Math.log(perDay / at)) < Math.abs(Math.log(own[best].perDay / at)) ? index : best), 0);
  return (
    <ChartFrame
      title={title}
      name="battery-life"
      legend={cells.map(({ name }, index) => ({ swatch: `line-${index}`, label: index === chosen ? `${name} (chosen)` : name }))}
      table={{
        columns: ['inferences a day', 'how often', ...cells.map(({ name }) => `${name}, days`)],
        rows: own.map(({ perDay }, index) => [Math.round(perDay * 10) / 10, rate(perDay), ...cells.map(({ points }) => Number(points[index].days.toPrecision(4)))]),
      }}
      readout={readout}
      hint="Point at the chart, or use the arrow keys; Enter takes that rate."
    >
      <div ref={ref} className="chart-body">
        <svg width={width} height={HEIGHT} {...svgProps} aria-label="Life of a cell by inferences a day">
          <AxisBottom scale={x} y={HEIGHT - BOTTOM} label="inferences a day" format={(value) => (isDecade(value) ? countTick(value) : '')} ticks={width < 480 ? 3 : 6} grid={HEIGHT - BOTTOM - TOP} />
          <AxisLeft scale={withTicks(y, SPANS.map(([days]) => days))} x={LEFT} label="life" format={(value) => SPANS.find(([days]) => days === value)?.[1] ?? ''} grid={width - LEFT - RIGHT} />
          <g aria-hidden="true">
            {cells.map(({ name, points }, index) => <path key={name} className={`curve line-${index}${index === chosen ? ' bold' : ''}`} d={path(points) ?? ''} />)}
            {active !== null && <circle className="active-mark" cx={x(own[active].perDay)} cy={y(own[active].days)} r={7} />}
            <circle className="chosen-mark" cx={x(own[here].perDay)} cy={y(own[here].days)} r={6} />
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}
