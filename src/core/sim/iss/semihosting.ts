/**
 * Semihosting: what a program asks of its host by BKPT 0xAB (Arm "Semihosting for AArch32 and AArch64", 2.0). Text, exit,
 * time by the model's cycles, and all that C libraries ask for before main. There are no files but the one that tells
 * which extensions the host knows: whatever else is opened is not there, and nothing is read from the console.
 */
import { GuestFault, hex } from './fault.ts';
import type { GuestMemory } from './memory.ts';

export const SEMIHOSTING_BKPT = 0xab;
const EXIT_NORMALLY = 0x20026;

const OPERATIONS = {
  open: 0x01, close: 0x02, writeByte: 0x03, writeText: 0x04, write: 0x05, read: 0x06, readByte: 0x07, isError: 0x08, isConsole: 0x09, seek: 0x0a, length: 0x0c,
  temporaryName: 0x0d, remove: 0x0e, rename: 0x0f, clock: 0x10, time: 0x11, system: 0x12, error: 0x13, commandLine: 0x15, heap: 0x16, exit: 0x18, exitExtended: 0x20,
  elapsed: 0x30, tickRate: 0x31,
} as const;
const CONSOLE = ':tt';
const FEATURES = ':semihosting-features';
/** "SHFB", then: exits with a code, and standard error apart from standard output. */
const FEATURE_BYTES = Uint8Array.of(0x53, 0x48, 0x46, 0x42, 3);
/** Handles of the console by the mode it is opened in (read, write, append), and of the features. */
const [FIRST_CONSOLE, LAST_CONSOLE, FEATURES_HANDLE] = [1, 3, 4];
/** As POSIX numbers them: no such file, not permitted, no such handle, not to be sought in. */
const [ENOENT, EACCES, EBADF, ESPIPE] = [2, 13, 9, 29];
const PROGRAM = 'image';
const FAILED = -1;

const short = (operation: number): string => `0x${(operation >>> 0).toString(16).padStart(2, '0')}`;

export interface SemihostingResult {
  /** For r0. */
  readonly answer: number;
  /** Exit code, where the program ends. */
  readonly exit: number | null;
}

export interface SemihostingOutside {
  /** Takes each byte that the program writes. */
  readonly output: (byte: number) => void;
  /** Sees what is written into the program's memory. */
  readonly stored?: ((address: number, bytes: number, pc: number) => void) | undefined;
  readonly cycles: () => number;
  /** Of the core's clock; null where nobody told, and the program then learns no time. */
  readonly hertz: number | null;
}

/** One program's host. */
export class Semihosting {
  /** In the file of features. */
  private position = 0;
  private lastError = 0;

  constructor(private readonly memory: GuestMemory, private readonly outside: SemihostingOutside) {}

  reset(): void {
    [this.position, this.lastError] = [0, 0];
  }

