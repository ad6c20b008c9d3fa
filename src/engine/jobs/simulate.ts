/** Runs an int8 model in an arena of exactly the planned size, by the deployed kernels, and holds it to the reference. */
import { findBoard } from '../../core/boards/index.ts';
import { InputError } from '../../core/lib/index.ts';
import { elements } from '../../core/net/index.ts';
import { decodeInt8Net, runInt8 } from '../../core/quant/index.ts';
import { loadRunner, simulate as run } from '../../core/sim/index.ts';
import type { Host } from '../host.ts';
import { INT8_KERNELS } from '../int8.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import type { SimRun, SimulateResult } from '../results.ts';
import { compileFor } from '../techniques.ts';
import type { JobEvent, StopSignal } from '../types.ts';
import { taskOfModel } from './export.ts';

/** Inputs that are also run by the slow reference executor. */
const CHECKED = 3;
const MOST_INPUTS = 100_000;

export async function* simulate(host: Host, { recipe, model, inputs, classes, techniques }: Jobs['simulate']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, SimulateResult> {
  const progress = new Progress<null>(host, signal, () => null);
  const given = decodeInt8Net(model, 'model');
  const { net } = given;
  const board = findBoard(recipe.board);
  const size = elements(net.tensors[net.inputs[0]].shape);
  const count = inputs.length / size;
  if (inputs.length === 0 || !Number.isInteger(count) || count > MOST_INPUTS) {
    throw new InputError(`${inputs.length} bytes; the network takes ${size} (${net.tensors[net.inputs[0]].shape.join(' x ')}) per input, any whole number of them`, 'input');
  }
  const runner = await loadRunner(await host.readAsset(INT8_KERNELS));
  const labels = classes ?? (await taskOfModel(host.readAsset, recipe, given))?.classes;
  const { int8Net, plan, report } = compileFor(given, recipe, techniques);
  const all = Array.from({ length: count }, (_, i) => inputs.subarray(i * size, (i + 1) * size));
  const first = run(runner, int8Net, plan, all.slice(0, 1), board);
  const label = (top: number): string | null => labels?.[top] ?? null;
  const runs: SimRun[] = [];
  let equalsReference = true;
  progress.enter('simulate', count, 'inputs');
  for (const [i, input] of all.entries()) {
    const { outputs, tops } = i === 0 ? first : run(runner, int8Net, plan, [input], board);
    runs.push({ output: [...outputs[0]], top: tops[0], topLabel: label(tops[0]) });
    if (i < CHECKED) equalsReference &&= runInt8(given, input).every((value, at) => value === outputs[0][at]);
    progress.at(i + 1);
    yield* progress.events();
    await progress.breathe();
  }
  return {
    ...runs[0],
    instructions: null,
    cycles: Math.round(first.cycles),
    latencyMs: first.latencyMs.value,
    latency: first.latencyMs,
    energy: first.energy,
    arenaBytes: first.arenaBytes,
    stackBytes: report.sum.ram.stack,
    layers: first.layers.map(({ index, name, op, cycles }) => ({ index, name, op, instructions: null, cycles: Math.round(cycles) })),
    runs,
    checkedRuns: Math.min(CHECKED, count),
    equalsReference,
  };
}
