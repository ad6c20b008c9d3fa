/**
 * Where the sections of an image lie. Flash: what the boot wants in front, code, constants, the initial values of data.
 * RAM: the stack first, so that one too deep faults below the RAM, where there is nothing, and does not run over data;
 * then data, then bss. Sections keep the order in which they come.
 */
import { InputError } from '../../lib/index.ts';
import type { Section } from './objectFile.ts';

export interface Region {
  readonly origin: number;
  readonly bytes: number;
}

export interface LayoutRequest {
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

export interface Placement {
  readonly section: Section;
  readonly output: OutputSection['name'];
  readonly address: number;
}

/** What start-up code must know. */
export interface Ends {
  readonly flashEnd: number;
  readonly stack: Region;
  readonly data: Region;
  readonly dataLoad: number;
  readonly bss: Region;
}

export interface Layout {
  readonly sections: readonly OutputSection[];
  readonly placements: readonly Placement[];
  readonly ends: Ends;
}

const WORD = 4;
const STACK_ALIGNMENT = 8;
const up = (at: number, alignment: number): number => Math.ceil(at / alignment) * alignment;

/** One output section with its members from `start` on, or further where a member's alignment wants it. */
function join(name: OutputSection['name'], members: readonly { readonly section: Section; readonly alignment: number }[], start: number): { readonly region: Region; readonly alignment: number; readonly placements: Placement[] } {
  const alignment = members.reduce((most, member) => Math.max(most, member.alignment), WORD);
  const origin = up(start, alignment);
  let at = origin;
  const placements = members.map((member) => {
    const address = up(at, member.alignment);
    at = address + member.section.size;
    return { section: member.section, output: name, address };
  });
  return { region: { origin, bytes: up(at, WORD) - origin }, alignment, placements };
}

function contents({ origin, bytes }: Region, placements: readonly Placement[]): Uint8Array {
  const out = new Uint8Array(bytes);
  for (const { section, address } of placements) if (section.bytes !== null) out.set(section.bytes, address - origin);
  return out;
}

const endOf = ({ origin, bytes }: Region): number => origin + bytes;

/**
 * @param live the sections of the image
 * @throws InputError where flash or RAM is too small, with the figures
 */
export function layOut({ front, codeOffset, flash, ram, stackBytes }: LayoutRequest, live: readonly Section[]): Layout {
  const sections: OutputSection[] = [];
  const placements: Placement[] = [];
  const check = (end: number, memory: Region, where: string, what: string): void => {
    if (end > endOf(memory)) throw new InputError(`the image needs ${end - memory.origin} bytes up to the end of ${what}; the board has ${memory.bytes}`, where);
  };

  const inFlash = (name: OutputSection['name'], members: readonly { readonly section: Section; readonly alignment: number }[], start: number, executable: boolean): number => {
    const { region, alignment, placements: own } = join(name, members, start);
    check(endOf(region), flash, 'flash', name);
    placements.push(...own);
    if (region.bytes > 0) sections.push({ name, address: region.origin, loadAddress: region.origin, size: region.bytes, alignment, bytes: contents(region, own), writable: false, executable });
    return endOf(region);
  };
  const first = front.flatMap(({ section: name, alignment }) => live.filter((section) => section.name === name).map((section) => ({ section, alignment: Math.max(alignment, section.alignment) })));
  const rest = live.filter((section) => !first.some((member) => member.section === section)).map((section) => ({ section, alignment: section.alignment }));
  const startEnd = inFlash('.start', first, flash.origin, true);
  const textEnd = inFlash('.text', rest.filter(({ section }) => !section.writable && section.executable), Math.max(startEnd, flash.origin + codeOffset), true);
  const rodataEnd = inFlash('.rodata', rest.filter(({ section }) => !section.writable && !section.executable), textEnd, false);

  const stack = { origin: ram.origin, bytes: up(stackBytes, STACK_ALIGNMENT) };
  if (stack.bytes > ram.bytes) throw new InputError(`a stack of ${stackBytes} bytes is larger than the board's ${ram.bytes}`, 'RAM');
  const room = { bytes: null, writable: true, executable: false };
  sections.push({ name: '.stack', address: stack.origin, loadAddress: stack.origin, size: stack.bytes, alignment: STACK_ALIGNMENT, ...room });

  const data = join('.data', rest.filter(({ section }) => section.writable && section.bytes !== null), endOf(stack));
  const dataLoad = up(rodataEnd, WORD);
  check(endOf(data.region), ram, 'RAM', '.data');
  check(dataLoad + data.region.bytes, flash, 'flash', 'the initial values of .data');
  if (data.region.bytes > 0) sections.push({ name: '.data', address: data.region.origin, loadAddress: dataLoad, size: data.region.bytes, alignment: data.alignment, ...room, bytes: contents(data.region, data.placements) });

  const bss = join('.bss', rest.filter(({ section }) => section.writable && section.bytes === null), endOf(data.region));
  check(endOf(bss.region), ram, 'RAM', '.bss');
  if (bss.region.bytes > 0) sections.push({ name: '.bss', address: bss.region.origin, loadAddress: bss.region.origin, size: bss.region.bytes, alignment: bss.alignment, ...room });
  placements.push(...data.placements, ...bss.placements);
  return { sections, placements, ends: { flashEnd: dataLoad + data.region.bytes, stack, data: data.region, dataLoad, bss: bss.region } };
}
