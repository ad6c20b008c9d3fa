/** thimble simulate MODEL --audio FILE: a recording through front end and network on the simulated board. */
import type { Wav } from '../core/data/index.ts';
import { finishJob, type ListenResult, type Recipe, type Techniques } from '../engine/index.ts';
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
  const result = await finishJob(nodeHost(), 'listen', { recipe, model, ...sound, techniques, ...labels }, undefined, io.signal);
  if (!result.equalsReference) throw new Error('the board, the kernels and the reference executor disagree; please report this');
  io.out(asJson ? json({ ...result, weights }) : report(result, recipe.board));
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
