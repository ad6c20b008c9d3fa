/**
 * Any firmware on a simulated board, from reset to its end by semihosting: what it said, exit code, executed
 * instructions, cycles, and where they went by function. One of our own images then also infers on inputs given to it.
 */
import type { Board } from '../../boards/index.ts';
import { InputError } from '../../lib/index.ts';
import { textOf } from '../iss/disassemble.ts';
import { GuestFault, hex } from '../iss/fault.ts';
import type { Machine, Stop } from '../iss/machine.ts';
import { STATE } from '../iss/memory.ts';
import { machineFor, simulated } from './boardMachine.ts';
import { UninitialisedReads, type UninitialisedRead } from './checked.ts';
import { Device, ImageFailure, INTERPRETED_SLICE, Slices, type Steps } from './device.ts';
import type { LoadedImage } from './imageFile.ts';
import { between, Profiler, type ClassCount, type FunctionTally, type Tally } from './profile.ts';
import { overflowText, stackOf, type Stack } from './stack.ts';

export interface ImageRun extends Tally {
  /** What the program wrote by semihosting. */
  readonly text: string;
  /** Exit code; null where it ended at a breakpoint of its own. */
  readonly exit: number | null;
  /** Deepest stack, bytes. */
  readonly stackBytes: number;
  /** Dearest first. */
  readonly functions: readonly FunctionTally[];
  readonly mix: readonly ClassCount[];
  /** Reads of RAM that nobody wrote; null where that was not asked for. */
  readonly uninitialised: readonly (UninitialisedRead & { readonly function: string })[] | null;
}

export interface TraceLine {
  readonly address: number;
  /** Encoding, mnemonic, operands. */
  readonly text: string;
  readonly function: string;
}

/**
 * Yields every few milliseconds about how many instructions were executed since.
 * @param fuel most instructions
 * @param checked look for reads of RAM that nobody wrote; slower
 * @throws InputError, one line, for a program that faults or does not end
 */
export function* imageSteps(loaded: LoadedImage, board: Board, name: string, fuel: number, checked = false): Steps<ImageRun> {
  const { core, timing } = simulated(board);
  const stack = stackOf(loaded);
  const reads = checked ? new UninitialisedReads() : null;
  const machine = machineFor(board, loaded, { stackLimit: stack.limit, ...(reads === null ? {} : { watch: reads.watch }) });
  reads?.begin(machine, loaded.image);
  const profiler = new Profiler(core, timing, loaded.image.symbols);
  const slices = new Slices(checked);
  for (;;) {
    const before = machine.instructions;
    const stop = machine.run(Math.min(slices.take(), fuel - before), INTERPRETED_SLICE);
    if (stop.reason === 'fuel') {
      const here = machine.registers.r[15] >>> 0;
      const place = `at ${hex(here)}${within(profiler, here)}`;
      if (isStuck(machine)) throw new InputError(`never ends: a branch to itself ${place}, within ${machine.instructions} instructions${said(machine)}`, name);
      if (machine.instructions >= fuel) throw new InputError(`still runs after ${machine.instructions} instructions, ${place}; an endless loop? More fuel (--fuel on the command line) would let it run on${said(machine)}`, name);
      yield machine.instructions - before;
      continue;
    }
    if (stop.reason === 'fault') throw faultError(stop.fault, stack, profiler, name, machine);
    const counts = machine.blockCounts;
    const { cycles } = profiler.tally(counts);
    return {
      text: machine.output,
      exit: stop.reason === 'exit' ? stop.code : null,
      instructions: machine.instructions,
      cycles: Math.round(timing.factor * cycles),
      stackBytes: stack.top - (machine.memory.state[STATE.stackLowest] >>> 0),
      functions: profiler.byFunction(counts).map((row) => ({ ...row, cycles: Math.round(timing.factor * row.cycles) })),
      mix: profiler.mix(counts),
      uninitialised: reads === null ? null : reads.found.map((read) => ({ ...read, function: profiler.functionAt(read.pc) })),
    };
  }
}

/** One of ours, that takes inputs. */
export const takesInputs = ({ image }: LoadedImage): boolean => ['thimble_infer', 'thimble_input', 'thimble_output', 'thimble_stack_bottom'].every((wanted) => image.symbols.some(({ name }) => name === wanted));

