/**
 * Reads of RAM that nobody wrote since reset: on a board they give what was there before. Bytes count as written where
 * the image loads them or the program stored them; a read counts as uninitialised where none of its bytes were, since
 * copying whole words past the end of a buffer is common and harmless. Told once for each instruction.
 */
import type { Image } from '../iss/elf.ts';
import type { Machine, MachineOptions } from '../iss/machine.ts';

export interface UninitialisedRead {
  readonly address: number;
  readonly bytes: number;
  /** Address of the instruction. */
  readonly pc: number;
}

const MOST = 64;

export class UninitialisedReads {
  readonly found: UninitialisedRead[] = [];
  private readonly told = new Set<number>();
  private machine: Machine | null = null;
  private written = new Uint8Array(0);

  /** For the machine to be; it is told which one that is before it runs. */
  readonly watch: NonNullable<MachineOptions['watch']> = {
    load: (address, bytes, pc) => {
      const at = this.place(address, bytes);
      if (at < 0 || this.told.has(pc) || this.found.length === MOST) return;
      for (let i = at; i < at + bytes; i++) if (this.written[i] !== 0) return;
      this.told.add(pc);
      this.found.push({ address: address >>> 0, bytes, pc: pc >>> 0 });
    },
    store: (address, bytes) => {
      const at = this.place(address, bytes);
      if (at >= 0) this.written.fill(1, at, at + bytes);
    },
  };

  begin(machine: Machine, { segments }: Image): void {
    this.machine = machine;
    this.written = new Uint8Array(machine.memory.bytes.length);
    for (const { writable, offset, bytes } of machine.memory.regions) if (!writable) this.written.fill(1, offset, offset + bytes);
    for (const { address, bytes } of segments) {
      const at = this.place(address, bytes.length);
      if (at >= 0) this.written.fill(1, at, at + bytes.length);
    }
  }

  private place(address: number, bytes: number): number {
    return this.machine?.memory.offsetOf(address, bytes) ?? -1;
  }
}
