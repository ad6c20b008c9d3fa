/**
 * Tables and vectors of a flatbuffer that nobody vouches for. The package `flatbuffers` decodes; this file adds what
 * generated readers leave out: every offset is checked against the file before it is followed, and all tables and number
 * vectors together may hold only a few times the file's bytes and 64 MiB, so that hostile offsets cost neither time nor memory.
 * Source: FlatBuffers internals (tables, vtables, vectors).
 */
import { ByteBuffer } from 'flatbuffers';
import { fromUtf8, InputError } from '../../lib/index.ts';

/** Tables may share vectors, but not so that the whole is read over and over. */
const MOST_READINGS = 4;
const FREE_BYTES = 1 << 16;
const MOST_BYTES = 1 << 26;
const BYTES_PER_TABLE = 64;

/** The file: its bytes, its name for messages, and how much may yet be read of it. */
export class Source {
  readonly buffer: ByteBuffer;
  private left: number;

  constructor(bytes: Uint8Array, readonly file: string) {
    this.buffer = new ByteBuffer(bytes);
    this.left = Math.min(MOST_BYTES, MOST_READINGS * bytes.length + FREE_BYTES);
  }

  /** @throws InputError always, naming file and place */
  fail(where: string, what: string): never {
    throw new InputError(what, `${this.file}, ${where}`);
  }

  need(at: number, bytes: number, where: string): void {
    const size = this.buffer.capacity();
    if (at < 0 || at + bytes > size) this.fail(where, `points to byte ${at}, outside the file of ${size} bytes; it is cut off or damaged`);
  }

  spend(bytes: number, where: string): void {
    this.left -= bytes;
    if (this.left < 0) this.fail(where, 'the tables of the file refer to one another so often that it cannot be a model');
  }
}

export class Table {
  private readonly at: number;

  /** @param place where the four bytes stand that point to the table @param where name for messages */
  constructor(private readonly source: Source, place: number, readonly where: string) {
    source.need(place, 4, where);
    this.at = source.buffer.__indirect(place);
    source.need(this.at, 4, where);
    source.spend(BYTES_PER_TABLE, where);
    const vtable = this.at - source.buffer.readInt32(this.at);
    source.need(vtable, 4, where);
    source.need(vtable, source.buffer.readUint16(vtable), where);
  }

  /** Where field `n` stands, or null where it has its default. */
  private field(n: number, bytes: number, name: string): number | null {
    const offset = this.source.buffer.__offset(this.at, 4 + 2 * n);
    if (offset === 0) return null;
    this.source.need(this.at + offset, bytes, `${this.where}.${name}`);
    return this.at + offset;
  }

  byte(n: number, name: string, absent = 0): number {
    const at = this.field(n, 1, name);
    return at === null ? absent : this.source.buffer.readInt8(at);
  }

  int(n: number, name: string, absent = 0): number {
    const at = this.field(n, 4, name);
    return at === null ? absent : this.source.buffer.readInt32(at);
  }

  float(n: number, name: string, absent = 0): number {
    const at = this.field(n, 4, name);
    return at === null ? absent : this.source.buffer.readFloat32(at);
  }

  /** Null where the field is absent. */
  table(n: number, name: string): Table | null {
    const at = this.field(n, 4, name);
    return at === null ? null : new Table(this.source, at, `${this.where}.${name}`);
  }

  private vector<T>(n: number, bytes: number, name: string, read: (at: number, i: number) => T): T[] {
    const found = this.span(n, bytes, name);
    this.source.spend((found?.count ?? 0) * bytes, `${this.where}.${name}`);
    return found === null ? [] : Array.from({ length: found.count }, (_, i) => read(found.start + bytes * i, i));
  }

  private span(n: number, bytes: number, name: string): { start: number; count: number } | null {
    const at = this.field(n, 4, name);
    if (at === null) return null;
    const where = `${this.where}.${name}`;
    const start = this.source.buffer.__vector(at);
    this.source.need(start - 4, 4, where);
    const count = this.source.buffer.__vector_len(at);
    if (count < 0) this.source.fail(where, `announces ${count >>> 0} entries`);
    this.source.need(start, count * bytes, where);
    return { start, count };
  }

  tables(n: number, name: string): Table[] {
    return this.vector(n, 4, name, (at, i) => new Table(this.source, at, `${this.where === '' ? '' : `${this.where}.`}${name}[${i}]`));
  }

  ints(n: number, name: string): number[] {
    return this.vector(n, 4, name, (at) => this.source.buffer.readInt32(at));
  }

  /** 64-bit integers; beyond 2^53 they lose their low bits. */
  longs(n: number, name: string): number[] {
    return this.vector(n, 8, name, (at) => Number(this.source.buffer.readInt64(at)));
  }

  floats(n: number, name: string): number[] {
    return this.vector(n, 4, name, (at) => this.source.buffer.readFloat32(at));
  }

  /** A view of the file, not a copy, so it may be of any size; empty where absent. */
  bytes(n: number, name: string): Uint8Array {
    const found = this.span(n, 1, name);
    return found === null ? new Uint8Array(0) : this.source.buffer.bytes().subarray(found.start, found.start + found.count);
  }

  /** Shown to people only: at most 80 printable characters. */
  text(n: number, name: string): string {
    return fromUtf8(this.bytes(n, name).slice(0, 320)).replace(/[\p{C}\s]+/gu, ' ').slice(0, 80);
  }
}
