/**
 * Runs an int8 model as its board would: the first inputs as the very firmware image, instruction by instruction, all of
 * them by the deployed kernels as WebAssembly, in an arena of exactly the planned size; both held to the reference.
 */
import { findBoard } from '../../core/boards/index.ts';
import type { Compiled } from '../../core/codegen/index.ts';
import { argmax, InputError, sameBytes, sum } from '../../core/lib/index.ts';
import { elements } from '../../core/net/index.ts';
import { decodeInt8Net, int8Steps } from '../../core/quant/index.ts';
import { loadRunner, Session, simulate as run, type Simulation } from '../../core/sim/index.ts';
import { boardSteps, imageFor, type BoardRun } from '../device.ts';
import type { Host } from '../host.ts';
import { INT8_KERNELS } from '../int8.ts';
import { bytesOf, groupsOfCompiled, layerOf, liveParts, shareOf } from '../layers.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import type { SimLayer, SimRun, SimulateResult } from '../results.ts';
import { compileFor } from '../techniques.ts';
import type { JobEvent, StopSignal } from '../types.ts';
import { taskOfModel } from './export.ts';

/** Inputs that are also run by the slow reference executor, and on the simulated board. */
const CHECKED = 3;
const MOST_INPUTS = 100_000;

export async function* simulate(host: Host, { recipe, model, inputs, classes, techniques }: Jobs['simulate']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, SimulateResult> {
  const progress = new Progress<null>(host, signal, () => null);
  const given = decodeInt8Net(model, 'model');
  const { net } = given;
  const board = findBoard(recipe.board);
  const size = net.inputs.reduce((sum, id) => sum + elements(net.tensors[id].shape), 0);
  const count = inputs.length / size;
  if (count > MOST_INPUTS) throw new InputError(`${inputs.length} bytes are more than ${MOST_INPUTS} inputs of ${size}; give fewer at once`, 'input');
  if (inputs.length === 0 || !Number.isInteger(count)) {
    throw new InputError(`${inputs.length} bytes; the network takes ${size} (${net.inputs.map((id) => net.tensors[id].shape.join(' x ')).join(', ')}) per input, any whole number of them`, 'input');
  }
  const runner = await loadRunner(await host.readAsset(INT8_KERNELS));
  const labels = classes ?? (await taskOfModel(host, recipe, given))?.classes;
  const compiled = compileFor(given, recipe, techniques);
  const { int8Net, plan, report } = compiled;
  const all = Array.from({ length: count }, (_, i) => inputs.subarray(i * size, (i + 1) * size));
  const checked = all.slice(0, CHECKED);

  const first = run(runner, int8Net, plan, [], board);
  const session = new Session(runner, int8Net, plan);
  const outputs: Int8Array[] = [];
  const right: Int8Array[] = [];
  progress.enter('simulate', count, 'inputs');
  for (const [i, input] of all.entries()) {
    outputs.push(yield* progress.drive(session.runSteps(input), () => {}));
    if (i < checked.length) right.push(yield* progress.drive(int8Steps(given, input), () => {}));
    progress.at(i + 1);
    yield* progress.events();
    await progress.breathe();
  }

  const image = await imageFor(host, compiled, board, all[0], right[0]);
  let onBoard: BoardRun | null = null;
  if (typeof image !== 'string') {
    let executed = 0;
    progress.enter('board', 1, 'images');
    onBoard = yield* progress.drive(boardSteps(compiled, board, image, checked), (instructions) => {
      executed += instructions;
      progress.at(0, `${(executed / 1e6).toFixed(1)} M instructions`);
    });
  }

  const scores = elements(net.tensors[net.outputs[0]].shape);
  const runs = outputs.map((output, i): SimRun => {
    const top = argmax(output.subarray(0, scores));
    return { output: [...output], top, topLabel: labels?.[top] ?? null, instructions: onBoard?.instructions[i] ?? null };
  });
  const latency = onBoard?.latency ?? first.latencyMs;
  return {
    ...runs[0],
    cycles: onBoard?.cycles ?? Math.round(first.cycles),
    latencyMs: latency.value,
    latency,
    energy: onBoard === null ? first.energy : onBoard.energy,
    arenaBytes: first.arenaBytes,
    stackBytes: onBoard?.stackBytes ?? report.sum.ram.stack,
    layers: onBoard?.layers ?? estimatedLayers(compiled, first),
    runs,
    checkedRuns: checked.length,
    equalsReference: right.every((output, i) => sameBytes(output, outputs[i]) && (onBoard === null || sameBytes(output, onBoard.outputs[i]))),
    simulated: onBoard?.view ?? null,
    notSimulated: typeof image === 'string' ? image : null,
  };
}

const UNKNOWN = { instructions: null, flashReadBytes: null, ramReadBytes: null, ramWriteBytes: null, arenaFilledBytes: null, flashWaitCycles: null, bound: null };

/** As a simulated board tells them, and as one that times itself does: a stage of patches is one layer, with all that its own take. */
function estimatedLayers(compiled: Compiled, { layers, cycles: all, latencyMs, energy }: Simulation): SimLayer[] {
  const share = shareOf({ cycles: all, latency: latencyMs, energy });
  return groupsOfCompiled(compiled).map((group) => {
    const { from, name, op } = layerOf(compiled, group);
    const own = layers.slice(from, group.step + 1);
    const cycles = sum(own.map((layer) => layer.cycles));
    return {
      index: own[0].index, name, op, macs: sum(own.map(({ macs }) => macs)), cycles: Math.round(cycles), ...share({ cycles }), arenaLiveBytes: bytesOf(liveParts(compiled, { from, step: group.step })), ...UNKNOWN,
    };
  });
}
