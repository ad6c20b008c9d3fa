/**
 * The files of a tar archive (POSIX.1-1988 ustar; long names of GNU tar and of pax), by their place in it: nothing is
 * copied, and heads are read through a window, so an archive of any size costs a mebibyte.
 */
import { InputError, fromUtf8 } from '../../lib/index.ts';
import { partOf } from './dataFile.ts';
import type { DataFile } from './types.ts';

const BLOCK = 512;
const WINDOW_BYTES = 2 ** 20;
const MOST_FILES = 300_000;
const LONGEST_NAME = 2 ** 16;

const text = (bytes: Uint8Array): string => {
  const end = bytes.indexOf(0);
  return fromUtf8(end < 0 ? bytes : bytes.subarray(0, end));
};

/** Octal digits, or 0x80 and a big-endian number (GNU). */
function number(field: Uint8Array): number {
  if ((field[0] & 0x80) !== 0) return field.reduce((value, byte, i) => value * 256 + (i === 0 ? byte & 0x7f : byte), 0);
  const digits = text(field).trim();
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || '0', 8) : NaN;
}

/** A block of a tar begins a file if its sum, with the sum's own eight bytes as blanks, is the one it states. */
export function isTarHead(head: Uint8Array): boolean {
  if (head.length < BLOCK) return false;
  let sum = 8 * 32;
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) sum += head[i];
  return sum > 8 * 32 && number(head.subarray(148, 156)) === sum;
}

/** @throws InputError for a head that is none, or a file that ends beyond the archive */
export async function openTar(file: DataFile): Promise<DataFile[]> {
  const files: DataFile[] = [];
  let window = { from: 0, bytes: await file.read(0, Math.min(file.size, WINDOW_BYTES)) };
  const bytesAt = async (at: number, length: number): Promise<Uint8Array> => {
    if (at < window.from || at + length > window.from + window.bytes.length) window = { from: at, bytes: await file.read(at, Math.min(file.size, at + Math.max(length, WINDOW_BYTES))) };
    return window.bytes.subarray(at - window.from, at - window.from + length);
  };
  let longName: string | null = null;
  for (let at = 0; at + BLOCK <= file.size; ) {
    const head = await bytesAt(at, BLOCK);
    if (head.every((byte) => byte === 0)) break;
    if (!isTarHead(head)) throw new InputError('no file begins here; the archive is damaged', `${file.path}, byte ${at}`);
    const size = number(head.subarray(124, 136));
    const start = at + BLOCK;
    if (!(size >= 0 && start + size <= file.size)) throw new InputError(`a file of ${size} bytes begins here, ${file.size - start} are left; the archive is truncated`, `${file.path}, byte ${at}`);
    at = start + Math.ceil(size / BLOCK) * BLOCK;
    const kind = String.fromCharCode(head[156]);
    if (kind === 'L' || kind === 'x') {
      if (size > LONGEST_NAME) throw new InputError(`a name of ${size} bytes`, `${file.path}, byte ${start}`);
      const value = await bytesAt(start, size);
      longName = kind === 'L' ? text(value) : (/(?:^|\n)\d+ path=([^\n]*)\n/.exec(fromUtf8(value))?.[1] ?? longName);
      continue;
    }
    const prefix = fromUtf8(head.subarray(257, 262)) === 'ustar' && head[262] === 0 ? text(head.subarray(345, 500)) : '';
    const name = longName ?? (prefix === '' ? text(head.subarray(0, 100)) : `${prefix}/${text(head.subarray(0, 100))}`);
    longName = null;
    if (kind === '0' || kind === '\0') files.push(partOf(file, name, start, size));
    else if (kind === '5') files.push(partOf(file, name.endsWith('/') ? name : `${name}/`, start, 0));
    if (files.length > MOST_FILES) throw new InputError(`holds more than ${MOST_FILES} files`, file.path);
  }
  return files;
}
