/** A board as the simulator's machine: which core runs, where its flash and RAM lie, what its flash costs. */
import type { Board, BoardTiming, MemoryMap as BoardMap } from '../../boards/index.ts';
import { InputError } from '../../lib/index.ts';
import { coreProfiles, type IssCore } from '../iss/cores.ts';
import { createMachine, type Machine, type MachineOptions } from '../iss/machine.ts';
import type { MemoryMap } from '../iss/memory.ts';
import type { LoadedImage } from './imageFile.ts';

/** The simulated core of a board, or null where its instructions are not simulated. */
export const coreOf = ({ core }: Pick<Board, 'core'>): IssCore | null => (core in coreProfiles ? (core as IssCore) : null);

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

/**
 * RAM first: it is what most accesses want. Beyond these two regions and the core's own registers nothing answers.
 * @param vectors address of the vector table
 */
const memoryOf = (name: string, { flashOrigin, flashBytes, ramOrigin, ramBytes }: BoardMap, vectors: number): MemoryMap => ({
  name,
  vectors,
  regions: [
    { name: 'RAM', base: ramOrigin, bytes: ramBytes, writable: true },
    { name: 'flash', base: flashOrigin, bytes: flashBytes, writable: false },
  ],
});

/** @throws InputError where the board is not simulated, or the image does not lie in its memory */
export function machineFor(board: Board, { image, vectors }: LoadedImage, more: Pick<MachineOptions, 'stackLimit' | 'watch' | 'countCycles' | 'engine'> = {}): Machine {
  const { core, map } = simulated(board);
  return createMachine({ core, memory: memoryOf(board.name, map, vectors), image, profile: true, ...more });
}
