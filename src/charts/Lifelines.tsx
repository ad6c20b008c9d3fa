/**
 * The arena over time: execution steps to the right, arena offset upwards, one rectangle per tensor from the step that
 * writes it to the last that reads it, scratch hatched, the peak step marked. This is the plan the generated C runs
 * with, not a picture of it. Source: TinyEngine's memory schedule (MCUNet section 3.2).
 */
import { scaleLinear } from 'd3-scale';
import { useId, useMemo, type ReactNode } from 'react';
import { AxisLeft } from './Axis.tsx';
import { ChartFrame } from './ChartFrame.tsx';
import { kib } from './format.ts';
import { Hatch } from './Hatch.tsx';
import { useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export interface Life {
  readonly name: string;
  readonly offset: number;
  readonly bytes: number;
  /** First and last step alive, inclusive. */
  readonly first: number;
  readonly last: number;
  readonly role: 'activation' | 'io' | 'scratch';
  /** Lies elsewhere, or is of another size, than before the last change. */
  readonly moved?: boolean;
}

interface Props {
  readonly lives: readonly Life[];
  /** Name of each step's layer. */
  readonly steps: readonly string[];
  readonly arenaBytes: number;
  readonly peakStep: number;
  /** Bytes the arena may take (SRAM less head-room), or null. */
  readonly budgetBytes: number | null;
  /** Arena before the last change, to be compared with, or null. */
  readonly beforeBytes?: number | null;
  readonly title: string;
  /** The step that is pointed at in other charts, or null. */
  readonly selected?: number | null;
  readonly onSelect?: (step: number) => void;
}

const HEIGHT = 320;
const KIB = 1024;

export function Lifelines({ lives, steps, arenaBytes, peakStep, budgetBytes, beforeBytes = null, title, selected = null, onSelect }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const hatch = useId();
  const most = Math.max(arenaBytes, beforeBytes ?? 0, budgetBytes !== null && budgetBytes < arenaBytes * 1.6 ? budgetBytes : 0) * 1.06;
  const x = useMemo(() => scaleLinear().domain([0, Math.max(1, steps.length)]).range([52, width - 20]), [steps.length, width]);
  const kibY = useMemo(() => scaleLinear().domain([0, Math.max(1, most) / KIB]).range([HEIGHT - 42, 26]), [most]);
  const y = (bytes: number): number => kibY(bytes / KIB);
  const ordered = useMemo(() => [...lives].sort((a, b) => a.first - b.first || a.offset - b.offset), [lives]);
  // a tensor keeps its rectangle from one plan to the next, so that what moves is seen to move
  const keys = useMemo(() => named(ordered), [ordered]);
  const { active, svgProps, readout } = useMarks({
    count: ordered.length,
    keyOf: (index) => keys[index],
    describe: (index) => {
      const life = ordered[index];
      return `${life.name}${life.role === 'scratch' ? ' (scratch)' : ''}: ${kib(life.bytes)} at offset ${kib(life.offset)}, alive from step ${life.first + 1} (${steps[life.first] ?? 'end'}) to ${life.last + 1} (${steps[life.last] ?? 'end'})`;
    },
    nearest: (px, py) => {
      const inside = (life: Life) => px >= x(life.first) && px <= x(life.last + 1) && py <= y(life.offset) && py >= y(life.offset + life.bytes);
      const at = ordered.findLastIndex(inside);
      return at < 0 ? null : at;
    },
    onSelect: onSelect && ((index) => onSelect(ordered[index].first)),
  });
  const labelEvery = Math.max(1, Math.ceil(steps.length / ((width - 72) / 26)));
  return (
    <ChartFrame
      title={title}
      name="arena"
      legend={[
        { swatch: 'fill-activations', label: 'activation' },
        { swatch: 'fill-io', label: 'network input and output' },
        { swatch: 'swatch-scratch', label: 'scratch' },
        { swatch: 'swatch-peak', label: `peak, step ${peakStep + 1}` },
        ...(lives.some((life) => life.moved) ? [{ swatch: 'swatch-moved', label: 'moved by the last change' }] : []),
      ]}
      table={{
        columns: ['tensor', 'role', 'offset', 'bytes', 'first step', 'last step'],
        rows: ordered.map((life) => [life.name, life.role, life.offset, life.bytes, life.first + 1, life.last + 1]),
      }}
      readout={readout}
      hint="Each rectangle is one tensor: its width is its life, its height its bytes."
    >
      <div ref={ref} className="chart-body">
        <svg width={width} height={HEIGHT} {...svgProps} aria-label="Tensors in the arena by step">
          <defs><Hatch id={hatch} ground="fill-scratch" /></defs>
          <rect className="peak-band" x={x(peakStep)} y={26} width={x(peakStep + 1) - x(peakStep)} height={HEIGHT - 68} />
          {selected !== null && selected < steps.length && <rect className="selected-band" x={x(selected)} y={26} width={x(selected + 1) - x(selected)} height={HEIGHT - 68} />}
          <AxisLeft scale={kibY} x={52} label="arena offset, KiB" format={String} ticks={5} grid={width - 72} />
          <g className="axis" aria-hidden="true">
            <line className="axis-line" x1={52} x2={width - 20} y1={HEIGHT - 42} y2={HEIGHT - 42} />
            {steps.map((name, index) => index % labelEvery === 0 && <text key={name} x={x(index + 0.5)} y={HEIGHT - 26} textAnchor="middle">{index + 1}</text>)}
            <text className="axis-label" x={width - 20} y={HEIGHT - 8} textAnchor="end">execution step</text>
          </g>
          <g aria-hidden="true">
            {ordered.map((life, index) => (
              <rect
                key={keys[index]}
                className={`life ${life.role === 'io' ? 'fill-io' : life.role === 'activation' ? 'fill-activations' : ''}${life.moved ? ' moved' : ''}${index === active ? ' lit' : ''}`}
                {...(life.role === 'scratch' && { fill: `url(#${hatch})` })}
                x={x(life.first) + 0.5}
                y={y(life.offset + life.bytes)}
                width={Math.max(1, x(life.last + 1) - x(life.first) - 1)}
                height={Math.max(1, y(life.offset) - y(life.offset + life.bytes))}
              />
            ))}
            {beforeBytes !== null && beforeBytes !== arenaBytes && (
              <>
                <line className="before-line" x1={52} x2={width - 20} y1={y(beforeBytes)} y2={y(beforeBytes)} />
                <text className="before-label" x={56} y={y(beforeBytes) - 5}>before {kib(beforeBytes)}</text>
              </>
            )}
            <line className="arena-line" x1={52} x2={width - 20} y1={y(arenaBytes)} y2={y(arenaBytes)} />
            <text className="arena-label" x={width - 22} y={y(arenaBytes) - 5} textAnchor="end">arena {kib(arenaBytes)}</text>
            {budgetBytes !== null && budgetBytes <= most && (
              <>
                <line className="wall-line" x1={52} x2={width - 20} y1={y(budgetBytes)} y2={y(budgetBytes)} />
                <text className="wall-label" x={56} y={y(budgetBytes) - 5}>budget {kib(budgetBytes)}</text>
              </>
            )}
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}

/** Names, told apart where two are alike. */
function named(lives: readonly Life[]): string[] {
  const seen = new Map<string, number>();
  return lives.map(({ name }) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return `${name}#${count}`;
  });
}
