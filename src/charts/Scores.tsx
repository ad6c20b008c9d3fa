/** The network's answer: one bar per class, the largest marked with a word, not colour alone. */
import type { ReactNode } from 'react';
import { ChartFrame } from './ChartFrame.tsx';
import { useMarks } from './useMarks.ts';
import { useWidth } from './useSize.ts';

interface Props {
  readonly title: string;
  readonly classes: readonly string[];
  /** int8 output of the network, one per class. */
  readonly scores: readonly number[];
  /** What the example really is, where known. */
  readonly truth: number | null;
}

const ROW = 22;
/** Of more classes than this the largest are drawn; the rest is in the table. */
const MOST = 16;

export function Scores({ title, classes, scores, truth }: Props): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>(420);
  const best = scores.indexOf(Math.max(...scores));
  const label = Math.min(110, width * 0.3);
  const span = width - label - 110;
  const drawn = classes.length <= MOST ? classes.map((_, index) => index) : classes.map((_, index) => index).sort((a, b) => scores[b] - scores[a] || a - b).slice(0, MOST);
  const length = (score: number) => Math.max(1, ((score + 128) / 255) * span);
  const { active, svgProps, readout } = useMarks({
    count: drawn.length,
    keyOf: (index) => classes[drawn[index]],
    describe: (at) => `${classes[drawn[at]]}: score ${scores[drawn[at]]} of -128 to 127`,
    nearest: (_x, y) => (y < 0 || y >= drawn.length * ROW ? null : Math.floor(y / ROW)),
  });
  return (
    <ChartFrame title={title} name="scores" readout={readout} hint={`int8 scores as the firmware would give them, -128 to 127${drawn.length < classes.length ? `; the largest ${MOST} of ${classes.length}` : ''}.`}
      table={{ columns: ['class', 'int8 score', 'answer', 'truth'], rows: classes.map((name, index) => [name, scores[index], index === best ? 'yes' : '', index === truth ? 'yes' : '']) }}>
      <div ref={ref} className="chart-body">
        <svg width={width} height={drawn.length * ROW} {...svgProps} aria-label="Score by class">
          <g aria-hidden="true">
            {drawn.map((index, at) => (
              <g key={index} transform={`translate(0,${at * ROW})`}>
                {at === active && <rect className="row-mark" width={width} height={ROW} rx={3} />}
                <text className="row-label" x={label - 8} y={ROW / 2} dy="0.34em" textAnchor="end">{classes[index]}</text>
                <rect className={`bar ${index === best ? 'fill-weights' : 'fill-quiet'}`} x={label} y={4} width={length(scores[index])} height={ROW - 8} rx={2} />
                <text className="bar-value" x={label + length(scores[index]) + 6} y={ROW / 2} dy="0.34em">
                  {scores[index]}{index === best ? ' answer' : ''}{index === truth ? (index === best ? ', right' : ' truth') : ''}
                </text>
              </g>
            ))}
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}
