/**
 * How much each choice decides: for every gene the share of the variance of accuracy, and of a cost, that lies between
 * its options (correlation ratio), as two columns of bars. A tick on each bar is what a gene without effect would get by
 * chance among so few networks. Shares describe the networks drawn and may overlap, which the note says in figures.
 */
import type { ReactNode } from 'react';
import { ChartFrame } from './ChartFrame.tsx';
import { percent } from './format.ts';
import { useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

export interface ImportanceEffect {
  /** Shares of the variance, 0 to 1. */
  readonly share: number;
  readonly chance: number;
  readonly networks: number;
  /** What each option came to on average. */
  readonly byOption: readonly { readonly option: number; readonly networks: number; readonly mean: number }[];
}

export interface ImportanceRow {
  readonly gene: string;
  readonly effects: Readonly<Record<string, ImportanceEffect>>;
}

interface Props {
  /** In any order. */
  readonly rows: readonly ImportanceRow[];
  /** The two outcomes drawn, the first one ranks the rows; the table has all of them. */
  readonly drawn: readonly [string, string];
  /** All outcomes, by their key. */
  readonly outcomes: Readonly<Record<string, { readonly label: string; readonly format: (value: number) => string }>>;
  /** Which networks these are, e.g. `200 networks measured`. */
  readonly note: ReactNode;
}

const ROW = 20;
const TOP = 20;
/** The rest is in the table. */
const MOST = 12;

const whole = (share: number): string => percent(share, share < 0.095 && share > 0 ? 1 : 0);

const ranked = (rows: readonly ImportanceRow[], outcome: string): ImportanceRow[] => [...rows].sort((a, b) => b.effects[outcome].share - a.effects[outcome].share);

/** e.g. "Of accuracy, width explains 50 %, then stage1.block0.kernel 31 %; of latency, width explains 60 %." */
export function importanceFinding(rows: readonly ImportanceRow[], [first, second]: Props['drawn'], outcomes: Props['outcomes']): string {
  const beyond = (outcome: string): ImportanceRow[] => ranked(rows, outcome).filter(({ effects }) => effects[outcome].share > 2 * effects[outcome].chance && effects[outcome].share > 0);
  const said = (outcome: string, most: number): string => {
    const some = beyond(outcome).slice(0, most);
    if (some.length === 0) return `of ${outcomes[outcome].label}, no choice explains clearly more than chance would`;
    return `of ${outcomes[outcome].label}, ${some[0].gene} explains ${whole(some[0].effects[outcome].share)}${some.slice(1).map(({ gene, effects }) => `, then ${gene} ${whole(effects[outcome].share)}`).join('')}`;
  };
  const text = `${said(first, 2)}; ${said(second, 1)}.`;
  return `${text[0].toUpperCase()}${text.slice(1)}`;
}

export function Importance({ rows: given, drawn, outcomes, note }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const rows = ranked(given, drawn[0]);
  const seen = rows.slice(0, MOST);
  const small = width < 520;
  const label = small ? 92 : 170;
  const column = (width - label - 16) / 2;
  /** Room for the figure behind the longest bar. */
  const span = Math.max(20, column - 48);
  const letters = small ? 13 : 26;
  const { active, svgProps, readout } = useMarks({
    count: seen.length,
    keyOf: (index) => seen[index].gene,
    describe: (index) => {
      const { gene, effects } = seen[index];
      const said = drawn.map((outcome) => {
        const { share, chance, byOption } = effects[outcome];
        return `${whole(share)} of ${outcomes[outcome].label} (${whole(chance)} by chance): ${byOption.map(({ option, mean, networks }) => `${option} gives ${outcomes[outcome].format(mean)} over ${networks}`).join(', ')}`;
      });
      return `${gene} explains ${said.join('; ')}`;
    },
    nearest: (_x, y) => {
      const at = Math.floor((y - TOP) / ROW);
      return at < 0 || at >= seen.length ? null : at;
    },
  });
  const bar = ({ share, chance }: ImportanceEffect, fill: string, x: number): ReactNode => (
    <g transform={`translate(${x},0)`}>
      <rect className={`bar ${fill}`} y={4} height={ROW - 8} width={Math.max(0.5, share * span)} rx={1.5} />
      {chance > 0 && <line className="chance" x1={chance * span} x2={chance * span} y1={1} y2={ROW - 1} />}
      <text className="bar-value" x={Math.max(share, chance) * span + 5} y={ROW / 2} dy="0.34em">{whole(share)}</text>
    </g>
  );
  return (
    <ChartFrame
      title={importanceFinding(given, drawn, outcomes)}
      name="importance"
      legend={[{ swatch: 'fill-weights', label: `of ${outcomes[drawn[0]].label}` }, { swatch: 'fill-activations', label: `of ${outcomes[drawn[1]].label}` }, { swatch: 'swatch-chance', label: 'what chance alone would give' }]}
      table={{
        columns: ['choice', ...Object.values(outcomes).flatMap(({ label }) => [`share of the variance of ${label}`, `by chance, ${label}`]), 'networks measured that have it', ...drawn.map((outcome) => `mean ${outcomes[outcome].label} by option`)],
        rows: rows.map(({ gene, effects }) => [
          gene, ...Object.keys(outcomes).flatMap((outcome) => [effects[outcome].share, effects[outcome].chance].map((value) => Number(value.toFixed(4)))), effects[drawn[0]].networks,
          ...drawn.map((outcome) => effects[outcome].byOption.map(({ option, mean }) => `${option}: ${outcomes[outcome].format(mean)}`).join('; ')),
        ]),
      }}
      readout={readout}
      hint={`Point at a choice, or use the arrow keys, for what each option came to.${rows.length > seen.length ? ` ${rows.length - seen.length} more choices are in the table.` : ''}`}
      note={note}
    >
      <div ref={ref} className="chart-body">
        <svg width={width} height={TOP + seen.length * ROW + 4} {...svgProps} aria-label="Share of the variance that each choice explains">
          <g aria-hidden="true">
            {drawn.map((outcome, at) => <text key={outcome} className="axis-label" x={label + 8 + at * (column + 8)} y={12}>of {outcomes[outcome].label}</text>)}
            {seen.map(({ gene, effects }, index) => (
              <g key={gene} transform={`translate(0,${TOP + index * ROW})`}>
                {index === active && <rect className="row-mark" width={width} height={ROW} rx={3} />}
                <text className="row-label" x={label} y={ROW / 2} dy="0.34em" textAnchor="end">{shortGene(gene, letters)}</text>
                {bar(effects[drawn[0]], 'fill-weights', label + 8)}
                {bar(effects[drawn[1]], 'fill-activations', label + 16 + column)}
              </g>
            ))}
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}

/** `stage1.block0.kernel`, or `s1 b0 kernel` where there is little room. */
const shortGene = (gene: string, letters: number): string => (gene.length <= letters ? gene : gene.replace('stage', 's').replace('.block', ' b').replace('.', ' '));
