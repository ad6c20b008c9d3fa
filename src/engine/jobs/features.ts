/** Recordings as the input tensors of the keyword networks: the same front end that made the task's own examples. */
import { KEYWORD_BYTES, keywordFeatures, oneSecond, readWav } from '../../core/data/index.ts';
import { InputError } from '../../core/lib/index.ts';
import type { Host } from '../host.ts';
import { Progress } from '../progress.ts';
import type { Jobs } from '../protocol.ts';
import type { JobEvent, StopSignal } from '../types.ts';

const MOST_FILES = 1000;

/** @returns 490 int8 per WAV file, in their order: its loudest second, or the whole with silence behind */
export async function* features(host: Host, { files }: Jobs['features']['input'], signal?: StopSignal): AsyncGenerator<JobEvent<null>, Int8Array> {
  if (files.length === 0 || files.length > MOST_FILES) throw new InputError(`${files.length} files; 1 to ${MOST_FILES} can be taken at once`, 'recordings');
  const progress = new Progress<null>(host, signal, () => null);
  progress.enter('features', files.length, 'recordings');
  const all = new Int8Array(KEYWORD_BYTES * files.length);
  for (const [i, { path, bytes }] of files.entries()) {
    all.set(keywordFeatures(oneSecond(readWav(bytes, path))), i * KEYWORD_BYTES);
    progress.at(i + 1);
    yield* progress.events();
    await progress.breathe();
  }
  return all;
}
