/**
 * Recordings cut into windows, and their values as int8: each column less its mean and divided by its deviation, both
 * over the training split alone, in steps of a thirty-second of a deviation. What a board must do with its readings
 * before it asks the network stands in the task's notes.
 */
import { InputError } from '../../lib/index.ts';
import type { Example, SplitName } from './deal.ts';
import { contentOf, type Features } from './found.ts';
import type { Problems } from './problems.ts';
import { MOST_TASK_BYTES, type Rows } from './rows.ts';

export interface RecordedLine {
  readonly row: number;
  readonly label: string;
  readonly number: number;
  readonly time: number | string;
  /** A line before it was left out. */
  readonly afterGap: boolean;
}

export interface Recording {
  readonly file: string;
  readonly name: string;
  readonly lines: RecordedLine[];
  /** Lines left out of the tables when its last line came. */
  gaps: number;
  /** As distributed. */
  readonly split: SplitName | undefined;
}

export interface Cutting {
  readonly recordings: readonly Recording[];
  readonly rows: Rows<Float64Array>;
  readonly classes: readonly string[];
  readonly window: number;
  readonly hop: number;
  /** Whether recordings are of the table's own making: ids or files. */
  readonly natural: boolean;
  /** Of the measured columns. */
  readonly names: readonly string[];
}

const STEPS_PER_DEVIATION = 32;
const MOST_PIECES = 20;

/** @throws InputError for more windows than a task holds, before any is cut */
export function cutWindows({ recordings, rows, classes, window, hop, natural, names }: Cutting, problems: Problems): { examples: Example[]; features: (train: readonly Example[]) => Features } {
  const labels = new Map(classes.map((name, label) => [name, label]));
  const starts: Uint32Array[] = [];
  const examples: Example[] = [];
  const cuts = recordings.map(({ lines }) => stretches(inTime(lines)).map((stretch) => (natural || window === 1 ? [stretch] : pieces(stretch, window))));
  const count = cuts.flat(2).reduce((sum, { length }) => sum + Math.max(0, Math.floor((length - window) / hop) + 1), 0);
  if (count * (window * rows.width + 1) > MOST_TASK_BYTES) {
    throw new InputError(`${count} windows of ${window} lines, one every ${hop}, do not fit in the ${MOST_TASK_BYTES / 2 ** 20} MiB that are kept; shorter ones, or wider apart`);
  }
  for (const [r, { file, name, lines, split }] of recordings.entries()) {
    const before = examples.length;
    for (const [s, stretch] of cuts[r].entries()) {
      for (const [p, piece] of stretch.entries()) {
        const places = Uint32Array.from(piece, ({ row }) => row); // windows overlap, so they are views of it
        for (let from = 0; from + window <= piece.length; from += hop) {
          const chosen = places.subarray(from, from + window);
          const values = contentOf(bytesOf(chosen, rows));
          const place = `${file}, line ${piece[from].number}`;
          // equal lines are no copies, they happen; but alone they stay on one side
          const keep = natural ? `recording ${name}` : window === 1 ? `values ${values}` : `${s}/${p} of ${name}`;
          examples.push({ row: starts.length, label: labels.get(piece[from].label) ?? 0, keep, content: window === 1 ? place : values, file: place, ...(split === undefined ? {} : { split }) });
          starts.push(chosen);
        }
      }
    }
    if (examples.length === before) problems.add(file, `${lines.length} lines${natural ? ` of recording ${name}` : ''} hold no stretch of ${window} without a gap or a change of class; left out`);
  }
  return { examples, features: (train) => normalised(train.map(({ row }) => starts[row]), starts, rows, names) };
}

/** Stable, so equal times keep the order of the table. */
function inTime(lines: readonly RecordedLine[]): readonly RecordedLine[] {
  const numbers = lines.every(({ time }) => typeof time === 'number');
  const key = numbers ? (a: RecordedLine, b: RecordedLine) => Number(a.time) - Number(b.time) : (a: RecordedLine, b: RecordedLine) => (String(a.time) < String(b.time) ? -1 : String(a.time) > String(b.time) ? 1 : 0);
  return lines.some((line, i) => i > 0 && key(lines[i - 1], line) > 0) ? [...lines].sort(key) : lines;
}

/** Unbroken lines of one class. */
function stretches(lines: readonly RecordedLine[]): RecordedLine[][] {
  const all: RecordedLine[][] = [];
  lines.forEach((line, i) => {
    if (i === 0 || line.afterGap || line.label !== lines[i - 1].label) all.push([]);
    all[all.length - 1].push(line);
  });
  return all;
}

/** One long stretch in pieces of two windows or more, so that there is something to deal. */
function pieces(stretch: readonly RecordedLine[], window: number): (readonly RecordedLine[])[] {
  const count = Math.max(1, Math.min(MOST_PIECES, Math.floor(stretch.length / (2 * window))));
  return Array.from({ length: count }, (_, p) => stretch.slice(Math.floor((p * stretch.length) / count), Math.floor(((p + 1) * stretch.length) / count)));
}

function bytesOf(lines: Uint32Array, rows: Rows<Float64Array>): Uint8Array {
  const values = new Float64Array(lines.length * rows.width);
  lines.forEach((row, i) => values.set(rows.row(row), i * rows.width));
  return new Uint8Array(values.buffer);
}

function normalised(train: readonly Uint32Array[], windows: readonly Uint32Array[], rows: Rows<Float64Array>, names: readonly string[]): Features {
  const { width } = rows;
  const count = train.reduce((sum, lines) => sum + lines.length, 0);
  const means = new Float64Array(width);
  const deviations = new Float64Array(width);
  const each = (tell: (value: number, column: number) => void): void => {
    for (const lines of train) for (const row of lines) rows.row(row).forEach(tell);
  };
  each((value, c) => { means[c] += value / count; });
  each((value, c) => { deviations[c] += ((value - means[c]) * (value - means[c])) / count; });
  for (let c = 0; c < width; c++) deviations[c] = deviations[c] > 0 ? Math.sqrt(deviations[c]) : 1;
  const of = ({ row }: Example): Int8Array => {
    const out = new Int8Array(windows[row].length * width);
    windows[row].forEach((line, i) => rows.row(line).forEach((value, c) => {
      out[i * width + c] = Math.max(-128, Math.min(127, Math.round(((value - means[c]) / deviations[c]) * STEPS_PER_DEVIATION)));
    }));
    return out;
  };
  const notes = Object.fromEntries(names.map((name, c) => [`input ${c + 1}: ${name}`, `less ${means[c]}, divided by ${deviations[c]}`]));
  return { inputQuant: { scale: 1 / STEPS_PER_DEVIATION, zeroPoint: 0 }, of, notes };
}
