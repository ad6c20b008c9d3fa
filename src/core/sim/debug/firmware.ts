/**
 * Anybody's firmware looked into, from reset to wherever it ends: the heat of every line of code, and any moment of the
 * run. Time registers of the core are read anew in each replay; a program whose course hangs on them may stand elsewhere
 * after stepping over a call.
 */
import type { Board } from '../../boards/index.ts';
import { InputError } from '../../lib/index.ts';
import { machineFor, simulated } from '../device/boardMachine.ts';
import { faultText, type Steps } from '../device/device.ts';
import type { LoadedImage } from '../device/imageFile.ts';
import { Profiler } from '../device/profile.ts';
import { stackOf } from '../device/stack.ts';
import type { Machine, Stop } from '../iss/machine.ts';
import { STATE } from '../iss/memory.ts';
import { Breakpoint } from './breakpoint.ts';
import { finder, heatOf, type HeatFunction } from './heat.ts';
import { arrive, instructionAfter, Stepper, type Move, type Standing } from './stepper.ts';

export interface FirmwareInput {
  readonly loaded: LoadedImage;
  readonly board: Board;
}

export interface FirmwareOverview {
  /** From reset to the end. */
  readonly instructions: number;
  /** Dearest first; cycles with the waits for flash, times the board's factor. */
  readonly functions: readonly HeatFunction[];
}

export interface FirmwareMoment extends Standing {
  /** What it has written by semihosting. */
  readonly text: string;
}

const [SP, PC] = [13, 15];
const SLICE = 1 << 21;
/** Code in RAM is the interpreter's, a hundred times as slow. */
const INTERPRETED = 1 << 15;

class FirmwareReplay extends Stepper {
  readonly machine: Machine;

  constructor(private readonly of: FirmwareInput) {
    super();
    this.machine = machineFor(of.board, of.loaded, { stackLimit: stackOf(of.loaded).limit });
  }

  fork(stopAt: number): { readonly replay: Stepper; readonly breakpoint: Breakpoint } {
    const replay = new FirmwareReplay(this.of);
    const { memory } = replay.machine;
    for (const { base, bytes, writable, same } of memory.regions) if (writable && same === undefined) memory.write(base, this.machine.memory.read(base, bytes));
    const breakpoint = new Breakpoint(replay.machine, stopAt);
    replay.standWhere(this);
    return { replay, breakpoint };
  }
}

/**
 * Runs it once. A fault is an end like others.
 * @throws InputError when it still runs after `fuel` instructions
 */
export function* firmwareOverviewSteps(of: FirmwareInput, name: string, fuel: number): Steps<FirmwareOverview> {
  const { core, timing } = simulated(of.board);
  const { machine } = new FirmwareReplay(of);
  let stop: Stop;
  do {
    const before = machine.instructions;
    stop = machine.run(SLICE, INTERPRETED);
    if (machine.instructions >= fuel) throw new InputError(`still runs after ${machine.instructions} instructions; a run that is looked into may have ${fuel}`, name);
    yield machine.instructions - before;
  } while (stop.reason === 'fuel');
  const heat = heatOf(machine, new Profiler(core, timing, of.loaded.image.symbols), machine.blockCounts, null);
  return {
    instructions: machine.instructions,
    functions: heat.map((one) => ({ ...one, cycles: timing.factor * one.cycles, lines: one.lines.map((line) => ({ ...line, cycles: timing.factor * line.cycles })) })),
  };
}

export function* firmwareMomentSteps(of: FirmwareInput, move: Move): Steps<FirmwareMoment> {
  const standing = (at: number): Steps<FirmwareReplay> => arrive(function* (last): Steps<FirmwareReplay | null> {
    const replay = new FirmwareReplay(of);
    return (yield* replay.to(at, last)) ? replay : null;
  });
  const at = move.kind === 'to' ? move.at : yield* instructionAfter(yield* standing(move.at), move);
  const { machine, ended, at: reached } = yield* standing(at);
  const { registers } = machine;
  const pc = ended?.reason === 'fault' ? ended.fault.pc >>> 0 : registers.r[PC] >>> 0;
  return {
    at: reached, pc, registers,
    function: finder(of.loaded.image.symbols)(pc).name,
    ended: ended !== null,
    fault: ended?.reason === 'fault' ? faultText(ended.fault) : null,
    stackBytes: stackOf(of.loaded).top - (machine.memory.state[STATE.registers + SP] >>> 0),
    text: machine.output,
  };
}
