/** A board as the simulator's machine: which core runs, where its memory lies, what its flash costs. */
import type { Board, BoardTiming, MemoryMap as BoardMap } from '../../boards/index.ts';
import { InputError } from '../../lib/index.ts';
import { coreProfiles, type IssCore } from '../iss/cores.ts';
import type { Segment } from '../iss/elf.ts';
import { createMachine, type Machine, type MachineOptions } from '../iss/machine.ts';
import type { MemoryMap, Region } from '../iss/memory.ts';
import type { LoadedImage } from './imageFile.ts';

const MEGA = 1e6;

/** The simulated core of a board, or null where its instructions are not simulated. */
export function coreOf({ core, fpu }: Pick<Board, 'core' | 'fpu'>): IssCore | null {
  if (core === 'm7' && fpu === 'double') return 'm7dp';
  return core in coreProfiles ? (core as IssCore) : null;
}

export interface SimulatedBoard {
  readonly core: IssCore;
  readonly map: BoardMap;
  readonly timing: BoardTiming;
}

/** @throws InputError where nothing of the board is simulated */
export function simulated(board: Board): SimulatedBoard {
  const core = coreOf(board);
  const { memoryMap: map, timing } = board;
  if (core === null || map === null || timing === null) throw new InputError(`its instructions (core ${board.core}) are not simulated`, board.name);
  return { core, map, timing };
}

/** Beyond these regions and the core's own registers nothing answers. The first is the RAM our own images use, the second the flash they start from. */
export const regionsOf = ({ flashOrigin, flashBytes, ramOrigin, ramBytes, others }: BoardMap): readonly Region[] => [
  { name: 'RAM', base: ramOrigin, bytes: ramBytes, writable: true },
  { name: 'flash', base: flashOrigin, bytes: flashBytes, writable: false },
  ...others,
];

export const holds = ({ base, bytes }: Region, address: number, size = 1): boolean => address >= base && address + size <= base + bytes;

/** The word at an address of an image's segments, or 0. */
export function wordIn(segments: readonly Segment[], at: number): number {
  const segment = segments.find(({ address, bytes }) => at >= address && at + 4 <= address + bytes.length);
  return segment === undefined ? 0 : new DataView(segment.bytes.buffer, segment.bytes.byteOffset).getUint32(at - segment.address, true);
}

/** RAM first that the stack begins in: it is what most accesses want. Then the flash that the vector table is in. */
function memoryOf(name: string, map: BoardMap, { image, vectors }: LoadedImage): MemoryMap {
  const regions = regionsOf(map);
  const top = wordIn(image.segments, vectors);
  const stack = regions.find((region) => region.writable && region.same === undefined && holds(region, top - 4, 4)) ?? regions[0];
  const start = regions.find((region) => !region.writable && holds(region, vectors, 8)) ?? regions[1];
  const first = [stack, start];
  return { name, vectors, regions: [...first, ...regions.filter((region) => !first.includes(region))] };
}

/** @throws InputError where the board is not simulated, or the image does not lie in its memory */
export function machineFor(board: Board, loaded: LoadedImage, more: Pick<MachineOptions, 'stackLimit' | 'watch' | 'engine'> = {}): Machine {
  const { core, map, timing } = simulated(board);
  return createMachine({ core, memory: memoryOf(board.name, map, loaded), image: loaded.image, profile: true, countCycles: true, timing, hertz: MEGA * board.clockMhz.value, ...more });
}
