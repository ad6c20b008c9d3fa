/** A board as the simulator's machine: which core runs, and where its flash and RAM lie. */
import type { Board, MemoryMap as BoardMap } from '../../boards/index.ts';
import { coreProfiles, type IssCore, type MemoryMap } from '../iss/index.ts';

/** The simulated core of a board, or null where its instructions are not simulated. */
export const coreOf = ({ core }: Pick<Board, 'core'>): IssCore | null => (core in coreProfiles ? (core as IssCore) : null);

/**
 * RAM first: it is what most accesses want. Beyond these two regions and the core's own registers nothing answers.
 * @param vectors address of the vector table
 */
export const memoryOf = (name: string, { flashOrigin, flashBytes, ramOrigin, ramBytes }: BoardMap, vectors: number): MemoryMap => ({
  name,
  vectors,
  regions: [
    { name: 'RAM', base: ramOrigin, bytes: ramBytes, writable: true },
    { name: 'flash', base: flashOrigin, bytes: flashBytes, writable: false },
  ],
});
