/** Tables in a log: cells of a line, and a heading that says which column counts layers, names them, tells the time. */
import { UNIT, unitOf, type TimeUnit } from './units.ts';

export interface Heading {
  readonly columns: number;
  /** The column of the layer's number; of its name where that is no number. */
  readonly label: number;
  /** The column of names, where there is one beside that. */
  readonly name: number | null;
  readonly value: number;
  readonly unit: TimeUnit;
  /** Rows are sums over all layers of a kind (LogTicksPerTagCsv of TensorFlow Lite Micro). */
  readonly kinds: boolean;
}

const QUANTITY = new RegExp(`(?:^|[\\s_([/])(${UNIT})(?=$|[\\s)\\]_/.])`, 'i');
const PREFERRED: readonly TimeUnit[] = ['cycles', 'ticks', 'us', 'ms', 's'];
const INDEX = /^(?:#|no\.|nr\.?|idx|index|id|event|(?:layer|op|node|step)[ _]?(?:index|idx|id|no\.?|number|#)|step)$/i;
const NAME = /^(?:(?:layer|op|node|kernel|unique)[ _]?)?(?:name|tag|type|kind)$|^(?:layer|layers|op|node|kernel|function)$/i;

/** By semicolons, tabs, bars or commas, whichever the line has; quotes taken off. */
export function cellsOf(line: string): string[] {
  const separator = [';', '\t', '|'].find((one) => line.includes(one)) ?? ',';
  const bare = separator === '|' ? line.replace(/^\||\|$/g, '') : line;
  if (!bare.includes('"')) return bare.split(separator).map((cell) => cell.trim());
  const cells = [''];
  let quoted = false;
  for (const letter of bare) {
    if (letter === '"') quoted = !quoted;
    else if (letter === separator && !quoted) cells.push('');
    else cells[cells.length - 1] += letter;
  }
  return cells.map((cell) => cell.trim());
}

/** Null where the line is no heading of a table of times. */
export function headingOf(cells: readonly string[]): Heading | null {
  if (cells.length < 2 || cells.some((cell) => /^-?[\d.]+$/.test(cell))) return null;
  const names = cells.flatMap((cell, column) => (NAME.test(cell) ? [column] : []));
  const numbered = cells.findIndex((cell) => INDEX.test(cell));
  // of "layer,name" the first has the number, or else a name that says more than what stands in the second
  const label = numbered >= 0 ? numbered : names.find((column) => /^layers?$/i.test(cells[column])) ?? names.at(0);
  if (label === undefined) return null;
  const name = names.find((column) => column !== label) ?? null;
  const times = cells.flatMap((cell, column) => {
    const found = column === label || column === name || /\d/.test(cell) ? null : QUANTITY.exec(cell);
    return found ? [{ column, unit: unitOf(found[1]), first: found.index === 0 && found[1].length === cell.length }] : [];
  });
  if (times.length === 0) return null;
  const rank = ({ unit, first }: (typeof times)[number]): number => PREFERRED.indexOf(unit) + (first ? 0 : PREFERRED.length);
  const [{ column, unit }] = times.sort((a, b) => rank(a) - rank(b));
  return { columns: cells.length, label, name, value: column, unit, kinds: /^unique tag$/i.test(cells[0]) };
}
