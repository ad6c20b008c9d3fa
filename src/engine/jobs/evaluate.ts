/** Accuracy of an int8 model by the deployed kernels: on the task's test split, or on what the user gives: every clip or picture of a folder, the test split of a prepared task. */
import { InputError } from '../../core/lib/index.ts';
import type { DataOptions, QuantParams, Split, Task } from '../../core/data/index.ts';
import { elements, type Net } from '../../core/net/index.ts';
import { decodeInt8Net } from '../../core/quant/index.ts';
import { loadRunner } from '../../core/sim/index.ts';
import type { Host } from '../host.ts';
import { INT8_KERNELS, int8AccuracySteps } from '../int8.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import { atShape, loadTaskShown, testsFor } from '../setup.ts';
import { compileFor } from '../techniques.ts';
import type { EvaluateResult } from '../results.ts';
import type { JobEvent, StopSignal } from '../types.ts';

/** Recordings, pictures and tables as the model takes them, all of them to be judged: it has seen none. A prepared task has its own test split. */
function inputOf([height, width, channels]: readonly number[], options: DataOptions = {}): DataOptions {
  if (height === width && (channels === 1 || channels === 3)) return { ...options, testOnly: true, side: height, channels };
  return { ...options, testOnly: true, series: { ...(width > 1 ? { window: height } : {}), ...options.series } };
}

/** Labels of `own` renamed to the indices of the model's classes, by class name. */
function relabel(split: Split, own: readonly string[], model: readonly string[]): Split {
  const to = own.map((name) => model.indexOf(name));
  const foreign = own.filter((_, i) => to[i] < 0);
  if (foreign.length > 0) throw new InputError(`${foreign.length === 1 ? 'class' : 'classes'} ${foreign.map((name) => `"${name}"`).join(', ')} ${foreign.length === 1 ? 'is none' : 'are none'} of the model's: ${model.join(', ')}`, 'data');
  return { ...split, labels: split.labels.map((label) => to[label]) };
}

/** Features in the model's own input steps, where a model from elsewhere counts in others than the task. */
function requantised(split: Split, task: QuantParams, model: QuantParams): Split {
  if (task.zeroPoint === model.zeroPoint && Math.fround(task.scale) === Math.fround(model.scale)) return split;
  const steps = Int8Array.from({ length: 256 }, (_, i) => Math.min(127, Math.max(-128, Math.round(((i - 128 - task.zeroPoint) * task.scale) / model.scale) + model.zeroPoint)));
  return { ...split, features: split.features.map((q) => steps[q + 128]) };
}

/** What to evaluate on and under which names. @throws InputError where model and data do not belong together */
function match(net: Net, task: Task, own: Task | null, named: readonly string[] | undefined): { split: Split; classes: readonly string[] } {
  const outputs = elements(net.tensors[net.outputs[0]].shape);
  const shape = net.tensors[net.inputs[0]].shape;
  const fits = ({ inputShape, classes }: Task): boolean => inputShape.join() === shape.join() && classes.length === outputs;
  const classes = named ?? (fits(task) ? task.classes : (own?.classes ?? task.classes));
  const sameTask = classes.join() === task.classes.join();
  const judged = own ?? task;
  if (judged.inputShape.join() !== shape.join() || classes.length !== outputs || (own === null && !sameTask)) {
    const [takes, has] = [shape.join(' x '), judged.inputShape.join(' x ')];
    const hint = own === null ? '; give recordings as data' : '';
    throw new InputError(`takes ${takes} and tells ${outputs} classes; "${judged.id}" has ${has} and ${judged.classes.length}${hint}`, 'model');
  }
  return { split: own === null ? task.test : relabel(own.test, own.classes, classes), classes };
}

export async function* evaluate(host: Host, { recipe, model, data, options, classes: named }: Jobs['evaluate']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, EvaluateResult> {
  const progress = new Progress<null>(host, signal, () => null);
  progress.enter('load', 2, 'files');
  yield* progress.events();
  const int8Net = decodeInt8Net(model, 'model');
  const { shape } = int8Net.net.tensors[int8Net.net.inputs[0]];
  const task = await testsFor(host, recipe, shape);
  const own = data === undefined ? null : yield* loadTaskShown(host, progress, recipe, data, inputOf(shape, options));
  const { split: matched, classes } = match(int8Net.net, task, own === null ? null : atShape(own.task, shape), named);
  const split = requantised(matched, (own?.task ?? task).inputQuant, int8Net.tensors[int8Net.net.inputs[0]]);
  const runner = await loadRunner(await host.readAsset(INT8_KERNELS));
  progress.enter('int8', split.count, 'examples');
  const { accuracy, count, confusion } = yield* progress.drive(int8AccuracySteps(runner, compileFor(int8Net, recipe), split), (done) => progress.at(done));
  yield* progress.events(true);
  return {
    accuracy, count, classes,
    confusion: classes.map((_, row) => [...confusion.subarray(row * classes.length, (row + 1) * classes.length)]),
    problems: own?.problems ?? [],
  };
}
