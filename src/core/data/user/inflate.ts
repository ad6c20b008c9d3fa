/**
 * Deflate, zlib and gzip with a bound: what comes out is counted as it comes, in small steps, and one byte too many
 * ends it. A bomb costs no more than its limit.
 */
import { Gunzip, Inflate, Unzlib } from 'fflate';
import { InputError } from '../../lib/index.ts';
import type { DataFile } from './types.ts';

/** Deflate yields at most 1032 bytes for one, so a push makes at most 16 MiB. */
const PUSH_BYTES = 2 ** 14;
const READ_BYTES = 2 ** 20;

const sizeText = (bytes: number): string => (bytes < 2 ** 20 ? `${bytes} bytes` : `${Math.round(bytes / 2 ** 20)} MiB`);

class Sink {
  readonly chunks: Uint8Array[] = [];
  total = 0;
  /** @param out where it goes at once if its size is known: pieces to be joined would take the memory twice */
  constructor(private readonly most: number, private readonly where: string, private readonly tooMany: string, private readonly out?: Uint8Array) {}

  readonly take = (chunk: Uint8Array): void => {
    this.total += chunk.length;
    if (this.total > this.most) throw new InputError(`unpacks to more than ${sizeText(this.most)}; ${this.tooMany}`, this.where);
    if (this.out) this.out.set(chunk, this.total - chunk.length);
    else if (chunk.length > 0) this.chunks.push(chunk);
  };

  joined(): Uint8Array {
    if (this.out) return this.out;
    if (this.chunks.length === 1) return this.chunks[0];
    const out = new Uint8Array(this.total);
    let at = 0;
    for (const chunk of this.chunks) {
      out.set(chunk, at);
      at += chunk.length;
    }
    return out;
  }
}

const damaged = (error: unknown, where: string): Error =>
  error instanceof InputError ? error : new InputError('is not whole compressed data; it is truncated or damaged', where);

/**
 * @param size bytes that must come out, or at most come out where `exact` is false
 * @throws InputError for damaged data and for any other size
 */
export function inflate(packed: Uint8Array, format: 'deflate' | 'zlib', size: number, where: string, exact = true): Uint8Array {
  const sink = new Sink(size, where, 'that is more than it says it holds', exact ? new Uint8Array(size) : undefined);
  const stream = new (format === 'zlib' ? Unzlib : Inflate)(sink.take);
  try {
    for (let from = 0; from < packed.length || from === 0; from += PUSH_BYTES) stream.push(packed.subarray(from, from + PUSH_BYTES), from + PUSH_BYTES >= packed.length);
  } catch (error) {
    throw damaged(error, where);
  }
  if (exact && sink.total !== size) throw new InputError(`unpacks to ${sink.total} bytes where ${size} are due; it is truncated`, where);
  return sink.joined();
}

/** A .gz file as a whole, also of several members. @throws InputError beyond `most` bytes */
export async function gunzip(file: DataFile, most: number): Promise<Uint8Array> {
  const sink = new Sink(most, file.path, 'unpack it and give the folder, which is read file by file');
  const stream = new Gunzip(sink.take);
  try {
    for (let from = 0; from < file.size; from += READ_BYTES) {
      const piece = await file.read(from, Math.min(file.size, from + READ_BYTES));
      const last = from + READ_BYTES >= file.size;
      for (let at = 0; at < piece.length; at += PUSH_BYTES) stream.push(piece.subarray(at, at + PUSH_BYTES), last && at + PUSH_BYTES >= piece.length);
    }
  } catch (error) {
    throw damaged(error, file.path);
  }
  return sink.joined();
}
