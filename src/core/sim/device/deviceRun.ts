/**
 * One network on one simulated board, measured: self-test from reset, inference at steady state for each input, then
 * the first input again record by record on a second machine that watches memory. Instructions are exact. Cycles are
 * the core's table plus what the board's flash adds (boards/timing.ts). What no layer takes is the runner's; layers and
 * runner together are the whole inference.
 */
import type { Board } from '../../boards/index.ts';
import { toElf, type Image as Firmware } from '../../codegen/index.ts';
import type { Group } from '../groups.ts';
import { loadElf } from '../iss/elf.ts';
import { STATE } from '../iss/memory.ts';
import { simulated } from './boardMachine.ts';
import { Device, finish, type Steps } from './device.ts';
import { between, Profiler, type ClassCount, type FunctionTally, type Tally } from './profile.ts';
import { TrafficWatch, type StaleRead, type Traffic } from './traffic.ts';

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
  /** One per input; cycles without the waits for data in flash, which `waitCycles` of the layers hold. */
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
  let first = machine.blockCounts;
  for (const input of inputs) {
    const [before, instructions] = [machine.blockCounts, machine.instructions];
    const output = yield* device.infer(input);
    const counts = between(before, machine.blockCounts);
    if (runs.length === 0) first = counts;
    runs.push({ output, instructions: machine.instructions - instructions, cycles: profiler.tally(counts).cycles });
  }

  const { layers, stale, waits } = yield* layerSteps(device, inputs[0], groups);
  const { factor } = timing;
  const sum = (pick: (layer: DeviceLayer) => number): number => layers.reduce((total, layer) => total + pick(layer), 0);
  const whole = { instructions: runs[0].instructions, cycles: Math.round(factor * (runs[0].cycles + sum(({ traffic }) => traffic.waitCycles))) };
  return {
    selfTest, start, runs, whole, layers,
    runner: { instructions: whole.instructions - sum(({ instructions }) => instructions), cycles: whole.cycles - sum(({ cycles }) => cycles) },
    functions: profiler.byFunction(first, waits).map(({ name, instructions, cycles }) => ({ name, instructions, cycles: Math.round(factor * cycles) })),
    mix: profiler.mix(first),
    stackBytes: device.stackBytes,
    stale: stale.map((read) => ({ ...read, function: profiler.functionAt(read.pc) })),
  };
}

/** The same in one go. */
export const deviceRun = (input: DeviceInput): DeviceResult => finish(deviceSteps(input));

interface Layers {
  readonly layers: readonly DeviceLayer[];
  readonly stale: readonly (StaleRead & { readonly group: number })[];
  readonly waits: ReadonlyMap<number, number>;
}

/** The input, layer by layer, under watch; what the runner itself executes is no layer's. */
function* layerSteps(from: Device, input: Int8Array, groups: readonly Group[]): Steps<Layers> {
  const { board, loaded } = from;
  const { core, timing } = simulated(board);
  const { symbols } = loaded.image;
  const [, flash] = from.machine.options.memory.regions;
  const watch = new TrafficWatch(flash, from.arena, timing);
  const device = new Device(loaded, board, watch);
  const profiler = new Profiler(core, timing, symbols);
  device.takeRamOf(from);
  device.giveInput(input);
  for (const { address, bytes } of device.tensors('thimble_input')) watch.store(address, bytes);
  const { machine } = device;
  const runner = symbols.find(({ name }) => name === 'int8_run');
  const inRunner = (address: number): boolean => runner !== undefined && (address - runner.address) >>> 0 < runner.bytes;
  watch.take();
  const layers: DeviceLayer[] = [];
  const stale: Layers['stale'][number][] = [];
  for (const [index, group] of groups.entries()) {
    const before = machine.blockCounts;
    yield* device.runRecords(group.first, group.count);
    const { instructions, cycles } = profiler.tally(between(before, machine.blockCounts).filter(({ block }) => !inRunner(block.address)));
    const { stale: reads, ...traffic } = watch.take();
    layers.push({ instructions, cycles: Math.round(timing.factor * (cycles + traffic.waitCycles)), traffic });
    stale.push(...reads.map((read) => ({ ...read, group: index })));
    yield instructions;
  }
  return { layers, stale, waits: watch.waits };
}
