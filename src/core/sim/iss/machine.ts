/**
 * A simulated Cortex-M: memory, one of two engines, and the host that answers its services. It runs images unchanged,
 * from reset or function by function, and counts what it executes.
 */
import { fromUtf8, InputError } from '../../lib/index.ts';
import { systemBus, type Bus } from './bus.ts';
import { coreProfiles, type IssCore } from './cores.ts';
import { GuestFault, hex } from './fault.ts';
import { accessFault, type Host } from './host.ts';
import { Interpreter } from './interpreter.ts';
import { InterpretedCounts } from './interpreted.ts';
import { GuestMemory, STATE, flagIndex } from './memory.ts';
import type { MachineOptions, Stop } from './machineOptions.ts';
import { summarise, type Profile } from './profile.ts';
import { registersIn, type Registers } from './registers.ts';
import { blockCycles } from './timing/blockCycles.ts';
import { flashReader } from './flashReader.ts';
import { tableBytes, Translator, type BlockCount } from './translate/translator.ts';
import { codeRange } from './codeRange.ts';
import { Semihosting } from './semihosting.ts';
import { served } from './service.ts';

export type { MachineOptions, Stop } from './machineOptions.ts';
export type { Registers } from './registers.ts';

/** Where a called function returns to: no memory, so nothing else leads there. */
const RETURN = 0xf0000000;
/** Short enough that functions are left now and then, so that the engine below can swap in its better code. */
const SLICE = 1 << 21;
const CPUIDS: Readonly<Record<IssCore, number>> = { m0plus: 0x410cc600, m3: 0x412fc230, m4: 0x410fc241, m7: 0x411fc272, m7dp: 0x411fc272, m33: 0x411fd210 };

export class Machine {
  readonly memory: GuestMemory;
  readonly interpreter: Interpreter;
  private readonly translator: Translator | null;
  private readonly host: Host;
  private readonly bus: Bus;
  private readonly interpreted: InterpretedCounts | null;
  /** Instructions that the interpreter may still execute in this run. */
  private interpretedLeft = Infinity;
  private readonly written: number[] = [];
  private readonly semihosting: Semihosting;
  private executedBefore = 0;
  private sliceFuel = 0;
  private cyclesBefore = 0;
  private stackTop = 0;

  /** @throws InputError when the image does not fit the memory map */
  constructor(readonly options: MachineOptions) {
    const { core, memory, image, stackLimit = 0, watch, countCycles = false, profile = false, keepStatus = false, timing, hertz = null } = options;
    const code = codeRange(image, memory);
    const translates = options.engine !== 'interpret' && code !== null;
    this.memory = new GuestMemory(memory, translates ? tableBytes(code, profile || timing !== undefined) : 0);
    const cycles = (): number => (countCycles ? Math.floor((timing?.factor ?? 1) * this.cycles) : this.instructions);
    this.bus = systemBus(CPUIDS[core], cycles, core !== 'm0plus');
    this.semihosting = new Semihosting(this.memory, { output: (byte) => this.written.push(byte), stored: watch?.store, cycles, hertz });
    this.interpreted = countCycles || profile ? new InterpretedCounts(core, timing) : null;
    const start = this.memory.regionOf(memory.vectors, 8);
    const flash = timing === undefined || !countCycles || start?.writable === true ? null : start;
    const { interpreted } = this;
    this.host = {
      loadOutside: (address, bytes, pc) => {
        if (address >>> 0 < 0xe0000000) throw accessFault(this.memory, address, bytes, false, pc);
        return this.bus.read(address, bytes, pc);
      },
      storeOutside: (address, bytes, value, pc) => {
        if (address >>> 0 < 0xe0000000) throw accessFault(this.memory, address, bytes, true, pc);
        this.bus.write(address, bytes, value, pc);
      },
      stackLowered: (sp, pc) => {
        this.memory.state[STATE.stackLowest] = sp;
        if (sp < stackLimit) throw new GuestFault('stack', `the stack reached ${hex(sp)}, below its limit ${hex(stackLimit)}`, pc, sp);
      },
      readFlash: timing === undefined || flash === null || interpreted === null || timing.waitStates === 0 ? undefined : flashReader(this.memory.state, flash, timing, (cycles) => { interpreted.waiting += cycles; }),
      watchLoad: watch?.load,
      watchStore: watch?.store,
    };
    this.interpreter = new Interpreter(core, this.memory, this.host);
    for (const segment of image.segments) this.memory.write(segment.address, segment.bytes);
    this.translator = translates ? new Translator(this.memory, this.interpreter, this.host, {
      core, code, cycles: countCycles ? blockCycles(core, timing) : null, profiles: profile, keepsStatus: keepStatus,
      flash: timing === undefined || flash === null ? null : { region: flash, timing },
    }) : null;
    this.reset();
  }

  /** As after power-on, except that memory keeps what it holds; what the program wrote is forgotten. */
  reset(): void {
    const { state } = this.memory;
    this.written.length = 0;
    this.semihosting.reset();
    this.memory.clearState();
    this.translator?.forgetFetches();
    const vectors = this.memory.read(this.options.memory.vectors, 8);
    const words = new DataView(vectors.buffer);
    state[13] = words.getInt32(0, true) & ~3;
    state[14] = -1;
    state[STATE.pc] = words.getInt32(4, true);
    state[flagIndex('z')] = 1;
    state[STATE.stackLowest] = state[13];
    this.stackTop = state[13] >>> 0;
    this.interpreter.leaveIt();
    this.executedBefore = 0;
    this.sliceFuel = 0;
    this.cyclesBefore = 0;
  }

