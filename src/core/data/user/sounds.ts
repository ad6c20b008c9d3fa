/**
 * WAV folders in the layout of Speech Commands (Warden 2018): a folder is a class, `_silence_` and `_unknown_` are the
 * classes silence and unknown, `_background_noise_` holds long recordings that are cut into silence, and with a list of
 * wanted words every other folder is unknown. The lists of validation and test files that come with it are honoured;
 * without them splits go by speaker, the text before `_nohash_`. One wrong file does not spoil the rest: it is listed.
 */
import { InputError, fromUtf8 } from '../../lib/index.ts';
import { KEYWORD_BYTES, KEYWORD_QUANT, KEYWORD_SHAPE, keywordFeatures } from '../features.ts';
import { everySecond, oneSecond } from '../oneSecond.ts';
import { readWav } from '../wav.ts';
import { emptyFolders, readWhole, splitPath } from './dataFile.ts';
import type { Example, SplitName } from './deal.ts';
import { contentOf, ready, tally, type Found } from './found.ts';
import { refuseClass, shownName, type Problems } from './problems.ts';
import { int8Rows } from './rows.ts';
import { evenOut, namedClasses } from './speechClasses.ts';
import type { DataFile, DataOptions, DataStep } from './types.ts';

const BACKGROUND = '_background_noise_';
const SECONDS_PER_BACKGROUND = 600;
const LISTS: ReadonlyMap<string, SplitName> = new Map([['validation_list.txt', 'validation'], ['testing_list.txt', 'test']]);
const WAV = /\.wave?$/i;

/** @param files of one folder or archive, in the order of their paths */
export async function* readSounds(files: readonly DataFile[], options: DataOptions, problems: Problems): AsyncGenerator<DataStep, Found> {
  const rows = int8Rows(KEYWORD_BYTES);
  const byFolder = new Map<string, Omit<Example, 'label'>[]>();
  const backgrounds: Omit<Example, 'label'>[] = [];
  const rates: string[] = [];
  const lists = await readLists(files);
  let stereo = 0;
  for (const [i, file] of files.entries()) {
    yield { stage: 'read', done: i, total: files.length, file: shownName(file.path), problems: problems.fresh() };
    const path = splitPath(file.path);
    if (path?.folder === undefined) {
      if (path !== null && WAV.test(path.name)) problems.add(file.path, 'stands in no folder, and the folder is the class');
      continue; // a README or licence beside the class folders
    }
    const { name } = path;
    const folder = shownName(path.folder);
    if (folder === BACKGROUND && !WAV.test(name)) continue; // its own README
    if (path.isFolder) continue;
    const into = folder === BACKGROUND ? backgrounds : (byFolder.get(folder) ?? []);
    if (folder !== BACKGROUND && WAV.test(name)) byFolder.set(folder, into);
    try {
      if (!WAV.test(name)) throw new InputError('is not a .wav file', file.path);
      if (file.size === 0) throw new InputError('is empty', file.path);
      const bytes = await readWhole(file);
      const wav = readWav(bytes, file.path);
      if (wav.samples.length === 0) throw new InputError('there is no sound in it', file.path);
      rates.push(`${wav.sampleRate} Hz`);
      if (wav.channels > 1) stereo++;
      const content = contentOf(bytes);
      if (folder === BACKGROUND) {
        for (const [second, samples] of everySecond(wav, SECONDS_PER_BACKGROUND).entries()) {
          into.push({ row: rows.add(keywordFeatures(samples)), keep: `${content}#${second}`, content: `${content}#${second}`, file: file.path });
        }
      } else {
        const split = lists?.get(`${folder}/${name}`);
        into.push({ row: rows.add(keywordFeatures(oneSecond(wav))), keep: speakerOf(name) ?? content, content, file: file.path, ...(lists === null ? {} : { split: split ?? 'train' }) });
      }
    } catch (error) {
      problems.caught(error, file.path);
    }
  }
  for (const folder of emptyFolders(files)) if (folder !== BACKGROUND && !byFolder.has(folder)) byFolder.set(folder, []);
  for (const [folder, found] of byFolder) if (found.length === 0) refuseClass(folder, 'WAV file', problems);
  const { classes, examples } = evenOut(namedClasses(byFolder, options.words), backgrounds, rows);
  return {
    kind: 'sound', layout: 'class folders of WAV files', title: 'Your sounds', inputShape: KEYWORD_SHAPE, classes, examples,
    features: ready(rows, KEYWORD_QUANT),
    used: rates.length,
    dealtBy: lists !== null ? 'as distributed' : examples.some(({ keep, content }) => keep !== content) ? 'speaker' : 'file',
    facts: [
      { name: 'sample rate', value: `${tally(rates)}${rates.every((rate) => rate === '16000 Hz') ? '' : '; brought to 16000 Hz'}` },
      ...(stereo > 0 ? [{ name: 'channels', value: `${stereo} files of several channels, mixed down to one` }] : []),
      ...(backgrounds.length > 0 ? [{ name: 'background', value: `${backgrounds.length} s to cut silence from` }] : []),
    ],
  };
}

/** Speech Commands writes SPEAKER_nohash_N.wav, with a word before the speaker in merged folders; other names stand for themselves. */
function speakerOf(name: string): string | undefined {
  const at = name.indexOf('_nohash_');
  return at <= 0 ? undefined : `speaker ${name.slice(0, at).split('_').at(-1)}`;
}

/** Which files validate and test, as `folder/name` lines; null where neither list is there. */
async function readLists(files: readonly DataFile[]): Promise<ReadonlyMap<string, SplitName> | null> {
  const splits = new Map<string, SplitName>();
  for (const file of files) {
    const split = LISTS.get(splitPath(file.path)?.name ?? '');
    if (split === undefined) continue;
    for (const line of fromUtf8(await readWhole(file)).split(/\r?\n/)) if (line !== '') splits.set(line.trim(), split);
  }
  return splits.size === 0 ? null : splits;
}
