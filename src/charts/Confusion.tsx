/**
 * Confusions as a heat map: rows what an example is, columns what it was taken for. Errors alone are shaded, each by its
 * share of the row, since right answers would drown them. Enter or a click on a cell chooses it.
 */
import { useMemo, type ReactNode } from 'react';
import { ChartFrame } from './ChartFrame.tsx';
import { exact, percent } from './format.ts';
import { useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

interface Props {
  readonly classes: readonly string[];
  /** Rows: true class, columns: told. */
  readonly confusion: readonly (readonly number[])[];
  readonly selected: { readonly label: number; readonly answer: number } | null;
  readonly onSelect: (label: number, answer: number) => void;
}

/** Of more classes than this only the most confused are drawn; all are in the table. */
const MOST = 30;
const LARGEST_CELL = 34;
/** Below it a number does not fit its cell. */
const NUMBERED = 19;

/** The last column's name leans out to the right. */
const MARGIN = 30;

const sum = (row: readonly number[]): number => row.reduce((total, n) => total + n, 0);

/** The commonest error in words. */
export function confusionFinding(classes: readonly string[], confusion: readonly (readonly number[])[]): string {
  const total = sum(confusion.map(sum));
  const right = sum(confusion.map((row, label) => row[label]));
  if (total === 0) return 'There is no example to err on.';
  let [label, answer, most] = [0, 0, 0];
  confusion.forEach((row, l) => row.forEach((n, a) => { if (l !== a && n > most) [label, answer, most] = [l, a, n]; }));
  const said = `${percent(right / total)} of ${exact(total)} right`;
  return most === 0 ? `${said}: no error.` : `${said}; most often ${classes[label]} is taken for ${classes[answer]} (${most} of ${sum(confusion[label])}).`;
}

export function Confusion({ classes, confusion, selected, onSelect }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>(420);
  const shown = useMemo(() => {
    const all = classes.map((_, index) => index);
    if (all.length <= MOST) return all;
    const errors = (index: number): number => sum(confusion[index]) - confusion[index][index] + sum(confusion.map((row, label) => (label === index ? 0 : row[index])));
    return all.sort((a, b) => errors(b) - errors(a)).slice(0, MOST).sort((a, b) => a - b);
  }, [classes, confusion]);
  const n = shown.length;
  const left = Math.min(96, width * 0.24);
  const top = left * 0.72;
  const cell = Math.max(6, Math.min(LARGEST_CELL, (width - left - MARGIN) / Math.max(1, n)));
  const at = (index: number): [label: number, answer: number] => [shown[Math.floor(index / n)], shown[index % n]];
  const { active, svgProps, readout } = useMarks({
    count: n * n,
    rowLength: n,
    keyOf: (index) => at(index).map((one) => classes[one]).join('\n'),
    describe: (index) => {
      const [label, answer] = at(index);
      const count = confusion[label][answer];
      return `${classes[label]} taken for ${classes[answer]}: ${count} of ${sum(confusion[label])}${label === answer ? ', right' : ''}`;
    },
    nearest: (x, y) => {
      const [column, row] = [Math.floor((x - left) / cell), Math.floor((y - top) / cell)];
      return column < 0 || row < 0 || column >= n || row >= n ? null : row * n + column;
    },
    onSelect: (index) => onSelect(...at(index)),
  });
  const letters = Math.max(3, Math.floor(left / 7));
  const short = (name: string): string => (name.length > letters ? `${name.slice(0, letters - 1)}…` : name);
  return (
    <ChartFrame title={confusionFinding(classes, confusion)} name="confusion" readout={readout}
      hint={n < classes.length ? `The ${n} most confused of ${classes.length} classes. Choose a cell to see its examples.` : 'Rows: what it is. Columns: what it is taken for. Choose a cell to see its examples.'}
      table={{ columns: ['is \\ taken for', ...classes], rows: confusion.map((row, label) => [classes[label], ...row]) }}>
      <div ref={ref} className="chart-body">
        <svg width={width} height={top + n * cell + 2} {...svgProps} aria-label="Confusions: rows true class, columns answer">
          <g aria-hidden="true">
            {shown.map((answer, column) => (
              <text key={answer} className="row-label" transform={`translate(${left + (column + 0.62) * cell},${top - 6}) rotate(-50)`}>{short(classes[answer])}</text>
            ))}
            {shown.map((label, row) => {
              const total = Math.max(1, sum(confusion[label]));
              return (
                <g key={label} transform={`translate(0,${top + row * cell})`}>
                  <text className="row-label" x={left - 6} y={cell / 2} dy="0.34em" textAnchor="end">{short(classes[label])}</text>
                  {shown.map((answer, column) => {
                    const count = confusion[label][answer];
                    const right = label === answer;
                    const share = count / total;
                    // Small shares of errors matter: the square root spreads them.
                    const ink = Math.sqrt(share);
                    return (
                      <g key={answer}>
                        <rect className={`confusion-cell ${right ? 'right' : count === 0 ? 'none' : 'wrong'}`} x={left + column * cell} width={cell} height={cell} {...(!right && count > 0 && { fillOpacity: 0.12 + 0.6 * ink })} />
                        {count > 0 && cell >= NUMBERED && <text className="confusion-count" x={left + (column + 0.5) * cell} y={cell / 2} dy="0.36em" textAnchor="middle" fill="currentColor">{count}</text>}
                      </g>
                    );
                  })}
                </g>
              );
            })}
            {selected !== null && shown.includes(selected.label) && shown.includes(selected.answer) && (
              <rect className="picked" x={left + shown.indexOf(selected.answer) * cell} y={top + shown.indexOf(selected.label) * cell} width={cell} height={cell} />
            )}
            {active !== null && <rect className="active-mark" x={left + (active % n) * cell} y={top + Math.floor(active / n) * cell} width={cell} height={cell} />}
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}
