/** Parts of one whole, largest first, as bars with their share: functions of a profile, classes of an instruction mix. */
import type { ReactNode } from 'react';
import { ChartFrame } from './ChartFrame.tsx';
import type { Table } from './csv.ts';
import { count, exact, percent } from './format.ts';
import { useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export interface Share {
  readonly name: string;
  readonly value: number;
  /** Read out with the value. */
  readonly more?: string;
}

interface Props {
  readonly title: string;
  readonly name: string;
  readonly unit: string;
  /** Largest first. */
  readonly parts: readonly Share[];
  readonly table: Table;
}

const ROW = 19;
/** The rest is in the table. */
const MOST = 14;

export function Shares({ title, name, unit, parts, table }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>(420);
  const whole = Math.max(1, parts.reduce((sum, part) => sum + part.value, 0));
  const drawn = parts.slice(0, MOST);
  const rest = parts.length - drawn.length;
  const label = Math.min(190, width * 0.42);
  const span = Math.max(10, width - label - 100);
  const largest = Math.max(1, ...drawn.map((part) => part.value));
  const { active, svgProps, readout } = useMarks({
    count: drawn.length,
    keyOf: (index) => drawn[index].name,
    describe: (index) => `${drawn[index].name}: ${exact(drawn[index].value)} ${unit}, ${percent(drawn[index].value / whole)}${drawn[index].more ?? ''}`,
    nearest: (_x, y) => (y < 0 || y >= drawn.length * ROW ? null : Math.floor(y / ROW)),
  });
  const letters = Math.max(8, Math.floor(label / 7));
  return (
    <ChartFrame title={title} name={name} table={table} readout={readout} hint={rest > 0 ? `${rest} smaller ones are in the table.` : `Share of all ${unit}.`}>
      <div ref={ref} className="chart-body">
        <svg width={width} height={drawn.length * ROW} {...svgProps} aria-label={`Share of ${unit}`}>
          <g aria-hidden="true">
            {drawn.map((part, index) => {
              const length = Math.max(1, (part.value / largest) * span);
              return (
                <g key={part.name} transform={`translate(0,${index * ROW})`}>
                  {index === active && <rect className="row-mark" width={width} height={ROW} rx={3} />}
                  <text className="row-label" x={label - 8} y={ROW / 2} dy="0.34em" textAnchor="end">{part.name.length > letters ? `${part.name.slice(0, letters - 1)}…` : part.name}</text>
                  <rect className="bar fill-work" x={label} y={4} width={length} height={ROW - 8} rx={2} />
                  <text className="bar-value" x={label + length + 6} y={ROW / 2} dy="0.34em">{percent(part.value / whole)} {width > 380 ? count(part.value) : ''}</text>
                </g>
              );
            })}
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}
