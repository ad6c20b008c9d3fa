/**
 * Joins objects into one image: keeps the sections that the roots reach (--gc-sections), lays them into flash and RAM,
 * patches addresses. A small GNU ld for firmware: one flash, one RAM, no scripts. Same objects, same bytes, everywhere.
 * A weak reference keeps nothing alive: it finds what another reference keeps, or is 0, and a call through it traps.
 */
import { InputError } from '../../lib/index.ts';
import { layOut, type Ends, type LayoutRequest, type OutputSection, type Placement } from './layout.ts';
import type { ObjectFile, ObjectSymbol, Relocation, Section } from './objectFile.ts';
import { fieldBytes, isBranch, relocate, relocationName, trap } from './relocate.ts';

export interface LinkRequest extends LayoutRequest {
  readonly objects: readonly ObjectFile[];
  /** Symbols that are kept, and with them all they reach. */
  readonly roots: readonly string[];
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

export interface Linked {
  readonly sections: readonly OutputSection[];
  readonly symbols: readonly LinkedSymbol[];
  readonly placements: readonly Placement[];
}

/** @throws InputError for a symbol that is missing or twice there, a relocation of an unknown kind, or too little memory */
export function link(request: LinkRequest): Linked {
  const globals = globalSymbols(request.objects);
  const find = (symbol: ObjectSymbol): ObjectSymbol | undefined => (symbol.place === 'undefined' || symbol.binding !== 'local' ? globals.get(symbol.name) : symbol);
  const live = reach(request, globals, find);
  const { sections, placements, ends } = layOut(request, request.objects.flatMap((object) => object.sections).filter((section) => live.has(section)));
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

function linkerSymbols({ flash }: LinkRequest, { flashEnd, stack, data, dataLoad, bss }: Ends): ReadonlyMap<string, number> {
  const values: Record<(typeof LINKER_SYMBOLS)[number], number> = {
    thimble_flash_start: flash.origin, thimble_flash_end: flashEnd, thimble_data_load: dataLoad,
    thimble_data_start: data.origin, thimble_data_end: data.origin + data.bytes,
    thimble_bss_start: bss.origin, thimble_bss_end: bss.origin + bss.bytes,
    thimble_stack_bottom: stack.origin, thimble_stack_top: stack.origin + stack.bytes,
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
