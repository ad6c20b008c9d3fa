/**
 * Tables of measurements: each line an example, or windows of so many lines, so many apart, cut from recordings. A
 * recording is what one id names, or a file, or a stretch of one class; windows never reach from one into another nor
 * over a line that is left out, and no recording is in two splits. Where the whole table is one recording it is cut
 * into pieces first, since windows that overlap would carry answers from one split into the next.
 */
import { InputError, plural } from '../../lib/index.ts';
import { cellsOf, linesOf, numberOf } from './csv.ts';
import { readColumns, type Columns } from './columns.ts';
import { splitPath } from './dataFile.ts';
import type { SplitName } from './deal.ts';
import { tally, type Found } from './found.ts';
import { because, shownName, type Problems } from './problems.ts';
import { Rows } from './rows.ts';
import { cutWindows, type Recording } from './windows.ts';
import type { DataFile, DataOptions, DataStep, SeriesOptions } from './types.ts';

const TABLE_NAME = /\.(csv|tsv|txt)$/i;
const MOST_CLASSES = 256;
const MOST_LINES = 2_000_000;
const MOST_DEFAULT_WINDOW = 128;

/** @param files tables, in the order of their paths */
export async function* readSeries(files: readonly DataFile[], options: DataOptions, problems: Problems): AsyncGenerator<DataStep, Found> {
  const series = options.series ?? {};
  checkWindow(series);
  const tables = files.filter((file) => TABLE_NAME.test(file.path) && splitPath(file.path)?.isFolder === false);
  const folders = new Set(tables.map(({ path }) => splitPath(path)?.folder));
  const classFolders = tables.length > 1 && folders.size > 1 && !folders.has(undefined);
  const reader = new TableReader(classFolders, series, splitsByName(tables), problems);
  for (const [i, file] of tables.entries()) {
    yield { stage: 'read', done: i, total: tables.length, file: shownName(file.path), problems: problems.fresh() };
    try {
      const columns = await reader.open(file);
      for await (const lines of linesOf(file)) {
        for (const line of lines) if (line.number > 1 || !columns.header) reader.take(file, line, columns);
        yield { stage: 'read', done: i, total: tables.length, file: shownName(file.path), problems: problems.fresh() };
      }
    } catch (error) {
      problems.caught(error, file.path);
    }
  }
  return reader.found(series);
}

/** `X_TRAIN.tsv` and `X_TEST.tsv` are splits, where both are there. */
function splitsByName(tables: readonly DataFile[]): ReadonlyMap<string, SplitName> {
  const splits = new Map<string, SplitName>();
  for (const { path } of tables) {
    const said = /(?:^|[_\-./])(train|val|validation|test)\.[a-z]+$/i.exec(path)?.[1].toLowerCase();
    if (said !== undefined) splits.set(path, said === 'train' || said === 'test' ? said : 'validation');
  }
  const all = new Set(splits.values());
  return all.has('train') && all.has('test') ? splits : new Map();
}

function checkWindow({ window, hop }: SeriesOptions): void {
  for (const [name, value] of [['window', window], ['hop', hop]] as const) {
    if (value !== undefined && !(Number.isInteger(value) && value >= 1 && value <= 4096)) throw new InputError(`${value} lines; a whole number from 1 to 4096 is needed`, name);
  }
}

class TableReader {
  private readonly recordings = new Map<string, Recording>();
  private readonly classes = new Set<string>();
  private rows: Rows<Float64Array> | undefined;
  private first: Columns | undefined;
  private used = 0;
  private lines = 0;
  /** Lines left out so far: a recording that went on before must not go on after as if nothing had been. */
  private gaps = 0;
  private readonly left: string[] = [];

  constructor(private readonly classFolders: boolean, private readonly options: SeriesOptions, private readonly splits: ReadonlyMap<string, SplitName>, private readonly problems: Problems) {}

  /** @throws InputError for a table unlike the first */
  async open(file: DataFile): Promise<Columns> {
    const columns = await readColumns(file, this.options, this.classFolders);
    if (columns.label < 0 && !this.classFolders) throw new InputError('has no column that could be the label; add one, or put tables into class folders', file.path);
    this.first ??= columns;
    const [own, wanted] = [columns, this.first].map((one) => `${one.features.map((c) => one.names[c]).join(', ')}`);
    if (own !== wanted || columns.count !== this.first.count) throw new InputError(`measures ${own.slice(0, 200)}, the first table ${wanted.slice(0, 200)}; they cannot be one task`, file.path);
    this.rows ??= new Rows(columns.features.length, (length) => new Float64Array(length));
    if (this.used++ === 0) this.left.push(...columns.text);
    return columns;
  }

