/**
 * Joins objects into one image: keeps the sections that the roots reach (--gc-sections), lays them into flash and RAM,
 * patches addresses. A small GNU ld for firmware: one flash, one RAM, no scripts. Same objects, same bytes, everywhere.
 *
 * Flash: vectors, code, constants, the initial values of data. RAM: the stack first, so that one too deep faults below
 * the RAM where there is nothing, and does not run over data; then data, then bss. A weak reference keeps nothing
 * alive: it finds what another reference keeps, or is 0.
 */
import { InputError } from '../../lib/index.ts';
import type { ObjectFile, ObjectSymbol, Relocation, Section } from './objectFile.ts';
import { fieldBytes, isBranch, relocate, relocationName, trap } from './relocate.ts';

export interface Region {
  readonly origin: number;
  readonly bytes: number;
}

export interface LinkRequest {
  readonly objects: readonly ObjectFile[];
  /** Symbols that are kept, and with them all they reach. */
  readonly roots: readonly string[];
  /** Sections that open the flash, by name, each at a multiple of the alignment given. */
  readonly front: readonly { readonly section: string; readonly alignment: number }[];
  /** Where code may begin after the front, from the flash's origin. */
  readonly codeOffset: number;
  readonly flash: Region;
  readonly ram: Region;
  readonly stackBytes: number;
}

export interface OutputSection {
  readonly name: '.start' | '.text' | '.rodata' | '.stack' | '.data' | '.bss';
  /** At run time. */
  readonly address: number;
  /** In flash, where it has bytes. */
  readonly loadAddress: number;
  readonly size: number;
  readonly alignment: number;
  readonly bytes: Uint8Array | null;
  readonly writable: boolean;
  readonly executable: boolean;
}

export interface LinkedSymbol {
  readonly name: string;
  /** Without the Thumb bit. */
  readonly address: number;
  readonly size: number;
  readonly kind: ObjectSymbol['kind'];
  readonly binding: ObjectSymbol['binding'];
  /** '' for a symbol of the linker's own. */
  readonly section: OutputSection['name'] | '';
}

export interface Placement {
  readonly section: Section;
  readonly output: OutputSection['name'];
  readonly address: number;
}

export interface Linked {
  readonly sections: readonly OutputSection[];
  readonly symbols: readonly LinkedSymbol[];
  readonly placements: readonly Placement[];
}

const up = (at: number, alignment: number): number => Math.ceil(at / alignment) * alignment;
const WORD = 4;

/** @throws InputError for a symbol that is missing or twice there, a relocation of an unknown kind, or too little memory */
export function link(request: LinkRequest): Linked {
  const globals = globalSymbols(request.objects);
  const find = (symbol: ObjectSymbol): ObjectSymbol | undefined => (symbol.place === 'undefined' || symbol.binding !== 'local' ? globals.get(symbol.name) : symbol);
  const live = reach(request, globals, find);
  const { sections, placements, ends } = layOut(request, live);
  const addressOf = new Map(placements.map(({ section, address }) => [section, address]));

  const ours = linkerSymbols(request, ends);
  for (const { section, address, output } of placements) {
    const home = sections.find(({ name }) => name === output);
    if (home === undefined || home.bytes === null) continue;
    const view = new DataView(home.bytes.buffer);
    for (const relocation of section.relocations) {
      const problem = patch(view, address - home.address + relocation.offset, section, relocation, address);
      if (problem !== null) throw new InputError(problem, `${section.object}, ${section.name}, ${relocation.symbol.name}`);
    }
  }

  function patch(view: DataView, at: number, section: Section, { type, symbol, offset }: Relocation, base: number): string | null {
    const bytes = fieldBytes(type);
    if (bytes === undefined) return `${relocationName(type)} is not linked`;
    if (offset + bytes > section.size) return `patches byte ${offset} of ${section.size}`;
    const found = find(symbol);
    const own = found === undefined ? ours.get(symbol.name) : undefined;
    if (found === undefined && own === undefined || found !== undefined && typeof found.place === 'object' && !addressOf.has(found.place)) {
      // only a weak reference can come here: reach() keeps what the others name
      if (isBranch(type)) return trap(view, at), null;
      return relocate(view, at, { type, target: 0, thumb: 0, place: base + offset });
    }
    if (own !== undefined) return relocate(view, at, { type, target: own, thumb: 0, place: base + offset });
    if (found === undefined || typeof found.place !== 'object') return 'lies in a section of a kind that is not linked';
    const thumb = found.kind === 'function' && (found.value & 1) === 1 ? 1 : 0;
    return relocate(view, at, { type, target: (addressOf.get(found.place) ?? 0) + found.value - thumb, thumb, place: base + offset });
  }

  return { sections, placements, symbols: symbolsOf(request.objects, placements, ours) };
}

