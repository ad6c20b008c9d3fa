/**
 * A run that can be stopped after any of its instructions. The simulator is deterministic and fast, so going back is
 * running again from the beginning: translated code almost all the way, the interpreter for the last steps, which alone
 * stops exactly where one wants.
 */
import type { Steps } from '../device/device.ts';
import type { Machine, Registers, Stop } from '../iss/machine.ts';
import { STATE } from '../iss/memory.ts';
import type { Breakpoint } from './breakpoint.ts';

/** Instructions that the interpreter takes at the end; translated code stops at the next loop or call, seldom farther. */
const LAST = 4096;
const SLICE = 1 << 21;
/** What the interpreter's share grows by where translated code went too far. */
const GROWTH = 16;
const [SP, PC] = [13, 15];

/** Where a run stands: what every moment tells, of whatever runs. */
export interface Standing {
  /** Instructions before it, of the inference or since reset. */
  readonly at: number;
  /** Address of the instruction that is next; of the one at fault. */
  readonly pc: number;
  readonly function: string;
  readonly registers: Registers;
  /** There is nothing after it. */
  readonly ended: boolean;
  readonly fault: string | null;
  /** Stack in use, bytes. */
  readonly stackBytes: number;
}

/** Where to go: to the n-th instruction; or from there past one instruction, calls taken as one; or to an address's next execution. */
export type Move =
  | { readonly kind: 'to'; readonly at: number }
  | { readonly kind: 'over'; readonly at: number }
  | { readonly kind: 'address'; readonly at: number; readonly address: number };

export abstract class Stepper {
  /** Why it goes no further, or null. */
  ended: Stop | null = null;
  /** Of the machine's count of instructions, those that are not this run's. */
  protected before = 0;
  /** Where the run comes back to: no memory; null where it runs from reset. */
  protected home: number | null = null;

  abstract readonly machine: Machine;

  /** The same moment on a machine of its own, with a breakpoint. Not within an IT block. */
  abstract fork(stopAt: number): { readonly replay: Stepper; readonly breakpoint: Breakpoint };

  /** Instructions of the run so far. */
  get at(): number {
    return this.machine.instructions - this.before;
  }

  /**
   * Runs until so many instructions were executed, or it ends.
   * @param last how many of them the interpreter takes
   * @returns false where translated code went too far; it takes a fresh replay, and more for the interpreter
   */
  *to(instruction: number, last = LAST): Steps<boolean> {
    for (let left = instruction - last - this.at; left > 0 && this.ended === null; left = instruction - last - this.at) {
      this.settle(this.machine.run(Math.min(left, SLICE)));
      yield SLICE;
    }
    while (this.at < instruction && this.ended === null) this.step();
    return this.at <= instruction;
  }

  /** One instruction; nothing where it has ended. */
  step(): void {
    if (this.ended !== null) return;
    this.settle(this.machine.step());
    if (this.ended === null && this.home !== null && (this.machine.memory.state[STATE.pc] & ~1) === this.home) this.ended = { reason: 'return' };
  }

  /** Runs to the breakpoint, or to the end. */
  *until(breakpoint: Breakpoint): Steps<void> {
    const hits = breakpoint.hits;
    const stop = yield* breakpoint.arrive();
    if (breakpoint.hits > hits) this.before++;
    else this.settle(stop);
  }

  /** Past the breakpoint that it stands at. */
  pass(breakpoint: Breakpoint): void {
    breakpoint.lift();
    this.step();
    breakpoint.set();
  }

  /** Takes over where another stands, memory aside. */
  protected standWhere(other: Stepper): void {
    const { state } = this.machine.memory;
    state.set(other.machine.memory.state);
    state[STATE.fuel] = 0;
    state[STATE.cycles] = 0;
    state[STATE.waited] = 0;
    this.before = this.machine.instructions - other.at;
    this.home = other.home;
  }

  private settle(stop: Stop | null): void {
    if (stop !== null && stop.reason !== 'fuel') this.ended = stop;
  }
}

/**
 * Tries again with more for the interpreter until nothing went too far.
 * @param attempt a fresh run, and whether it came to stand where it should
 */
export function* arrive<S extends Stepper>(attempt: (last: number) => Steps<S | null>): Steps<S> {
  for (let last = LAST; ; last *= GROWTH) {
    const run = yield* attempt(last);
    if (run !== null) return run;
  }
}

/** How many instructions were executed when the move is done, of a run that stands where the move begins. */
export function* instructionAfter(run: Stepper, move: Exclude<Move, { kind: 'to' }>): Steps<number> {
  const { machine } = run;
  if (run.ended !== null) return run.at;
  const here = machine.interpreter.next();
  const stack = machine.memory.state[SP] >>> 0;
  do run.step(); while (run.ended === null && machine.interpreter.inIt);
  const target = move.kind === 'address' ? move.address : here.kind === 'call' ? here.address + here.length : null;
  const arrived = (one: Stepper): boolean => one.machine.registers.r[PC] >>> 0 === target && (move.kind === 'address' || one.machine.memory.state[SP] >>> 0 >= stack);
  if (target === null || run.ended !== null || arrived(run)) return run.at;
  const { replay: on, breakpoint } = run.fork(target);
  for (;;) {
    yield* on.until(breakpoint);
    if (on.ended !== null || arrived(on)) return on.at;
    on.pass(breakpoint);
  }
}
