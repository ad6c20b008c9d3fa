/**
 * Float values on the int8 grid they are rounded to: a logarithmic histogram, a tick for every step of the grid, and
 * what lies beyond its ends, which saturates. Source: Jacob et al. (CVPR 2018), section 3, which sets the ends.
 */
import { scaleLinear, scaleLog } from 'd3-scale';
import { useId, useMemo, type ReactNode } from 'react';
import { AxisBottom, AxisLeft, withTicks } from './Axis.tsx';
import { ChartFrame } from './ChartFrame.tsx';
import { count, countTick, exact, percent } from './format.ts';
import { Hatch } from './Hatch.tsx';
import { useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export interface OnGrid {
  /** Equal parts of the grid's 256 steps, in order. */
  readonly bins: readonly number[];
  readonly below: number;
  readonly above: number;
  readonly zeros: number;
  readonly total: number;
  readonly min: number;
  readonly max: number;
}

interface Props {
  /** What is counted, e.g. "stem, output". */
  readonly what: string;
  readonly name: string;
  readonly grid: OnGrid;
  /** Real value of a step, and the step of zero; null where every channel has its own, and steps are shown. */
  readonly params: { readonly scale: number; readonly zeroPoint: number } | null;
  readonly fill: 'fill-weights' | 'fill-activations';
}

const HEIGHT = 230;
const [LEFT, TOP, BOTTOM, RIGHT] = [52, 26, 52, 20];
const LOWEST = -128.5;
const STEPS = 256;
/** Px at either side for what lies beyond. */
const TAIL = 26;

const DECADES = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7];

const figure = (value: number): string => (value === 0 ? '0' : Math.abs(value) >= 1000 || Math.abs(value) < 0.001 ? value.toExponential(1) : String(Number(value.toPrecision(3)))).replace('-', '−');

/** e.g. "stem, output: all of 60,000 values lie on the grid, whose step is 0.0235; 41.2 % are exactly zero." */
export function gridFinding(what: string, { below, above, zeros, total, bins }: OnGrid, params: Props['params']): string {
  const beyond = below + above;
  const used = bins.filter((n) => n > 0).length;
  const on = beyond === 0 ? `all of ${count(total)} values lie on the grid` : `${exact(beyond)} of ${count(total)} values (${(100 * beyond / total).toPrecision(2)} %) lie beyond the grid and saturate`;
  const step = params === null ? ', each channel’s own' : `, whose step is ${figure(params.scale)}`;
  const zero = zeros === 0 ? '' : `; ${percent(zeros / total)} are exactly zero, which int8 keeps`;
  return `${what}: ${on}${step}${zero}; ${percent(used / bins.length, 0)} of the grid is used.`;
}

export function QuantHistogram({ what, name, grid, params, fill }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const hatch = useId();
  const { bins, below, above, total } = grid;
  const stepsPerBin = STEPS / bins.length;
  const real = (step: number): number => (params === null ? step : (step - params.zeroPoint) * params.scale);
  const x = useMemo(() => scaleLinear().domain([LOWEST, LOWEST + STEPS]).range([LEFT + TAIL, width - RIGHT - TAIL]), [width]);
  const axis = useMemo(() => scaleLinear().domain(x.domain().map((step) => (params === null ? step : (step - params.zeroPoint) * params.scale))).range(x.range()), [x, params]);
  const y = useMemo(() => scaleLog().domain([0.7, Math.max(10, ...bins, below, above) * 1.4]).range([HEIGHT - BOTTOM, TOP]), [bins, below, above]);
  const { active, svgProps, readout } = useMarks({
    count: bins.length,
    keyOf: (index) => index,
    describe: (index) => {
      const [from, to] = [-128 + index * stepsPerBin, -129 + (index + 1) * stepsPerBin];
      return `steps ${from} to ${to}${params === null ? '' : `, ${figure(real(from))} to ${figure(real(to))}`}: ${exact(bins[index])} values, ${percent(bins[index] / Math.max(1, total))}`.replaceAll('-', '−');
    },
    nearest: (px) => (px < x.range()[0] || px >= x.range()[1] ? null : Math.min(bins.length - 1, Math.floor((x.invert(px) - LOWEST) / stepsPerBin))),
  });
  const bin = x(LOWEST + stepsPerBin) - x(LOWEST);
  const floor = HEIGHT - BOTTOM;
  const every = x(1) - x(0) < 1.6 ? 4 : 1;
  const ruler = Array.from({ length: STEPS / every + 1 }, (_, i) => `M${x(LOWEST + i * every).toFixed(2)},${floor + 1}v${i % (32 / every) === 0 ? 9 : 5}`).join('');
  const tail = (n: number, left: number): ReactNode => n > 0 && (
    <rect className="bar" fill={`url(#${hatch})`} x={left} width={TAIL - 8} y={y(n)} height={floor - y(n)} />
  );
  return (
    <ChartFrame
      title={gridFinding(what, grid, params)}
      name={name}
      legend={[{ swatch: fill, label: 'float values, counted on a logarithmic scale' }, { swatch: 'swatch-ruler', label: every === 1 ? 'the 256 steps of the grid' : 'every fourth of the 256 steps' }, { swatch: 'swatch-saturated', label: `beyond the grid, saturated (${exact(below + above)})` }]}
      table={{
        columns: ['from step', 'to step', 'from', 'to', 'values'],
        rows: [
          ...(below > 0 ? [['', -129, Number(grid.min.toPrecision(6)), '', below]] : []),
          ...bins.map((n, index) => [-128 + index * stepsPerBin, -129 + (index + 1) * stepsPerBin, Number(real(-128 + index * stepsPerBin).toPrecision(6)), Number(real(-129 + (index + 1) * stepsPerBin).toPrecision(6)), n]),
          ...(above > 0 ? [[128, '', '', Number(grid.max.toPrecision(6)), above]] : []),
        ],
      }}
      readout={readout}
      hint={`Values from ${figure(grid.min)} to ${figure(grid.max)}. Point at a bar, or use the arrow keys.`}
    >
      <div ref={ref} className="chart-body">
        <svg width={width} height={HEIGHT} {...svgProps} aria-label={`${what} on the int8 grid`}>
          <defs><Hatch id={hatch} ground="saturated-fill" /></defs>
          <rect className="wall" x={LEFT} y={TOP} width={TAIL} height={floor - TOP} />
          <rect className="wall" x={width - RIGHT - TAIL} y={TOP} width={TAIL} height={floor - TOP} />
          <AxisLeft scale={withTicks(y, DECADES)} x={LEFT} label="values" format={countTick} grid={width - LEFT - RIGHT} />
          <g aria-hidden="true">
            {bins.map((n, index) => n > 0 && <rect key={index} className={`bar ${fill}${index === active ? ' lit' : ''}`} x={x(LOWEST + index * stepsPerBin) + 0.4} width={Math.max(0.8, bin - 0.8)} y={y(n)} height={floor - y(n)} />)}
            {tail(below, LEFT + 4)}
            {tail(above, width - RIGHT - TAIL + 4)}
            <path className="ruler" d={ruler} />
          </g>
          <AxisBottom scale={axis} y={floor + 10} label={params === null ? 'steps of each channel’s own grid' : 'value'} format={figure} ticks={width < 480 ? 4 : 8} />
        </svg>
      </div>
    </ChartFrame>
  );
}
