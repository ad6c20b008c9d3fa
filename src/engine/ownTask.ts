/** The user's own files for core's reader: handles of the page or disk as files to read, and what follows from the recipe. */
import { InputError } from '../core/lib/index.ts';
import { memoryFile, taskFromFiles, type DataFile, type DataOptions, type DataStep, type DataTask } from '../core/data/index.ts';
import { findSpace } from '../core/space/index.ts';
import type { Recipe } from './recipe.ts';
import type { UserFile } from './userData.ts';

function dataFileOf(file: UserFile): DataFile {
  if ('bytes' in file) return memoryFile(file.path, file.bytes);
  if (!('blob' in file)) return file;
  const { path, blob } = file;
  const read = async (start: number, end: number): Promise<Uint8Array> => {
    try {
      return new Uint8Array(await blob.slice(start, end).arrayBuffer());
    } catch {
      throw new InputError('cannot be read; it was moved, changed or locked since it was chosen', path);
    }
  };
  return { path, size: blob.size, read };
}

/** The seed of the splits is the recipe's; a space that is bound to one side of image gets images of that side. */
function optionsFor({ space: id, seeds }: Recipe, options: DataOptions): DataOptions {
  const space = findSpace(id);
  const bound = space.family === 'mcunet' || (space.family === 'toybox' && /-r\d/.test(id));
  return { ...(bound ? { side: space.input[0], channels: space.input[2] === 1 ? (1 as const) : (3 as const) } : {}), ...options, seed: seeds.data };
}

/** Core's reader over what the engine was given. */
export const ownTaskSteps = (recipe: Recipe, files: readonly UserFile[], options: DataOptions = {}): AsyncGenerator<DataStep, DataTask> =>
  taskFromFiles(files.map(dataFileOf), optionsFor(recipe, options));
