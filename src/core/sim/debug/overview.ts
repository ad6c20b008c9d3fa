/**
 * A whole inference at a glance, for whoever then wants to look closer: at which instruction each layer begins, how
 * much of the arena it writes, and the heat of every line of code. Layers begin where the runner calls a kernel, which
 * is the one computed call in it; a breakpoint there tells them all.
 */
import type { Instruction } from '../iss/decode/decoder.ts';
import { OP_BYTES } from '../../codegen/index.ts';
import { simulated } from '../device/boardMachine.ts';
import type { Device, Steps } from '../device/device.ts';
import { between, Profiler, waitsOf } from '../device/profile.ts';
import type { Group } from '../groups.ts';
import { findBlocks, transferOf } from '../iss/translate/flow.ts';
import { Breakpoint } from './breakpoint.ts';
import { heatOf, type HeatFunction } from './heat.ts';
import { Replay, WRITTEN, type ReplayInput } from './replay.ts';

export interface LayerSpan {
  /** Instructions of the inference before it, and its own. */
  readonly at: number;
  readonly instructions: number;
  /** Bytes of the arena that it writes. */
  readonly writtenBytes: number;
  /** Bytes of the arena that the inference has written up to its end. */
  readonly filledBytes: number;
}

export interface Overview {
  /** Of the whole inference. */
  readonly instructions: number;
  /** One per group of records; what the runner does before the first kernel is in none. */
  readonly layers: readonly LayerSpan[];
  /** Their cycles with the waits for flash, whose caches are cold as after reset, times the board's factor. */
  readonly functions: readonly HeatFunction[];
  /** Of those cycles, the waits. */
  readonly waitCycles: number;
  readonly output: Int8Array;
}

/** @param groups records of the plan that make one layer each */
export function* overviewSteps(of: ReplayInput, groups: readonly Group[]): Steps<Overview> {
  const { replay, call, breakpoint } = yield* startAtKernels(of);
  const { machine, device } = replay;
  const before = machine.blockCounts;
  const ops = device.address('thimble_ops');
  const firsts = new Map(groups.map(({ first }, i) => [first, i]));
  const starts: number[] = [];
  const layers: LayerSpan[] = [];
  const endLayer = (): void => {
    const [written, filled] = [count(replay.written, (mark) => mark === WRITTEN.now), count(replay.written, (mark) => mark !== WRITTEN.never)];
    const at = starts[layers.length];
    layers.push({ at, instructions: replay.at - at, writtenBytes: written, filledBytes: filled });
  };
  while (replay.ended === null) {
    yield* replay.until(breakpoint);
    const record = (machine.registers.r[0] - ops) / OP_BYTES;
    if (replay.ended !== null || firsts.get(record) === starts.length) {
      if (starts.length > 0) endLayer();
      replay.turnPage();
      starts.push(replay.at);
    }
    if (replay.ended === null) replay.pass(breakpoint);
  }
  breakpoint.lift();
  if (replay.ended?.reason !== 'return' || layers.length !== groups.length) throw new Error(`the inference on ${of.board.name} ended by ${replay.ended?.reason} after ${layers.length} of ${groups.length} layers`);
  const { core, timing } = simulated(of.board);
  const profiler = new Profiler(core, timing, of.loaded.image.symbols);
  const counts = between(before, machine.blockCounts);
  const scaled = heatOf(machine, profiler, counts, call).map((one) => ({ ...one, cycles: timing.factor * one.cycles, lines: one.lines.map((line) => ({ ...line, cycles: timing.factor * line.cycles })) }));
  return { instructions: replay.at, layers, functions: scaled, waitCycles: timing.factor * waitsOf(counts), output: device.output() };
}

function* startAtKernels(of: ReplayInput): Steps<{ readonly replay: Replay; readonly call: Instruction; readonly breakpoint: Breakpoint }> {
  const set: { readonly call: Instruction; readonly breakpoint: Breakpoint }[] = [];
  const replay = yield* Replay.start(of, (device) => {
    const call = kernelCall(device);
    set.push({ call, breakpoint: new Breakpoint(device.machine, call.address) });
  });
  return { replay, ...set[0] };
}

/** The runner's one computed call. */
function kernelCall({ machine: { memory, interpreter }, loaded }: Device): Instruction {
  const runner = loaded.image.symbols.find(({ name }) => name === 'int8_run');
  if (runner === undefined) throw new Error('the image has no runner');
  const { blocks } = findBlocks({ instruction: (at, condition) => interpreter.fetch(at, condition), halfword: (at) => memory.halfword(at), isSmallLeaf: () => false }, runner.address);
  const calls = blocks.flatMap(({ instructions }) => instructions.filter((one) => one.kind === 'call' && transferOf(one)?.kind === 'jump'));
  if (calls.length !== 1) throw new Error(`the runner has ${calls.length} computed calls, not one`);
  return calls[0];
}

function count(marks: Uint8Array, matches: (mark: number) => boolean): number {
  let total = 0;
  for (const mark of marks) if (matches(mark)) total++;
  return total;
}