function globalSymbols(objects: readonly ObjectFile[]): ReadonlyMap<string, ObjectSymbol> {
  const globals = new Map<string, ObjectSymbol>();
  const homes = new Map<string, string>();
  for (const object of objects) {
    for (const symbol of object.symbols) {
      if (symbol.binding === 'local' || symbol.place === 'undefined') continue;
      const before = globals.get(symbol.name);
      if (before?.binding === 'global' && symbol.binding === 'global') throw new InputError(`is defined twice, in ${homes.get(symbol.name)} and ${object.name}`, symbol.name);
      if (before !== undefined && symbol.binding === 'weak') continue;
      globals.set(symbol.name, symbol);
      homes.set(symbol.name, object.name);
    }
  }
  return globals;
}

const isLinkers = (name: string): boolean => (LINKER_SYMBOLS as readonly string[]).includes(name);
const LINKER_SYMBOLS = [
  'thimble_flash_start', 'thimble_flash_end', 'thimble_data_load', 'thimble_data_start', 'thimble_data_end',
  'thimble_bss_start', 'thimble_bss_end', 'thimble_stack_bottom', 'thimble_stack_top',
] as const;

function reach({ objects, roots }: LinkRequest, globals: ReadonlyMap<string, ObjectSymbol>, find: (symbol: ObjectSymbol) => ObjectSymbol | undefined): ReadonlySet<Section> {
  const live = new Set<Section>();
  const queue: Section[] = [];
  const keep = (place: ObjectSymbol['place']): void => {
    if (typeof place !== 'object' || live.has(place)) return;
    live.add(place);
    queue.push(place);
  };
  for (const root of roots) {
    const symbol = globals.get(root);
    if (symbol === undefined) throw new InputError(`is in none of the ${objects.length} objects; the archive is of another version or core`, root);
    keep(symbol.place);
  }
  for (let section = queue.pop(); section !== undefined; section = queue.pop()) {
    for (const { symbol } of section.relocations) {
      if (symbol.place === 'undefined' && symbol.binding === 'weak') continue;
      const found = find(symbol);
      if (found !== undefined) keep(found.place);
      else if (!isLinkers(symbol.name)) throw new InputError('is defined nowhere', `${section.object}, ${section.name}, ${symbol.name}`);
    }
  }
  return live;
}

interface Ends {
  readonly flashEnd: number;
  readonly dataLoad: number;
  readonly data: Region;
  readonly bss: Region;
}

