/**
 * Which layer of a network each line of a log is about: by its name, else by its number, else, where a log names kinds
 * of layer only ("CONV_2D", as TensorFlow Lite Micro does), by the order of the kinds. Where even that does not fit, the
 * layers of a kind are taken together.
 */
import type { MeasuredLog, MeasuredRow } from './log.ts';

export interface Layer {
  readonly index: number;
  readonly name: string;
  readonly op: string;
}

/** Layers that were measured as one, mostly one alone: positions in the list given, and what each run of them took. */
export interface Matched {
  readonly name: string;
  readonly layers: readonly number[];
  readonly runs: readonly MeasuredRow[];
}

export interface Matching {
  readonly by: 'layers' | 'kinds' | 'total';
  readonly matched: readonly Matched[];
  /** Names and numbers in the log that no layer has. */
  readonly strangers: readonly string[];
  /** Whether the log counts layers from one. */
  readonly fromOne: boolean;
  /** Names in the log that no layer has, whose numbers say which are meant. */
  readonly byNumber: readonly string[];
}

/** Kinds of TensorFlow Lite that have another name here. */
const SYNONYMS: Readonly<Record<string, string>> = { fullyconnected: 'dense', logistic: 'lookup', tanh: 'lookup', hardswish: 'lookup', resizenearestneighbor: 'resizenearest', concatenation: 'concat', stridedslice: 'slice' };
const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
const kindOf = (text: string): string => SYNONYMS[plain(text)] ?? plain(text);
const labelOf = ({ layer, name }: MeasuredRow): string => [...(layer === null ? [] : [`layer ${layer}`]), ...(name === null ? [] : [name])].join(' ');
const different = (labels: readonly string[]): string[] => [...new Set(labels)];

export function matchLayers({ rows, kinds }: Pick<MeasuredLog, 'rows' | 'kinds'>, layers: readonly Layer[]): Matching {
  const nothing: Matching = { by: 'total', matched: [], strangers: [], fromOne: false, byNumber: [] };
  if (rows.length === 0) return kinds.length === 0 ? nothing : byKind(kinds, layers, false);
  const ops = new Set(layers.map(({ op }) => kindOf(op)));
  const named = byName(layers);
  // a log of kinds alone: its numbers, if any, count operators of another compiler
  const tags = rows.filter((row) => row.name !== null && named(row) === undefined && ops.has(kindOf(row.name)));
  if (tags.length > 0 && !rows.some((row) => named(row) !== undefined)) return inOrder(rows, layers) ?? byKind(rows, layers, true);

  const numbers = rows.flatMap((row) => (row.layer === null || named(row) !== undefined ? [] : [row.layer]));
  const most = Math.max(0, ...layers.filter(({ op }) => op !== 'runner').map(({ index }) => index));
  const fromOne = numbers.length > 0 && !numbers.includes(0) && numbers.includes(most + 1) && !rows.some((row) => named(row) !== undefined && row.layer === layers[named(row) ?? 0].index);
  const indices = new Map(layers.map(({ index }, at) => [index, at]));
  const runs = new Map<number, MeasuredRow[]>();
  const [strangers, byNumber]: [string[], string[]] = [[], []];
  for (const row of rows) {
    const called = named(row);
    const at = called ?? (row.layer === null ? undefined : indices.get(row.layer - (fromOne ? 1 : 0)));
    if (at === undefined) strangers.push(labelOf(row));
    else runs.set(at, [...(runs.get(at) ?? []), row]);
    if (at !== undefined && called === undefined && row.name !== null && layers[at].op !== 'patches' && !plain(layers[at].name).startsWith(plain(row.name))) byNumber.push(row.name);
  }
  const matched = layers.flatMap(({ name }, at): Matched[] => {
    const found = runs.get(at);
    return found ? [{ name, layers: [at], runs: found }] : [];
  });
  return { by: matched.length > 0 ? 'layers' : 'total', matched, strangers: different(strangers), fromOne, byNumber: different(byNumber) };
}

/** The layer that a line names: letters and digits count; of names that are alike in those the very same, or the one with its number. */
function byName(layers: readonly Layer[]): (row: MeasuredRow) => number | undefined {
  const named = new Map<string, number[]>();
  layers.forEach(({ name }, at) => named.set(plain(name), [...(named.get(plain(name)) ?? []), at]));
  return ({ name, layer }) => {
    if (name === null || plain(name) === '') return undefined;
    const alike = named.get(plain(name)) ?? [];
    return alike.length === 1 ? alike[0] : alike.find((at) => layers[at].name === name) ?? alike.find((at) => layers[at].index === layer);
  };
}

/** Kind after kind as the network has them, over and over; kinds it has not (RESHAPE) in between are left out. Null where the order is another. */
function inOrder(rows: readonly MeasuredRow[], layers: readonly Layer[]): Matching | null {
  const wanted = layers.flatMap(({ op }, at) => (op === 'runner' ? [] : [{ at, kind: kindOf(op) }]));
  const known = new Set(wanted.map(({ kind }) => kind));
  const runs = wanted.map((): MeasuredRow[] => []);
  const strangers: string[] = [];
  let next = 0;
  for (const row of rows) {
    const kind = kindOf(row.name ?? '');
    if (!known.has(kind)) strangers.push(labelOf({ ...row, layer: null }));
    else if (wanted[next].kind !== kind) return null;
    else {
      runs[next].push(row);
      next = (next + 1) % wanted.length;
    }
  }
  if (next !== 0) return null;
  return { by: 'layers', matched: wanted.map(({ at }, i) => ({ name: layers[at].name, layers: [at], runs: runs[i] })), strangers: different(strangers), fromOne: false, byNumber: [] };
}

/** @param each rows are single layers, to be added up kind by kind */
function byKind(rows: readonly MeasuredRow[], layers: readonly Layer[], each: boolean): Matching {
  const matched = new Map<string, { layers: number[]; runs: MeasuredRow[] }>();
  layers.forEach(({ op }, at) => {
    const kind = kindOf(op);
    matched.set(kind, { layers: [...(matched.get(kind)?.layers ?? []), at], runs: [] });
  });
  const strangers: string[] = [];
  for (const row of rows) {
    const found = matched.get(kindOf(row.name ?? ''));
    if (!found) strangers.push(labelOf({ ...row, layer: null }));
    else if (each && found.runs.length > 0) found.runs[0] = { ...found.runs[0], value: found.runs[0].value + row.value };
    else found.runs.push(row);
  }
  const list = [...matched.values()].filter(({ runs }) => runs.length > 0).map(({ layers: at, runs }) => ({ name: layers[at[0]].op, layers: at, runs }));
  return { by: list.length > 0 ? 'kinds' : 'total', matched: list, strangers: different(strangers), fromOne: false, byNumber: [] };
}
