/**
 * One output of one operator as it comes about: the window on the input, the values and weights under it, and the output
 * being written, all in the layer's own places and integers (the idea of CNN Explainer, Wang et al., IEEE VIS 2020, on
 * int8). What is shown of it at a time is the caller's; arrows move the output, a press on the output map goes there.
 */
import { memo, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { valueColour } from './ArenaMap.tsx';
import { ChartFrame } from './ChartFrame.tsx';
import type { Table } from './csv.ts';
import { closeUpBox, isIn, layoutOf, type Box } from './opStepsLayout.ts';
import { useWidth } from './useSize.ts';

/** A plane of values: one channel of a map, or a vector in rows. */
export interface StepMap {
  readonly label: string;
  readonly rows: number;
  readonly columns: number;
  /** Where a place's value lies; below 0 where there is none. */
  readonly at: (row: number, column: number) => number;
  readonly values: Int8Array;
  readonly zeroPoint: number;
}

export interface StepRect {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/** A value under the window; `weight` null where there is none. */
export interface StepTerm {
  readonly value: number;
  readonly weight: number | null;
}

export interface OpStepsProps {
  readonly title: string;
  readonly name: string;
  readonly note?: ReactNode;
  readonly inputs: readonly { readonly map: StepMap; readonly window: StepRect; readonly lit: readonly (readonly [row: number, column: number])[] }[];
  readonly closeUp: {
    readonly label: string;
    readonly columns: number;
    /** Null where the window stands out over the edge. */
    readonly terms: readonly (StepTerm | null)[];
    /** Taken in now, the last one not included. */
    readonly lit: readonly [from: number, to: number];
  };
  readonly output: { readonly map: StepMap; readonly row: number; readonly column: number; readonly done: boolean };
  /** What the step shown says; read out. */
  readonly said: string;
  readonly hint: string;
  readonly table: Table | (() => Table);
  /** By so many rows, columns and channels. */
  readonly onMove: (rows: number, columns: number, channels: number) => void;
  readonly onPlace: (row: number, column: number) => void;
  readonly onStep: (by: number) => void;
  /** Absent where motion is unwelcome. */
  readonly onPlay?: (() => void) | undefined;
}

const MOVES: Readonly<Record<string, readonly [number, number, number]>> = {
  ArrowLeft: [0, -1, 0], ArrowRight: [0, 1, 0], ArrowUp: [-1, 0, 0], ArrowDown: [1, 0, 0], PageUp: [0, 0, -1], PageDown: [0, 0, 1],
};

/** Places of a plane as paths, one for each of its colours. */
function pathsOf({ rows, columns, at, values, zeroPoint }: StepMap, cell: number): readonly (readonly [colour: string, path: string])[] {
  const places = Array.from({ length: rows * columns }, (_, i) => [Math.floor(i / columns), i % columns] as const).filter(([row, column]) => at(row, column) >= 0);
  const valueAt = ([row, column]: readonly [number, number]): number => values[at(row, column)] - zeroPoint;
  const strongest = places.reduce((most, place) => Math.max(most, Math.abs(valueAt(place))), 1);
  const byColour = new Map<string, string[]>();
  for (const place of places) {
    // thirty shades are as many as can be told apart
    const colour = valueColour(Math.round((127 * valueAt(place)) / strongest / 4) * 4);
    const some = byColour.get(colour) ?? [];
    some.push(`M${round(place[1] * cell)},${round(place[0] * cell)}h${round(cell)}v${round(cell)}h${-round(cell)}z`);
    byColour.set(colour, some);
  }
  return Array.from(byColour, ([colour, parts]) => [colour, parts.join('')] as const);
}

/** All values of a plane; drawn anew only where it is another plane, or another size. */
const Plane = memo(function Plane({ map, box }: { readonly map: StepMap; readonly box: Box }): ReactNode {
  return (
    <g transform={`translate(${box.x},${box.y})`}>
      {pathsOf(map, box.cell).map(([colour, d]) => <path key={colour} fill={colour} d={d} />)}
      <rect className="step-edge" width={box.width} height={box.height} />
    </g>
  );
}, (a, b) => a.map.values === b.map.values && a.map.label === b.map.label && a.box.x === b.box.x && a.box.y === b.box.y && a.box.cell === b.box.cell);

const round = (px: number): number => Math.round(100 * px) / 100;

/** A rectangle of places as px of the drawing. */
const rectOf = ({ row, column, rows, columns }: StepRect, { x, y, cell }: Box) => ({ x: x + column * cell, y: y + row * cell, width: columns * cell, height: rows * cell });

export function OpSteps({ title, name, note, inputs, closeUp, output, said, hint, table, onMove, onPlace, onStep, onPlay }: OpStepsProps): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>(560);
  const shown = closeUpBox(closeUp.terms.length, closeUp.columns, closeUp.lit[0]);
  const layout = layoutOf(width, inputs.map(({ map }) => map), output.map, shown);
  const onKeyDown = (event: KeyboardEvent<SVGSVGElement>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = MOVES[event.key];
    if (move) onMove(...move);
    else if (event.key === '.' || event.key === 'Enter') onStep(1);
    else if (event.key === ',' || event.key === 'Backspace') onStep(-1);
    else if (event.key === ' ' && onPlay) onPlay();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onClick = (event: MouseEvent<SVGSVGElement>): void => {
    const frame = event.currentTarget.getBoundingClientRect();
    const [row, column] = [Math.floor((event.clientY - frame.top - layout.output.y) / layout.output.cell), Math.floor((event.clientX - frame.left - layout.output.x) / layout.output.cell)];
    if (isIn(output.map, row, column)) onPlace(row, column);
  };
  const cell = rectOf({ row: output.row, column: output.column, rows: 1, columns: 1 }, layout.output);
  const after = [
    { row: output.row, column: output.column + 1, rows: 1, columns: output.map.columns - output.column - 1 },
    { row: output.row + 1, column: 0, rows: output.map.rows - output.row - 1, columns: output.map.columns },
  ].filter(({ rows, columns }) => rows > 0 && columns > 0);
  return (
    <ChartFrame
      title={title} name={name} note={note} table={table} readout={said} hint={hint}
      legend={[{ swatch: 'swatch-values', label: 'orange below zero, grey at it, blue above' }, { swatch: 'swatch-step-window', label: 'window' }, { swatch: 'swatch-step-lit', label: 'taken in now' }, { swatch: 'swatch-step-cell', label: 'output being written' }]}
    >
      <div ref={ref} className="chart-body steps">
        <svg width={width} height={layout.height} tabIndex={0} role="application" aria-roledescription="chart, arrow keys move the output, full stop steps" onKeyDown={onKeyDown} onClick={onClick} aria-label={`How an output of ${name.replace(/-steps$/, '')} is computed`}>
          <g aria-hidden="true">
            {layout.inputs.map((box, at) => {
              const { map, window, lit } = inputs[at];
              const frame = rectOf(window, box);
              return (
                <g key={at}>
                  <text className="axis-label" x={box.x} y={box.y - 8}>{map.label}</text>
                  <Plane map={map} box={box} />
                  {layout.wide && <Rays from={frame} to={layout.closeUp} />}
                  <rect className="step-under" {...frame} />
                  <rect className="step-window" {...frame} />
                  {lit.map(([row, column]) => <rect key={`${row} ${column}`} className="step-lit" {...rectOf({ row, column, rows: 1, columns: 1 }, box)} />)}
                </g>
              );
            })}
            {layout.wide && <Rays from={cell} to={layout.closeUp} left />}
            <CloseUp {...closeUp} first={shown.first} rows={shown.rows} box={layout.closeUp} />
            <text className="axis-label" x={layout.output.x} y={layout.output.y - 8}>{output.map.label}</text>
            <Plane map={output.map} box={layout.output} />
            {after.map((rect) => <rect key={rect.row} className="step-unwritten" {...rectOf(rect, layout.output)} />)}
            <rect className="step-under" {...cell} />
            <rect className={output.done ? 'step-cell done' : 'step-cell'} {...cell} />
          </g>
        </svg>
      </div>
    </ChartFrame>
  );
}

/** From a small frame to the near side of the large one. */
function Rays({ from, to, left = false }: { readonly from: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }; readonly to: Box; readonly left?: boolean }): ReactNode {
  const [near, far] = left ? [to.x + to.width, from.x] : [to.x, from.x + from.width];
  return <path className="step-ray" d={`M${far},${from.y}L${near},${to.y}M${far},${from.y + from.height}L${near},${to.y + to.height}`} />;
}

/** Values less their zero point and, below each, its weight. */
function CloseUp({ label, columns, terms, lit: [from, to], first, rows, box }: OpStepsProps['closeUp'] & { readonly first: number; readonly rows: number; readonly box: Box }): ReactNode {
  const height = box.height / rows;
  const small = box.cell < 28;
  return (
    <g className={box.cell < 46 ? 'step-tight' : undefined}>
      <text className="axis-label" x={box.x} y={box.y - 8}>{label}</text>
      {terms.slice(first * columns, (first + rows) * columns).map((term, at) => {
        const index = first * columns + at;
        const isLit = index >= from && index < to;
        const [x, y] = [box.x + (at % columns) * box.cell, box.y + Math.floor(at / columns) * height];
        return (
          <g key={index} transform={`translate(${x},${y})`}>
            <rect className={`step-term${isLit ? ' lit' : ''}${term === null ? ' edge' : ''}`} width={box.cell} height={height} />
            {term === null
              ? <text className="step-number faded" x={box.cell / 2} y={height / 2} dy="0.34em" textAnchor="middle">{small ? '' : 'edge'}</text>
              : !small && (
                <>
                  <text className={`step-number${isLit ? ' lit' : ''}`} x={box.cell / 2} y={term.weight === null ? height / 2 : height / 2 - 7} dy="0.34em" textAnchor="middle">{minus(term.value)}</text>
                  {term.weight !== null && <text className={`step-number weight${isLit ? ' lit' : ''}`} x={box.cell / 2} y={height / 2 + 7} dy="0.34em" textAnchor="middle">×{minus(term.weight)}</text>}
                </>
              )}
          </g>
        );
      })}
      <rect className="step-window" x={box.x} y={box.y} width={box.width} height={box.height} />
      {to - from < terms.length && terms.slice(from, to).map((_, at) => {
        const index = from + at - first * columns;
        return index >= 0 && index < rows * columns && <rect key={index} className="step-lit" x={box.x + (index % columns) * box.cell} y={box.y + Math.floor(index / columns) * height} width={box.cell} height={height} />;
      })}
    </g>
  );
}

const minus = (value: number): string => String(value).replace('-', '−');
