/**
 * One moment of an inference: registers, where the program stands, the arena byte by byte. Moments are found from the
 * beginning each time, so any of them can be asked for, in any order, and a step back is as good as one forward.
 */
import { faultText, type Steps } from '../device/device.ts';
import { finder } from './heat.ts';
import type { Registers } from '../iss/machine.ts';
import { Replay, type ReplayInput } from './replay.ts';

export interface Moment {
  /** Instructions of the inference before it. */
  readonly at: number;
  /** Address of the instruction that is next. */
  readonly pc: number;
  readonly function: string;
  readonly registers: Registers;
  /** The inference is over. */
  readonly ended: boolean;
  readonly fault: string | null;
  /** Stack in use, bytes. */
  readonly stackBytes: number;
  readonly arena: Int8Array;
  /** Of each of its bytes, who wrote it last: WRITTEN. */
  readonly written: Uint8Array;
}

/** Where to go: to the n-th instruction; or from there past one instruction, calls taken as one; or to an address's next execution. */
export type Move =
  | { readonly kind: 'to'; readonly at: number }
  | { readonly kind: 'over'; readonly at: number }
  | { readonly kind: 'address'; readonly at: number; readonly address: number };

/** The interpreter's share, and what it grows by where translated code went too far. */
const LAST = 4096;
const GROWTH = 16;

/** @param layers at which instructions layers begin, in order */
export function* momentSteps(of: ReplayInput, layers: readonly number[], move: Move): Steps<Moment> {
  const at = move.kind === 'to' ? move.at : yield* instructionOf(of, move);
  const begins = layers.findLast((begin) => begin < at) ?? 0;
  const replay = yield* arriveAt(of, at, begins);
  return momentOf(replay);
}

/** A replay at an instruction, or at the end. */
function* arriveAt(of: ReplayInput, at: number, begins: number): Steps<Replay> {
  for (let last = LAST; ; last *= GROWTH) {
    const replay = yield* Replay.start(of);
    if (!(yield* replay.to(begins, last))) continue;
    if (begins > 0) replay.turnPage();
    if (yield* replay.to(at, last)) return replay;
  }
}

/** How many instructions were executed when the move is done. */
function* instructionOf(of: ReplayInput, move: Exclude<Move, { kind: 'to' }>): Steps<number> {
  const replay = yield* arriveAt(of, move.at, 0);
  const { machine } = replay;
  if (replay.ended !== null) return replay.at;
  const here = machine.interpreter.next();
  const stack = machine.memory.state[SP] >>> 0;
  do replay.step(); while (replay.ended === null && machine.interpreter.inIt);
  const target = move.kind === 'address' ? move.address : here.kind === 'call' ? here.address + here.length : null;
  const arrived = (one: Replay): boolean => one.machine.registers.r[PC] >>> 0 === target && (move.kind === 'address' || one.machine.memory.state[SP] >>> 0 >= stack);
  if (target === null || replay.ended !== null || arrived(replay)) return replay.at;
  const { replay: on, breakpoint } = replay.fork(target);
  for (;;) {
    yield* on.until(breakpoint);
    if (on.ended !== null || arrived(on)) return on.at;
    on.pass(breakpoint);
  }
}

const [SP, PC] = [13, 15];

function momentOf(replay: Replay): Moment {
  const { machine, device, written, at, ended } = replay;
  const registers = machine.registers;
  const pc = ended?.reason === 'fault' ? ended.fault.pc >>> 0 : registers.r[PC] >>> 0;
  const { base, bytes } = device.arena;
  return {
    at, pc, registers, written,
    function: finder(device.loaded.image.symbols)(pc).name,
    ended: ended !== null,
    fault: ended?.reason === 'fault' ? faultText(ended.fault) : null,
    stackBytes: device.address('thimble_stack_top') - (registers.r[SP] >>> 0),
    arena: new Int8Array(machine.memory.read(base, bytes).buffer),
  };
}
