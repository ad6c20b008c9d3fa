/** What a search leaves in its folder. Files are written whole under another name first, so that a stop leaves none half. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError, type NamedBytes, type Recipe, type SearchCheckpoint, type SearchRunResult } from '../engine/index.ts';
import { MODEL_FILE } from './input.ts';
import { json } from './output.ts';

export const STATE_FILE = 'search-state.json';

export function writeWhole(path: string, content: string | Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.part`, content);
    renameSync(`${path}.part`, path);
  } catch (error) {
    throw new InputError(`cannot be written (${error instanceof Error ? error.message : 'unknown cause'})`, path);
  }
}

export function writeFiles(folder: string, files: readonly NamedBytes[]): void {
  for (const { path, bytes } of files) writeWhole(join(folder, path), bytes);
}

export const writeState = (folder: string, state: SearchCheckpoint): void => writeWhole(join(folder, STATE_FILE), JSON.stringify(state));

/** recipe.json, link.txt, result.json, the int8 model, and one input to compare the bundle's program with `simulate`. */
export function writeSearch(folder: string, recipe: Recipe, { model, ...result }: SearchRunResult, sample: Int8Array): void {
  writeWhole(join(folder, 'recipe.json'), `${json(recipe)}\n`);
  writeWhole(join(folder, 'link.txt'), `${result.link}\n`);
  writeWhole(join(folder, 'result.json'), `${json(result)}\n`);
  writeWhole(join(folder, MODEL_FILE), model);
  writeWhole(join(folder, 'sample.bin'), new Uint8Array(sample.buffer, sample.byteOffset, sample.length));
  rmSync(join(folder, STATE_FILE), { force: true });
}
