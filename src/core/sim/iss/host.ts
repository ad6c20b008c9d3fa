/** What both engines ask of the machine around them, and how a bad access is told. */
import { GuestFault, hex } from './fault.ts';
import type { GuestMemory } from './memory.ts';

export interface Host {
  loadOutside(address: number, bytes: number, pc: number): number;
  storeOutside(address: number, bytes: number, value: number, pc: number): void;
  /** The stack pointer is lower than ever; throws where that is too low. */
  stackLowered(sp: number, pc: number): void;
  /** After every read that the interpreter makes in a region; translated code sees to it itself. */
  readFlash?: ((address: number, bytes: number) => void) | undefined;
  /** In checked mode: after every access that is legal. */
  watchLoad?: ((address: number, bytes: number, pc: number) => void) | undefined;
  watchStore?: ((address: number, bytes: number, pc: number) => void) | undefined;
}

/** Why an access is refused: unaligned, read-only or not memory at all. */
export function accessFault(memory: GuestMemory, address: number, bytes: number, writes: boolean, pc: number): GuestFault {
  const at = address >>> 0;
  const what = `${writes ? 'write' : 'read'} of ${bytes} bytes at ${hex(at)}`;
  const region = memory.regionOf(at, bytes);
  const unit = Math.min(bytes, 4);
  if (region !== null && at % unit !== 0) return new GuestFault('unaligned', `${what}, which is not a multiple of ${unit}`, pc, at);
  if (region !== null && writes && !region.writable) return new GuestFault('readOnly', `${what}, in ${region.name}, which cannot be written`, pc, at);
  const near = memory.regionOf(at, 1);
  return new GuestFault('unmapped', near === null ? `${what}, where there is no memory` : `${what}, beyond the end of ${near.name}`, pc, at);
}
