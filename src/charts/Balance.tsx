/** How many examples each class has, dealt to training, validation and test: one bar a class, a class too thin marked by a word. */
import type { ReactNode } from 'react';
import { ChartFrame } from './ChartFrame.tsx';
import { exact, percent, plural } from './format.ts';
import { useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export interface BalanceRow {
  readonly name: string;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

const ROW = 20;
/** Of more classes the largest and the smallest are drawn; all are in the table. */
const MOST = 24;
/** Beside the class with the most; fewer examples than that and a network learns to ignore the class. */
const THIN = 0.4;
const PARTS = [['train', 'training', 'fill-weights'], ['validation', 'validation', 'fill-activations'], ['test', 'test', 'fill-io']] as const;

const whole = ({ train, validation, test }: BalanceRow): number => train + validation + test;
const isThin = (row: BalanceRow, most: number): boolean => whole(row) < THIN * most;

/** One sentence on how even the classes are. */
export function balanceFinding(rows: readonly BalanceRow[]): string {
  if (rows.length === 0) return 'There is no class yet.';
  const sorted = [...rows].sort((a, b) => whole(b) - whole(a));
  const [most, least] = [sorted[0], sorted[sorted.length - 1]];
  const untested = rows.filter(({ test }) => test === 0);
  const missing = untested.length === 0 ? '' : ` ${untested.length === 1 ? `${untested[0].name} has` : `${plural(untested.length, 'class', 'classes')} have`} no test example.`;
  if (whole(most) === whole(least)) return `${rows.length === 2 ? 'Both classes' : `All ${plural(rows.length, 'class', 'classes')}`} have ${plural(whole(most), 'example')}.${missing}`;
  const thin = rows.filter((row) => isThin(row, whole(most))).length;
  return `${most.name} has the most examples (${exact(whole(most))}), ${least.name} the fewest (${exact(whole(least))}, ${percent(whole(least) / whole(most), 0)} of that)${thin === 0 ? ': even enough' : `; ${plural(thin, 'class is', 'classes are')} thin`}.${missing}`;
}

export function Balance({ rows }: { readonly rows: readonly BalanceRow[] }): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>(420);
  const sorted = rows.length <= MOST ? rows : [...rows].sort((a, b) => whole(b) - whole(a));
  const drawn = rows.length <= MOST ? sorted : [...sorted.slice(0, MOST / 2), ...sorted.slice(-MOST / 2)];
  const most = Math.max(1, ...rows.map(whole));
  const label = Math.min(130, width * 0.32);
  const span = Math.max(10, width - label - 90);
  const { active, svgProps, readout } = useMarks({
    count: drawn.length,
    keyOf: (index) => drawn[index].name,
    describe: (at) => `${drawn[at].name}: ${drawn[at].train} for training, ${drawn[at].validation} for validation, ${drawn[at].test} for test`,
    nearest: (_x, y) => (y < 0 || y >= drawn.length * ROW ? null : Math.floor(y / ROW)),
  });
  const letters = Math.max(6, Math.floor(label / 7));
  return (
    <ChartFrame title={balanceFinding(rows)} name="class-balance" readout={readout}
      legend={PARTS.map(([, name, swatch]) => ({ swatch, label: name }))}
      hint={drawn.length < rows.length ? `The ${MOST / 2} largest and the ${MOST / 2} smallest of ${rows.length} classes; all are in the table.` : ''}
      table={{ columns: ['class', 'training', 'validation', 'test'], rows: rows.map(({ name, train, validation, test }) => [name, train, validation, test]) }}>
      <div ref={ref} className="chart-body">
        <svg width={width} height={drawn.length * ROW} {...svgProps} aria-label="Examples by class and split">
          <g aria-hidden="true">
            {drawn.map((row, at) => {
              let x = label;
              return (
                <g key={row.name} transform={`translate(0,${at * ROW})`}>
                  {at === active && <rect className="row-mark" width={width} height={ROW} rx={3} />}
                  <text className="row-label" x={label - 8} y={ROW / 2} dy="0.34em" textAnchor="end">{row.name.length > letters ? `${row.name.slice(0, letters - 1)}…` : row.name}</text>
                  {PARTS.map(([part, , swatch]) => {
                    const length = (row[part] / most) * span;
                    const bar = <rect key={part} className={`bar ${swatch}`} x={x} y={4} width={length} height={ROW - 8} />;
                    x += length;
                    return bar;
                  })}
                  <text className="bar-value" x={x + 6} y={ROW / 2} dy="0.34em">{exact(whole(row))}{isThin(row, most) ? ' thin' : ''}</text>
                </g>
              );
            })}
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}
