/**
 * The image as an executable ELF32 for Arm (System V ABI chapters 4 and 5, Arm IHI 0044): one loadable segment per
 * section, a symbol table with the marks by which disassemblers tell code from data, nothing else. Debuggers, QEMU and
 * flashing tools take it.
 */
import { utf8 } from '../../lib/index.ts';
import type { Image } from './firmware.ts';
import type { LinkedSymbol } from './link.ts';

const HEADER_BYTES = 52;
const SEGMENT_BYTES = 32;
const SECTION_BYTES = 40;
const SYMBOL_BYTES = 16;
const ALIGNMENT = 16;
const [PROGBITS, SYMTAB, STRTAB, NOBITS] = [1, 2, 3, 8];
const EABI5_SOFT_FLOAT = 0x0500_0200;
const SHN_ABS = 0xfff1;
const BINDING = { local: 0, global: 1, weak: 2 } as const;
const KIND = { label: 0, object: 1, function: 2, section: 3 } as const;

/** NUL-terminated names, each once. */
function stringTable(names: Iterable<string>): { readonly bytes: Uint8Array; readonly at: ReadonlyMap<string, number> } {
  const at = new Map([['', 0]]);
  let text = '\0';
  for (const name of names) {
    if (at.has(name)) continue;
    at.set(name, text.length);
    text += `${name}\0`;
  }
  return { bytes: utf8(text), at };
}

const words = (list: readonly number[]): Uint8Array => {
  const view = new DataView(new ArrayBuffer(4 * list.length));
  list.forEach((word, i) => view.setUint32(4 * i, word, true));
  return new Uint8Array(view.buffer);
};

function symbolTable(symbols: readonly LinkedSymbol[], indexOf: (section: string) => number, names: ReadonlyMap<string, number>): Uint8Array {
  const out = new Uint8Array(SYMBOL_BYTES * (symbols.length + 1));
  const view = new DataView(out.buffer);
  symbols.forEach(({ name, address, size, kind, binding, section }, i) => {
    const at = SYMBOL_BYTES * (i + 1);
    view.setUint32(at, names.get(name) ?? 0, true);
    view.setUint32(at + 4, address | (kind === 'function' ? 1 : 0), true);
    view.setUint32(at + 8, size, true);
    out[at + 12] = (BINDING[binding] << 4) | KIND[kind];
    view.setUint16(at + 14, section === '' ? SHN_ABS : indexOf(section), true);
  });
  return out;
}

/** The file's bytes: head, segments, sections at multiples of 16, symbols and names, section heads. */
export function toElf({ sections, symbols, entry }: Image): Uint8Array {
  const tableNames = ['.symtab', '.strtab', '.shstrtab'];
  const sectionNames = stringTable([...sections.map(({ name }) => name), ...tableNames]);
  const symbolNames = stringTable(symbols.map(({ name }) => name));
  const indexOf = (section: string): number => 1 + sections.findIndex(({ name }) => name === section);
  const tables = [symbolTable(symbols, indexOf, symbolNames.at), symbolNames.bytes, sectionNames.bytes];

  let end = HEADER_BYTES + SEGMENT_BYTES * sections.length;
  const place = (bytes: Uint8Array | null): number => {
    end = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
    const at = end;
    end += bytes?.length ?? 0;
    return at;
  };
  const contents = [...sections.map(({ bytes }) => bytes), ...tables];
  const offsets = contents.map(place);
  const sectionsAt = place(null);

  const out = new Uint8Array(sectionsAt + SECTION_BYTES * (sections.length + 4));
  contents.forEach((bytes, i) => bytes !== null && out.set(bytes, offsets[i]));
  out.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  const view = new DataView(out.buffer);
  [2, 40].forEach((half, i) => view.setUint16(16 + 2 * i, half, true));
  out.set(words([1, entry | 1, HEADER_BYTES, sectionsAt, EABI5_SOFT_FLOAT]), 20);
  [HEADER_BYTES, SEGMENT_BYTES, sections.length, SECTION_BYTES, sections.length + 4, sections.length + 3].forEach((half, i) => view.setUint16(40 + 2 * i, half, true));

  sections.forEach(({ name, address, loadAddress, size, alignment, bytes, writable, executable }, i) => {
    out.set(words([1, offsets[i], address, loadAddress, bytes === null ? 0 : size, size, 4 | (writable ? 2 : 0) | (executable ? 1 : 0), 4]), HEADER_BYTES + SEGMENT_BYTES * i);
    const flags = 2 | (writable ? 1 : 0) | (executable ? 4 : 0);
    out.set(words([sectionNames.at.get(name) ?? 0, bytes === null ? NOBITS : PROGBITS, flags, address, offsets[i], size, 0, 0, alignment, 0]), sectionsAt + SECTION_BYTES * (i + 1));
  });
  const firstGlobal = 1 + symbols.filter(({ binding }) => binding === 'local').length;
  tables.forEach((table, i) => {
    const symtab = i === 0;
    const index = sections.length + 1 + i;
    out.set(words([sectionNames.at.get(tableNames[i]) ?? 0, symtab ? SYMTAB : STRTAB, 0, 0, offsets[sections.length + i], table.length, symtab ? index + 1 : 0, symtab ? firstGlobal : 0, symtab ? 4 : 1, symtab ? SYMBOL_BYTES : 0]), sectionsAt + SECTION_BYTES * index);
  });
  return out;
}
