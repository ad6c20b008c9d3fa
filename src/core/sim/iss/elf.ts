/** Reads a 32-bit little-endian Arm ELF file: what is loaded where, and the symbols (System V ABI, chapters 4 and 5; ELF for the Arm Architecture). */
import { fromUtf8, InputError } from '../../lib/index.ts';
import { hex } from './fault.ts';

export interface Segment {
  /** Load address, where the bytes stand before start-up code runs. */
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}

export interface ElfSymbol {
  readonly name: string;
  readonly address: number;
  readonly bytes: number;
  readonly isFunction: boolean;
}

export interface Image {
  readonly segments: readonly Segment[];
  /** In address order. */
  readonly symbols: readonly ElfSymbol[];
  readonly entry: number;
}

const MACHINE_ARM = 40;
const PT_LOAD = 1;
const SHT_SYMTAB = 2;
const TYPE_OBJECT = 1;
const TYPE_FUNCTION = 2;
/** More than any microcontroller has; many headers may name the same bytes of a small file. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Longer names are cut. */
const MOST_LETTERS = 4096;

/** @throws InputError on anything that is not such a file, or is cut short */
export function loadElf(file: Uint8Array, name = 'image'): Image {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const wrong = (what: string): InputError => new InputError(what, name);
  const part = (offset: number, bytes: number, what: string): Uint8Array => {
    if (offset + bytes > file.length) throw wrong(`${what} ends at byte ${offset + bytes}, the file at ${file.length}; it is cut short`);
    return file.subarray(offset, offset + bytes);
  };
  const u32 = (at: number): number => (part(at, 4, 'a header'), view.getUint32(at, true));
  const u16 = (at: number): number => (part(at, 2, 'a header'), view.getUint16(at, true));

  if (file.length < 52 || u32(0) !== 0x464c457f) throw wrong('not an ELF file (it does not begin with 7f 45 4c 46)');
  if (file[4] !== 1 || file[5] !== 1) throw wrong('not a 32-bit little-endian ELF file');
  if (u16(18) !== MACHINE_ARM) throw wrong(`an ELF file for machine ${u16(18)}; Arm is ${MACHINE_ARM}`);

  const [programs, programBytes, programCount] = [u32(28), u16(42), u16(44)];
  const segments = Array.from({ length: programCount }, (_, i) => programs + i * programBytes)
    .filter((at) => u32(at) === PT_LOAD && u32(at + 16) > 0)
    .map((at) => ({ address: u32(at + 12), bytes: part(u32(at + 4), u32(at + 16), `segment at ${hex(u32(at + 12))}`), executable: (u32(at + 24) & 1) !== 0 }));
  const loaded = segments.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (loaded > MOST_BYTES) throw wrong(`an ELF file that loads ${loaded} bytes; no microcontroller has room for more than ${MOST_BYTES}`);
  if (segments.length === 0) throw wrong('an ELF file with nothing to load; link it first');

  return { segments, symbols: symbolsOf(), entry: u32(24) };

  function symbolsOf(): ElfSymbol[] {
    const [sections, sectionBytes, sectionCount] = [u32(32), u16(46), u16(48)];
    const headers = Array.from({ length: sectionCount }, (_, i) => sections + i * sectionBytes);
    const table = headers.find((at) => u32(at + 4) === SHT_SYMTAB);
    if (table === undefined) return [];
    const entries = part(u32(table + 16), u32(table + 20), 'the symbol table');
    const strings = headers[u32(table + 24)];
    if (strings === undefined) throw wrong('a symbol table without names');
    const names = part(u32(strings + 16), u32(strings + 20), 'the table of names');
    const symbols: ElfSymbol[] = [];
    for (let at = u32(table + 16); at + 16 <= u32(table + 16) + entries.length; at += 16) {
      const type = file[at + 12] & 15;
      if (type !== TYPE_OBJECT && type !== TYPE_FUNCTION && type !== 0) continue;
      const start = u32(at);
      const letters = names.subarray(start, start + MOST_LETTERS);
      const end = letters.indexOf(0);
      const text = fromUtf8(end < 0 ? letters : letters.subarray(0, end));
      if (text === '' || text.startsWith('$')) continue;
      const isFunction = type === TYPE_FUNCTION;
      symbols.push({ name: text, address: isFunction ? (u32(at + 4) & ~1) >>> 0 : u32(at + 4), bytes: u32(at + 8), isFunction });
    }
    return symbols.sort((a, b) => a.address - b.address);
  }
}
