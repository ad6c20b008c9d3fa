/**
 * A board with one of our firmware images in its flash: started from reset until the image's own self-test has passed,
 * then asked to infer as often as one likes, whole or record by record. Everything runs in slices, so that whoever
 * drives it can breathe between them.
 */
import type { Board } from '../../boards/index.ts';
import { OP_BYTES } from '../../codegen/index.ts';
import type { GuestFault } from '../iss/fault.ts';
import type { Machine, MachineOptions, Stop } from '../iss/machine.ts';
import { STATE } from '../iss/memory.ts';
import { machineFor } from './boardMachine.ts';
import type { LoadedImage } from './imageFile.ts';
import type { Span } from './traffic.ts';

/** Instructions between two breaths: a few milliseconds of work. */
const MOST = 1 << 21;
/** The same where every access is told of. */
const MOST_WATCHED = 1 << 17;
/** At first, when most of the work is translating. */
const FIRST = 1 << 15;
/** Of them those that the interpreter executes, which is a hundred times as slow. */
export const INTERPRETED_SLICE = 1 << 15;
const PASSED = 'thimble: PASS\n';
const STACK_ALIGNMENT = 8;

/** Work in slices; yields about how many instructions one had. */
export type Steps<T> = Generator<number, T>;

/** Slices that grow from breath to breath. */
export class Slices {
  private next = FIRST;

  constructor(private readonly watched: boolean) {}

  take(): number {
    const slice = this.next;
    this.next = Math.min(2 * slice, this.watched ? MOST_WATCHED : MOST);
    return slice;
  }
}

export class Device {
  readonly machine: Machine;
  private readonly addresses: ReadonlyMap<string, number>;
  private readonly slices: Slices;
  /** Instructions that were executed before the slice at hand. */
  private told = 0;

  /**
   * @param loaded an image of ours
   * @param watch sees every access; a watched device is slow
   * @throws InputError when the board's core is not simulated, or the image is another board's
   */
  constructor(readonly loaded: LoadedImage, readonly board: Board, watch?: MachineOptions['watch']) {
    this.slices = new Slices(watch !== undefined);
    this.addresses = new Map(loaded.image.symbols.map(({ name, address }) => [name, address]));
    this.machine = machineFor(board, loaded, { stackLimit: this.address('thimble_stack_bottom'), ...(watch === undefined ? {} : { watch }) });
  }

  /** @throws Error for a name the image does not have */
  address(name: string): number {
    const address = this.addresses.get(name);
    if (address === undefined) throw new Error(`the image has no ${name}`);
    return address;
  }

  /** Where activations lie. */
  get arena(): Span {
    const base = this.address('thimble_arena');
    return { base, bytes: this.loaded.image.symbols.find(({ name }) => name === 'thimble_arena')?.bytes ?? 0 };
  }

  /** Deepest stack so far, bytes. */
  get stackBytes(): number {
    return this.address('thimble_stack_top') - (this.machine.memory.state[STATE.stackLowest] >>> 0);
  }

  /**
   * From reset to the end of the self-test.
   * @returns what the image said
   * @throws Error when it does not pass
   */
  *selfTest(): Steps<string> {
    this.machine.reset();
    this.told = 0;
    const stop = yield* this.go(this.machine.run(this.slices.take(), INTERPRETED_SLICE));
    if (stop.reason !== 'exit' || stop.code !== 0 || !this.machine.output.startsWith(PASSED)) throw this.failure('the self-test', stop);
    return this.machine.output;
  }

  /** One inference as on the board; whole inputs and outputs, tensor after tensor. */
  *infer(input: Int8Array): Steps<Int8Array> {
    this.giveInput(input);
    yield* this.call('thimble_infer', []);
    return this.output();
  }

  /** Some records of the plan; the inputs are in their place. */
  *runRecords(first: number, count: number): Steps<void> {
    yield* this.call('int8_run', [this.address('thimble_ops') + OP_BYTES * first, count, this.address('thimble_constants'), this.address('thimble_arena'), this.addresses.get('thimble_external') ?? 0]);
  }

  giveInput(input: Int8Array): void {
    let at = 0;
    for (const { address, bytes } of this.tensors('thimble_input')) {
      this.machine.memory.write(address, new Uint8Array(input.buffer, input.byteOffset + at, bytes));
      at += bytes;
    }
  }

  output(): Int8Array {
    return Int8Array.from(this.tensors('thimble_output').flatMap(({ address, bytes }) => [...new Int8Array(this.machine.memory.read(address, bytes).buffer)]));
  }

  /** The tensors of one end, in order: name, name_1, name_2. */
  tensors(name: string): { readonly address: number; readonly bytes: number }[] {
    const found = this.loaded.image.symbols.filter(({ name: one }) => one === name || (one.startsWith(`${name}_`) && /^\d+$/.test(one.slice(name.length + 1))));
    const order = (one: string): number => Number(one.slice(name.length + 1));
    return found.sort((a, b) => order(a.name) - order(b.name));
  }

  /** RAM as another device of the same image has it. */
  takeRamOf({ machine }: Device): void {
    for (const { base, bytes, writable, same } of this.machine.memory.regions) {
      if (writable && same === undefined) this.machine.memory.write(base, machine.memory.read(base, bytes));
    }
  }

  /** Calls a function of the image, from an empty stack; the fifth argument lies on it, as the Arm procedure call standard has it. */
  *call(name: string, args: readonly number[]): Steps<void> {
    const top = this.address('thimble_stack_top');
    const onStack = args.slice(4);
    const sp = top - Math.ceil((4 * onStack.length) / STACK_ALIGNMENT) * STACK_ALIGNMENT;
    onStack.forEach((value, i) => this.machine.memory.write(sp + 4 * i, new Uint8Array(Int32Array.of(value).buffer)));
    this.machine.setRegister(13, sp);
    this.told = this.machine.instructions;
    const stop = yield* this.go(this.machine.callFunction(this.address(name), args.slice(0, 4), this.slices.take()));
    if (stop.reason !== 'return') throw this.failure(name, stop);
  }

  private *go(first: Stop): Steps<Stop> {
    let stop = first;
    while (stop.reason === 'fuel') {
      yield this.machine.instructions - this.told;
      this.told = this.machine.instructions;
      stop = this.machine.run(this.slices.take(), INTERPRETED_SLICE);
    }
    return stop;
  }

  /** Our own image went wrong: a defect, told with all there is. */
  private failure(what: string, stop: Stop): ImageFailure {
    const how = stop.reason === 'fault' ? faultText(stop.fault) : stop.reason === 'exit' ? `exit ${stop.code}, "${this.machine.output.slice(0, 200).trim()}"` : stop.reason;
    return new ImageFailure(`${what} of the image for ${this.board.name} ended with ${how}`);
  }
}

/** An image of ours does not do what it should: a defect, unless somebody else had it in their hands. */
export class ImageFailure extends Error {}

export const faultText = ({ kind, message }: GuestFault): string => `a fault (${kind}): ${message}`;

/** Drives steps to their end without a break. */
export function finish<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
