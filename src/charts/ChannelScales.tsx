/** The quantisation step of each output channel of a layer: why weights of one layer may have many scales. */
import { scaleLinear } from 'd3-scale';
import { useMemo, type ReactNode } from 'react';
import { ChartFrame } from './ChartFrame.tsx';
import { plural } from './format.ts';
import { real } from './Histogram.tsx';
import { useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

interface Props {
  readonly layer: string;
  /** Real value of one step, by channel. */
  readonly scales: Float64Array;
  readonly selected: number | null;
  readonly onSelect: (channel: number) => void;
}

const HEIGHT = 96;
const [TOP, BOTTOM, LEFT] = [14, 18, 58];

/** e.g. "64 channels of conv2d_2 have steps of their own, from 0.0021 to 0.015: one for all would be 7.1 times too coarse for the finest." */
export function scalesFinding(layer: string, scales: Float64Array): string {
  const [least, most] = [scales.reduce((a, b) => Math.min(a, b)), scales.reduce((a, b) => Math.max(a, b))];
  if (scales.length === 1) return `All weights of ${layer} share one step, ${real(least)}.`;
  return `${plural(scales.length, 'channel')} of ${layer} have steps of their own, from ${real(least)} to ${real(most)}: one step for all would be ${(most / least).toFixed(1)} times too coarse for the finest channel.`;
}

export function ChannelScales({ layer, scales, selected, onSelect }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>(420);
  const y = useMemo(() => scaleLinear().domain([0, scales.reduce((a, b) => Math.max(a, b), 0)]).range([HEIGHT - BOTTOM, TOP]), [scales]);
  const step = (width - LEFT) / scales.length;
  const x = (channel: number): number => LEFT + channel * step;
  const { active, svgProps, readout } = useMarks({
    count: scales.length,
    keyOf: (index) => `${layer} ${index}`,
    describe: (channel) => `channel ${channel + 1}: a step is ${real(scales[channel])}, its weights reach ±${real(127 * scales[channel])}`,
    nearest: (px) => (px < LEFT || px >= width ? null : Math.floor((px - LEFT) / step)),
    onSelect,
  });
  // one path, since there may be a thousand channels
  const bars = Array.from(scales, (scale, channel) => `M${x(channel).toFixed(1)},${y(0)}V${y(scale).toFixed(1)}h${Math.max(0.8, step - (step > 3 ? 1 : 0)).toFixed(1)}V${y(0)}z`).join('');
  const marked = active ?? selected;
  return (
    <ChartFrame
      title={scalesFinding(layer, scales)} name="scales"
      table={{ columns: ['channel', 'step', 'largest weight'], rows: Array.from(scales, (scale, channel) => [channel + 1, scale, 127 * scale]) }}
      readout={readout} hint="Each bar is an output channel. Point at one, or use the arrow keys; Enter shows its weights."
    >
      <div ref={ref} className="chart-body">
        <svg width={width} height={HEIGHT} {...svgProps} aria-label={`Quantisation step of each channel of ${layer}`}>
          <g className="axis" aria-hidden="true">
            {[0, y.domain()[1]].map((value) => <text key={value} x={LEFT - 6} y={y(value)} dy="0.32em" textAnchor="end">{real(value)}</text>)}
            <line className="axis-line" x1={LEFT} x2={width} y1={y(0)} y2={y(0)} />
            <text className="axis-label" x={width} y={HEIGHT - 4} textAnchor="end">output channel</text>
          </g>
          <path className="fill-weights" d={bars} aria-hidden="true" />
          {marked !== null && marked < scales.length && <rect className="active-mark" x={x(marked) - 1} y={TOP - 4} width={Math.max(2, step) + 2} height={HEIGHT - BOTTOM - TOP + 5} />}
        </svg>
      </div>
    </ChartFrame>
  );
}
