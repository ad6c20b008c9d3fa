/** The instruction-set simulator: Cortex-M images, unchanged, in the page and in Node. */
export * from './cores.ts';
export * from './elf.ts';
export { GuestFault, hex, type FaultKind } from './fault.ts';
export * from './machine.ts';
export * from './machines.ts';
export type { FunctionProfile, Profile } from './profile.ts';
export type { InstructionClass } from './ir/lifter.ts';
export { disassemble, type Line } from './disassemble.ts';
export type { MemoryMap, Region } from './memory.ts';
export * from './golden/run.ts';
export { sequence, suitesOf, WINDOW, WINDOW_EVERY, type Sequence, type Suite } from './golden/sequences.ts';
