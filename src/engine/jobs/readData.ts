/** The user's own files to a task, once, with an account of what was found: what the page shows before anything is trained. */
import { encodeTask, taskFromWavFolders } from '../../core/data/index.ts';
import type { Host } from '../host.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import type { JobEvent, NamedBytes, StopSignal } from '../types.ts';
import type { DataProblem, PreparedData, UserFile } from '../userData.ts';
import { samplesOf } from './samples.ts';

const SAMPLES_A_CLASS = 4;

async function bytesOf(file: UserFile): Promise<NamedBytes> {
  if ('bytes' in file) return file;
  if ('blob' in file) return { path: file.path, bytes: new Uint8Array(await file.blob.slice(0, file.blob.size).arrayBuffer()) };
  return { path: file.path, bytes: await file.read(0, file.size) };
}

export async function* readData(host: Host, { files }: Jobs['readData']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<Jobs['readData']['partial']>, PreparedData> {
  const progress = new Progress<{ readonly problems: readonly DataProblem[] }>(host, signal, (old, next) => ({ problems: [...old.problems, ...next.problems] }));
  progress.enter('read', files.length, 'files');
  const all: NamedBytes[] = [];
  for (const file of files) {
    all.push(await bytesOf(file));
    progress.at(all.length);
    yield* progress.events();
    await progress.breathe();
  }
  const { task, problems } = taskFromWavFolders(all);
  const listed = problems.map((cause) => ({ file: '', place: '', cause }));
  progress.add({ problems: listed });
  yield* progress.events(true);
  const count = (labels: Uint8Array, label: number): number => labels.reduce((sum, one) => sum + (one === label ? 1 : 0), 0);
  return {
    task: encodeTask(task),
    summary: {
      kind: 'sound', layout: 'class folders of WAV files', used: all.length - problems.length, leftOut: problems.length, duplicates: 0, dealtBy: 'speaker', facts: [],
      balance: task.classes.map((name, label) => ({ name, train: count(task.train.labels, label), validation: count(task.validation.labels, label), test: count(task.test.labels, label) })),
    },
    problems: listed,
    problemCount: problems.length,
    samples: samplesOf(task, SAMPLES_A_CLASS * task.classes.length),
    testFiles: [],
    space: `dscnn-c${task.classes.length}`,
    why: '',
  };
}