function layOut({ objects, front, codeOffset, flash, ram, stackBytes }: LinkRequest, live: ReadonlySet<Section>): Linked & { readonly ends: Ends } {
  const all = objects.flatMap((object) => object.sections).filter((section) => live.has(section));
  const first = front.flatMap(({ section, alignment }) => all.filter(({ name }) => name === section).map((found) => ({ ...found, found, alignment: Math.max(alignment, found.alignment) })));
  const rest = all.filter((section) => !first.some(({ found }) => found === section));
  const placements: Placement[] = [];
  const sections: OutputSection[] = [];

  function put(name: OutputSection['name'], list: readonly (Section & { readonly found?: Section })[], start: number, load: number, flags: { readonly writable: boolean; readonly executable: boolean; readonly room: boolean }): number {
    const alignment = list.reduce((most, section) => Math.max(most, section.alignment), WORD);
    const address = up(start, alignment);
    let at = address;
    for (const section of list) {
      at = up(at, section.alignment);
      placements.push({ section: section.found ?? section, output: name, address: at });
      at += section.size;
    }
    const end = up(at, WORD);
    const limit = flags.writable ? ram : flash;
    if (end > limit.origin + limit.bytes) throw new InputError(`the image needs ${end - limit.origin} bytes up to the end of ${name}; the board has ${limit.bytes}`, flags.writable ? 'RAM' : 'flash');
    if (end > address) {
      const bytes = flags.room ? null : new Uint8Array(end - address);
      for (const { section, output, address: place } of placements) if (output === name && bytes !== null && section.bytes !== null) bytes.set(section.bytes, place - address);
      sections.push({ name, address, loadAddress: flags.room ? address : load + address - start, size: end - address, alignment, bytes, writable: flags.writable, executable: flags.executable });
    }
    return end;
  }

  const code = { writable: false, executable: true, room: false };
  const startEnd = put('.start', first, flash.origin, flash.origin, code);
  const codeStart = Math.max(startEnd, flash.origin + codeOffset);
  const textEnd = put('.text', rest.filter(({ writable, executable }) => executable && !writable), codeStart, codeStart, code);
  const flashEnd = put('.rodata', rest.filter(({ writable, executable }) => !executable && !writable), textEnd, textEnd, { ...code, executable: false });
  const stackTop = ram.origin + up(stackBytes, 8);
  if (stackTop > ram.origin + ram.bytes) throw new InputError(`a stack of ${stackBytes} bytes is larger than the board's ${ram.bytes}`, 'RAM');
  sections.push({ name: '.stack', address: ram.origin, loadAddress: ram.origin, size: stackTop - ram.origin, alignment: 8, bytes: null, writable: true, executable: false });
  const writable = rest.filter((section) => section.writable);
  const room = { writable: true, executable: false };
  const dataEnd = put('.data', writable.filter(({ bytes }) => bytes !== null), stackTop, flashEnd, { ...room, room: false });
  const bssEnd = put('.bss', writable.filter(({ bytes }) => bytes === null), dataEnd, dataEnd, { ...room, room: true });
  const data = sections.find(({ name }) => name === '.data');
  const bss = sections.find(({ name }) => name === '.bss');
  const lastByte = flashEnd + (data === undefined ? 0 : data.loadAddress + data.size - flashEnd);
  if (lastByte > flash.origin + flash.bytes) throw new InputError(`the image needs ${lastByte - flash.origin} bytes with the initial values of its data; the board has ${flash.bytes}`, 'flash');
  return {
    sections, placements, symbols: [],
    ends: {
      flashEnd: lastByte, dataLoad: data?.loadAddress ?? flashEnd,
      data: { origin: data?.address ?? stackTop, bytes: data?.size ?? 0 },
      bss: { origin: bss?.address ?? bssEnd, bytes: bss?.size ?? 0 },
    },
  };
}

function linkerSymbols({ flash, ram, stackBytes }: LinkRequest, { flashEnd, dataLoad, data, bss }: Ends): ReadonlyMap<string, number> {
  const values: Record<(typeof LINKER_SYMBOLS)[number], number> = {
    thimble_flash_start: flash.origin, thimble_flash_end: flashEnd, thimble_data_load: dataLoad,
    thimble_data_start: data.origin, thimble_data_end: data.origin + data.bytes,
    thimble_bss_start: bss.origin, thimble_bss_end: bss.origin + bss.bytes,
    thimble_stack_bottom: ram.origin, thimble_stack_top: ram.origin + up(stackBytes, 8),
  };
  return new Map(Object.entries(values));
}

/** Symbols of what was placed, local ones first as ELF wants them, then by address and name. */
function symbolsOf(objects: readonly ObjectFile[], placements: readonly Placement[], ours: ReadonlyMap<string, number>): readonly LinkedSymbol[] {
  const placed = new Map(placements.map((placement) => [placement.section, placement]));
  const found = objects.flatMap((object) => object.symbols).flatMap((symbol): LinkedSymbol[] => {
    const home = typeof symbol.place === 'object' ? placed.get(symbol.place) : undefined;
    if (home === undefined || symbol.kind === 'section' || symbol.name === '') return [];
    const thumb = symbol.kind === 'function' ? symbol.value & 1 : 0;
    return [{ name: symbol.name, address: home.address + symbol.value - thumb, size: symbol.size, kind: symbol.kind, binding: symbol.binding, section: home.output }];
  });
  const own = [...ours].map(([name, address]): LinkedSymbol => ({ name, address, size: 0, kind: 'label', binding: 'global', section: '' }));
  const rank = ({ binding }: LinkedSymbol): number => (binding === 'local' ? 0 : 1);
  return [...found, ...own].sort((a, b) => rank(a) - rank(b) || a.address - b.address || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
