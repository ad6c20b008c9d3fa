/**
 * A network looks at one picture on its simulated board: the picture as the network's own input, the answer of the very
 * image that would be flashed, held to the reference, and what it took. What `listen` is for sounds.
 */
import { findBoard } from '../../core/boards/index.ts';
import { argmax, InputError } from '../../core/lib/index.ts';
import { elements } from '../../core/net/index.ts';
import { decodeInt8Net, runInt8 } from '../../core/quant/index.ts';
import { loadRunner, Session, simulate } from '../../core/sim/index.ts';
import { confidenceOf } from '../confidence.ts';
import { boardSteps, imageFor } from '../device.ts';
import type { Host } from '../host.ts';
import type { SeeResult } from '../insight.ts';
import { INT8_KERNELS } from '../int8.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import { compileFor } from '../techniques.ts';
import type { JobEvent, StopSignal } from '../types.ts';

export async function* see(host: Host, { recipe, model, input, classes, techniques }: Jobs['see']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, SeeResult> {
  const progress = new Progress<null>(host, signal, () => null);
  const given = decodeInt8Net(model, 'model');
  const { net } = given;
  const size = elements(net.tensors[net.inputs[0]].shape);
  if (net.inputs.length !== 1 || input.length !== size) {
    throw new InputError(`${input.length} bytes; the network takes one input of ${net.inputs.map((id) => net.tensors[id].shape.join(' x ')).join(', ')}`, 'picture');
  }
  const board = findBoard(recipe.board);
  const runner = await loadRunner(await host.readAsset(INT8_KERNELS));
  const compiled = compileFor(given, recipe, techniques);
  const output = new Session(runner, compiled.int8Net, compiled.plan).run(input);
  const expected = runInt8(given, input);
  await progress.breathe();

  const scores = output.subarray(0, elements(net.tensors[net.outputs[0]].shape));
  const top = argmax(scores);
  const confidence = confidenceOf(given, scores);
  const answer = {
    output: [...output], top, topLabel: classes?.[top] ?? null,
    certainty: confidence[top], confidence,
  };
  const same = (a: Int8Array, b: Int8Array): boolean => a.length === b.length && a.every((value, at) => value === b[at]);
  const image = await imageFor(host, compiled, board, input, expected);
  if (typeof image === 'string') {
    return { ...answer, network: null, latency: simulate(runner, compiled.int8Net, compiled.plan, [], board).latencyMs, equalsReference: same(output, expected), notSimulated: image };
  }
  progress.enter('board', 1, 'pictures');
  const steps = boardSteps(compiled, board, image, [input]);
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      const { outputs, instructions, cycles, latency } = step.value;
      return { ...answer, network: { instructions: instructions[0], cycles, ms: latency.value }, latency, equalsReference: same(output, expected) && same(outputs[0], expected), notSimulated: null };
    }
    yield* progress.events();
    await progress.breathe();
  }
}
