/** A compiled network on its simulated board: links the image, runs it in slices, tells what came out as plain data. */
import { archiveFor, linkImage, planTable, type Compiled, type FirmwareOptions, type Image } from '../core/codegen/index.ts';
import type { Board } from '../core/boards/index.ts';
import { costTable } from '../core/cost/index.ts';
import { InputError, type Figure } from '../core/lib/index.ts';
import { coreOf, coreProfiles, deviceSteps, simulatedEnergy, simulatedLatency, timingModel, type DeviceLayer, type DeviceResult, type Group } from '../core/sim/index.ts';
import type { Host } from './host.ts';
import { bytesOf, groupsOfCompiled, layerOf, liveParts, shareOf, type Share } from './layers.ts';
import type { SimLayer, SimulatedView } from './results.ts';

export interface BoardRun {
  /** One per input. */
  readonly outputs: readonly Int8Array[];
  readonly instructions: readonly number[];
  readonly cycles: number;
  readonly latency: Figure;
  readonly energy: Figure | null;
  readonly stackBytes: number;
  readonly layers: readonly SimLayer[];
  readonly view: SimulatedView;
}

/** The image for a board, with the first input as its recorded run; or why there is none. */
export async function imageFor(host: Host, { int8Net, plan }: Compiled, board: Board, sample: Int8Array, expected: Int8Array, options: FirmwareOptions = {}): Promise<Image | string> {
  if (board.timing === null || coreOf(board) === null) return `instructions of the ${board.name} (core ${board.core}) are not simulated`;
  try {
    const archive = await host.readAsset(`kernels/arm/${archiveFor(board)}`);
    return linkImage(planTable(int8Net, plan), board, sample, expected, archive, options);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

/** Yields about how many instructions were executed since. */
export function* boardSteps(compiled: Compiled, board: Board, firmware: Image, inputs: readonly Int8Array[]): Generator<number, BoardRun> {
  const groups = groupsOfCompiled(compiled);
  const result = yield* deviceSteps({ firmware, board, inputs, groups });
  const { cycles } = result.whole;
  const latency = simulatedLatency(board, cycles);
  const energy = simulatedEnergy(board, latency);
  const share = shareOf({ cycles, latency, energy });
  const layers = layerRows(compiled, board, groups, result).map((row) => ({ ...row, ...share(row) }));
  return {
    outputs: result.runs.map(({ output }) => output),
    instructions: result.runs.map(({ instructions }) => instructions),
    cycles, latency, energy, stackBytes: result.stackBytes, layers,
    view: { ...viewOf(board, firmware, result, layers), functions: result.functions.map((one) => ({ ...one, ...share(one) })) },
  };
}

type Counted = Omit<SimLayer, keyof Share>;

function layerRows(compiled: Compiled, board: Board, groups: readonly Group[], { layers, runner }: DeviceResult): Counted[] {
  const { int8Net: { net }, plan: { patch } } = compiled;
  const costs = costTable(net, board);
  const rows = groups.map((group, i): Counted => {
    const { from, name, op } = layerOf(compiled, group);
    const { index, macs } = costs[group.step];
    const row = { ...measured(layers[i], board), name, op, arenaLiveBytes: bytesOf(liveParts(compiled, { from, step: group.step })) };
    return op === 'patches' && patch !== null ? { ...row, index: 0, macs: costs.slice(0, patch.steps).reduce((sum, one) => sum + one.macs, patch.extraMacs) } : { ...row, index, macs };
  });
  return [...rows, {
    index: net.nodes.length, name: 'runner', op: 'runner', ...runner, macs: 0, arenaLiveBytes: null,
    flashReadBytes: null, ramReadBytes: null, ramWriteBytes: null, arenaFilledBytes: null, flashWaitCycles: null, bound: 'compute',
  }];
}

function measured({ instructions, cycles, traffic }: DeviceLayer, { timing }: Board): Omit<Counted, 'index' | 'name' | 'op' | 'macs' | 'arenaLiveBytes'> {
  const { waitCycles, ...bytes } = traffic;
  const flashWaitCycles = Math.round((timing?.factor ?? 1) * waitCycles);
  return { instructions, cycles, ...bytes, flashWaitCycles, bound: 2 * flashWaitCycles > cycles ? 'flash' : 'compute' };
}

function viewOf(board: Board, { sizes }: Image, { runs, mix, selfTest, start, stale }: DeviceResult, layers: readonly SimLayer[]): Omit<SimulatedView, 'functions'> {
  const core = coreOf(board);
  return {
    core: core === null ? board.core : coreProfiles[core].name,
    runs: runs.length, mix, imageBytes: sizes.flash,
    selfTest: { text: selfTest, ...start },
    timing: { model: timingModel(board), accuracy: board.timing?.accuracy ?? 'not simulated', calibrated: board.timing?.calibrated ?? false },
    staleReads: stale.map(({ group, ...read }) => ({ layer: layers[group].name, ...read })),
  };
}
