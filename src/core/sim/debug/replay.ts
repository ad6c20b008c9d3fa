/**
 * One inference that can be looked at after any of its instructions. The simulator is deterministic and fast, so going
 * back is running again from the beginning: translated code almost all the way, the interpreter for the last steps,
 * which alone stops exactly where one wants.
 */
import type { Board } from '../../boards/index.ts';
import { Device, type Steps } from '../device/device.ts';
import type { LoadedImage } from '../device/imageFile.ts';
import type { Machine, Stop } from '../iss/machine.ts';
import { STATE } from '../iss/memory.ts';
import { Breakpoint } from './breakpoint.ts';

/** Instructions that the interpreter takes at the end; translated code stops at the next loop or call, seldom farther. */
const LAST = 4096;
const SLICE = 1 << 21;
const [SP, LR] = [13, 14];

/** Who wrote a byte of the arena last: nobody in this inference, an earlier layer, or the layer that runs. */
export const WRITTEN = { never: 0, before: 1, now: 2 } as const;

export interface ReplayInput {
  /** One of our images. */
  readonly loaded: LoadedImage;
  readonly board: Board;
  /** Whole inputs, tensor after tensor. */
  readonly input: Int8Array;
}

export class Replay {
  readonly device: Device;
  /** One of WRITTEN for each byte of the arena. */
  readonly written: Uint8Array;
  /** Why it goes no further, or null. */
  ended: Stop | null = null;
  /** Of the machine's count of instructions, those that are not this inference's. */
  private before = 0;
  /** Where the inference comes back to: no memory. */
  private home = 0;

  private constructor(private readonly of: ReplayInput) {
    const arena = { base: 0, bytes: 0 };
    const store = (address: number, bytes: number): void => {
      const at = (address - arena.base) >>> 0;
      if (at < arena.bytes) this.written.fill(WRITTEN.now, at, at + bytes);
    };
    this.device = new Device(of.loaded, of.board, { store });
    this.written = new Uint8Array(this.device.arena.bytes);
    Object.assign(arena, this.device.arena);
  }

  /**
   * Starts the board as after reset and stands before the first instruction of the inference, its input in place.
   * @param prepare may set breakpoints: code is translated once, so they must stand there from the beginning
   */
  static *start(of: ReplayInput, prepare: (device: Device) => void = () => {}): Steps<Replay> {
    const replay = new Replay(of);
    const { device, machine } = replay;
    prepare(device);
    const main = new Breakpoint(machine, device.address('thimble_main'));
    const stop = yield* main.arrive();
    main.lift();
    if (main.hits === 0) throw new Error(`the image for ${of.board.name} does not start: ${stop.reason}`);
    device.giveInput(of.input);
    replay.written.fill(WRITTEN.never);
    for (const { address, bytes } of device.tensors('thimble_input')) {
      const at = address - device.arena.base;
      if (at >= 0 && at < replay.written.length) replay.written.fill(WRITTEN.before, at, at + bytes);
    }
    machine.setRegister(SP, device.address('thimble_stack_top'));
    machine.memory.state[STATE.stackLowest] = device.address('thimble_stack_top');
    machine.callFunction(device.address('thimble_infer'), [], 0);
    replay.before = machine.instructions;
    replay.home = machine.memory.state[LR] & ~1;
    return replay;
  }

  get machine(): Machine {
    return this.device.machine;
  }

  /** Instructions of the inference so far. */
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
    if (this.ended === null && (this.machine.memory.state[STATE.pc] & ~1) === this.home) this.ended = { reason: 'return' };
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

  /** The same moment on a machine of its own, with a breakpoint. Not within an IT block. */
  fork(stopAt: number): { readonly replay: Replay; readonly breakpoint: Breakpoint } {
    const replay = new Replay(this.of);
    const breakpoint = new Breakpoint(replay.machine, stopAt);
    const { state } = replay.machine.memory;
    replay.device.takeRamOf(this.device);
    state.set(this.machine.memory.state);
    state[STATE.fuel] = 0;
    state[STATE.cycles] = 0;
    replay.before = replay.machine.instructions - this.at;
    replay.home = this.home;
    return { replay, breakpoint };
  }

  /** A layer begins: what was written until now is an earlier one's. */
  turnPage(): void {
    for (let i = 0; i < this.written.length; i++) if (this.written[i] === WRITTEN.now) this.written[i] = WRITTEN.before;
  }

  private settle(stop: Stop | null): void {
    if (stop !== null && stop.reason !== 'fuel') this.ended = stop;
  }
}
