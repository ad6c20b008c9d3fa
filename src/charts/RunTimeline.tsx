/**
 * The arena while an inference runs: instructions to the right, one block per layer as wide as it takes and as high as
 * the bytes it has in use, by what they are to it; a line for what has been written so far; where one stands in it.
 */
import { scaleLinear } from 'd3-scale';
import { useMemo, type ReactNode } from 'react';
import { allUsed, ROLES, usedBytes, type ArenaPart } from './arenaParts.ts';
import { AxisBottom, AxisLeft } from './Axis.tsx';
import { ChartFrame } from './ChartFrame.tsx';
import { countTick, exact, kib, percent } from './format.ts';
import { useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export interface TimelineLayer {
  readonly name: string;
  readonly op: string;
  /** Instructions before it. */
  readonly at: number;
  readonly instructions: number;
  readonly writtenBytes: number;
  /** Written by the whole run up to its end. */
  readonly filledBytes: number;
  readonly live: readonly ArenaPart[];
}

interface Props {
  readonly layers: readonly TimelineLayer[];
  /** Of the whole run. */
  readonly instructions: number;
  readonly arenaBytes: number;
  /** Where one stands. */
  readonly at: number;
  readonly onSelect: (layer: number) => void;
}

const HEIGHT = 190;
const [LEFT, TOP, BOTTOM, RIGHT] = [52, 26, 40, 20];
const FILLS = { input: 'fill-weights', output: 'fill-activations', held: 'fill-work', scratch: 'fill-scratch' } as const;

/** The layer at which most bytes are in use. */
export function peakLayer(layers: readonly TimelineLayer[], arenaBytes: number): number {
  const used = layers.map(({ live }) => allUsed(usedBytes(live, arenaBytes)));
  return used.indexOf(Math.max(...used));
}

export function timelineFinding(layers: readonly TimelineLayer[], arenaBytes: number): string {
  const peak = layers[peakLayer(layers, arenaBytes)];
  if (peak === undefined) return 'No layer runs.';
  const used = allUsed(usedBytes(peak.live, arenaBytes));
  const longest = layers.reduce((a, b) => (b.instructions > a.instructions ? b : a));
  const whole = layers.reduce((sum, one) => sum + one.instructions, 0);
  return `The arena is fullest in ${peak.name}, ${kib(used)} of ${kib(arenaBytes)}; ${longest === peak ? 'it takes' : `${longest.name} takes`} the longest, ${percent(longest.instructions / Math.max(1, whole), 0)} of the instructions.`;
}

export function RunTimeline({ layers, instructions, arenaBytes, at, onSelect }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const x = useMemo(() => scaleLinear().domain([0, Math.max(1, instructions)]).range([LEFT, width - RIGHT]), [instructions, width]);
  const y = useMemo(() => scaleLinear().domain([0, Math.max(1, arenaBytes) / 1024]).range([HEIGHT - BOTTOM, TOP]), [arenaBytes]);
  const used = useMemo(() => layers.map(({ live }) => usedBytes(live, arenaBytes)), [layers, arenaBytes]);
  const peak = useMemo(() => peakLayer(layers, arenaBytes), [layers, arenaBytes]);
  const { active, svgProps, readout } = useMarks({
    count: layers.length,
    keyOf: (index) => layers[index].name,
    describe: (index) => {
      const layer = layers[index];
      const parts = ROLES.filter(({ role }) => used[index][role] > 0).map(({ role, label }) => `${kib(used[index][role])} ${label}`);
      return `${index + 1}. ${layer.name} (${layer.op}): ${exact(layer.instructions)} instructions from ${exact(layer.at)} on; ${parts.join(', ')}; writes ${exact(layer.writtenBytes)} B`;
    },
    nearest: (px) => {
      const found = layers.findIndex((layer) => px >= x(layer.at) && px < x(layer.at + layer.instructions));
      return found < 0 ? null : found;
    },
    onSelect,
  });
  const tall = (bytes: number): number => y(0) - y(bytes / 1024);
  const filled = layers.map((layer) => `H${x(layer.at + layer.instructions)}V${y(layer.filledBytes / 1024)}`).join('');
  return (
    <ChartFrame
      title={timelineFinding(layers, arenaBytes)}
      name="run"
      legend={[...ROLES.map(({ label, swatch, role }) => ({ label, swatch: role === 'scratch' ? 'fill-scratch' : swatch })), { swatch: 'swatch-filled', label: 'ever written in this inference' }, { swatch: 'swatch-peak', label: `peak, layer ${peak + 1}` }]}
      table={{
        columns: ['layer', 'op', 'first instruction', 'instructions', 'bytes read', 'bytes for output', 'bytes held', 'scratch bytes', 'bytes written', 'bytes written so far'],
        rows: layers.map((layer, i) => [layer.name, layer.op, layer.at, layer.instructions, used[i].input, used[i].output, used[i].held, used[i].scratch, layer.writtenBytes, layer.filledBytes]),
      }}
      readout={readout}
      hint="Each block is a layer: its width is its instructions, its height its bytes. Click, or arrows and Enter, to go to its end."
    >
      <div ref={ref} className="chart-body">
        <svg width={width} height={HEIGHT} {...svgProps} aria-label="Bytes in use by layer, over the instructions of one inference">
          <AxisLeft scale={y} x={LEFT} label="arena in use, KiB" format={String} ticks={4} grid={width - LEFT - RIGHT} />
          <AxisBottom scale={x} y={HEIGHT - BOTTOM} label="instructions executed" format={countTick} ticks={width < 480 ? 3 : 6} />
          <g aria-hidden="true">
            {layers.map((layer, index) => {
              const [left, wide] = [x(layer.at), Math.max(0.6, x(layer.at + layer.instructions) - x(layer.at))];
              let top = y(0);
              return (
                <g key={`${index} ${layer.name}`}>
                  {ROLES.map(({ role }) => {
                    const height = tall(used[index][role]);
                    top -= height;
                    return height > 0 && <rect key={role} className={`${FILLS[role]} block`} x={left} y={top} width={wide} height={height} />;
                  })}
                  {(index === peak || index === active) && <rect className={index === active ? 'active-mark' : 'peak-mark'} x={left} y={TOP} width={wide} height={HEIGHT - BOTTOM - TOP} />}
                </g>
              );
            })}
            {layers.length > 0 && <path className="filled-line" d={`M${x(layers[0].at)},${y(layers[0].filledBytes / 1024)}${filled}`} />}
            <line className="playhead" x1={x(at)} x2={x(at)} y1={TOP - 6} y2={HEIGHT - BOTTOM + 4} />
            <path className="playhead-cap" d={`M${x(at) - 5},${TOP - 12}h10l-5,7z`} />
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}
