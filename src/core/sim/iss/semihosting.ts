/** Semihosting: what a program asks of its host by BKPT 0xAB (Arm "Semihosting for AArch32 and AArch64", 2.0). Text and exit; files are refused. */
import { GuestFault, hex } from './fault.ts';
import type { GuestMemory } from './memory.ts';

export const SEMIHOSTING_BKPT = 0xab;
const EXIT_NORMALLY = 0x20026;

const NAMES: Readonly<Record<number, string>> = {
  0x01: 'SYS_OPEN', 0x02: 'SYS_CLOSE', 0x03: 'SYS_WRITEC', 0x04: 'SYS_WRITE0', 0x05: 'SYS_WRITE', 0x06: 'SYS_READ', 0x07: 'SYS_READC', 0x08: 'SYS_ISERROR', 0x09: 'SYS_ISTTY', 0x0a: 'SYS_SEEK',
  0x0c: 'SYS_FLEN', 0x0d: 'SYS_TMPNAM', 0x0e: 'SYS_REMOVE', 0x0f: 'SYS_RENAME', 0x10: 'SYS_CLOCK', 0x11: 'SYS_TIME', 0x12: 'SYS_SYSTEM', 0x13: 'SYS_ERRNO', 0x15: 'SYS_GET_CMDLINE',
  0x16: 'SYS_HEAPINFO', 0x18: 'SYS_EXIT', 0x20: 'SYS_EXIT_EXTENDED', 0x30: 'SYS_ELAPSED', 0x31: 'SYS_TICKFREQ',
};

export interface SemihostingResult {
  /** For r0. */
  readonly answer: number;
  /** Exit code, where the program ends. */
  readonly exit: number | null;
}

/**
 * @param output gets the bytes that the program writes
 * @throws GuestFault on an operation that is not simulated, or a pointer outside memory
 */
export function semihosting(memory: GuestMemory, operation: number, argument: number, pc: number, output: (byte: number) => void): SemihostingResult {
  const at = (address: number, bytes: number): number => {
    const offset = memory.offsetOf(address, bytes);
    if (offset < 0) throw new GuestFault('unmapped', `${NAMES[operation] ?? 'semihosting'} with a pointer to ${hex(address)}, which is not memory`, pc, address);
    return offset;
  };
  const word = (index: number): number => memory.view.getInt32(at(argument + 4 * index, 4), true);
  const go = (answer: number): SemihostingResult => ({ answer, exit: null });
  const text = (address: number, bytes: number): void => {
    for (let i = 0; i < bytes; i++) output(memory.bytes[at(address + i, 1)]);
  };
  switch (operation) {
    case 0x01: {
      const isConsole = memory.bytes[at(word(0), 1)] === 0x3a && word(2) === 3; // ":tt"
      return go(isConsole ? 1 + Math.floor(word(1) / 4) : -1);
    }
    case 0x02: return go(0);
    case 0x03: {
      text(argument, 1);
      return go(0);
    }
    case 0x04: {
      for (let address = argument; memory.bytes[at(address, 1)] !== 0; address++) text(address, 1);
      return go(0);
    }
    case 0x05: {
      text(word(1), word(2));
      return go(0);
    }
    case 0x06: return go(word(2)); // nothing could be read
    case 0x09: return go(1);
    case 0x0c: return go(0);
    case 0x13: return go(0);
    case 0x18: return { answer: 0, exit: argument === EXIT_NORMALLY ? 0 : 1 };
    case 0x20: return { answer: 0, exit: word(0) === EXIT_NORMALLY ? word(1) : 1 };
    default:
      throw new GuestFault('service', `semihosting operation ${NAMES[operation] ?? hex(operation)} is not simulated`, pc);
  }
}
