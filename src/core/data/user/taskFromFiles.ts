/**
 * The one door from a user's files to a task: opens archives, recognises the kind of data by content, reads file by file,
 * deals the examples to splits, and keeps account. A generator, so that whoever drives it can show progress and stop
 * between any two files. What is wrong is listed and left out; only when nothing is left does it end in an InputError.
 */
import { InputError } from '../../lib/index.ts';
import type { Split, Task } from '../task.ts';
import { decodeTask, isTaskFile } from '../taskFile.ts';
import { readCifar } from './cifar.ts';
import { headOf, readWhole } from './dataFile.ts';
import { deal, dealToTest, type Example } from './deal.ts';
import type { Features, Found } from './found.ts';
import { readIdx } from './idx.ts';
import { readImages } from './images.ts';
import { layoutOf, type Layout } from './kind.ts';
import { openFiles } from './open.ts';
import { because, Problems } from './problems.ts';
import { MOST_TASK_BYTES } from './rows.ts';
import { readSeries } from './series.ts';
import { readSounds } from './sounds.ts';
import type { ClassBalance, DataFile, DataOptions, DataStep, DataTask } from './types.ts';

const MOST_CLASSES = 256; // labels are bytes

type Reader = (files: readonly DataFile[], options: DataOptions, problems: Problems) => AsyncGenerator<DataStep, Found>;
const READERS: Readonly<Record<Exclude<Layout, 'task'>, Reader>> = { sounds: readSounds, images: readImages, idx: readIdx, cifar: readCifar, tables: readSeries };

/**
 * Equal files and options give equal bytes, in whatever order the files come.
 * @throws InputError where no task can be made of what is left
 */
export async function* taskFromFiles(given: readonly DataFile[], options: DataOptions = {}): AsyncGenerator<DataStep, DataTask> {
  const problems = new Problems();
  const files = yield* openFiles(given, problems);
  if (files.length === 0) throw new InputError(`there is nothing to read${because(problems)}`);
  const { layout, mostly } = await layoutOf(files);
  if (layout === 'task') return prepared(files, options, problems);
  const found = yield* readAs(layout, mostly, files, options, problems);
  yield { stage: 'deal', done: 0, total: found.examples.length, file: '', problems: problems.fresh() };
  const { dealt, duplicates } = options.testOnly === true ? dealToTest(found.examples) : yield* dealing(found, options, problems);
  const features = found.features(options.testOnly === true ? dealt.test : dealt.train);
  const width = found.inputShape[0] * found.inputShape[1] * found.inputShape[2];
  const bytes = found.examples.length * (width + 1);
  if (bytes > MOST_TASK_BYTES) throw new InputError(`${found.examples.length} examples of ${found.inputShape.join(' x ')} take ${bytes} bytes; at most ${MOST_TASK_BYTES} are kept: fewer, smaller or wider apart`);
  const task: Task = {
    id: `own-${found.kind}`,
    title: options.title ?? found.title,
    origin: 'user',
    inputShape: found.inputShape,
    inputQuant: features.inputQuant,
    classes: found.classes,
    train: pack(dealt.train, features, width),
    validation: pack(dealt.validation, features, width),
    test: pack(dealt.test, features, width),
    ...(features.notes === undefined ? {} : { notes: features.notes }),
  };
  yield { stage: 'deal', done: found.examples.length, total: found.examples.length, file: '', problems: problems.fresh() };
  const { kind, layout: words, used, dealtBy, facts } = found;
  return {
    task,
    summary: { kind, layout: words, used, leftOut: problems.count - problems.remarks - duplicates, duplicates, balance: balanceOf(task), dealtBy, facts },
    problems: problems.listed,
    problemCount: problems.count,
    testFiles: dealt.test.map(({ file }) => file),
  };
}

function* dealing({ examples, classes }: Found, { seed = 1 }: DataOptions, problems: Problems): Generator<DataStep, ReturnType<typeof dealToTest>> {
  const steps = deal(examples, classes, seed, problems);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    yield { stage: 'deal', done: value, total: examples.length, file: '', problems: problems.fresh() };
  }
}

/** Where nothing comes of it, what most of the files look like is said, too: it may be another folder that was meant. */
async function* readAs(layout: Exclude<Layout, 'task'>, mostly: string | null, files: readonly DataFile[], options: DataOptions, problems: Problems): AsyncGenerator<DataStep, Found> {
  try {
    const found = yield* READERS[layout](files, options, problems);
    refuseTooFew(found, options.testOnly === true ? 1 : 2, problems);
    return found;
  } catch (error) {
    if (!(error instanceof InputError) || mostly === null) throw error;
    throw new InputError(`looks like ${mostly}; read as ${layout}: ${error.message}`);
  }
}

function refuseTooFew({ classes, examples, kind }: Found, fewest: number, problems: Problems): void {
  const what = { sound: 'class folders with WAV files in them', image: 'classes of pictures', series: 'classes in the label column' }[kind];
  if (examples.length === 0) throw new InputError(`no example is left${because(problems)}`);
  if (classes.length < fewest) throw new InputError(`a task needs at least two ${what}; found only "${classes[0]}"${because(problems)}`);
  if (classes.length > MOST_CLASSES) throw new InputError(`${classes.length} classes; at most ${MOST_CLASSES} can be told apart`);
}

function pack(examples: readonly Example[], { of }: Features, width: number): Split {
  const features = new Int8Array(examples.length * width);
  examples.forEach((example, i) => features.set(of(example), i * width));
  return { count: examples.length, features, labels: Uint8Array.from(examples, ({ label }) => label) };
}

function balanceOf({ classes, train, validation, test }: Task): ClassBalance[] {
  const [a, b, c] = [train, validation, test].map(({ labels, count }) => {
    const counts = new Uint32Array(classes.length);
    for (let i = 0; i < count; i++) counts[labels[i]]++;
    return counts;
  });
  return classes.map((name, label) => ({ name, train: a[label], validation: b[label], test: c[label] }));
}

/** A task that was prepared before: taken as it is. @throws InputError for one that leaves nothing to learn from, choose by or test */
async function prepared(files: readonly DataFile[], { testOnly = false }: DataOptions, problems: Problems): Promise<DataTask> {
  let task: Task | undefined;
  for (const file of files) {
    if (task === undefined && isTaskFile(await headOf(file, 8))) task = decodeTask(await readWhole(file), file.path);
    else problems.add(file.path, 'stands beside a prepared task, which is taken alone');
  }
  if (task === undefined) throw new InputError('the prepared task has gone');
  for (const name of testOnly ? (['test'] as const) : (['train', 'validation', 'test'] as const)) {
    if (task[name].count === 0) throw new InputError(`has no example in its ${name} split; one at least is needed`, `task "${task.id}"`);
  }
  return {
    task, problems: problems.listed, problemCount: problems.count, testFiles: [],
    summary: { kind: 'task', layout: 'a prepared task', used: 1, leftOut: problems.count, duplicates: 0, balance: balanceOf(task), dealtBy: 'as distributed', facts: [] },
  };
}
