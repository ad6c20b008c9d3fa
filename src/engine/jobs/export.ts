/** The C bundle of an int8 model, as files and as one zip whose bytes depend on nothing but the files. */
import { strToU8, zipSync } from 'fflate';
import { emitBundle, type BundleMeta } from '../../core/codegen/index.ts';
import { hashHex, utf8 } from '../../core/lib/index.ts';
import { planArena } from '../../core/memory/index.ts';
import { elements } from '../../core/net/index.ts';
import { decodeInt8Net, type Int8Net } from '../../core/quant/index.ts';
import type { Task } from '../../core/data/index.ts';
import type { Host, ReadAsset } from '../host.ts';
import { encodeLink } from '../link.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import type { Recipe } from '../recipe.ts';
import { loadTask, TASKS } from '../setup.ts';
import type { ExportResult } from '../results.ts';
import type { JobEvent, NamedBytes, StopSignal } from '../types.ts';

/** The recipe's task where the model is one of it (same input, as many classes), else null. */
export async function taskOfModel(readAsset: ReadAsset, recipe: Recipe, { net }: Int8Net): Promise<Task | null> {
  if (!TASKS.includes(recipe.task)) return null;
  const { task } = await loadTask(readAsset, recipe);
  const sameInput = task.inputShape.join() === net.tensors[net.inputs[0]].shape.join();
  return sameInput && task.classes.length === elements(net.tensors[net.outputs[0]].shape) ? task : null;
}

function metaOf(recipe: Recipe, { net }: Int8Net, task: Task | null, classes: readonly string[] | undefined): BundleMeta {
  const origin = encodeLink(recipe);
  if (classes !== undefined && classes.join() !== task?.classes.join()) return { title: `${net.name}, your own task`, classes, origin };
  if (task === null) {
    const outputs = elements(net.tensors[net.outputs[0]].shape);
    return { title: `${net.name}, no task`, classes: Array.from({ length: outputs }, (_, i) => `class ${i}`), origin };
  }
  const size = elements(net.tensors[net.inputs[0]].shape);
  const label = task.classes[task.test.labels[0]];
  return {
    title: task.title,
    classes: task.classes,
    origin,
    sample: { input: task.test.features.slice(0, size), note: `Test example 0 of task "${task.id}" (${task.origin}), labelled "${label}"` },
  };
}

/** File times in the archive: local midnight, so that the archive's bytes know no time zone. */
const EPOCH = new Date(2000, 0, 1);

export async function* exportBundle(host: Host, { recipe, model, classes }: Jobs['export']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, ExportResult> {
  const progress = new Progress<null>(host, signal, () => null);
  progress.enter('export', 1, 'bundles');
  yield* progress.events();
  await progress.breathe();
  const int8Net = decodeInt8Net(model, 'model');
  const plan = planArena(int8Net.net);
  const meta = metaOf(recipe, int8Net, await taskOfModel(host.readAsset, recipe, int8Net), classes);
  const files: NamedBytes[] = emitBundle(int8Net, plan, meta).map(({ path, text }) => ({ path, bytes: strToU8(text) }));
  const zip = zipSync(Object.fromEntries(files.map(({ path, bytes }) => [path, bytes])), { level: 6, mtime: EPOCH });
  progress.at(1);
  yield* progress.events(true);
  return { files, zip, arenaBytes: plan.bytes, hash: hashHex(...files.flatMap(({ path, bytes }) => [utf8(path), bytes])) };
}
