/**
 * What a board printed about its own speed, read line by line: the tables of profile.c in an exported bundle, the lines
 * of TensorFlow Lite Micro's profiler ("CONV_2D took 1234 ticks (5 ms).", and its two tables), "layer 3 conv: 93412
 * cycles", any table with a heading, a total alone. Boot messages between them are passed over; what looks like a
 * measurement and is none is an error with its line.
 * Source: TensorFlow Lite Micro, micro_profiler.cc; the rest is what people's firmware prints.
 */
import { exact, InputError } from '../../core/lib/index.ts';
import { cellsOf, headingOf, type Heading } from './tables.ts';
import { NUMBER, numberOf, unitOf, UNIT, type Amount } from './units.ts';

export interface MeasuredRow extends Amount {
  /** Its number in the log, where it has one. */
  readonly layer: number | null;
  readonly name: string | null;
  /** Counted from one. */
  readonly line: number;
}

export interface MeasuredLog {
  readonly rows: readonly MeasuredRow[];
  /** Sums over all layers of one kind. */
  readonly kinds: readonly MeasuredRow[];
  /** Of whole inferences. */
  readonly totals: readonly MeasuredRow[];
  /** Whether some numbers had no unit, and were taken to be cycles. */
  readonly assumedCycles: boolean;
}

export const MOST_LOG_CHARACTERS = 2 ** 20;
const MOST_ROWS = 5000;
/** What is longer is no line for people. */
const LONGEST_LINE = 400;
const LARGEST = 1e13;
const LONGEST_NAME = 80;

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, 'g');
/** Clock times of serial monitors, and the marks of log libraries, at the beginning of a line. */
const STAMP = /^(?:\[[\d:.,\s]+\]|\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?)\s*(?:->|>)?\s*(?:<?\w{3,5}>? \w+: )?|^[VDIWE] \(\d+\) [\w-]+: /;
const WHOLE = /^(?:the )?(?:total|sum|all|whole|overall|inference|invoke|end.to.end)\b(?![/.])|^(?:network|model|latency|elapsed|time|duration)(?: time| latency)?$/i;

const number = (group: string): string => `(?<${group}>-?${NUMBER})`;
const unit = (group: string): string => `(?<${group}>${UNIT})(?![\\w/])`;
const AMOUNT = `${number('value')} ?${unit('unit')}(?: \\(${number('also')} ?${unit('alsoUnit')}\\))?`;
const LAYER = new RegExp(`^(?:layer|op|node|step)[\\s_#]*(?<layer>\\d+)(?!\\w)[\\s:.)\\]-]*(?<name>.*?)(?: took)?[\\s:=,-]*(?<![\\w.-])${AMOUNT}`, 'i');
const TOOK = new RegExp(`^(?<name>.+?) took ${AMOUNT}`, 'i');
/** One of several in a line, e.g. of Edge Impulse's "Predictions (DSP: 12 ms., Classification: 345 ms., Anomaly: 0 ms.)". */
const WITHIN = new RegExp(`\\b(?:classification|inference)(?: time)?[:=]? ?${number('value')} ?${unit('unit')}`, 'i');
const NAMED = new RegExp(`^(?:#?(?<layer>\\d+)[\\s:.)\\]-]+)?(?<name>[^:=]*?[A-Za-z][^:=]*?)\\s*(?::|=|->)\\s*${number('value')} ?${unit('unit')}`, 'i');
const SOMEWHERE = new RegExp(`(?:^|\\b(?:in|total|sum|inference|invoke|latency|elapsed|time)\\b.*?)(?<![\\w.])${number('value')} ?${unit('unit')}`, 'i');

/** A layer's line without a number of it: what C prints of a division by nothing, or profile.c of a timer that was outrun. */
const NO_NUMBER = new RegExp(`^(?:(?:layer|op|node|step)[\\s_#]*\\d+(?!\\w).*[\\s:=,]|\\d+,(?:[^,]*,)?)(?<text>[+-]?(?:nan|inf(?:inity)?)|overflow)(?: ?(?:${UNIT}))?$`, 'i');

/**
 * @param where the file's name, for errors
 * @throws InputError with the line, when nothing in it is a measurement, or one is not whole
 */
