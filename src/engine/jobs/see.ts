/**
 * A network looks at one picture on its simulated board: the picture as the network's own input, the answer of the very
 * image that would be flashed, held to the reference, and what it took. What `listen` is for sounds.
 */
import { argmax, InputError, sameBytes } from '../../core/lib/index.ts';
import { elements } from '../../core/net/index.ts';
import { runInt8 } from '../../core/quant/index.ts';
import { answerSteps, simulate, simulatedLatency } from '../../core/sim/index.ts';
import { confidenceOf } from '../confidence.ts';
import type { Host } from '../host.ts';
import type { SeeResult } from '../insight.ts';
import { liveNetwork } from '../live.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import type { JobEvent, StopSignal } from '../types.ts';

export async function* see(host: Host, { recipe, model, input, classes, techniques }: Jobs['see']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, SeeResult> {
  const progress = new Progress<null>(host, signal, () => null);
  const { given, compiled, board, runner, session, onBoard } = await liveNetwork(host, { recipe, model, techniques, listens: false });
  const { net } = given;
  const size = elements(net.tensors[net.inputs[0]].shape);
  if (net.inputs.length !== 1 || input.length !== size) {
    throw new InputError(`${input.length} bytes; the network takes one input of ${net.inputs.map((id) => net.tensors[id].shape.join(' x ')).join(', ')}`, 'picture');
  }
  const output = session.run(input);
  const expected = runInt8(given, input);
  await progress.breathe();

  const scores = output.subarray(0, elements(net.tensors[net.outputs[0]].shape));
  const top = argmax(scores);
  const confidence = confidenceOf(given, scores);
  const answer = {
    output: [...output], top, topLabel: classes?.[top] ?? null,
    certainty: confidence[top], confidence,
  };
  if (typeof onBoard === 'string') {
    return { ...answer, network: null, latency: simulate(runner, compiled.int8Net, compiled.plan, [], board).latencyMs, equalsReference: sameBytes(output, expected), notSimulated: onBoard };
  }
  progress.enter('board', 1, 'pictures');
  const { output: answered, instructions, cycles } = yield* progress.drive(answerSteps(onBoard.device, input), () => {});
  const latency = simulatedLatency(board, cycles);
  return { ...answer, network: { instructions, cycles, ms: latency.value }, latency, equalsReference: sameBytes(output, expected) && sameBytes(answered, expected), notSimulated: null };
}
