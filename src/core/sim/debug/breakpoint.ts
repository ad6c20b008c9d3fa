/**
 * Breakpoints as a debugger sets them in flash: BKPT in an instruction's place, for as long as control may come by.
 * Translated code stops at them at full speed. They must stand before the code round them first runs, since code once
 * translated is not looked at again.
 */
import type { Machine, Stop } from '../iss/machine.ts';
import { STATE } from '../iss/memory.ts';
import type { Steps } from '../device/device.ts';

const BKPT = Uint8Array.of(0x00, 0xbe);
/** Instructions between two breaths. */
const SLICE = 1 << 21;

export class Breakpoint {
  /** How often control came by; each time a BKPT was counted that the program does not have. */
  hits = 0;
  private readonly original: Uint8Array;

  /** Sets it; not within an IT block. */
  constructor(private readonly machine: Machine, readonly address: number) {
    this.original = machine.memory.read(address, BKPT.length);
    this.set();
  }

  /** Runs until control comes by; the instruction here is then the next. Any other stop is given back as it is. */
  *arrive(): Steps<Stop> {
    const { machine } = this;
    let stop = machine.run(SLICE);
    while (stop.reason === 'fuel') {
      yield SLICE;
      stop = machine.run(SLICE);
    }
    if (stop.reason !== 'breakpoint' || stop.address >>> 0 !== this.address) return stop;
    this.hits++;
    machine.setRegister(STATE.pc, this.address);
    return stop;
  }

  set(): void {
    this.machine.memory.write(this.address, BKPT);
  }

  /** Takes it away. */
  lift(): void {
    this.machine.memory.write(this.address, this.original);
  }
}