export interface InferenceRun extends Tally {
  readonly output: Int8Array;
}

/**
 * Inferences of one of our images, after its self-test.
 * @param inputs whole inputs, one after another
 * @throws InputError when their length is not a whole number of inputs, and for an image that is damaged
 */
export function* inferenceSteps(loaded: LoadedImage, board: Board, name: string, inputs: Int8Array): Steps<InferenceRun[]> {
  try {
    return yield* inferences(loaded, board, name, inputs);
  } catch (error) {
    throw error instanceof ImageFailure ? new InputError(`is damaged, or no image of Thimble's after all: ${error.message}`, name) : error;
  }
}

function* inferences(loaded: LoadedImage, board: Board, name: string, inputs: Int8Array): Steps<InferenceRun[]> {
  const { core, timing } = simulated(board);
  const device = new Device(loaded, board);
  const size = device.tensors('thimble_input').reduce((sum, { bytes }) => sum + bytes, 0);
  if (inputs.length === 0 || inputs.length % size !== 0) throw new InputError(`${inputs.length} bytes; ${name} takes ${size} per input, any whole number of them`, 'input');
  const profiler = new Profiler(core, timing, loaded.image.symbols);
  yield* device.selfTest();
  const runs: InferenceRun[] = [];
  for (let at = 0; at < inputs.length; at += size) {
    const [before, instructions] = [device.machine.blockCounts, device.machine.instructions];
    const output = yield* device.infer(inputs.subarray(at, at + size));
    const { cycles } = profiler.tally(between(before, device.machine.blockCounts));
    runs.push({ output, instructions: device.machine.instructions - instructions, cycles: Math.round(timing.factor * cycles) });
  }
  return runs;
}

/** Lines between two breaths. */
const TRACED = 2000;

/** The first instructions executed after reset, at most `count`; fewer where the program ends. */
export function* traceSteps(loaded: LoadedImage, board: Board, count: number): Steps<TraceLine[]> {
  if (count === 0) return [];
  const machine = machineFor(board, loaded, { stackLimit: stackOf(loaded).limit });
  const profiler = new Profiler(simulated(board).core, simulated(board).timing, loaded.image.symbols);
  const lines: TraceLine[] = [];
  try {
    for (let stop: Stop | null = null; lines.length < count && stop === null; stop = machine.step()) {
      const instruction = machine.interpreter.next();
      const { address, encoding, length } = instruction;
      const digits = (length === 4 ? encoding >>> 0 : encoding).toString(16).padStart(2 * length, '0');
      if (lines.length % TRACED === TRACED - 1) yield 0;
      lines.push({ address, text: `${digits.padEnd(8)}  ${textOf(instruction)}`, function: profiler.functionAt(address) });
    }
  } catch (error) {
    if (!(error instanceof GuestFault)) throw error; // the run tells what went wrong
  }
  return lines;
}

/** Nothing but an interrupt, and there are none, leads out of `b .`. */
function isStuck({ interpreter }: Machine): boolean {
  try {
    const { address, statements } = interpreter.next();
    const last = statements.at(-1);
    return last?.kind === 'goto' && last.condition === null && last.target === address;
  } catch (error) {
    if (error instanceof GuestFault) return false; // the next run tells
    throw error;
  }
}

const said = ({ output }: Machine): string => (output === '' ? '' : `; it said "${output.slice(-200).trim()}"`);

/** A raw image names no functions. */
function within(profiler: Profiler, pc: number): string {
  const name = profiler.functionAt(pc);
  return name === hex(pc >>> 0) ? '' : ` in ${name}`;
}

/** So near below the deepest the stack has been, a fault is the next push. */
const PUSHED = 1024;

function faultError({ kind, message, pc, address }: GuestFault, stack: Stack, profiler: Profiler, name: string, machine: Machine): InputError {
  const deepest = machine.memory.state[STATE.stackLowest] >>> 0;
  const overflows = kind === 'stack' || (kind === 'unmapped' && address !== null && address < deepest && deepest - address < PUSHED);
  return new InputError(`${overflows ? overflowText(stack, address ?? 0, pc) : message}${within(profiler, pc)}${said(machine)}`, name);
}
