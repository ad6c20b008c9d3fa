/**
 * Trains the supernet that ships with Thimble:
 * `npx vite build --mode cli && node dist/cli/make-checkpoint.js --seed 1 --out public/checkpoints/keywords-dscnn.ckpt`.
 * Progress goes to stderr, the result to stdout as one JSON object. One core needs about a quarter of an hour; the
 * file is the same on every machine.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { decodeTask, type Split, type Task } from '../core/data/index.ts';
import { Rng } from '../core/lib/index.ts';
import { findSpace, largest, sampleGenome, smallest, type Genome, type Space } from '../core/space/index.ts';
import { loadBackend, type Backend } from '../core/tensor/index.ts';
import {
  createSupernet, defaultRecipe, encodeCheckpoint, evaluateFloat, foldSubnet, hashSupernet, trainSupernet,
  type AugmentOptions, type Supernet, type TrainEvent, type TrainRecipe,
} from '../core/train/index.ts';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    'data-seed': { type: 'string', default: '1' },
    space: { type: 'string', default: 'dscnn' },
    task: { type: 'string', default: 'public/tasks/keywords.bin' },
    out: { type: 'string', default: 'public/checkpoints/keywords-dscnn.ckpt' },
    'largest-epochs': { type: 'string', default: String(defaultRecipe.largestEpochs) },
    epochs: { type: 'string', default: String(defaultRecipe.epochs) },
    rate: { type: 'string', default: String(defaultRecipe.learningRate) },
    batch: { type: 'string', default: String(defaultRecipe.batch) },
    paths: { type: 'string', default: String(defaultRecipe.paths) },
    distillation: { type: 'string', default: String(defaultRecipe.distillation) },
    augment: { type: 'string', default: '1' },
    real: { type: 'string', default: '../shared/fixtures/kws01' },
  },
});

/** Labels 0 to 11 of the MLPerf Tiny keyword benchmark. */
const BENCHMARK_CLASSES = ['down', 'go', 'left', 'no', 'off', 'on', 'right', 'stop', 'up', 'yes', 'silence', 'unknown'];

const say = (text: string) => process.stderr.write(`${text}\n`);
const percent = (share: number) => `${(100 * share).toFixed(2)} %`;

const backend = await loadBackend(readFileSync('public/kernels/train.wasm'));
const task = decodeTask(readFileSync(options.task), options.task);
const supernet = createSupernet(findSpace(options.space), Number(options.seed));
const recipe: TrainRecipe = {
  ...defaultRecipe,
  dataSeed: Number(options['data-seed']),
  largestEpochs: Number(options['largest-epochs']),
  epochs: Number(options.epochs),
  learningRate: Number(options.rate),
  batch: Number(options.batch),
  paths: Number(options.paths),
  distillation: Number(options.distillation),
  augment: scaled(defaultRecipe.augment, Number(options.augment)),
};
say(`${task.train.count} training, ${task.validation.count} validation, ${task.test.count} test examples; ${supernet.values.length} weights`);

const seconds = train(supernet, recipe);
mkdirSync(dirname(options.out), { recursive: true });
writeFileSync(options.out, encodeCheckpoint(supernet, recipe));
const report = {
  checkpoint: options.out,
  hash: hashSupernet(supernet, recipe),
  seed: Number(options.seed),
  seconds: Math.round(seconds),
  accuracy: named(supernet.space).map(([name, genome]) => ({ name, ...accuracies(backend, supernet, genome, task) })),
};
for (const row of report.accuracy) say(`${row.name}: validation ${percent(row.validation)}, test ${percent(row.test)}${row.real === null ? '' : `, real recordings ${percent(row.real)}`}`);
process.stdout.write(`${JSON.stringify(report)}\n`);

function train(net: Supernet, how: TrainRecipe): number {
  const start = performance.now();
  let last: TrainEvent | null = null;
  for (const event of trainSupernet(backend, net, task, how)) {
    if (last !== null && event.step !== last.step && event.step % 100 === 0) {
      const elapsed = (performance.now() - start) / 1000;
      say(`step ${event.step}/${event.steps} loss ${event.loss.toFixed(4)} rate ${event.learningRate.toExponential(1)} ${elapsed.toFixed(0)} s`);
    }
    if (event.accuracy) say(`epoch ${event.epoch}: smallest ${percent(event.accuracy.smallest)} random ${percent(event.accuracy.random)} largest ${percent(event.accuracy.largest)}`);
    last = event;
  }
  return (performance.now() - start) / 1000;
}

/** Augmentation by a factor of its usual strength. */
function scaled(augment: AugmentOptions, by: number): AugmentOptions {
  return Object.fromEntries(Object.entries(augment).map(([option, value]) => [option, value * by])) as unknown as AugmentOptions;
}

function named(space: Space): [name: string, genome: Genome][] {
  const rng = new Rng('report');
  return [['smallest', smallest(space)], ...[1, 2, 3, 4].map((i): [string, Genome] => [`random ${i}`, sampleGenome(space, rng)]), ['largest', largest(space)]];
}

function accuracies(core: Backend, net: Supernet, genome: Genome, data: Task): { validation: number; test: number; real: number | null } {
  const folded = foldSubnet(core, net, genome, data, 1280);
  const of = (split: Split) => evaluateFloat(core, folded, split, data.inputQuant).accuracy;
  const real = realRecordings(data);
  return { validation: of(data.validation), test: of(data.test), real: real && of(real) };
}

/** The benchmark's 144 recorded clips as a split, where the fixtures are at hand: how far synthetic speech carries. */
function realRecordings({ classes }: Task): Split | null {
  const map = join(options.real, 'map.csv');
  if (!existsSync(map)) return null;
  const rows = readFileSync(map, 'utf8').trim().split('\n').slice(1).map((line) => line.split(','));
  const clips = rows.flatMap(([file, label]) => {
    const known = classes.indexOf(BENCHMARK_CLASSES[Number(label)]);
    return known < 0 ? [] : [{ label: known, bytes: readFileSync(join(options.real, file)) }];
  });
  const features = Int8Array.from(clips.flatMap(({ bytes }) => Array.from(new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length))));
  return { count: clips.length, features, labels: Uint8Array.from(clips, ({ label }) => label) };
}
