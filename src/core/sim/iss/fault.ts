/** What stops a program that goes wrong. A fault is a result of the simulation, never a defect of the simulator. */
export type FaultKind = 'unmapped' | 'readOnly' | 'unaligned' | 'instruction' | 'state' | 'stack' | 'service' | 'peripheral';

export class GuestFault extends Error {
  override readonly name = 'GuestFault';

  /**
   * @param pc address of the instruction
   * @param address what it reached for, where it reached for anything
   */
  constructor(readonly kind: FaultKind, what: string, readonly pc: number, readonly address: number | null = null) {
    super(`${what}, at ${hex(pc)}`);
  }
}

export const hex = (value: number): string => `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
