/**
 * thimble simulate MODEL --audio FILE: a recording through front end and network on the simulated board. As JSON it has
 * the fields of a run on an input tensor, the front end standing first among the layers.
 */
import type { Wav } from '../core/data/index.ts';
import { finishJob, type ListenResult, type Recipe, type SimulateResult, type Techniques } from '../engine/index.ts';
import { nodeHost } from '../workers/node/index.ts';
import type { Io } from './command.ts';
import { json, kib, percent, shown, table } from './output.ts';

export interface ListenWords {
  readonly sound: Wav;
  readonly recipe: Recipe;
  readonly model: Uint8Array;
  readonly weights: string;
  readonly techniques: Techniques;
  readonly labels: { readonly classes?: readonly string[] };
  readonly asJson: boolean;
}

/** @throws Error when board, WebAssembly and reference disagree: a defect */
export async function listenTo({ sound, recipe, model, weights, techniques, labels, asJson }: ListenWords, io: Io): Promise<void> {
  const host = nodeHost();
  const result = await finishJob(host, 'listen', { recipe, model, ...sound, techniques, ...labels }, undefined, io.signal);
  if (!result.equalsReference) throw new Error('the board, the kernels and the reference executor disagree; please report this');
  if (!asJson) return io.out(report(result, recipe.board));
  const inputs = Int8Array.from(result.features);
  const alone = await finishJob(host, 'simulate', { recipe, model, inputs, techniques, ...labels }, undefined, io.signal);
  io.out(json({ ...result, ...whole(result, alone), weights }));
}

type Layer = Pick<SimulateResult['layers'][number], 'index' | 'name' | 'op' | 'instructions' | 'cycles' | 'latencyMs'>;

/**
 * What every run has at the top, of front end and network together. The layers are those of the network on the same
 * features, in an image without the front end: as many instructions, and cycles that differ by waits for flash.
 */
function whole({ frontEnd, network, latency, stackBytes }: ListenResult, alone: SimulateResult): Pick<SimulateResult, 'instructions' | 'cycles' | 'latencyMs' | 'arenaBytes' | 'stackBytes'> & { readonly layers: readonly Layer[] } {
  const { arenaBytes } = alone;
  if (frontEnd === null || network === null) return { instructions: null, cycles: alone.cycles, latencyMs: latency.value, arenaBytes, stackBytes: alone.stackBytes, layers: alone.layers };
  const { instructions, cycles, ms } = frontEnd;
  return {
    instructions: instructions + network.instructions, cycles: cycles + network.cycles, latencyMs: latency.value, arenaBytes, stackBytes: stackBytes ?? alone.stackBytes,
    layers: [{ index: -1, name: 'audio front end', op: 'frontEnd', instructions, cycles, latencyMs: ms }, ...alone.layers],
  };
}

function report({ top, topLabel, certainty, output, frontEnd, network, latency, ramBytes, notSimulated }: ListenResult, board: string): string {
  const answer = `${topLabel ?? `class ${top}`}, ${percent(certainty)}  [${output.join(' ')}]`;
  if (frontEnd === null || network === null || ramBytes === null) return `${answer}\nnetwork alone ${shown(latency)} on ${board}, an estimate: ${notSimulated ?? 'not simulated'}`;
  const rows = ([['front end', frontEnd], ['its dearest 20 ms', frontEnd.stretch], ['network', network]] as const).map(([name, { instructions, cycles, ms }]) => [name, String(instructions), String(cycles), ms.toFixed(2)]);
  return [
    answer,
    `${shown(latency)} of computing per second of sound on ${board}; RAM ${kib(ramBytes.image)} with the stack, ${kib(ramBytes.frontEnd)} of it the front end's`,
    table(['part', 'instructions', 'cycles', 'ms'], rows),
  ].join('\n');
}
