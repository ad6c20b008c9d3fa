export type { Board, Core, PowerScope } from './board.ts';
export { boards } from './catalogue.ts';
export { findBoard } from './find.ts';
export type { BootScheme, MemoryMap } from './memoryMap.ts';
export type { OtherMemory } from './otherMemory.ts';
export type { BoardCodeCache, BoardTiming } from './timing.ts';
