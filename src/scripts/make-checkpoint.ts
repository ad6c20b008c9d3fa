/**
 * Trains a supernet that ships with Thimble:
 * `npx vite build --mode cli && node dist/cli/make-checkpoint.js --task keywords` (or scenes).
 * Progress goes to stderr, the result to stdout as one JSON object, with every measured epoch's accuracies and when the
 * largest network came within a point of its last. The file is the same on every machine and for any
 * number of threads. After every epoch OUT.part is written; the same command goes on from it after a stop.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { decodeTask, taskAt, type Split, type Task } from '../core/data/index.ts';
import { Rng } from '../core/lib/index.ts';
import { encodeGenome, findSpace, largest, sampleGenome, sideOf, smallest, type Genome, type Space } from '../core/space/index.ts';
import { loadBackend, type Backend } from '../core/tensor/index.ts';
import {
  createSupernet, decodeCheckpoint, defaultRecipe, encodeCheckpoint, evaluateFloat, fingerprint, foldSubnet, hashSupernet, trainSupernet, trainSupernetWith,
  type AugmentOptions, type Supernet, type TrainEvent, type TrainProgress, type TrainRecipe,
} from '../core/train/index.ts';
import { builtInTask, defaultRecipe as defaultRun, recipeForTask, trainedSpace, trainRecipe } from '../engine/index.ts';
import { assetFolder, assetReader, nodeHost } from '../workers/node/index.ts';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    'data-seed': { type: 'string', default: '1' },
    task: { type: 'string', default: 'keywords' },
    space: { type: 'string' },
    out: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
    'largest-epochs': { type: 'string' },
    epochs: { type: 'string' },
    rate: { type: 'string' },
    batch: { type: 'string' },
    paths: { type: 'string' },
    distillation: { type: 'string' },
    schedule: { type: 'string' },
    'kernel-transform': { type: 'boolean', default: false },
    augment: { type: 'string', default: '1' },
    mixup: { type: 'string', default: '0' },
    real: { type: 'string', default: '../shared/fixtures/kws01' },
  },
});

/** Passes over the scenes, beyond which the largest network gains little. */
const SCENE_EPOCHS = 40;

/** Labels 0 to 11 of the MLPerf Tiny keyword benchmark. */
const BENCHMARK_CLASSES = ['down', 'go', 'left', 'no', 'off', 'on', 'right', 'stop', 'up', 'yes', 'silence', 'unknown'];

/** Validation accuracies after an epoch, and the seconds since this run began; a run that went on from a file began then. */
interface MeasuredEpoch {
  readonly epoch: number;
  readonly seconds: number;
  readonly smallest: number;
  readonly random: number;
  readonly largest: number;
}

const say = (text: string) => process.stderr.write(`${text}\n`);
const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
const given = (name: 'epochs' | 'largest-epochs' | 'rate' | 'batch' | 'paths' | 'distillation', usual: number): number => (options[name] === undefined ? usual : Number(options[name]));

const whole = recipeForTask(defaultRun, options.task);
const space = findSpace(options.space ?? trainedSpace(options.task) ?? whole.space);
const out = options.out ?? `public/checkpoints/${options.task}-${whole.space}.ckpt`;
const host = nodeHost(Number(options.workers));
const backend = await loadBackend(readFileSync('public/kernels/train.wasm'));
const task = await loadTask(options.task, space);
const usual: TrainRecipe = space.family === 'dscnn' ? defaultRecipe : { ...trainRecipe({ ...whole, space: space.id }), epochs: SCENE_EPOCHS, evaluateEvery: defaultRecipe.evaluateEvery };
const recipe: TrainRecipe = {
  ...usual,
  dataSeed: Number(options['data-seed']),
  largestEpochs: given('largest-epochs', usual.largestEpochs),
  epochs: given('epochs', usual.epochs),
  learningRate: given('rate', usual.learningRate),
  batch: given('batch', usual.batch),
  paths: given('paths', usual.paths),
  distillation: given('distillation', usual.distillation),
  schedule: options.schedule === 'shrinking' ? 'shrinking' : 'sampled',
  kernelTransform: options['kernel-transform'],
  augment: { ...scaled(usual.augment, Number(options.augment)), mixup: Number(options.mixup) },
};
const { supernet, progress } = begin();
say(`${task.train.count} training, ${task.validation.count} validation, ${task.test.count} test examples; ${supernet.values.length} weights; from epoch ${progress?.epoch ?? 0} of ${recipe.largestEpochs + recipe.epochs}`);

const { seconds, epochs } = await train();
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, encodeCheckpoint(supernet, recipe));
rmSync(`${out}.part`, { force: true });
const report = {
  checkpoint: out,
  hash: hashSupernet(supernet, recipe),
  seed: Number(options.seed),
  seconds: Math.round(seconds),
  threads: Number(options.workers),
  epochs,
  withinOnePoint: withinOnePoint(epochs),
  accuracy: named(supernet.space).map(([name, genome]) => ({ name, genome: encodeGenome(genome), ...accuracies(backend, supernet, genome, task) })),
};
if (report.withinOnePoint !== null) say(`largest within one point of its last measured ${percent(epochs[epochs.length - 1].largest)} after epoch ${report.withinOnePoint.epoch}, ${report.withinOnePoint.seconds.toFixed(0)} s`);
for (const row of report.accuracy) say(`${row.name}: validation ${percent(row.validation)}, test ${percent(row.test)}${row.real === null ? '' : `, real recordings ${percent(row.real)}`}`);
process.stdout.write(`${JSON.stringify(report)}\n`);

