/** Runs a firmware image, ours or anybody's, on a simulated board: text, exit, instructions, cycles, where they went. */
import { findBoard } from '../../core/boards/index.ts';
import { coreOf, coreProfiles, imageSteps, inferenceSteps, openImage, simulatedEnergy, simulatedLatency, takesInputs, timingModel, traceSteps, type InferenceRun } from '../../core/sim/index.ts';
import { InputError } from '../../core/lib/index.ts';
import type { Host } from '../host.ts';
import { shareOf } from '../layers.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import type { ImageResult } from '../results.ts';
import type { JobEvent, StopSignal } from '../types.ts';

/** Instructions; a minute of a fast machine's simulation, and more than any network for a microcontroller takes. */
const DEFAULT_FUEL = 4e9;
const MOST_TRACED = 100_000;

export async function* runImage(host: Host, { recipe, image, inputs, fuel = DEFAULT_FUEL, trace = 0, checked = false }: Jobs['runImage']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, ImageResult> {
  const progress = new Progress<null>(host, signal, () => null);
  const board = findBoard(recipe.board);
  const loaded = openImage(image.bytes, image.path, board);
  if (inputs !== undefined && !takesInputs(loaded)) throw new InputError('takes no inputs: it is no ELF image of Thimble\'s; leave the input away', image.path);
  let executed = 0;
  progress.enter('run', fuel, 'instructions');
  const count = (instructions: number): void => {
    executed += instructions;
    progress.at(Math.min(executed, fuel));
  };
  const run = yield* progress.drive(imageSteps(loaded, board, image.path, fuel, checked), count);
  const runs: readonly InferenceRun[] = inputs === undefined ? [] : yield* progress.drive(inferenceSteps(loaded, board, image.path, inputs), count);
  const lines = yield* progress.drive(traceSteps(loaded, board, Math.min(trace, MOST_TRACED)), count);
  const latency = simulatedLatency(board, run.cycles);
  const energy = simulatedEnergy(board, latency);
  const share = shareOf({ cycles: run.cycles, latency, energy });
  const core = coreOf(board);
  return {
    ...run,
    board: board.id,
    core: core === null ? board.core : coreProfiles[core].name,
    latencyMs: latency.value,
    latency,
    energy,
    functions: run.functions.map((one) => ({ ...one, ...share(one) })),
    timing: { model: timingModel(board), accuracy: board.timing?.accuracy ?? 'not simulated', calibrated: board.timing?.calibrated ?? false },
    runs: runs.map(({ output, ...tally }) => ({ output: [...output], ...tally, ...share(tally) })),
    trace: lines,
  };
}
