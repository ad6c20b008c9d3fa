/**
 * Reads one relocatable object (ELF32, little-endian, Arm; System V ABI chapter 4, Arm IHI 0044) into sections that
 * may be placed, symbols, and relocations that name their symbol. The bytes may come from anywhere: every offset is
 * checked, every list is bounded by the file's own length, and what a linker of firmware need not know is refused.
 */
import { InputError } from '../../lib/index.ts';

export interface Section {
  readonly name: string;
  /** Object it comes from, for messages. */
  readonly object: string;
  readonly writable: boolean;
  readonly executable: boolean;
  readonly alignment: number;
  readonly size: number;
  /** Null where the section is only room (bss). */
  readonly bytes: Uint8Array | null;
  readonly relocations: readonly Relocation[];
}

export interface ObjectSymbol {
  readonly name: string;
  readonly binding: 'local' | 'global' | 'weak';
  readonly kind: 'function' | 'object' | 'label' | 'section';
  /** Offset in the section; of Thumb functions with bit 0 set. */
  readonly value: number;
  readonly size: number;
  /** 'undefined': to be found elsewhere. 'foreign': in a section of a kind that is not linked. */
  readonly place: Section | 'undefined' | 'foreign';
}

export interface Relocation {
  readonly offset: number;
  readonly type: number;
  readonly symbol: ObjectSymbol;
}

export interface ObjectFile {
  readonly name: string;
  readonly sections: readonly Section[];
  readonly symbols: readonly ObjectSymbol[];
}

const HEADER_BYTES = 52;
const SECTION_HEADER_BYTES = 40;
const SYMBOL_BYTES = 16;
const RELOCATION_BYTES = 8;
const LONGEST_NAME = 512;
const LARGEST_ALIGNMENT = 4096;
const [PROGBITS, SYMTAB, RELA, NOBITS, REL, GROUP] = [1, 2, 4, 8, 9, 17];
const [WRITE, ALLOC, EXECUTE, TLS] = [1, 2, 4, 0x400];
const [SHN_UNDEF, SHN_LORESERVE] = [0, 0xff00];
const BINDINGS = ['local', 'global', 'weak'] as const;
const KINDS = ['label', 'object', 'function', 'section', 'label'] as const;

interface Header {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  readonly info: number;
  readonly alignment: number;
}

/**
 * @param name of the object, for messages
 * @throws InputError that names object and place
 */
export function readObject(bytes: Uint8Array, name: string): ObjectFile {
  const fail = (what: string, where = ''): never => {
    throw new InputError(what, where === '' ? name : `${name}, ${where}`);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES || view.getUint32(0, false) !== 0x7f454c46) fail('is no ELF object');
  const [file, type, machine] = [view.getUint16(4, true), view.getUint16(16, true), view.getUint16(18, true)];
  if (file !== 0x0101 || type !== 1 || machine !== 40) fail('is no relocatable object of 32-bit little-endian Arm');
  const [start, entryBytes, count, namesIndex] = [view.getUint32(32, true), view.getUint16(46, true), view.getUint16(48, true), view.getUint16(50, true)];
  if (entryBytes !== SECTION_HEADER_BYTES || count === 0 || start + count * SECTION_HEADER_BYTES > bytes.length || namesIndex >= count) fail(`its ${count} section headers do not lie within its ${bytes.length} bytes`);

  const raw = Array.from({ length: count }, (_, i) => {
    const word = (n: number): number => view.getUint32(start + SECTION_HEADER_BYTES * i + 4 * n, true);
    const header = { nameOffset: word(0), type: word(1), flags: word(2), offset: word(4), size: word(5), link: word(6), info: word(7), alignment: Math.max(1, word(8)) };
    if (header.type !== NOBITS && header.type !== 0 && header.offset + header.size > bytes.length) fail(`ends at byte ${header.offset + header.size} of ${bytes.length}`, `section ${i}`);
    return header;
  });
  const text = (table: { readonly offset: number; readonly size: number }, at: number): string => {
    let out = '';
    for (let i = table.offset + at; i < table.offset + table.size && out.length < LONGEST_NAME; i++) {
      if (bytes[i] === 0) return out;
      out += String.fromCharCode(bytes[i]);
    }
    return fail('a name has no end', `string table at ${table.offset}`);
  };
  const headers: Header[] = raw.map((header) => ({ ...header, name: text(raw[namesIndex], header.nameOffset) }));

  const drafts = headers.map((header) => {
    if (header.type === RELA || header.type === GROUP) fail('relocations with addends and section groups are not linked; compile C for Arm', header.name);
    if ((header.flags & ALLOC) === 0 || (header.type !== PROGBITS && header.type !== NOBITS)) return null;
    if ((header.flags & TLS) !== 0) fail('thread-local data are not linked', header.name);
    if (header.alignment > LARGEST_ALIGNMENT || (header.alignment & (header.alignment - 1)) !== 0) fail(`asks for an alignment of ${header.alignment}`, header.name);
    const relocations: Relocation[] = [];
    const section: Section = {
      name: header.name, object: name,
      writable: (header.flags & WRITE) !== 0, executable: (header.flags & EXECUTE) !== 0,
      alignment: header.alignment, size: header.size,
      bytes: header.type === NOBITS ? null : bytes.subarray(header.offset, header.offset + header.size),
      relocations,
    };
    return { section, relocations };
  });

  const tables = headers.filter((header) => header.type === SYMTAB);
  if (tables.length > 1) fail(`has ${tables.length} symbol tables`);
  const symbols = tables.flatMap((table) => {
    const names = headers[table.link] ?? fail('names no string table', table.name);
    return Array.from({ length: Math.floor(table.size / SYMBOL_BYTES) }, (_, i): ObjectSymbol => {
      const at = table.offset + SYMBOL_BYTES * i;
      const [info, index] = [bytes[at + 12], view.getUint16(at + 14, true)];
      const own = text(names, view.getUint32(at, true));
      if (index !== SHN_UNDEF && index < SHN_LORESERVE && index >= count) fail(`lies in section ${index} of ${count}`, own);
      const kind = KINDS[info & 15] ?? 'label';
      return {
        name: own === '' && kind === 'section' ? headers[index]?.name ?? '' : own,
        binding: BINDINGS[info >> 4] ?? 'global', kind,
        value: view.getUint32(at + 4, true), size: view.getUint32(at + 8, true),
        place: index === SHN_UNDEF ? 'undefined' : drafts[index]?.section ?? 'foreign',
      };
    });
  });

  let room = bytes.length / RELOCATION_BYTES;
  for (const header of headers) {
    const target = header.type === REL ? drafts[header.info] : null;
    if (target === null || target === undefined) continue;
    room -= header.size / RELOCATION_BYTES;
    if (room < 0) fail('has more relocations than bytes', header.name);
    for (let at = header.offset; at + RELOCATION_BYTES <= header.offset + header.size; at += RELOCATION_BYTES) {
      const [offset, info] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
      const symbol = symbols[info >>> 8] ?? fail(`names symbol ${info >>> 8} of ${symbols.length}`, header.name);
      target.relocations.push({ offset, type: info & 255, symbol });
    }
  }
  return { name, sections: drafts.flatMap((draft) => (draft === null ? [] : [draft.section])), symbols };
}
