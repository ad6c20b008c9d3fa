/** What the columns of a table are for: which one names the class, which the recording, which the time, and which are measured. */
import { InputError } from '../../lib/index.ts';
import { cellsOf, firstLines, numberOf, separatorOf, type Separator } from './csv.ts';
import { shownName } from './problems.ts';
import type { DataFile, SeriesOptions } from './types.ts';

const LABEL = /^(labels?|class|classes|target|activity|category|gesture|species|state)$/i;
const GROUP = /^(id|group|subject|session|recording|record|user|series|trial|run|series_id|group_id|subject_id|session_id)$/i;
const TIME = /^(t|time|timestamp|time_?(ms|us|s)|date|datetime|ms|seconds|sample|step|index)$/i;
const MOST_COLUMNS = 2000;

export interface Columns {
  readonly separator: Separator;
  readonly header: boolean;
  readonly count: number;
  /** Of every column: its own, or "column 3". */
  readonly names: readonly string[];
  /** Indices; -1: none. */
  readonly label: number;
  readonly group: number;
  readonly time: number;
  readonly features: readonly number[];
  /** Names of columns of text that are none of the above. */
  readonly text: readonly string[];
}

/**
 * @param classFolders whether the files stand in class folders, so that a table needs no label of its own
 * @throws InputError where a named column is missing, or nothing is measured
 */
export async function readColumns(file: DataFile, options: SeriesOptions, classFolders: boolean): Promise<Columns> {
  const lines = await firstLines(file);
  if (lines.length === 0) throw new InputError('is empty', file.path);
  const separator = separatorOf(lines);
  const cells = lines.map(({ text }) => cellsOf(text, separator));
  const count = cells[0].length;
  if (count > MOST_COLUMNS) throw new InputError(`has ${count} columns; at most ${MOST_COLUMNS} are read`, file.path);
  const isNumber = (cell: string | undefined): boolean => cell !== undefined && typeof numberOf(cell, separator) === 'number';
  const header = cells[0].every((cell) => !isNumber(cell)) && (cells.length === 1 || cells[0].some((cell, c) => cell !== '' && cells.slice(1).some((line) => isNumber(line[c]))));
  const body = header ? cells.slice(1) : cells;
  const names = cells[0].map((cell, c) => (header && cell !== '' ? shownName(cell) : `column ${c + 1}`));
  const isText = names.map((_, c) => body.filter((line) => line[c] !== undefined && line[c] !== '').length > 0 && body.filter((line) => isNumber(line[c])).length * 2 < body.length);

  const named = (what: string, name: string): number => {
    const at = names.findIndex((one) => one.toLowerCase() === name.toLowerCase());
    if (at >= 0) return at;
    throw new InputError(`has no column "${shownName(name)}" for the ${what}; there are ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', ...' : ''}`, file.path);
  };
  const guess = (pattern: RegExp): number => (header ? names.findIndex((name) => pattern.test(name)) : -1);
  const time = options.time === undefined ? guess(TIME) : named('time', options.time);
  const group = options.group === undefined ? guess(GROUP) : named('recording', options.group);
  const label = options.label !== undefined ? named('label', options.label) : likelyLabel(names, isText, guess(LABEL), [time, group], classFolders, (c) => isCount(body.map((line) => line[c] ?? '')));
  const taken = new Set([label, group, time]);
  const features = names.flatMap((_, c) => (taken.has(c) || isText[c] ? [] : [c]));
  if (features.length === 0) throw new InputError(`no column of numbers among ${names.slice(0, 12).join(', ')}; a table of measurements has one at least, and a label`, file.path);
  return { separator, header, count, names, label, group, time, features, text: names.filter((_, c) => isText[c] && !taken.has(c)) };
}

/** The column called so, the last one of text, else of the last and the first one the one that counts few classes: program libraries write it last, archives of series (UCR) first. */
function likelyLabel(names: readonly string[], isText: readonly boolean[], guessed: number, taken: readonly number[], classFolders: boolean, counts: (column: number) => boolean): number {
  if (guessed >= 0 || classFolders) return guessed;
  const free = names.map((_, c) => c).filter((c) => !taken.includes(c));
  const [first, last] = [free.at(0) ?? -1, free.at(-1) ?? -1];
  return free.findLast((c) => isText[c]) ?? (!counts(last) && counts(first) ? first : last);
}

/** Whole numbers, each of which comes again. */
const isCount = (cells: readonly string[]): boolean => cells.every((cell) => /^[+-]?\d+(\.0*)?$/.test(cell)) && new Set(cells).size * 2 <= cells.length;
