/** An int8 model as C sources or as a firmware image, as files and as one zip whose bytes depend on nothing but the files. */
import { strToU8, zipSync } from 'fflate';
import type { Board } from '../../core/boards/index.ts';
import { archiveFor, AUDIO_BYTES, emitBundle, firmware, listens, toBin, toElf, toUf2, type BundleLayout, type BundleMeta, type Compiled } from '../../core/codegen/index.ts';
import { compare, latency, type Budget } from '../../core/cost/index.ts';
import { hashHex, Rng, utf8 } from '../../core/lib/index.ts';
import { elements } from '../../core/net/index.ts';
import { decodeInt8Net, randomInputs, type Int8Net } from '../../core/quant/index.ts';
import type { Task } from '../../core/data/index.ts';
import { describeViolations, OverBudgetError } from '../errors.ts';
import type { Host } from '../host.ts';
import { encodeLink } from '../link.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import type { Recipe } from '../recipe.ts';
import { verdictView } from '../network.ts';
import { TASKS } from '../builtIn.ts';
import { resolve, testsFor, type TaskSource } from '../setup.ts';
import { compileFor } from '../techniques.ts';
import type { ExportResult } from '../results.ts';
import type { JobEvent, NamedBytes, StopSignal, VerdictView } from '../types.ts';

/** Scales of one quantisation may differ in their last bit, by the float32 of a file. */
const SCALE_TOLERANCE = 1e-6;

/** The recipe's task where the model is one of it (same input, in the same quantisation, and as many classes), else null. */
export async function taskOfModel(source: TaskSource, recipe: Recipe, { net, tensors }: Int8Net): Promise<Task | null> {
  if (!TASKS.includes(recipe.task)) return null;
  const task = await testsFor(source, recipe, net.tensors[net.inputs[0]].shape, 1);
  const { scale, zeroPoint } = tensors[net.inputs[0]];
  const sameQuant = zeroPoint === task.inputQuant.zeroPoint && Math.abs(scale / task.inputQuant.scale - 1) < SCALE_TOLERANCE;
  const sameInput = net.inputs.length === 1 && task.inputShape.join() === net.tensors[net.inputs[0]].shape.join();
  return sameInput && sameQuant && task.classes.length === elements(net.tensors[net.outputs[0]].shape) ? task : null;
}

/** A file is not made again by the recipe that happens to be set, and nothing is known of what it is for. */
function metaOf(recipe: Recipe, { net }: Int8Net, task: Task | null, classes: readonly string[] | undefined, from: string | undefined): BundleMeta {
  const origin = from ?? encodeLink(recipe);
  if (classes !== undefined && classes.join() !== task?.classes.join()) return { title: from === undefined ? `${net.name}, your own task` : net.name, classes, origin };
  if (task === null) {
    const outputs = elements(net.tensors[net.outputs[0]].shape);
    return { title: from === undefined ? `${net.name}, no task` : net.name, classes: Array.from({ length: outputs }, (_, i) => `output ${i + 1}`), origin };
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

const MOST_BYTES = 2 ** 24;

interface Exported {
  readonly files: readonly NamedBytes[];
  readonly flashBytes: number;
  readonly ramBytes: number;
}

export async function* exportBundle(host: Host, { recipe, model, from, classes, format = 'cmake', techniques }: Jobs['export']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, ExportResult> {
  const progress = new Progress<null>(host, signal, () => null);
  progress.enter('export', 1, 'bundles');
  yield* progress.events();
  await progress.breathe();
  const given = decodeInt8Net(model, 'model');
  const compiled = compileFor(given, recipe, techniques);
  const { board, budget } = resolve(recipe);
  const inputs = given.net.inputs.reduce((sum, id) => sum + elements(given.net.tensors[id].shape), 0);
  if (Math.max(compiled.plan.bytes, inputs) > MOST_BYTES) throw new OverBudgetError(`${given.net.name}: an arena of ${compiled.plan.bytes} bytes for an input of ${inputs}; ${MOST_BYTES} is the most that is written, several times what any microcontroller has`);
  const meta = metaOf(recipe, given, await taskOfModel(host, recipe, given), classes, from);
  const { net } = compiled.int8Net;
  const judged = (flashBytes: number, limits: Budget = budget): VerdictView => verdictView(compare({ sramBytes: compiled.plan.bytes, flashBytes, macs: compiled.report.sum.macs, latencyMs: latency(net, board, compiled.plan.patch).ms.value }, limits));
  const image = format === 'elf' || format === 'bin' || format === 'uf2';
  // an estimate of time keeps nobody from trying; memory does
  const expected = judged(compiled.report.sum.flash.total, { ...budget, latencyMs: null });
  if (image && !expected.fits) throw new OverBudgetError(`does not fit ${recipe.board}: ${describeViolations(expected)}`);
  const { files, flashBytes, ramBytes } = image ? await imageFile(host, compiled, board, meta, format) : bundleFiles(compiled, meta, format);
  const frontEnd = image || !listens(given) ? null : { flashBytes: AUDIO_BYTES.flash, ramBytes: AUDIO_BYTES.ram };
  const zip = zipSync(Object.fromEntries(files.map(({ path, bytes }) => [path, bytes])), { level: 6, mtime: EPOCH });
  progress.at(1);
  yield* progress.events(true);
  return { format, files, zip, arenaBytes: compiled.plan.bytes, flashBytes, ramBytes, frontEnd, verdict: judged(flashBytes), hash: hashHex(...files.flatMap(({ path, bytes }) => [utf8(path), bytes])) };
}

function bundleFiles({ int8Net, plan, report: { sum } }: Compiled, meta: BundleMeta, layout: BundleLayout): Exported {
  const files = emitBundle(int8Net, plan, meta, { layout }).map(({ path, text }) => ({ path, bytes: strToU8(text) }));
  return { files, flashBytes: sum.flash.total, ramBytes: sum.ram.total };
}

/** The image runs the recorded input once after reset and says whether the answer is right. */
async function imageFile(host: Host, { int8Net, plan }: Compiled, board: Board, meta: BundleMeta, format: 'elf' | 'bin' | 'uf2'): Promise<Exported> {
  const archive = await host.readAsset(`kernels/arm/${archiveFor(board)}`);
  const input = meta.sample?.input ?? randomInputs(int8Net.net, 1, new Rng('selftest'));
  const image = firmware(int8Net, plan, board, input, archive, { loader: format === 'uf2' ? 'uf2' : 'flash' });
  const bytes = format === 'elf' ? toElf(image) : format === 'bin' ? toBin(image) : toUf2(image);
  return { files: [{ path: `${fileName(int8Net.net.name)}.${format}`, bytes }], flashBytes: image.sizes.flash, ramBytes: image.sizes.ram };
}

const fileName = (name: string): string => name.replace(/[^A-Za-z0-9._-]+/g, '_') || 'model';
