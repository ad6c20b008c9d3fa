/**
 * Makes the built-in task: twelve classes of synthetic spoken keywords, public/tasks/keywords.bin. Needs espeak-ng on
 * the path. Equal seeds and an equal eSpeak NG give equal bytes.
 *
 *   npx vite build --mode cli && node dist/cli/make-keywords.js [--check]
 *
 * `--check` writes nothing: it makes a share of the examples again and compares them with the file that ships.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { KEYWORD_BYTES, KEYWORD_QUANT, KEYWORD_SHAPE, decodeTask, encodeTask } from '../core/data/index.ts';
import type { Split, Task } from '../core/data/index.ts';
import { InputError, Rng } from '../core/lib/index.ts';
import { espeakVersion, openVoices } from './keywords/espeak.ts';
import { openStudio } from './keywords/examples.ts';
import type { Studio } from './keywords/examples.ts';
import { SPEAKERS, SPLITS } from './keywords/speakers.ts';
import type { SplitName } from './keywords/speakers.ts';
import { CLASSES, EVERYDAY_WORDS, OTHER_COMMANDS } from './keywords/vocabulary.ts';

const FILE = 'public/tasks/keywords.bin';
const PER_CLASS: Readonly<Record<SplitName, number>> = { train: 700, validation: 100, test: 100 };
const CHECKED_EXAMPLES = 60;

function main(): void {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } } });
  const version = espeakVersion();
  if (version === undefined) throw new InputError('espeak-ng is not installed; on Debian and Ubuntu `apt-get install espeak-ng`');
  const seed = Number(values.seed);
  const studio = openStudio(seed, openVoices(version));
  if (values.check) check(studio);
  else make(studio, seed, version);
}

function make(studio: Studio, seed: number, version: string): void {
  const [train, validation, test] = SPLITS.map((split) => makeSplit(studio, split, seed));
  const task: Task = {
    id: 'keywords',
    title: 'Spoken keywords (synthetic)',
    origin: 'synthetic',
    inputShape: KEYWORD_SHAPE,
    inputQuant: KEYWORD_QUANT,
    classes: CLASSES,
    train,
    validation,
    test,
    notes: {
      generator: `eSpeak NG ${version}, src/scripts/make-keywords.ts`,
      seed,
      speakersTrain: SPEAKERS.train,
      speakersValidation: SPEAKERS.validation,
      speakersTest: SPEAKERS.test,
      speakers: 'no speaker and no voice variant of one split occurs in another',
      unknownWords: OTHER_COMMANDS.length + EVERYDAY_WORDS.length,
    },
  };
  const bytes = encodeTask(task);
  mkdirSync('public/tasks', { recursive: true });
  writeFileSync(FILE, bytes);
  process.stderr.write(`${FILE}: ${bytes.length} bytes\n`);
}

/** Examples in an order that mixes the classes; example e of the file is number floor(order / classes) of its class. */
function orderOf(split: SplitName, seed: number): Uint32Array {
  const order = Uint32Array.from({ length: PER_CLASS[split] * CLASSES.length }, (_, i) => i);
  return new Rng(`keywords/${seed}/order/${split}`).shuffle(order);
}

function makeSplit(studio: Studio, split: SplitName, seed: number): Split {
  const order = orderOf(split, seed);
  const features = new Int8Array(order.length * KEYWORD_BYTES);
  const labels = new Uint8Array(order.length);
  order.forEach((number, example) => {
    const label = number % CLASSES.length;
    labels[example] = label;
    features.set(studio.features(split, label, Math.floor(number / CLASSES.length)), example * KEYWORD_BYTES);
    if (example % 100 === 99) process.stderr.write(`${split}: ${example + 1} of ${order.length}\r`);
  });
  process.stderr.write('\n');
  return { count: order.length, features, labels };
}

function check(studio: Studio): void {
  const task = decodeTask(readFileSync(FILE), FILE);
  const seed = Number(task.notes?.['seed']);
  const wrong: string[] = [];
  for (const split of SPLITS) {
    const order = orderOf(split, seed);
    const { features } = task[split];
    for (let k = 0; k < CHECKED_EXAMPLES / SPLITS.length; k++) {
      const example = Math.floor((k * order.length * SPLITS.length) / CHECKED_EXAMPLES);
      const again = studio.features(split, order[example] % CLASSES.length, Math.floor(order[example] / CLASSES.length));
      if (again.some((q, i) => q !== features[example * KEYWORD_BYTES + i])) wrong.push(`${split} ${example}`);
    }
  }
  if (wrong.length > 0) throw new InputError(`made again, these examples differ: ${wrong.join(', ')}`, FILE);
  process.stderr.write(`${CHECKED_EXAMPLES} examples made again are equal to those in ${FILE}\n`);
}

try {
  main();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
