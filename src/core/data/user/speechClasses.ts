/** Folders of recordings to classes: special names, wanted words, and sizes that do not drown the words. */
import { InputError, hashHex, utf8 } from '../../lib/index.ts';
import type { Example } from './deal.ts';
import type { Rows } from './rows.ts';

type Unlabelled = Omit<Example, 'label'>;

const SILENCE = 'silence';
const UNKNOWN = 'unknown';

/** @throws InputError for a wanted word without a folder */
export function namedClasses(byFolder: ReadonlyMap<string, readonly Unlabelled[]>, words: readonly string[] | undefined): Map<string, Unlabelled[]> {
  const wanted = words === undefined ? undefined : new Set(words.map((word) => word.toLowerCase()));
  const byClass = new Map<string, Unlabelled[]>();
  for (const [folder, examples] of byFolder) {
    const special = folder === '_silence_' ? SILENCE : folder === '_unknown_' ? UNKNOWN : undefined;
    const name = special ?? (wanted !== undefined && folder !== SILENCE && !wanted.has(folder.toLowerCase()) ? UNKNOWN : folder);
    const known = byClass.get(name) ?? [];
    byClass.set(name, known);
    for (const example of examples) known.push(example);
  }
  for (const word of wanted ?? []) {
    if (![...byClass.keys()].some((name) => name.toLowerCase() === word)) throw new InputError(`no folder "${word}" among the ${byFolder.size} class folders`);
  }
  return byClass;
}

/** Unknown is cut, and silence filled from the backgrounds, to the mean size of the other classes, by hash; classes in alphabetical order, silence and unknown last. */
export function evenOut(byClass: Map<string, Unlabelled[]>, backgrounds: readonly Unlabelled[], rows: Rows<Int8Array>): { classes: readonly string[]; examples: readonly Example[] } {
  const words = [...byClass].filter(([name]) => name !== SILENCE && name !== UNKNOWN);
  const fair = Math.max(1, Math.ceil(words.reduce((total, [, examples]) => total + examples.length, 0) / Math.max(1, words.length)));
  const choose = (examples: readonly Unlabelled[], count: number): Unlabelled[] =>
    examples
      .map((example) => ({ example, key: hashHex(utf8(example.keep), new Uint8Array(rows.row(example.row))) }))
      .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
      .slice(0, Math.max(0, count))
      .map(({ example }) => example);
  const unknown = byClass.get(UNKNOWN);
  if (unknown !== undefined && words.length > 0 && unknown.length > fair) byClass.set(UNKNOWN, choose(unknown, fair));
  const silence = byClass.get(SILENCE) ?? [];
  if (backgrounds.length > 0 && words.length > 0) byClass.set(SILENCE, [...silence, ...choose(backgrounds, fair - silence.length)]);
  if (byClass.get(SILENCE)?.length === 0) byClass.delete(SILENCE);
  const classes = [...byClass.keys()].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return { classes, examples: classes.flatMap((name, label) => (byClass.get(name) ?? []).map((example) => ({ ...example, label }))) };
}

const rank = (name: string): number => (name === UNKNOWN ? 2 : name === SILENCE ? 1 : 0);