/** A built-in task by name, or a task file. */
async function loadTask(name: string, within: Space): Promise<Task> {
  if (name.endsWith('.bin')) return decodeTask(readFileSync(name), name);
  const steps = builtInTask(assetReader(assetFolder()), name, within);
  for (;;) {
    const { done, value } = await steps.next();
    if (done === true) return value;
  }
}

/** Anew, or from what an earlier run with the same recipe, seed and data left. */
function begin(): { supernet: Supernet; progress: TrainProgress | undefined } {
  if (existsSync(`${out}.part`)) {
    const left = decodeCheckpoint(readFileSync(`${out}.part`), `${out}.part`, space.id);
    const same = JSON.stringify(left.recipe) === JSON.stringify(recipe) && left.supernet.weightsSeed === Number(options.seed) && left.progress?.data === fingerprint(task);
    if (same && left.progress) return { supernet: left.supernet, progress: left.progress };
    say(`${out}.part is of another recipe or other data, and is not used`);
  }
  return { supernet: createSupernet(space, Number(options.seed), recipe.kernelTransform), progress: undefined };
}

async function train(): Promise<{ readonly seconds: number; readonly epochs: readonly MeasuredEpoch[] }> {
  const start = performance.now();
  const crew = host.openTrainCrew?.({ space: space.id, recipe }) ?? null;
  const events = crew === null ? trainSupernet(backend, supernet, task, recipe, progress) : trainSupernetWith(crew, backend, supernet, task, recipe, progress);
  const data = fingerprint(task);
  const measured: MeasuredEpoch[] = [];
  let last: TrainEvent | null = null;
  for await (const event of events) {
    const sinceStart = (performance.now() - start) / 1000;
    const elapsed = sinceStart.toFixed(0);
    if (last !== null && event.step !== last.step && event.step % 100 === 0) say(`step ${event.step}/${event.steps} loss ${event.loss.toFixed(4)} rate ${event.learningRate.toExponential(1)} ${elapsed} s`);
    if (event.accuracy) {
      say(`epoch ${event.epoch}: smallest ${percent(event.accuracy.smallest)} random ${percent(event.accuracy.random)} largest ${percent(event.accuracy.largest)} ${elapsed} s`);
      measured.push({ epoch: event.epoch, seconds: sinceStart, ...event.accuracy });
    }
    if (event.progress) keep(encodeCheckpoint(supernet, recipe, { ...event.progress, data }));
    last = event;
  }
  crew?.close();
  return { seconds: (performance.now() - start) / 1000, epochs: measured };
}

/** The first measured epoch from whose end on the largest network is within a point of the last measured accuracy. */
function withinOnePoint(epochs: readonly MeasuredEpoch[]): MeasuredEpoch | null {
  const last = epochs.at(-1);
  if (last === undefined) return null;
  const far = epochs.findLastIndex(({ largest: share }) => share < last.largest - 0.01);
  return epochs[far + 1];
}

/** Whole or not at all. */
function keep(bytes: Uint8Array): void {
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(`${out}.part.new`, bytes);
  renameSync(`${out}.part.new`, `${out}.part`);
}

/** Augmentation by a factor of its usual strength. */
function scaled(augment: AugmentOptions, by: number): AugmentOptions {
  return Object.fromEntries(Object.entries(augment).map(([option, value]) => [option, value * by])) as unknown as AugmentOptions;
}

function named(of: Space): [name: string, genome: Genome][] {
  const rng = new Rng('report');
  const randoms = [1, 2, 3, 4].map((i): [string, Genome] => [`random ${i}`, sampleGenome(of, rng)]);
  return [['smallest', smallest(of)], ...randoms, ...grid(of), ['largest', largest(of)]];
}

/** Of images, the largest network at each width and side: whether width and resolution matter. */
function grid(of: Space): [name: string, genome: Genome][] {
  const last = of.choices.length - 1;
  return of.widths.flatMap((width, w) => of.resolutions.map((side, r): [string, Genome] =>
    [`width ${width}, side ${side}`, { space: of.id, genes: largest(of).genes.map((gene, i) => (i === 0 ? w : i === last ? r : gene)) }]));
}

function accuracies(core: Backend, net: Supernet, genome: Genome, data: Task): { validation: number; test: number; real: number | null } {
  const folded = foldSubnet(core, net, genome, data, 1280);
  const side = sideOf(net.space, genome.genes);
  const fed = side === null ? data : taskAt(data, side);
  const of = (split: Split) => evaluateFloat(core, folded, split, data.inputQuant).accuracy;
  const real = realRecordings(data);
  return { validation: of(fed.validation), test: of(fed.test), real: real && of(real) };
}

/** The benchmark's 144 recorded clips as a split, where the fixtures are at hand: how far synthetic speech carries. */
function realRecordings({ classes }: Task): Split | null {
  const map = join(options.real, 'map.csv');
  if (space.family !== 'dscnn' || !existsSync(map)) return null;
  const rows = readFileSync(map, 'utf8').trim().split('\n').slice(1).map((line) => line.split(','));
  const clips = rows.flatMap(([file, label]) => {
    const known = classes.indexOf(BENCHMARK_CLASSES[Number(label)]);
    return known < 0 ? [] : [{ label: known, bytes: readFileSync(join(options.real, file)) }];
  });
  const features = Int8Array.from(clips.flatMap(({ bytes }) => Array.from(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length))));
  return { count: clips.length, features, labels: Uint8Array.from(clips, ({ label }) => label) };
}