  /** @throws GuestFault on an operation that is none, or a pointer outside memory */
  serve(operation: number, argument: number, pc: number): SemihostingResult {
    const { memory, outside } = this;
    const fault = (what: string, address: number): GuestFault => new GuestFault('unmapped', `semihosting operation ${short(operation)} with a pointer to ${hex(address)}, ${what}`, pc, address);
    const at = (address: number, bytes: number): number => {
      const offset = memory.offsetOf(address, bytes);
      if (offset < 0) throw fault('which is not memory', address);
      return offset;
    };
    const word = (index: number): number => memory.view.getInt32(at(argument + 4 * index, 4), true);
    const text = (address: number, bytes: number): string => String.fromCharCode(...memory.bytes.subarray(at(address, bytes), at(address, bytes) + bytes));
    const store = (address: number, bytes: Uint8Array): void => {
      const offset = at(address, bytes.length);
      if (memory.regionOf(address, bytes.length)?.writable !== true) throw fault('which cannot be written', address);
      memory.bytes.set(bytes, offset);
      outside.stored?.(address, bytes.length, pc);
    };
    const storeWord = (address: number, value: number): void => store(address, new Uint8Array(Int32Array.of(value).buffer));
    const print = (address: number, bytes: number): void => {
      for (let i = 0; i < bytes; i++) outside.output(memory.bytes[at(address + i, 1)]);
    };
    const go = (answer: number): SemihostingResult => ({ answer, exit: null });
    const fail = (error: number): SemihostingResult => {
      this.lastError = error;
      return go(FAILED);
    };
    const { hertz } = outside;

    switch (operation) {
      case OPERATIONS.open: {
        const name = word(2) >= 0 && word(2) <= FEATURES.length ? text(word(0), word(2)) : '';
        if (name === CONSOLE) return go(Math.min(LAST_CONSOLE, FIRST_CONSOLE + (word(1) >>> 2)));
        if (name !== FEATURES) return fail(ENOENT);
        this.position = 0;
        return go(FEATURES_HANDLE);
      }
      case OPERATIONS.close: return go(0);
      case OPERATIONS.writeByte: {
        print(argument, 1);
        return go(0);
      }
      case OPERATIONS.writeText: {
        for (let address = argument; memory.bytes[at(address, 1)] !== 0; address++) print(address, 1);
        return go(0);
      }
      case OPERATIONS.write: {
        if (word(0) < FIRST_CONSOLE || word(0) > LAST_CONSOLE) {
          this.lastError = EBADF;
          return go(word(2)); // so many were not written
        }
        print(word(1), word(2));
        return go(0);
      }
      case OPERATIONS.read: {
        if (word(0) !== FEATURES_HANDLE) return go(word(2)); // so many could not be read
        const bytes = FEATURE_BYTES.subarray(this.position, this.position + Math.max(0, word(2)));
        store(word(1), bytes);
        this.position += bytes.length;
        return go(word(2) - bytes.length);
      }
      case OPERATIONS.readByte: return go(FAILED);
      case OPERATIONS.isError: return go(word(0) < 0 ? 1 : 0);
      case OPERATIONS.isConsole: return go(word(0) >= FIRST_CONSOLE && word(0) <= LAST_CONSOLE ? 1 : 0);
      case OPERATIONS.seek: {
        if (word(0) !== FEATURES_HANDLE) return fail(ESPIPE);
        this.position = word(1) >>> 0;
        return go(0);
      }
      case OPERATIONS.length: return word(0) > FEATURES_HANDLE || word(0) < FIRST_CONSOLE ? fail(EBADF) : go(word(0) === FEATURES_HANDLE ? FEATURE_BYTES.length : 0);
      case OPERATIONS.temporaryName:
      case OPERATIONS.remove:
      case OPERATIONS.rename:
      case OPERATIONS.system: return fail(EACCES);
      case OPERATIONS.clock: return go(hertz === null ? FAILED : Math.floor((100 * outside.cycles()) / hertz) | 0);
      // a board without a clock that runs on while it is off: its time begins with it
      case OPERATIONS.time: return go(hertz === null ? 0 : Math.floor(outside.cycles() / hertz) | 0);
      case OPERATIONS.error: return go(this.lastError);
      case OPERATIONS.commandLine: {
        if (word(1) <= PROGRAM.length) return go(FAILED);
        store(word(0), Uint8Array.from(`${PROGRAM}\0`, (letter) => letter.charCodeAt(0)));
        storeWord(argument + 4, PROGRAM.length);
        return go(0);
      }
      // four zeros: the program's own linker script knows better where heap and stack lie
      case OPERATIONS.heap: {
        store(word(0), new Uint8Array(16));
        return go(0);
      }
      case OPERATIONS.exit: return { answer: 0, exit: argument === EXIT_NORMALLY ? 0 : 1 };
      case OPERATIONS.exitExtended: return { answer: 0, exit: word(0) === EXIT_NORMALLY ? word(1) : 1 };
      case OPERATIONS.elapsed: {
        if (hertz === null) return go(FAILED);
        const ticks = Math.floor(outside.cycles());
        storeWord(argument, ticks % 2 ** 32 | 0);
        storeWord(argument + 4, Math.floor(ticks / 2 ** 32));
        return go(0);
      }
      case OPERATIONS.tickRate: return go(hertz ?? FAILED);
      default:
        throw new GuestFault('service', `${short(operation)} is no semihosting operation`, pc);
    }
  }
}
