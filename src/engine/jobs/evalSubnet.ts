/**
 * Accuracy of one network of a supernet on the test split, as float and as the int8 that would be deployed: statistics
 * recalibrated and ranges set on training examples, no weight trained. Of the user's data, too, only the test split is
 * judged, since the supernet may have been trained on the rest.
 */
import { InputError } from '../../core/lib/index.ts';
import { encodeInt8Net } from '../../core/quant/index.ts';
import { loadRunner } from '../../core/sim/index.ts';
import { decodeGenome, encodeGenome, findSpace, isSubspace, largest, smallest, type Space } from '../../core/space/index.ts';
import { loadBackend } from '../../core/tensor/index.ts';
import { decodeCheckpoint, evaluateFloatSteps, FINAL_CALIBRATION, foldSubnet, narrowSupernet } from '../../core/train/index.ts';
import { taskForSpace } from '../builtIn.ts';
import { TRAIN_KERNELS } from '../fitness.ts';
import type { Host } from '../host.ts';
import { INT8_KERNELS, int8AccuracySteps, quantiseSteps } from '../int8.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import type { SubnetAccuracy } from '../results.ts';
import { atShape, loadTaskShown } from '../setup.ts';
import { compileFor } from '../techniques.ts';
import type { JobEvent, StopSignal } from '../types.ts';

/** A genome, or the words for the two that every space has. */
function genomeOf(text: string, whole: Space): { readonly genome: ReturnType<typeof largest>; readonly space: Space } {
  if (text === 'largest') return { genome: largest(whole), space: whole };
  if (text === 'smallest') return { genome: smallest(whole), space: whole };
  const genome = decodeGenome(text);
  const space = findSpace(genome.space);
  if (!isSubspace(space, whole)) throw new InputError(`is of search space ${space.id}, the checkpoint of ${whole.id}`, 'genome');
  return { genome, space };
}

export async function* evalSubnet(host: Host, { recipe: asked, checkpoint, genome: text, named, data, options }: Jobs['evalSubnet']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, SubnetAccuracy> {
  const progress = new Progress<null>(host, signal, () => null);
  progress.enter('load', 3, 'files');
  yield* progress.events();
  const { supernet: whole } = decodeCheckpoint(checkpoint, 'checkpoint');
  const { genome, space } = genomeOf(text, whole.space);
  const supernet = narrowSupernet(whole, space);
  const task = data === undefined ? taskForSpace(space, named ?? asked.task) : asked.task;
  if (data === undefined && named !== undefined && task !== named) throw new InputError(`"${named}" is not for networks of ${space.id}${task === null ? '' : `, which are judged on "${task}"`}`, 'task');
  if (task === null) throw new InputError(`tells ${space.classes} classes apart in ${space.input.join(' x ')}, which no built-in task has: it was trained on data of somebody's own, and is judged on them; give them as data, on the command line with --data PATH`, 'checkpoint');
  const recipe = { ...asked, task, space: space.id };
  const { task: loaded, problems } = yield* loadTaskShown(host, progress, recipe, data, options);
  const backend = await loadBackend(await host.readAsset(TRAIN_KERNELS));
  const runner = await loadRunner(await host.readAsset(INT8_KERNELS));
  await progress.breathe();
  const floatNet = foldSubnet(backend, supernet, genome, loaded, FINAL_CALIBRATION);
  const fed = atShape(loaded, floatNet.net.tensors[floatNet.net.inputs[0]].shape);
  const float = yield* progress.drive(evaluateFloatSteps(backend, floatNet, fed.test, fed.inputQuant), () => {});
  progress.enter('int8', recipe.quant.calibration, 'examples', 'calibrating activation ranges');
  const int8Net = yield* progress.drive(quantiseSteps(floatNet, fed, recipe), (done) => progress.at(done));
  progress.enter('int8 test', fed.test.count, 'examples', 'running the int8 kernels over the test split');
  const { accuracy, count, confusion } = yield* progress.drive(int8AccuracySteps(runner, compileFor(int8Net, recipe), fed.test), (done) => progress.at(done));
  yield* progress.events(true);
  const { classes } = loaded;
  return {
    genome: encodeGenome(genome), accuracy, floatAccuracy: float.accuracy, count, classes, problems,
    confusion: classes.map((_, row) => [...confusion.subarray(row * classes.length, (row + 1) * classes.length)]),
    model: encodeInt8Net(int8Net),
  };
}
