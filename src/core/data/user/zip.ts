/**
 * The table of contents of a .zip, and its files read one by one from where they lie (PKWARE, APPNOTE.TXT 6.3.10, with
 * ZIP64 for more than 65 535 files). Against bombs: the files take no more bytes together than the zip has, each unpacks to the size it states and no
 * more, and sizes are bounded before anything is read.
 */
import { InputError, fromUtf8 } from '../../lib/index.ts';
import { MOST_FILE_BYTES } from './dataFile.ts';
import { inflate } from './inflate.ts';
import type { Problems } from './problems.ts';
import type { DataFile } from './types.ts';

const [END, END64, LOCATOR64, CENTRAL, LOCAL] = [0x06054b50, 0x06064b50, 0x07064b50, 0x02014b50, 0x04034b50];
const [END_BYTES, END64_BYTES, LOCATOR_BYTES, CENTRAL_BYTES, LOCAL_BYTES] = [22, 56, 20, 46, 30];
const LONGEST_COMMENT = 65_535;
const MOST_DIRECTORY_BYTES = 2 ** 27;
const MOST_FILES = 300_000;
const MOST_UNPACKED_BYTES = 2 ** 34;
const [STORED, DEFLATED] = [0, 8];
const IN_EXTRA = 0xffffffff;
const MOST_INFLATION = 1032;

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const long = (view: DataView, at: number): number => view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;

/** @throws InputError where it is no whole zip; a file that cannot be read is a problem and left out */
export async function openZip(file: DataFile, problems: Problems): Promise<DataFile[]> {
  const { offset, bytes: length, count } = await findDirectory(file);
  if (count > MOST_FILES || length > MOST_DIRECTORY_BYTES) throw new InputError(`says it holds ${count} files; at most ${MOST_FILES} are read`, file.path);
  if (offset + length > file.size) throw new InputError('its table of contents lies outside the file; it is truncated', file.path);
  const bytes = await file.read(offset, offset + length);
  const view = viewOf(bytes);
  const files: DataFile[] = [];
  const held: Held = { entry: null, bytes: new Uint8Array(0) };
  let [packedTotal, total] = [0, 0];
  for (let at = 0, i = 0; i < count; i++) {
    if (at + CENTRAL_BYTES > bytes.length || view.getUint32(at, true) !== CENTRAL) throw new InputError(`its table of contents breaks off after ${i} of ${count} files`, file.path);
    const [nameBytes, extraBytes, commentBytes] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true)];
    const nameAt = at + CENTRAL_BYTES;
    const next = nameAt + nameBytes + extraBytes + commentBytes;
    if (next > bytes.length) throw new InputError(`its table of contents breaks off after ${i} of ${count} files`, file.path);
    const path = fromUtf8(bytes.subarray(nameAt, nameAt + nameBytes));
    const entry = sizes(view, at, nameAt + nameBytes, extraBytes);
    const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
    at = next;
    packedTotal += entry.packed;
    total += entry.size;
    const wrong = refusal(entry, flags, method);
    if (wrong === null) files.push(member(file, path, entry, method, held));
    else problems.add(path, wrong);
  }
  if (packedTotal > file.size) throw new InputError('its files share bytes, as in a zip bomb; nothing is read from it', file.path);
  if (total > MOST_UNPACKED_BYTES) throw new InputError(`unpacks to ${total} bytes; at most ${MOST_UNPACKED_BYTES / 2 ** 30} GiB are read`, file.path);
  return files;
}

/** The member unpacked last: large ones are read piece by piece, and would be unpacked for each. */
interface Held {
  entry: Entry | null;
  bytes: Uint8Array;
}

interface Entry {
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

function refusal({ packed, size }: Entry, flags: number, method: number): string | null {
  if ((flags & 1) !== 0) return 'is encrypted; only open files are read';
  if (method !== STORED && method !== DEFLATED) return `is packed by method ${method}; stored (0) and deflated (8) files are read`;
  if (size > MOST_FILE_BYTES) return `unpacks to ${size} bytes; at most ${MOST_FILE_BYTES / 2 ** 20} MiB are read from one file`;
  if (method === STORED ? packed !== size : size > packed * MOST_INFLATION) return `${packed} bytes cannot unpack to the ${size} it states`;
  return null;
}

/** Sizes of a central entry; those that do not fit 32 bits stand in its ZIP64 field, in this order. */
function sizes(view: DataView, at: number, extraAt: number, extraBytes: number): Entry {
  const fields = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)];
  for (let x = extraAt; x + 4 <= extraAt + extraBytes; ) {
    const length = view.getUint16(x + 2, true);
    if (view.getUint16(x, true) === 1) {
      let value = x + 4;
      fields.forEach((field, i) => {
        if (field !== IN_EXTRA || value + 8 > Math.min(x + 4 + length, extraAt + extraBytes)) return;
        fields[i] = long(view, value);
        value += 8;
      });
    }
    x += 4 + length;
  }
  return { size: fields[0], packed: fields[1], offset: fields[2] };
}

function member(zip: DataFile, path: string, entry: Entry, method: number, held: Held): DataFile {
  const { packed, size, offset } = entry;
  const unpacked = async (): Promise<Uint8Array> => {
    if (held.entry === entry) return held.bytes;
    const head = await zip.read(offset, offset + LOCAL_BYTES);
    if (head.length < LOCAL_BYTES || viewOf(head).getUint32(0, true) !== LOCAL) throw new InputError('is not where the table of contents says; the zip is damaged', path);
    const start = offset + LOCAL_BYTES + viewOf(head).getUint16(26, true) + viewOf(head).getUint16(28, true);
    const bytes = await zip.read(start, start + packed);
    if (bytes.length !== packed) throw new InputError(`${bytes.length} of its ${packed} packed bytes are there; the zip is truncated`, path);
    [held.entry, held.bytes] = [null, new Uint8Array(0)]; // before the next is unpacked, not after
    held.bytes = method === STORED ? bytes : inflate(bytes, 'deflate', size, path);
    held.entry = entry;
    return held.bytes;
  };
  return { path, size, read: async (from, to) => (size === 0 ? new Uint8Array(0) : (await unpacked()).subarray(from, to)) };
}

async function findDirectory(file: DataFile): Promise<{ offset: number; bytes: number; count: number }> {
  const from = Math.max(0, file.size - END_BYTES - LONGEST_COMMENT);
  const tail = await file.read(from, file.size);
  const view = viewOf(tail);
  let at = tail.length - END_BYTES;
  while (at >= 0 && view.getUint32(at, true) !== END) at--;
  if (at < 0) throw new InputError('has no table of contents at its end; the zip is truncated', file.path);
  const found = { offset: view.getUint32(at + 16, true), bytes: view.getUint32(at + 12, true), count: view.getUint16(at + 10, true) };
  if (at < LOCATOR_BYTES || view.getUint32(at - LOCATOR_BYTES, true) !== LOCATOR64) return found;
  const end64 = long(view, at - LOCATOR_BYTES + 8);
  const head = end64 + END64_BYTES <= file.size ? await file.read(end64, end64 + END64_BYTES) : new Uint8Array(0);
  if (head.length < END64_BYTES || viewOf(head).getUint32(0, true) !== END64) throw new InputError('its ZIP64 table of contents is not where it says; the zip is damaged', file.path);
  return { count: long(viewOf(head), 32), bytes: long(viewOf(head), 40), offset: long(viewOf(head), 48) };
}
