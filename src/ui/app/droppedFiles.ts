/**
 * What was dropped or chosen, as files with their folders: folders are walked entry by entry (File and Directory
 * Entries API, which every browser knows by its WebKit name), so that a hundred thousand files are listed without
 * stopping the page. Files are only named here, not read.
 */
import { exact } from '../../charts/index.ts';

export interface PathFile {
  readonly path: string;
  readonly blob: File;
}

export const MOST_FILES = 200_000;

/** @throws Error in words for a person */
class TooManyFiles extends Error {
  constructor() {
    super(`There are more than ${exact(MOST_FILES)} files. Drop fewer, or a zip of them.`);
  }
}

/** Of a file box: with the folder it was chosen by, where it was. */
export const chosenFiles = (files: FileList | null): PathFile[] => [...(files ?? [])].map((blob) => ({ path: blob.webkitRelativePath || blob.name, blob }));

/** Must be called within the drop event: what was dropped is gone after it. */
export function droppedEntries({ items, files }: DataTransfer): readonly (FileSystemEntry | PathFile)[] {
  const entries = [...items].filter(({ kind }) => kind === 'file').map((item) => item.webkitGetAsEntry() as FileSystemEntry | null);
  // Files made by a script, as in a test, have no entry.
  return entries.length === 0 || entries.some((entry) => entry === null) ? chosenFiles(files) : entries.filter((entry) => entry !== null);
}

/**
 * Lists folders to their leaves.
 * @param onFound told the number found so far, now and then
 * @throws TooManyFiles; the signal's reason when it is aborted
 */
export async function walk(roots: readonly (FileSystemEntry | PathFile)[], signal: AbortSignal, onFound: (found: number) => void): Promise<PathFile[]> {
  const found: PathFile[] = [];
  const waiting = [...roots].reverse();
  while (waiting.length > 0) {
    signal.throwIfAborted();
    const entry = waiting.pop();
    if (entry === undefined) break;
    if ('blob' in entry) found.push(entry);
    else if (entry.isFile) found.push({ path: entry.fullPath.replace(/^\//, ''), blob: await fileOf(entry as FileSystemFileEntry) });
    else for (const child of (await childrenOf(entry as FileSystemDirectoryEntry)).reverse()) waiting.push(child);
    if (found.length > MOST_FILES) throw new TooManyFiles();
    if (found.length % 100 === 0) onFound(found.length);
  }
  return found;
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> => new Promise((resolve, reject) => entry.file(resolve, reject));

/** A reader hands out a hundred at a time, and nothing when it has no more. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
