/** Files at hand: in memory, or a part of another one. */
import { InputError } from '../../lib/index.ts';
import type { DataFile } from './types.ts';

/** The largest file read as a whole. */
export const MOST_FILE_BYTES = 2 ** 29;

export const memoryFile = (path: string, bytes: Uint8Array): DataFile => ({ path, size: bytes.length, read: (start, end) => bytes.subarray(start, end) });

export const partOf = (file: DataFile, path: string, start: number, size: number): DataFile => ({
  path, size, read: (from, to) => file.read(start + Math.min(from, size), start + Math.min(to, size)),
});

/** @throws InputError where the file is too large to hold, or shorter than it says */
export async function readWhole(file: DataFile): Promise<Uint8Array> {
  if (file.size > MOST_FILE_BYTES) throw new InputError(`has ${file.size} bytes; at most ${MOST_FILE_BYTES / 2 ** 20} MiB are read from one file`, file.path);
  const bytes = await file.read(0, file.size);
  if (bytes.length !== file.size) throw new InputError(`${bytes.length} of its ${file.size} bytes can be read; it is truncated or has changed`, file.path);
  return bytes;
}

/** The first bytes of a file, none of one that cannot be read: that is told when its turn comes. */
export async function headOf(file: DataFile, bytes: number): Promise<Uint8Array> {
  try {
    return await file.read(0, Math.min(file.size, bytes));
  } catch (error) {
    if (error instanceof InputError) return new Uint8Array(0);
    throw error;
  }
}

export interface PathParts {
  /** The last folder; undefined for what lies in none. */
  readonly folder: string | undefined;
  /** All folders. */
  readonly parts: readonly string[];
  readonly name: string;
  readonly isFolder: boolean;
}

/** Folders and name of a path; null for what systems leave about: dot files, `__MACOSX`, `Thumbs.db`. */
export function splitPath(path: string): PathParts | null {
  const parts = path.replaceAll('\\', '/').split('/').filter((part) => part !== '' && part !== '.');
  if (parts.length === 0 || parts.some((part) => part.startsWith('.') || part === '__MACOSX') || /^(thumbs\.db|desktop\.ini)$/i.test(parts[parts.length - 1])) return null;
  const isFolder = /[\\/]$/.test(path);
  const folders = isFolder ? parts : parts.slice(0, -1);
  return { parts: folders, folder: folders.at(-1), name: isFolder ? '' : parts[parts.length - 1], isFolder };
}

export const inOrder = (a: { readonly path: string }, b: { readonly path: string }): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

/** Folders that are there with nothing in them. */
export function emptyFolders(files: readonly DataFile[]): string[] {
  const full = new Set<string>();
  const found: { path: string; folder: string }[] = [];
  for (const file of files) {
    const at = splitPath(file.path);
    if (at === null) continue;
    for (let depth = at.parts.length - (at.isFolder ? 1 : 0); depth > 0; depth--) full.add(at.parts.slice(0, depth).join('/'));
    if (at.isFolder && at.folder !== undefined) found.push({ path: at.parts.join('/'), folder: at.folder });
  }
  return found.filter(({ path }) => !full.has(path)).map(({ folder }) => folder);
}
