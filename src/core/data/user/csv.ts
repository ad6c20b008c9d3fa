/**
 * Comma-separated values as programs and people write them (RFC 4180 and its neighbours): comma, semicolon or tab, with
 * quotes, with or without a first line of names; beside semicolons and tabs a comma in a number is a decimal comma, as
 * European spreadsheets write it. Read line by line, so that a file's size costs no memory.
 */
import { InputError, fromUtf8, startsWith } from '../../lib/index.ts';
import type { DataFile } from './types.ts';

export type Separator = ',' | ';' | '\t';

const SEPARATORS: readonly Separator[] = ['\t', ';', ','];
const READ_BYTES = 2 ** 20;
const LONGEST_LINE = 2 ** 20;
const SNIFFED_BYTES = 2 ** 16;
const SNIFFED_LINES = 50;

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** How UTF-16 begins, which spreadsheets call Unicode text. */
const UTF16 = [[0xff, 0xfe], [0xfe, 0xff]];

/** Lines of a file, empty ones left out; a byte order mark is none of the first. @throws InputError for a line without end, and for text that is written in another way */
export async function* linesOf(file: DataFile): AsyncGenerator<readonly Line[]> {
  let rest: Uint8Array = new Uint8Array(0);
  let number = 0;
  for (let from = 0; from < file.size; from += READ_BYTES) {
    const piece = await file.read(from, Math.min(file.size, from + READ_BYTES));
    const bytes = new Uint8Array(rest.length + piece.length);
    bytes.set(rest);
    bytes.set(piece, rest.length);
    if (from === 0 && UTF16.some((mark) => startsWith(bytes, mark))) throw new InputError('is written in UTF-16; UTF-8 is read: save it as such', file.path);
    const end = from + READ_BYTES >= file.size ? bytes.length : bytes.lastIndexOf(10) + 1;
    rest = bytes.subarray(end);
    if (rest.length > LONGEST_LINE) throw new InputError(`a line of more than ${LONGEST_LINE} characters; this is no table`, `${file.path}, line ${number + 1}`);
    const lines = fromUtf8(bytes.subarray(0, end)).split('\n');
    if (lines.at(-1) === '') lines.pop();
    if (number === 0 && lines.length === 1 && /\r./.test(lines[0])) throw new InputError('ends its lines with carriage returns alone; line feeds, alone or behind those, are read: save it with them', file.path);
    yield lines.map((text) => ({ number: ++number, text: (number === 1 ? text.replace(/^\uFEFF/, '') : text).replace(/\r$/, '') })).filter(({ text }) => text.trim() !== '');
  }
}

/** The first lines of a file. */
export async function firstLines(file: DataFile): Promise<readonly Line[]> {
  const head: DataFile = { ...file, size: Math.min(file.size, SNIFFED_BYTES) };
  for await (const lines of linesOf(head)) return lines.slice(0, head.size < file.size ? Math.min(SNIFFED_LINES, Math.max(1, lines.length - 1)) : SNIFFED_LINES);
  return [];
}

/** Fields of a line; a doubled quote inside quotes is one. */
export function cellsOf(line: string, separator: Separator): string[] {
  if (!line.includes('"')) return line.split(separator).map((cell) => cell.trim());
  const cells: string[] = [];
  let [cell, quoted] = ['', false];
  for (let i = 0; i < line.length; i++) {
    const char = line[i];
    if (char === '"' && quoted && line[i + 1] === '"') cell += line[++i];
    else if (char === '"') quoted = !quoted;
    else if (char === separator && !quoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += char;
  }
  cells.push(cell.trim());
  return cells;
}

/** The separator that cuts the first lines into the same number of fields, the more the better; a comma where there is one column alone. */
export function separatorOf(lines: readonly Line[]): Separator {
  const counted = SEPARATORS.map((separator) => {
    const counts = lines.map(({ text }) => cellsOf(text, separator).length);
    const agree = counts.filter((count) => count === counts[0]).length;
    return { separator, columns: agree * 2 > counts.length ? counts[0] : 1 };
  });
  return counted.reduce((best, next) => (next.columns > best.columns ? next : best), { separator: ',' as Separator, columns: 1 }).separator;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
const DECIMAL_COMMA = /^[+-]?\d*,\d+(?:[eE][+-]?\d{1,3})?$/;

/** Larger ones are the marks that instruments leave for "no value". */
const LARGEST = 1e30;

/** @returns the number, or what is wrong with it */
export function numberOf(cell: string, separator: Separator): number | string {
  const text = separator !== ',' && DECIMAL_COMMA.test(cell) ? cell.replace(',', '.') : cell;
  if (NUMBER.test(text)) {
    const value = Number(text);
    return Math.abs(value) <= LARGEST ? value : `${cell.slice(0, 20)} is too large to be a measurement`;
  }
  if (cell === '' || /^[+-]?(nan|na|n\/a|null|none|inf|infinity|-|\?)$/i.test(cell)) return cell === '' ? 'no value' : `"${cell}" is no value`;
  return `"${cell.slice(0, 20)}" is no number${DECIMAL_COMMA.test(cell) ? '; decimal commas go with semicolons or tabs between fields' : ''}`;
}
