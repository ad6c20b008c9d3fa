/**
 * How many values of a tensor stand on each step of the int8 grid, from -128 to 127, with the real values those steps
 * stand for above. A bar that would dwarf all others is cut, and says how high it is.
 */
import { scaleLinear } from 'd3-scale';
import { useMemo, type ReactNode } from 'react';
import { AxisBottom } from './Axis.tsx';
import { ChartFrame } from './ChartFrame.tsx';
import { count, exact, percent } from './format.ts';
import { useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

interface Props {
  /** What they are, e.g. `weights of conv2d_2`. */
  readonly what: string;
  /** Of each of the 256 values, from -128 on. */
  readonly counts: Uint32Array;
  readonly zeroPoint: number;
  /** Real value of one step; null where each channel has another. */
  readonly scale: number | null;
  readonly name: string;
}

const HEIGHT = 164;
const [BOTTOM, SIDE] = [36, 12];
/** A bar this much higher than the next is cut. */
const DWARFS = 3;

/** A real number short enough for an axis. */
export const real = (value: number): string => (value === 0 ? '0' : Math.abs(value) >= 1000 || Math.abs(value) < 0.001 ? value.toExponential(1) : String(Number(value.toPrecision(3)))).replaceAll('-', '−');

/** e.g. "The weights of conv2d_2 stand on 187 of the 256 steps, from −127 to 127; 2.1 % are zero, 0.3 % at an end of the grid." */
export function histogramFinding(what: string, counts: Uint32Array, zeroPoint: number): string {
  const total = counts.reduce((sum, one) => sum + one, 0);
  if (total === 0) return `The ${what} are none.`;
  const used = counts.reduce((steps, one) => steps + (one > 0 ? 1 : 0), 0);
  const [least, most] = [counts.findIndex((one) => one > 0) - 128, counts.findLastIndex((one) => one > 0) - 128];
  const ends = (counts[0] + counts[255]) / total;
  return `The ${what} stand on ${used} of the 256 steps, from ${signed(least)} to ${signed(most)}; ${percent(counts[zeroPoint + 128] / total)} are zero, ${percent(ends)} at an end of the grid.`;
}

const signed = (value: number): string => (value < 0 ? `−${-value}` : String(value));

export function Histogram({ what, counts, zeroPoint, scale, name }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>(420);
  /** Without real values there is no axis above. */
  const top = scale === null ? 16 : 42;
  const x = useMemo(() => scaleLinear().domain([-128, 128]).range([SIDE, width - SIDE]), [width]);
  const sorted = useMemo(() => [...counts].sort((a, b) => b - a), [counts]);
  const total = sorted.reduce((sum, one) => sum + one, 0);
  const cut = sorted[1] > 0 && sorted[0] > DWARFS * sorted[1];
  const most = Math.max(1, cut ? 1.4 * sorted[1] : sorted[0]);
  const tall = (value: number): number => ((HEIGHT - top - BOTTOM) * Math.min(value, most)) / most;
  const step = (width - 2 * SIDE) / 256;
  const valueOf = (q: number): string => (scale === null ? '' : `, ${real((q - zeroPoint) * scale)}`);
  const { active, svgProps, readout } = useMarks({
    count: 256,
    keyOf: (index) => index,
    describe: (index) => `step ${signed(index - 128)}${valueOf(index - 128)}: ${exact(counts[index])} of ${exact(total)} values${index - 128 === zeroPoint ? ', the zero point' : ''}`,
    nearest: (px) => (px < SIDE || px >= width - SIDE ? null : Math.floor((px - SIDE) / step)),
  });
  const ticks = scale === null ? [] : [-128, -64, 0, 64, 127].filter((q) => width >= 360 || q !== -64 && q !== 64);
  return (
    <ChartFrame
      title={histogramFinding(what, counts, zeroPoint)} name={name}
      table={{ columns: ['step', ...(scale === null ? [] : ['value']), 'count'], rows: [...counts].map((one, index) => [index - 128, ...(scale === null ? [] : [(index - 128 - zeroPoint) * scale]), one]) }}
      readout={readout} hint="Each bar is one step of the int8 grid. Point at one, or use the arrow keys."
    >
      <div ref={ref} className="chart-body">
        <svg width={width} height={HEIGHT} {...svgProps} aria-label={`How often each int8 value is among the ${what}`}>
          <AxisBottom scale={x} y={HEIGHT - BOTTOM} label="int8 step" format={(q) => signed(q)} ticks={width < 360 ? 4 : 8} />
          <g aria-hidden="true" className="axis">
            {ticks.map((q) => <text key={q} x={x(q + 0.5)} y={top - 14} textAnchor={q === -128 ? 'start' : q === 127 ? 'end' : 'middle'}>{real((q - zeroPoint) * (scale ?? 1))}</text>)}
            {ticks.length > 0 && <text className="axis-label" x={width - SIDE} y={11} textAnchor="end">real value</text>}
            <line className="reference" x1={x(zeroPoint + 0.5)} x2={x(zeroPoint + 0.5)} y1={top - 6} y2={HEIGHT - BOTTOM} />
          </g>
          <g aria-hidden="true">
            {[...counts].map((one, index) => one > 0 && <rect key={index} className={`fill-weights${index === active ? ' lit' : ''}`} x={SIDE + index * step} y={HEIGHT - BOTTOM - Math.max(1, tall(one))} width={Math.max(0.9, step - (step > 2.5 ? 0.6 : 0))} height={Math.max(1, tall(one))} />)}
            {cut && <CutBar top={top} x={SIDE + (counts.indexOf(sorted[0]) + 0.5) * step} most={width} text={`${count(sorted[0])}, cut`} />}
            {active !== null && <line className="playhead" x1={SIDE + (active + 0.5) * step} x2={SIDE + (active + 0.5) * step} y1={top - 4} y2={HEIGHT - BOTTOM} />}
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}

/** A notch at the top of a bar that goes on, and how high. */
const CutBar = ({ top, x, most, text }: { readonly top: number; readonly x: number; readonly most: number; readonly text: string }): ReactNode => (
  <>
    <path className="cut-notch" d={`M${x - 6},${top + 12}l4,-4l4,4l4,-4`} />
    <text className="bar-value cut-label" x={x < most / 2 ? x + 9 : x - 9} y={top + 12} textAnchor={x < most / 2 ? 'start' : 'end'}>{text}</text>
  </>
);
