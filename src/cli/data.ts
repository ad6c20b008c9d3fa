/** --data PATH: a folder, an archive or a table of the user's, read file by file by the engine, with an account of what was found. */
import { closeSync, existsSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { problemText } from '../core/data/index.ts';
import { findSpace } from '../core/space/index.ts';
import { finishJob, InputError, type DataOptions, type Host, type NamedBytes, type PreparedData, type Recipe, type UserFile } from '../engine/index.ts';
import { causeOf, numberOf, type Io, type Words } from './command.ts';
import { progressTo } from './output.ts';

export const DATA_OPTIONS = {
  data: { type: 'string' }, words: { type: 'string' }, label: { type: 'string' }, group: { type: 'string' }, time: { type: 'string' }, window: { type: 'string' }, hop: { type: 'string' },
} as const;

export const DATA_HELP = `  --data PATH           your own: class folders of WAV files (Speech Commands layout) or of PNG and JPEG pictures, IDX files
                        (MNIST), CIFAR in binary, tables of measurements (CSV); a folder, a .zip, .tar or .gz, or one file
  --words A,B           sounds: words to tell apart, other folders are "unknown"
  --label, --group, --time NAME   tables: column of the class, of the recording, of the time (found by name where left out)
  --window N, --hop N   tables: lines of one example, and from one to the next (default: each line an example)`;

const MOST_FILES = 300_000;
const MOST_DEPTH = 8;
const MOST_SAID = 20;

/** The path of --data. @throws InputError where it is not given, and options of it are */
export function dataPath(words: Words): string | undefined {
  const path = words.text('data');
  const stray = path === undefined ? Object.keys(DATA_OPTIONS).find((name) => words.text(name) !== undefined) : undefined;
  if (stray !== undefined) throw new InputError('says how to read data of your own; --data PATH is missing', `--${stray}`);
  return path;
}

export function dataOptionsOf(words: Words): DataOptions {
  const text = (name: 'label' | 'group' | 'time') => (words.text(name) === undefined ? {} : { [name]: words.text(name) });
  const count = (name: 'window' | 'hop') => (words.text(name) === undefined ? {} : { [name]: numberOf(words, name, 1, 4096) });
  const wanted = words.text('words')?.split(',').map((word) => word.trim()).filter((word) => word !== '');
  return { ...(wanted === undefined ? {} : { words: wanted }), series: { ...text('label'), ...text('group'), ...text('time'), ...count('window'), ...count('hop') } };
}

/** Files as they are on disk; none is opened before its turn. @throws InputError */
export function openData(root: string): UserFile[] {
  const found = existsSync(root) ? statSync(root) : undefined;
  if (found === undefined) throw new InputError('is not a folder, nor a file: there is nothing by that name', root);
  if (found.isFile()) return [fileAt(root, basename(root), found.size)];
  if (!found.isDirectory()) throw new InputError('is neither a file nor a folder', root);
  const files: UserFile[] = [];
  try {
    for (const file of walk(root)) {
      files.push(file);
      if (files.length > MOST_FILES) throw new InputError(`holds more than ${MOST_FILES} files`, root);
    }
  } catch (error) {
    throw error instanceof InputError ? error : new InputError(`cannot be read (${causeOf(error)})`, root);
  }
  return files;
}

/** What lies below a folder, links followed; what there is by name alone, as a link that leads nowhere, is told by the reader. Folders end in "/". */
function* walk(folder: string, prefix = '', above: readonly string[] = [realpathSync(folder)]): Generator<UserFile> {
  for (const entry of readdirSync(folder).sort()) {
    const path = join(folder, entry);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory() === true) {
      const here = realpathSync(path);
      if (above.includes(here)) continue; // a link back to where it stands
      yield { path: `${prefix}${entry}/`, bytes: new Uint8Array(0) };
      if (above.length <= MOST_DEPTH) yield* walk(path, `${prefix}${entry}/`, [...above, here]);
    } else if (found === undefined || found.isFile()) yield fileAt(path, prefix + entry, found?.size ?? 1);
  }
}

const fileAt = (onDisk: string, path: string, size: number): UserFile => ({
  path, size,
  read(start, end) {
    let file: number | null = null;
    try {
      file = openSync(onDisk, 'r');
      const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start));
      let at = 0;
      for (let count = -1; count !== 0 && at < bytes.length; at += count) count = readSync(file, bytes, at, bytes.length - at, start + at);
      return bytes.subarray(0, at);
    } catch (error) {
      throw new InputError(`cannot be read (${causeOf(error)})`, path);
    } finally {
      if (file !== null) closeSync(file);
    }
  },
});

export interface OwnData {
  /** The prepared task, as jobs take it. */
  readonly data: readonly NamedBytes[];
  readonly prepared: PreparedData;
}

/** Reads --data where it is given, and says on stderr what was found and what was left out. */
export async function readData(words: Words, recipe: Recipe, host: Host, io: Io): Promise<OwnData | undefined> {
  const path = dataPath(words);
  if (path === undefined) return undefined;
  const prepared = await finishJob(host, 'readData', { recipe, files: openData(path), options: dataOptionsOf(words) }, progressTo(io), io.signal).catch((error: unknown) => {
    throw error instanceof InputError && error.where === undefined ? new InputError(error.message, path) : error;
  });
  tellProblems(prepared.problems.map(problemText), prepared.problemCount, io);
  const { summary, samples } = prepared;
  const counts = summary.balance.map(({ name, train, validation, test }) => `${name} ${train}+${validation}+${test}`);
  io.err(`${summary.layout}: ${samples.task.train} examples to learn from, ${samples.task.validation} to choose by, ${samples.task.test} to test; ${summary.leftOut} left out, ${summary.duplicates} copies\n`);
  io.err(`${counts.slice(0, MOST_SAID).join(', ')}${counts.length > MOST_SAID ? `, and ${counts.length - MOST_SAID} more classes` : ''}\n`);
  const asked = words.text('space');
  if (asked !== undefined && prepared.space !== null && findSpace(asked).family !== findSpace(prepared.space).family) {
    throw new InputError(`${asked} takes no such data; ${prepared.space} does, and is taken where none is named`, '--space');
  }
  return { data: [{ path: 'data', bytes: prepared.task }], prepared };
}

export function tellProblems(lines: readonly string[], count: number, io: Io): void {
  for (const line of lines.slice(0, MOST_SAID)) io.err(`${line}\n`);
  if (count > MOST_SAID) io.err(`and ${count - MOST_SAID} more like these\n`);
}
