/**
 * One moment of an inference: registers, where the program stands, the arena byte by byte. Moments are found from the
 * beginning each time, so any of them can be asked for, in any order, and a step back is as good as one forward.
 */
import { faultText, type Steps } from '../device/device.ts';
import { finder } from './heat.ts';
import { Replay, type ReplayInput } from './replay.ts';
import { arrive, instructionAfter, type Move, type Standing } from './stepper.ts';

export interface Moment extends Standing {
  readonly arena: Int8Array;
  /** Of each of its bytes, who wrote it last: WRITTEN. */
  readonly written: Uint8Array;
}

/** @param layers at which instructions layers begin, in order */
export function* momentSteps(of: ReplayInput, layers: readonly number[], move: Move): Steps<Moment> {
  const at = move.kind === 'to' ? move.at : yield* instructionAfter(yield* arriveAt(of, move.at, 0), move);
  const begins = layers.findLast((begin) => begin < at) ?? 0;
  const replay = yield* arriveAt(of, at, begins);
  return momentOf(replay);
}

/** A replay at an instruction, or at the end. */
const arriveAt = (of: ReplayInput, at: number, begins: number): Steps<Replay> => arrive(function* (last): Steps<Replay | null> {
  const replay = yield* Replay.start(of);
  if (!(yield* replay.to(begins, last))) return null;
  if (begins > 0) replay.turnPage();
  return (yield* replay.to(at, last)) ? replay : null;
});

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
