/** What commands leave on disk. Files are written whole under another name first, so that a stop leaves none half. */
import { accessSync, constants, existsSync, mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { decodeLink, InputError, type NamedBytes, type SearchCheckpoint, type SearchRunResult } from '../engine/index.ts';
import { causeOf } from './command.ts';
import { MODEL_FILE } from './input.ts';
import { json } from './output.ts';

export const STATE_FILE = 'search-state.json';

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/** Level by level: mkdirSync's own `recursive` never returns where a file system refuses a folder with ENOENT, as /proc does. */
function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  if (existsSync(folder)) throw new InputError('is a file; a folder is needed there', folder);
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** Asked before long work, so that its result has a place to go. @throws InputError */
export function readyFolder(folder: string): void {
  if (folder === '') throw new InputError('the name of a folder is needed');
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw error instanceof InputError ? error : new InputError(`cannot be written to (${causeOf(error)})`, folder);
  }
}

/** As `readyFolder`, for a file to come. @throws InputError */
export function readyFile(path: string): void {
  if (path === '') throw new InputError('the name of a file is needed');
  if (isFolder(path)) throw new InputError('is a folder; the name of a file is needed', path);
  if (existsSync(path) && !statSync(path).isFile()) throw new InputError('is no regular file; results are written to files alone', path);
  readyFolder(dirname(path));
}

export function writeWhole(path: string, content: string | Uint8Array): void {
  readyFile(path);
  // a link stays, and what it leads to is replaced
  const file = existsSync(path) ? realpathSync(path) : path;
  try {
    writeFileSync(`${file}.new`, content); // not .part: beside a supernet that is what training goes on from
    renameSync(`${file}.new`, file);
  } catch (error) {
    rmSync(`${file}.new`, { force: true });
    throw new InputError(`cannot be written (${causeOf(error)})`, path);
  }
}

export function writeFiles(folder: string, files: readonly NamedBytes[]): void {
  for (const { path, bytes } of files) writeWhole(join(folder, path), bytes);
}

export const writeState = (folder: string, state: SearchCheckpoint): void => writeWhole(join(folder, STATE_FILE), JSON.stringify(state));

/** recipe.json and link.txt, which say the same, result.json, the int8 model, and one input to compare the bundle's program with `simulate`. */
export function writeSearch(folder: string, { model, ...result }: SearchRunResult, sample: Int8Array): void {
  writeWhole(join(folder, 'recipe.json'), `${json(decodeLink(result.link))}\n`);
  writeWhole(join(folder, 'link.txt'), `${result.link}\n`);
  writeWhole(join(folder, 'result.json'), `${json(result)}\n`);
  writeWhole(join(folder, MODEL_FILE), model);
  writeWhole(join(folder, 'sample.bin'), new Uint8Array(sample.buffer, sample.byteOffset, sample.length));
  rmSync(join(folder, STATE_FILE), { force: true });
}
