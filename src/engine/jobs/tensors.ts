/**
 * The network in hand opened up: `tensors` gives its layers, weights and code, `activations` what every tensor holds for
 * one input, by the readable int8 executor that all kernels are held to.
 */
import { InputError } from '../../core/lib/index.ts';
import { inputElements } from '../../core/net/index.ts';
import { decodeInt8Net, int8TensorSteps } from '../../core/quant/index.ts';
import { decodeGenome } from '../../core/space/index.ts';
import type { Host } from '../host.ts';
import { countsOf, modelView, netView } from '../layerViews.ts';
import type { ActivationsResult, ModelView } from '../modelView.ts';
import { netOfGenome } from '../network.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import { compileFor, planFor } from '../techniques.ts';
import type { JobEvent, StopSignal } from '../types.ts';

export async function* tensors(host: Host, { recipe, model, genome, techniques }: Jobs['tensors']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, ModelView> {
  const progress = new Progress<null>(host, signal, () => null);
  progress.enter('tensors', 1, 'networks');
  await progress.breathe();
  if ((genome === undefined) === (model === undefined)) throw new InputError('takes a genome or a model, one of the two', 'tensors');
  const view = model === undefined ? netView(planFor(netOfGenome(decodeGenome(genome ?? '')), recipe, techniques).net) : modelView(compileFor(decodeInt8Net(model, 'model'), recipe, techniques));
  progress.at(1);
  yield* progress.events(true);
  return view;
}

export async function* activations(host: Host, { recipe, model, input, techniques }: Jobs['activations']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, ActivationsResult> {
  const progress = new Progress<null>(host, signal, () => null);
  progress.enter('activations', 1, 'inferences');
  yield* progress.events();
  const { int8Net } = compileFor(decodeInt8Net(model, 'model'), recipe, techniques);
  const size = inputElements(int8Net.net);
  if (input.length !== size) throw new InputError(`${input.length} bytes; the network takes ${size}`, 'input');
  const values = yield* progress.drive(int8TensorSteps(int8Net, input), () => {});
  progress.at(1);
  yield* progress.events(true);
  return { tensors: values.map((one) => ({ values: one, counts: countsOf(one) })) };
}
