/** One inference that can be looked at after any of its instructions, with who wrote each byte of the arena. */
import type { Board } from '../../boards/index.ts';
import { Device, type Steps } from '../device/device.ts';
import type { LoadedImage } from '../device/imageFile.ts';
import type { Machine } from '../iss/machine.ts';
import { STATE } from '../iss/memory.ts';
import { Breakpoint } from './breakpoint.ts';
import { Stepper } from './stepper.ts';

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

export class Replay extends Stepper {
  readonly device: Device;
  /** One of WRITTEN for each byte of the arena. */
  readonly written: Uint8Array;

  private constructor(private readonly of: ReplayInput) {
    super();
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

  /** The same moment on a machine of its own, with a breakpoint. Not within an IT block. */
  fork(stopAt: number): { readonly replay: Replay; readonly breakpoint: Breakpoint } {
    const replay = new Replay(this.of);
    const breakpoint = new Breakpoint(replay.machine, stopAt);
    replay.device.takeRamOf(this.device);
    replay.standWhere(this);
    return { replay, breakpoint };
  }

  /** A layer begins: what was written until now is an earlier one's. */
  turnPage(): void {
    for (let i = 0; i < this.written.length; i++) if (this.written[i] === WRITTEN.now) this.written[i] = WRITTEN.before;
  }
}
