/**
 * The arena's bytes at each step, stacked by what they are there for: the tallest step is the peak. The sum of the step
 * that is pointed out stands below in words, so that it can be checked. Source: MCUNetV2 (arXiv 2110.15352), figure 1,
 * which draws a network's memory block by block.
 */
import { scaleLinear } from 'd3-scale';
import { useId, useMemo, type ReactNode } from 'react';
import { AxisLeft } from './Axis.tsx';
import { ChartFrame } from './ChartFrame.tsx';
import { exact, kib } from './format.ts';
import { Hatch } from './Hatch.tsx';
import { useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export type UseRole = 'input' | 'output' | 'held' | 'scratch' | 'shared';

export interface StepUses {
  readonly name: string;
  /** Sum of the uses; those that count bytes twice are below zero. */
  readonly bytes: number;
  /** The rest of the arena. */
  readonly unused: number;
  readonly uses: readonly { readonly name: string; readonly bytes: number; readonly role: UseRole }[];
}

interface Props {
  readonly steps: readonly StepUses[];
  /** The step that other charts call the fullest. */
  readonly peakStep?: number | null;
  /** Bytes the arena may take, or null. */
  readonly budgetBytes: number | null;
  /** The step that is pointed at in other charts, or null. */
  readonly selected: number | null;
  readonly onSelect?: (step: number) => void;
}

const HEIGHT = 210;
const [LEFT, TOP, BOTTOM, RIGHT] = [52, 26, 42, 20];
const KIB = 1024;
/** From the bottom up. */
const STACK = ['held', 'input', 'output', 'scratch'] as const;
const LABELS: Readonly<Record<(typeof STACK)[number], string>> = { input: 'read at this step', output: 'written at it', held: 'held for a later one', scratch: 'scratch' };
const FILLS = { input: 'fill-weights', output: 'fill-activations', held: 'fill-work', scratch: '' } as const;

/** The tallest; of several as tall, the one that other charts call the peak, else the first. */
export function peakStep(steps: readonly StepUses[], other: number | null = null): number {
  const first = steps.reduce((best, step, at) => (step.bytes > steps[best].bytes ? at : best), 0);
  return other !== null && steps[other]?.bytes === steps[first]?.bytes ? other : first;
}

/** What a step takes by role; bytes counted twice are taken off what is written. */
export function byRole({ uses }: StepUses): Readonly<Record<(typeof STACK)[number], number>> {
  const sum = (role: UseRole): number => uses.reduce((total, use) => (use.role === role ? total + use.bytes : total), 0);
  return { input: sum('input'), output: sum('output') + sum('shared'), held: sum('held'), scratch: sum('scratch') };
}

const signed = (bytes: number): string => `${bytes < 0 ? '− ' : '+ '}${exact(Math.abs(bytes))}`;

/** e.g. "step 4, stem: 4,000 input read + 8,000 stem written − 1,200 counted twice = 10,800 B; the arena has 0 B more." */
export function stepSum(step: StepUses, index: number): string {
  const words = { input: 'read', output: 'written', held: 'held', scratch: '', shared: 'counted twice' } as const;
  const terms = step.uses.map(({ name, bytes, role }) => `${signed(bytes)} ${role === 'shared' ? words.shared : role === 'scratch' ? 'scratch' : `${name} ${words[role]}`}`).join(' ');
  return `step ${index + 1}, ${step.name}: ${terms.replace(/^\+ /, '')} = ${exact(step.bytes)} B; ${exact(step.unused)} B of the arena lie idle`;
}

/** e.g. "Step 7, stage1.block1.expand, takes the most: 10.4 KiB, of which 4.1 KiB are read, 5.0 KiB written and 1.3 KiB held." */
export function stepsFinding(steps: readonly StepUses[], fullest: number | null = null): string {
  if (steps.length === 0) return 'No step yet.';
  const at = peakStep(steps, fullest);
  const parts = byRole(steps[at]);
  const words = { input: 'read', output: 'written', held: 'held for later', scratch: 'scratch' } as const;
  const told = STACK.filter((role) => parts[role] > 0).map((role) => `${kib(parts[role])} ${words[role]}`);
  const shared = steps[at].uses.some(({ role }) => role === 'shared') ? '; what is written lies over what is read' : '';
  return `Step ${at + 1}, ${steps[at].name}, takes the most: ${kib(steps[at].bytes)} = ${told.join(' + ')}${shared}.`;
}

export function StepBytes({ steps, peakStep: fullest = null, budgetBytes, selected, onSelect }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const hatch = useId();
  const peak = peakStep(steps, fullest);
  const tallest = Math.max(1, ...steps.map(({ bytes }) => bytes));
  const most = Math.max(tallest, budgetBytes !== null && budgetBytes < tallest * 1.6 ? budgetBytes : 0) * 1.08;
  const x = useMemo(() => scaleLinear().domain([0, Math.max(1, steps.length)]).range([LEFT, width - RIGHT]), [steps.length, width]);
  const y = useMemo(() => scaleLinear().domain([0, most / KIB]).range([HEIGHT - BOTTOM, TOP]), [most]);
  const { active, svgProps, readout } = useMarks({
    count: steps.length,
    keyOf: (index) => steps[index].name,
    describe: (index) => stepSum(steps[index], index),
    nearest: (px) => (px < LEFT || px >= width - RIGHT || steps.length === 0 ? null : Math.min(steps.length - 1, Math.floor(x.invert(px)))),
    onSelect,
  });
  const labelEvery = Math.max(1, Math.ceil(steps.length / ((width - LEFT - RIGHT) / 26)));
  const column = (width - LEFT - RIGHT) / Math.max(1, steps.length);
  return (
    <ChartFrame
      title={stepsFinding(steps, fullest)}
      name="bytes-by-step"
      legend={[...STACK.map((role) => ({ swatch: role === 'scratch' ? 'swatch-scratch' : FILLS[role], label: LABELS[role] })), { swatch: 'swatch-peak', label: `peak, step ${peak + 1}` }]}
      table={{
        columns: ['step', 'layer', 'read', 'written', 'counted twice', 'held', 'scratch', 'bytes in use', 'unused', 'arena'],
        rows: steps.map((step, index) => {
          const sum = (role: UseRole): number => step.uses.reduce((total, use) => (use.role === role ? total + use.bytes : total), 0);
          return [index + 1, step.name, sum('input'), sum('output'), sum('shared'), sum('held'), sum('scratch'), step.bytes, step.unused, step.bytes + step.unused];
        }),
      }}
      readout={readout === '' && selected !== null && selected < steps.length ? stepSum(steps[selected], selected) : readout}
      hint="Point at a step, or use the arrow keys: its bytes are told as a sum. Enter points its layer out everywhere."
    >
      <div ref={ref} className="chart-body">
        <svg width={width} height={HEIGHT} {...svgProps} aria-label="Bytes in the arena at each step">
          <defs><Hatch id={hatch} ground="fill-scratch" /></defs>
          <rect className="peak-band" x={x(peak)} y={TOP} width={column} height={HEIGHT - TOP - BOTTOM} />
          {selected !== null && selected < steps.length && <rect className="selected-band" x={x(selected)} y={TOP} width={column} height={HEIGHT - TOP - BOTTOM} />}
          <AxisLeft scale={y} x={LEFT} label="bytes in use, KiB" format={String} ticks={4} grid={width - LEFT - RIGHT} />
          <g className="axis" aria-hidden="true">
            <line className="axis-line" x1={LEFT} x2={width - RIGHT} y1={HEIGHT - BOTTOM} y2={HEIGHT - BOTTOM} />
            {steps.map(({ name }, index) => index % labelEvery === 0 && <text key={name} x={x(index + 0.5)} y={HEIGHT - 26} textAnchor="middle">{index + 1}</text>)}
            <text className="axis-label" x={width - RIGHT} y={HEIGHT - 8} textAnchor="end">execution step</text>
          </g>
          <g aria-hidden="true">
            {steps.map((step, index) => <Stack key={`${index} ${step.name}`} step={step} left={x(index) + Math.min(3, column * 0.1)} width={Math.max(1.5, column - 2 * Math.min(3, column * 0.1))} y={y} hatch={hatch} lit={index === active} />)}
            {budgetBytes !== null && budgetBytes <= most && (
              <>
                <line className="wall-line" x1={LEFT} x2={width - RIGHT} y1={y(budgetBytes / KIB)} y2={y(budgetBytes / KIB)} />
                <text className="wall-label" x={LEFT + 4} y={y(budgetBytes / KIB) - 5}>budget {kib(budgetBytes)}</text>
              </>
            )}
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}

function Stack({ step, left, width, y, hatch, lit }: { readonly step: StepUses; readonly left: number; readonly width: number; readonly y: (kib: number) => number; readonly hatch: string; readonly lit: boolean }): ReactNode {
  const parts = byRole(step);
  let below = 0;
  return STACK.map((role) => {
    const from = below;
    below += Math.max(0, parts[role]);
    const height = y(from / KIB) - y(below / KIB);
    return <rect key={role} className={`life ${FILLS[role]}${lit ? ' lit' : ''}`} {...(role === 'scratch' && { fill: `url(#${hatch})` })} x={left} width={width} y={y(below / KIB)} height={height} visibility={height > 0 ? undefined : 'hidden'} />;
  });
}