  take(file: DataFile, { number, text }: { number: number; text: string }, columns: Columns): void {
    const cells = cellsOf(text, columns.separator);
    const refuse = (cause: string, c?: number): void => {
      this.problems.add(file.path, cause, `line ${number}${c === undefined ? '' : `, column ${c + 1} (${columns.names[c]})`}`);
      this.gaps++;
    };
    if (cells.length !== columns.count) return refuse(`${cells.length} fields, and the first line has ${columns.count}`);
    const values: number[] = [];
    for (const c of columns.features) {
      const value = numberOf(cells[c], columns.separator);
      if (typeof value === 'string') return refuse(value, c);
      values.push(value);
    }
    const label = this.classFolders && columns.label < 0 ? (splitPath(file.path)?.folder ?? '') : cells[columns.label];
    if (label === '') return refuse('no label', columns.label);
    this.classes.add(shownName(label));
    if (this.classes.size > MOST_CLASSES) throw new InputError(this.tooMany(columns), file.path);
    // ids may begin anew in the file of another split
    const group = columns.group < 0 ? file.path : `${this.splits.size > 0 ? `${file.path}: ` : ''}${cells[columns.group]}`;
    const recording = this.recordings.get(group) ?? { file: file.path, name: group, lines: [], gaps: this.gaps, split: this.splits.get(file.path) };
    this.recordings.set(group, recording);
    const time = columns.time < 0 ? 0 : numberOf(cells[columns.time], columns.separator);
    recording.lines.push({ row: this.rows?.add(values) ?? 0, label: shownName(label), number, time: columns.time < 0 ? number : typeof time === 'number' ? time : cells[columns.time], afterGap: recording.gaps !== this.gaps });
    recording.gaps = this.gaps;
    if (++this.lines > MOST_LINES) throw new InputError(`more than ${MOST_LINES} lines in all; give fewer`, file.path);
  }

  private readonly tooMany = ({ names, label }: Columns): string => `${label < 0 ? 'the folders' : `column "${names[label]}"`} would make more than ${MOST_CLASSES} classes; name the column that is the label`;

  found({ window: asked, hop: askedHop }: SeriesOptions): Found {
    const { first, rows } = this;
    if (first === undefined || rows === undefined) throw new InputError(`no table that can be read; comma, semicolon or tab between fields, numbers, and a label${because(this.problems)}`);
    if (this.classes.size > MOST_CLASSES) throw new InputError(this.tooMany(first));
    const recordings = [...this.recordings.values()];
    const window = asked ?? (this.classFolders && first.label < 0 ? Math.max(1, Math.min(MOST_DEFAULT_WINDOW, ...recordings.map(({ lines }) => lines.length))) : 1);
    const hop = askedHop ?? Math.max(1, window >> 1);
    const classes = [...this.classes].sort(inNumbers);
    const natural = first.group >= 0 || (this.used > 1 && window > 1);
    const { examples, features } = cutWindows({ recordings, rows, classes, window, hop, natural, names: first.features.map((c) => first.names[c]) }, this.problems);
    const shape = window === 1 ? ([first.features.length, 1, 1] as const) : ([window, first.features.length, 1] as const);
    return {
      kind: 'series', layout: this.used === 1 ? 'a table of measurements' : 'tables of measurements', title: 'Your measurements', inputShape: shape, classes, examples, features,
      used: this.used,
      dealtBy: this.splits.size > 0 ? 'as distributed' : window > 1 || first.group >= 0 ? 'recording' : 'line',
      facts: [
        { name: 'measured', value: first.features.map((c) => first.names[c]).join(', ') },
        { name: 'label', value: first.label < 0 ? 'the folder' : first.names[first.label] },
        { name: 'example', value: window === 1 ? 'each line' : `${window} lines, a new one every ${hop}` },
        { name: 'recordings', value: first.group >= 0 ? `by ${first.names[first.group]}: ${recordings.length}` : plural(this.used, 'file') },
        ...(first.time < 0 ? [] : [{ name: 'order', value: `by ${first.names[first.time]}` }]),
        ...(this.left.length === 0 ? [] : [{ name: 'text columns left out', value: tally(this.left) }]),
      ],
    };
  }
}

/** Labels that are numbers in their order, words in theirs. */
const inNumbers = (a: string, b: string): number => Number(a) - Number(b) || (a < b ? -1 : a > b ? 1 : 0);