  /** Executed so far; instructions of an IT block count whether their condition held or not, as in QEMU. */
  get instructions(): number {
    return this.executedBefore + this.sliceFuel - this.memory.state[STATE.fuel];
  }

  /** Cycles so far, before the board's factor; 0 unless counted. */
  get cycles(): number {
    const { state } = this.memory;
    return this.cyclesBefore + state[STATE.cycles] + state[STATE.waited];
  }

  /** How often each block of code ran, single steps aside; empty unless the machine profiles. */
  get blockCounts(): readonly BlockCount[] {
    return [...(this.translator?.counts() ?? []), ...(this.interpreted?.counts ?? [])];
  }

  /**
   * Where the instructions and cycles went, function by function and class by class.
   * @throws Error unless the machine was made to profile
   */
  get profile(): Profile {
    if (!this.options.profile) throw new Error('a machine that was not made with `profile`');
    return summarise(this.options.core, this.blockCounts, this.options.image.symbols);
  }

  /** The deepest the stack has been, below where it began. */
  get stackBytes(): number {
    return this.stackTop - (this.memory.state[STATE.stackLowest] >>> 0);
  }

  /** What the program wrote, as text. */
  get output(): string {
    return fromUtf8(Uint8Array.from(this.written));
  }

  /**
   * Exact after every stop but a fault on the translator, which leaves them, and the counts, as they were when control
   * last passed between functions; the fault itself knows its instruction. The interpreter is exact there too. Without
   * `keepStatus`, and at a stop for fuel, flags that the program can no longer read may be out of date.
   */
  get registers(): Registers {
    return registersIn(this.memory.state);
  }

  setRegister(index: number, value: number): void {
    this.memory.state[index] = index === STATE.pc ? value | 1 : value;
  }

  /** @param bits of s0 to s31 */
  setSingle(index: number, bits: number): void {
    this.memory.state[STATE.singles + index] = bits;
  }

  /** Translates functions before they are reached, many in one module: less work in all than one by one. */
  translateAhead(addresses: readonly number[]): void {
    this.translator?.translate(addresses.map((address) => (address & ~1) >>> 0));
  }

  /** Executes one instruction. Null: go on. */
  step(): Stop | null {
    return this.guarded(() => {
      this.refuel(1);
      this.interpretOne(false);
      return served(this.memory, this.semihosting);
    });
  }

  /**
   * Runs until something stops it, at most about `fuel` instructions more.
   * @param interpreted most instructions of those that the slow interpreter executes (code in RAM)
   */
  run(fuel = Infinity, interpreted = Infinity): Stop {
    const end = this.instructions + fuel;
    this.interpretedLeft = interpreted;
    for (;;) {
      const left = end - this.instructions;
      if (left <= 0) return { reason: 'fuel' };
      const stop = this.guarded(() => {
        this.refuel(Math.min(left, SLICE));
        return this.advance();
      });
      if (stop !== null) return stop;
    }
  }

  /**
   * Calls a function as C would: up to four words in r0 to r3.
   * @returns how it ended; the result is in r0
   */
  callFunction(address: number, args: readonly number[] = [], fuel = Infinity): Stop {
    if (args.length > 4) throw new InputError(`${args.length} arguments; at most 4 fit in registers`);
    args.forEach((value, index) => this.setRegister(index, value));
    this.memory.state[14] = RETURN | 1;
    this.setRegister(STATE.pc, address);
    return this.run(fuel);
  }

  private refuel(fuel: number): void {
    this.executedBefore = this.instructions;
    this.cyclesBefore = this.cycles;
    this.memory.state[STATE.cycles] = 0;
    this.memory.state[STATE.waited] = 0;
    this.sliceFuel = fuel;
    this.memory.state[STATE.fuel] = fuel;
  }

  private advance(): Stop | null {
    const { state } = this.memory;
    while (state[STATE.fuel] > 0) {
      if ((state[STATE.pc] & ~1) === (RETURN | 0)) return { reason: 'return' };
      // in the middle of an IT block, in RAM, and at addresses that are none, the interpreter goes on
      if (this.interpreter.inIt || !this.translator?.run()) this.interpretOne(true);
      const stop = served(this.memory, this.semihosting);
      if (stop !== null) return stop;
      if (this.interpretedLeft <= 0) return { reason: 'fuel' };
    }
    return null;
  }

  private interpretOne(counts: boolean): void {
    const { state } = this.memory;
    this.interpretedLeft--;
    const instruction = this.interpreter.step();
    if (this.interpreted === null) return;
    const taken = (state[STATE.pc] & ~1) >>> 0 !== instruction.address + instruction.length;
    state[STATE.cycles] += this.interpreted.add(instruction, taken, counts);
  }

  private guarded(work: () => Stop | null): Stop | null {
    try {
      return work();
    } catch (error) {
      if (error instanceof GuestFault) return { reason: 'fault', fault: error };
      throw error;
    }
  }
}

/** @throws InputError when the image does not fit the memory map */
export const createMachine = (options: MachineOptions): Machine => {
  if (!(options.core in coreProfiles)) throw new InputError(`core "${options.core}" is not simulated; ${Object.keys(coreProfiles).join(', ')} are`);
  return new Machine(options);
};
