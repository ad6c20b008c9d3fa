/**
 * Any bare-metal image as a file: ELF with its symbols, or the plain bytes of flash (bin, UF2) without. Where the vector
 * table stands is not written in any of them; it is found by what it must hold: a stack pointer into RAM, then the
 * address of code in flash.
 */
import type { Board, MemoryMap } from '../../boards/index.ts';
import { readUf2 } from '../../codegen/index.ts';
import { InputError } from '../../lib/index.ts';
import { loadElf, type Image, type Segment } from '../iss/elf.ts';
import { hex } from '../iss/fault.ts';
import type { Region } from '../iss/memory.ts';
import { holds, regionsOf, simulated } from './boardMachine.ts';

export interface LoadedImage {
  readonly image: Image;
  /** Address of the vector table. */
  readonly vectors: number;
}

const ELF_MAGIC = 0x464c457f;
const UF2_MAGIC = 0x0a324655;
/** VTOR wants this at least. */
const TABLE_ALIGNMENT = 128;
const BIN_BYTES = 64 * 1024 * 1024;

const wordAt = (bytes: Uint8Array, at: number): number => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true);

/** What a file is by its first bytes; null: neither. */
export function imageKind(file: Uint8Array): 'elf' | 'uf2' | null {
  const magic = file.length < 4 ? 0 : wordAt(file, 0);
  return magic === ELF_MAGIC ? 'elf' : magic === UF2_MAGIC ? 'uf2' : null;
}

/**
 * @param name for messages; what is neither ELF nor UF2 is taken for the bytes of flash from its beginning
 * @throws InputError for a broken file, or one for another board
 */
export function openImage(file: Uint8Array, name: string, board: Board): LoadedImage {
  const { map } = simulated(board);
  const image = imageOf(file, name, map);
  const regions = regionsOf(map);
  for (const { address, bytes } of image.segments) {
    if (!regions.some((region) => holds(region, address, bytes.length))) {
      const places = regions.filter(({ same }) => same === undefined).map((region) => `${region.name} ${hex(region.base)} (${region.bytes})`);
      throw new InputError(`holds ${bytes.length} bytes for ${hex(address)}; memory of the ${board.name} lies at ${places.join(', ')}: it is for another board`, name);
    }
  }
  const vectors = findVectors(image, regions);
  if (vectors === null) throw new InputError(`has no vector table that the ${board.name} could start from (a stack pointer into RAM at ${hex(map.ramOrigin)}, then a place in flash)`, name);
  return { image, vectors };
}

function imageOf(file: Uint8Array, name: string, map: MemoryMap): Image {
  const plain = (address: number, bytes: Uint8Array): Image => ({ segments: [{ address, bytes, executable: true }], symbols: [], entry: 0 });
  switch (imageKind(file)) {
    case 'elf':
      return loadElf(file, name);
    case 'uf2': {
      const { origin, bytes } = readUf2(file, name);
      return plain(origin, bytes);
    }
    default:
      if (file.length < 8 || file.length > BIN_BYTES) throw new InputError(`has ${file.length} bytes; that is no image`, name);
      return plain(map.flashOrigin, file);
  }
}

/** The table whose reset handler is the entry, else the first that can be one. */
function findVectors({ segments, entry }: Image, regions: readonly Region[]): number | null {
  const tables = segments.flatMap((segment) => tablesIn(segment, regions));
  const found = tables.find(({ reset }) => (reset | 1) === (entry | 1)) ?? tables[0];
  return found?.address ?? null;
}

function tablesIn({ address, bytes }: Segment, regions: readonly Region[]): { readonly address: number; readonly reset: number }[] {
  const isStack = (top: number): boolean => top % 4 === 0 && regions.some((region) => region.writable && holds(region, top - 4, 4));
  const isReset = (place: number): boolean => place % 2 === 1 && regions.some((region) => !region.writable && holds(region, place - 1, 2));
  const tables: { address: number; reset: number }[] = [];
  const first = (TABLE_ALIGNMENT - (address % TABLE_ALIGNMENT)) % TABLE_ALIGNMENT;
  for (let at = first; at + 8 <= bytes.length; at += TABLE_ALIGNMENT) {
    const [stack, reset] = [wordAt(bytes, at), wordAt(bytes, at + 4)];
    if (isStack(stack) && isReset(reset)) tables.push({ address: address + at, reset });
  }
  return tables;
}