export function readMeasured(text: string, where = 'log'): MeasuredLog {
  if (text.length > MOST_LOG_CHARACTERS) throw new InputError(`has ${exact(text.length)} characters; a log of times has ${exact(MOST_LOG_CHARACTERS)} at most: cut it down to some inferences`, where);
  const found: { rows: MeasuredRow[]; kinds: MeasuredRow[]; totals: MeasuredRow[] } = { rows: [], kinds: [], totals: [] };
  let assumedCycles = false;
  let heading: Heading | null = null;
  const put = (list: 'rows' | 'kinds', row: MeasuredRow): void => {
    if (row.value < 0 || row.value > LARGEST) throw new InputError(`${row.value} ${row.unit} is no time that anything takes`, `${where}, line ${row.line}`);
    found[row.layer === null && row.name !== null && WHOLE.test(row.name) ? 'totals' : list].push(row);
    if (found.rows.length + found.kinds.length + found.totals.length > MOST_ROWS) throw new InputError(`has more than ${MOST_ROWS} measurements; some inferences are enough`, where);
  };

  text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/).forEach((raw, at) => {
    const line = at + 1;
    const words = raw.length > LONGEST_LINE ? '' : raw.replace(ESCAPES, '').trim().replace(STAMP, '').trim();
    if (words === '') return;
    const cells = cellsOf(words);
    const opened = headingOf(cells);
    if (opened) {
      heading = opened;
      return;
    }
    if (heading) {
      const row = rowOf(heading, cells, line, where);
      if (row !== null) return row === 'empty' ? undefined : put(heading.kinds ? 'kinds' : 'rows', row);
    }
    const none = NO_NUMBER.exec(words)?.groups?.text;
    if (none !== undefined) throw /^overflow$/i.test(none) ? outran(`${where}, line ${line}`) : new InputError(`“${none}” stands where a number would be right`, `${where}, line ${line}`);
    const bare = bareOf(cells, line);
    if (bare) assumedCycles = true;
    const row = bare ?? sentenceOf(words, line);
    if (row) put('rows', row);
  });
  if (found.rows.length + found.kinds.length + found.totals.length === 0) {
    throw new InputError('no line says how long something took; right would be a table headed “layer,cycles”, lines like “layer 0 stem: 93412 cycles”, or a total like “12.3 ms”', `${where}, line 1`);
  }
  return { ...found, assumedCycles };
}

const outran = (where: string): InputError => new InputError('this layer outran the board’s 24-bit timer; define THIMBLE_CLOCK to another clock (kernels/profile.h of the bundle)', where);

/** A line below a heading: null where it is none of the table's. */
function rowOf(heading: Heading, cells: readonly string[], line: number, where: string): MeasuredRow | 'empty' | null {
  const given = cells[heading.label] ?? '';
  const isNumber = /^\d+$/.test(given);
  if (cells.length !== heading.columns) {
    // a number of a layer, and then not the whole row: a serial line that lost some characters
    if (cells.length > 1 && isNumber && heading.columns > 2) throw new InputError(`has ${cells.length} cells where the heading has ${heading.columns}; was the line cut?`, `${where}, line ${line}`);
    return null;
  }
  const text = cells[heading.value];
  if (text === '' || cells.every((cell) => /^:?-+:?$/.test(cell))) return 'empty';
  if (/^overflow$/i.test(text)) throw outran(`${where}, line ${line}`);
  const value = numberOf(text);
  if (value === null && !isNumber) return null; // words with commas
  if (value === null) throw new InputError(`“${text.slice(0, 40)}” stands where the heading promises ${heading.unit}; a number would be right`, `${where}, line ${line}`);
  const name = !isNumber ? given : heading.name === null ? '' : cells[heading.name];
  return { layer: isNumber ? Number(given) : null, name: nameOf(name), value, unit: heading.unit, line };
}

/** `0,93412` or `0,stem,93412`, without a heading: cycles, by what profile.c prints. */
function bareOf(cells: readonly string[], line: number): MeasuredRow | null {
  if (cells.length < 2 || cells.length > 3 || !/^(?:layer )?\d+$/i.test(cells[0])) return null;
  const value = numberOf(cells[cells.length - 1]);
  if (value === null || (cells.length === 3 && !/[A-Za-z]/.test(cells[1]))) return null;
  return { layer: Number(cells[0].replace(/\D/g, '')), name: cells.length === 3 ? nameOf(cells[1]) : null, value, unit: 'cycles', line };
}

/** One line in words. */
function sentenceOf(words: string, line: number): MeasuredRow | null {
  for (const shape of [LAYER, TOOK, WITHIN, NAMED, SOMEWHERE]) {
    const groups = shape.exec(words)?.groups;
    if (!groups) continue;
    const both = [[groups.value, groups.unit], [groups.also, groups.alsoUnit]].flatMap(([text, one]) => {
      const value = text === undefined ? null : numberOf(text);
      return value === null || one === undefined ? [] : [{ value, unit: unitOf(one) }];
    });
    // what was counted says more than the milliseconds that were made of it
    const best = both.find((one) => one.unit === 'cycles' || one.unit === 'ticks') ?? both[0];
    if (best === undefined) continue;
    const layer = groups.layer === undefined ? null : Number(groups.layer);
    if (best.value < 0 && layer === null) continue; // some offset of somebody's, no time
    return { ...best, layer, name: shape === SOMEWHERE || shape === WITHIN ? 'total' : nameOf(groups.name), line };
  }
  return null;
}

const nameOf = (text: string | undefined): string | null => {
  const name = (text ?? '').replaceAll('"', '').trim().slice(0, LONGEST_NAME);
  return name === '' ? null : name;
};
