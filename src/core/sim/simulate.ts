/**
 * A run as a person asks for it: what the network answers, in what arena, and what that would take on a board. The
 * answers are the deployed kernels' own; time and energy are cost's estimates, labelled so: what the board's own
 * instructions take, device/ counts.
 */
import type { Board } from '../boards/index.ts';
import { costTable, energy, latency, type CostRow } from '../cost/index.ts';
import { argmax, type Figure } from '../lib/index.ts';
import type { ArenaPlan } from '../memory/index.ts';
import { elements } from '../net/index.ts';
import type { Int8Net } from '../quant/index.ts';
import { Session, type Runner } from './session.ts';

export interface SimulatedLayer extends CostRow {
  /** Estimated cycles on the board. */
  readonly cycles: number;
  /** What the layer wrote for the first input, int8; null where there was no input, or inside a stage of patches. */
  readonly output: Int8Array | null;
}

export interface Simulation {
  /** One per input, in order; several output tensors follow one another. */
  readonly outputs: readonly Int8Array[];
  /** Class with the highest score of the first output per input; a tie goes to the lower class. */
  readonly tops: readonly number[];
  /** In execution order. */
  readonly layers: readonly SimulatedLayer[];
  /** Milliseconds of one inference, estimated. */
  readonly latencyMs: Figure;
  /** Cycles of one inference, estimated. */
  readonly cycles: number;
  /** Of one inference, estimated; null where the board's power has no source. */
  readonly energy: Figure | null;
  /** Size of the arena the run had, exactly the plan's. */
  readonly arenaBytes: number;
}

/**
 * @param inputs int8, height x width x channels each; several input tensors follow one another
 * @throws InputError when an input has the wrong length or the plan is another network's
 */
export function simulate(runner: Runner, int8Net: Int8Net, plan: ArenaPlan, inputs: readonly Int8Array[], board: Board): Simulation {
  const { net } = int8Net;
  const session = new Session(runner, int8Net, plan);
  const outputs = inputs.map((input) => session.run(input));
  const scores = elements(net.tensors[net.outputs[0]].shape);
  const traced = inputs.length > 0 ? session.trace(inputs[0]) : null;
  const { ms, cycles, perLayer } = latency(net, board, plan.patch);
  const layers = costTable(net, board, 'C', plan.patch).map((row, step): SimulatedLayer => ({ ...row, cycles: perLayer[step].cycles, output: traced === null ? null : traced[step] }));
  return { outputs, tops: outputs.map((output) => argmax(output.subarray(0, scores))), layers, latencyMs: ms, cycles, energy: energy(net, board, plan.patch), arenaBytes: session.arenaBytes };
}
