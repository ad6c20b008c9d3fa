/**
 * One network on one simulated board, measured: self-test from reset, inference at steady state for each input, then
 * the first input again record by record, and once more so on a second machine that watches memory. Instructions are
 * exact. Cycles are the core's table plus what the board's flash adds (boards/timing.ts). What no layer takes is the
 * runner's; layers and runner together are the whole inference, its waits those of the pass record by record, which finds
 * the caches as the inference before left them.
 */
import type { Board } from '../../boards/index.ts';
import { toElf, type Image as Firmware } from '../../codegen/index.ts';
import type { Group } from '../groups.ts';
import { loadElf } from '../iss/elf.ts';
import { STATE } from '../iss/memory.ts';
import { simulated } from './boardMachine.ts';
import { Device, finish, type Steps } from './device.ts';
import type { BlockCount } from '../iss/translate/translator.ts';
import { between, Profiler, waitsOf, type ClassCount, type FunctionTally, type Tally } from './profile.ts';
import { TrafficWatch, type StaleRead, type Traffic, type TrafficBytes } from './traffic.ts';

export interface DeviceRun extends Tally {
  readonly output: Int8Array;
}

export interface DeviceLayer extends Tally {
  readonly traffic: Traffic;
}

export interface DeviceResult {
  /** What the image said of its self-test after reset. */
  readonly selfTest: string;
  /** From reset to the end of the self-test. */
  readonly start: { readonly instructions: number; readonly stackBytes: number };
  /** One per input; cycles without the waits for flash, which `waitCycles` of the layers hold. */
  readonly runs: readonly DeviceRun[];
  /** Of the first input, with its waits, times the board's factor. */
  readonly whole: Tally;
  /** One per group of records, in order. */
  readonly layers: readonly DeviceLayer[];
  /** What no layer takes: the walk through the plan. */
  readonly runner: Tally;
  /** Of the first input, dearest first; their sum is `whole`. */
  readonly functions: readonly FunctionTally[];
  readonly mix: readonly ClassCount[];
  /** Deepest stack of an inference. */
  readonly stackBytes: number;
  /** Reads of arena bytes that this inference had not written: none, unless something is wrong. */
  readonly stale: readonly (StaleRead & { readonly group: number; readonly function: string })[];
}

export interface DeviceInput {
  readonly firmware: Firmware;
  readonly board: Board;
  /** At least one. */
  readonly inputs: readonly Int8Array[];
  /** Records of the plan that make one layer each. */
  readonly groups: readonly Group[];
}

/** Yields every few milliseconds about how many instructions were executed since. */
export function* deviceSteps({ firmware, board, inputs, groups }: DeviceInput): Steps<DeviceResult> {
  const { core, timing } = simulated(board);
  const device = new Device({ image: loadElf(toElf(firmware)), vectors: firmware.vectors }, board);
  const { machine } = device;
  const profiler = new Profiler(core, timing, device.loaded.image.symbols);
  const selfTest = yield* device.selfTest();
  const start = { instructions: machine.instructions, stackBytes: device.stackBytes };

  const runs: DeviceRun[] = [];
  machine.memory.state[STATE.stackLowest] = device.address('thimble_stack_top');
  let ran = machine.blockCounts;
  const scaled = (cycles: number): number => Math.round(timing.factor * cycles);
  for (const input of inputs) {
    const [before, instructions] = [machine.blockCounts, machine.instructions];
    const output = yield* device.infer(input);
    const counts = between(before, machine.blockCounts);
    if (runs.length === 0) ran = counts;
    runs.push({ output, instructions: machine.instructions - instructions, cycles: profiler.tally(counts).cycles - waitsOf(counts) });
  }

  const passes = yield* recordSteps(device, inputs[0], groups);
  const waits = new Map<BlockCount['block'], number>();
  for (const counts of passes) for (const count of counts) waits.set(count.block, (waits.get(count.block) ?? 0) + count.waits);
  const first = ran.map((count) => ({ ...count, waits: waits.get(count.block) ?? 0 }));
  const { stackBytes } = device;
  const watched = yield* watchedSteps(device, inputs[0], groups);
  const runner = device.loaded.image.symbols.find(({ name }) => name === 'int8_run');
  const inRunner = ({ block }: BlockCount): boolean => runner !== undefined && (block.address - runner.address) >>> 0 < runner.bytes;
  const layers = passes.map((counts, i): DeviceLayer => {
    const own = counts.filter((count) => !inRunner(count));
    const { instructions, cycles } = profiler.tally(own);
    return { instructions, cycles: scaled(cycles), traffic: { ...watched.layers[i], waitCycles: waitsOf(own) } };
  });
  const sum = (pick: (layer: DeviceLayer) => number): number => layers.reduce((total, layer) => total + pick(layer), 0);
  const whole = { instructions: runs[0].instructions, cycles: scaled(profiler.tally(first).cycles) };
  return {
    selfTest, start, runs, whole, layers,
    runner: { instructions: whole.instructions - sum(({ instructions }) => instructions), cycles: whole.cycles - sum(({ cycles }) => cycles) },
    functions: profiler.byFunction(first).map(({ name, instructions, cycles }) => ({ name, instructions, cycles: scaled(cycles) })),
    mix: profiler.mix(first),
    stackBytes,
    stale: watched.stale.map((read) => ({ ...read, function: profiler.functionAt(read.pc) })),
  };
}

/** The same in one go. */
export const deviceRun = (input: DeviceInput): DeviceResult => finish(deviceSteps(input));

/** What ran for each group of records, the runner with it. */
function* recordSteps(device: Device, input: Int8Array, groups: readonly Group[]): Steps<readonly (readonly BlockCount[])[]> {
  const { machine } = device;
  device.giveInput(input);
  const passes: BlockCount[][] = [];
  for (const group of groups) {
    const before = machine.blockCounts;
    yield* device.runRecords(group.first, group.count);
    passes.push(between(before, machine.blockCounts));
  }
  return passes;
}

interface Watched {
  readonly layers: readonly TrafficBytes[];
  readonly stale: readonly (StaleRead & { readonly group: number })[];
}

/** The input, layer by layer, on a machine that tells of every access. */
function* watchedSteps(from: Device, input: Int8Array, groups: readonly Group[]): Steps<Watched> {
  const { map } = simulated(from.board);
  const watch = new TrafficWatch({ base: map.flashOrigin, bytes: map.flashBytes }, from.arena);
  const device = new Device(from.loaded, from.board, watch);
  device.takeRamOf(from);
  device.giveInput(input);
  for (const { address, bytes } of device.tensors('thimble_input')) watch.store(address, bytes);
  watch.take();
  const layers: TrafficBytes[] = [];
  const stale: Watched['stale'][number][] = [];
  for (const [index, group] of groups.entries()) {
    const before = device.machine.instructions;
    yield* device.runRecords(group.first, group.count);
    const { stale: reads, ...bytes } = watch.take();
    layers.push(bytes);
    stale.push(...reads.map((read) => ({ ...read, group: index })));
    yield device.machine.instructions - before;
  }
  return { layers, stale };
}
