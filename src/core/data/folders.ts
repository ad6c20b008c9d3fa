/**
 * A user's WAV folders as a task, in the layout of Speech Commands (Warden 2018): a folder is a class, `_silence_` and
 * `_unknown_` are the classes silence and unknown, `_background_noise_` holds long recordings that are cut into
 * silence, and with a list of wanted words every other folder is unknown. Splits go by speaker, the text before
 * `_nohash_`, hashed, so that nobody is heard in two of them. One wrong file does not spoil the rest: it is listed.
 */
import { InputError, hashHex, utf8 } from '../lib/index.ts';
import { KEYWORD_BYTES, KEYWORD_QUANT, KEYWORD_SHAPE, keywordFeatures } from './features.ts';
import { everySecond, oneSecond } from './oneSecond.ts';
import { splitBySpeaker } from './speakerSplit.ts';
import type { Example } from './speakerSplit.ts';
import type { Task } from './task.ts';
import { readWav } from './wav.ts';

export interface NamedFile {
  /** With folders; the last folder is the class. A path that ends in "/" is a folder itself. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface FolderOptions {
  readonly id?: string;
  readonly title?: string;
  /** Words to tell apart; other folders become "unknown". Left out, every folder is a class of its own. */
  readonly words?: readonly string[];
}

const BACKGROUND = '_background_noise_';
const SILENCE = 'silence';
const UNKNOWN = 'unknown';
const SECONDS_PER_BACKGROUND = 600;

/**
 * @returns the task, classes in alphabetical order with silence and unknown last, and one line per file left out
 * @throws InputError for an empty class folder, fewer than two classes, or fewer than three speakers
 */
export function taskFromWavFolders(files: readonly NamedFile[], options: FolderOptions = {}): { task: Task; problems: string[] } {
  const problems: string[] = [];
  const byFolder = new Map<string, Example[]>();
  const backgrounds: Example[] = [];
  const wanted = options.words === undefined ? undefined : new Set(options.words.map((word) => word.toLowerCase()));

  for (const { path, bytes } of [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))) {
    const parts = path.replaceAll('\\', '/').split('/').filter((part) => part !== '' && part !== '.');
    const isFolder = /[\\/]$/.test(path);
    if (parts.some((part) => part.startsWith('.') || part === '__MACOSX')) continue;
    const folder = isFolder ? parts.at(-1) : parts.at(-2);
    const name = isFolder ? undefined : parts.at(-1);
    if (folder === undefined) continue; // a README or licence beside the class folders
    const examples = folder === BACKGROUND ? backgrounds : (byFolder.get(folder) ?? []);
    if (folder !== BACKGROUND) byFolder.set(folder, examples);
    if (name === undefined) continue;
    try {
      if (!/\.wav$/i.test(name)) throw new InputError('not a .wav file', path);
      const wav = readWav(bytes, path);
      if (wav.samples.length === 0) throw new InputError('there is no sound in it', path);
      if (folder === BACKGROUND) {
        for (const second of everySecond(wav, SECONDS_PER_BACKGROUND)) {
          backgrounds.push({ features: keywordFeatures(second), speaker: hashHex(utf8(`${path}#${backgrounds.length}`)) });
        }
      } else {
        examples.push({ features: keywordFeatures(oneSecond(wav)), speaker: speakerOf(name, bytes) });
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(error.message);
    }
  }

  refuseEmpty(byFolder, problems);
  const byClass = nameClasses(byFolder, wanted);
  evenOut(byClass, backgrounds);
  const classes = [...byClass.keys()].sort(wordOrder);
  if (classes.length < 2) {
    throw new InputError(`a task needs at least two class folders with WAV files in them; found ${classes.length === 0 ? 'none' : `only "${classes[0]}"`}`);
  }
  if (classes.length > 256) throw new InputError(`${classes.length} class folders; at most 256 classes can be told apart`);
  const splits = splitBySpeaker(classes.map((name) => byClass.get(name) ?? []), KEYWORD_BYTES);
  const task: Task = {
    id: options.id ?? 'folders',
    title: options.title ?? 'Your sounds',
    origin: 'user',
    inputShape: KEYWORD_SHAPE,
    inputQuant: KEYWORD_QUANT,
    classes,
    ...splits,
  };
  return { task, problems };
}

/** Speech Commands writes SPEAKER_nohash_N.wav, with a word before the speaker in merged folders; other names stand for themselves. */
function speakerOf(name: string, bytes: Uint8Array): string {
  const at = name.indexOf('_nohash_');
  if (at <= 0) return hashHex(bytes);
  return name.slice(0, at).split('_').at(-1) ?? name;
}

function refuseEmpty(byFolder: ReadonlyMap<string, readonly Example[]>, problems: readonly string[]): void {
  for (const [folder, examples] of byFolder) {
    if (examples.length > 0) continue;
    const cause = problems.find((problem) => problem.includes(`${folder}/`));
    throw new InputError(`class folder "${folder}" has no WAV file that can be read${cause === undefined ? '' : ` (${cause})`}; add recordings or remove the folder`);
  }
}

function nameClasses(byFolder: ReadonlyMap<string, readonly Example[]>, wanted: ReadonlySet<string> | undefined): Map<string, Example[]> {
  const byClass = new Map<string, Example[]>();
  for (const [folder, examples] of byFolder) {
    const special = folder === '_silence_' ? SILENCE : folder === '_unknown_' ? UNKNOWN : undefined;
    const name = special ?? (wanted !== undefined && folder !== SILENCE && !wanted.has(folder.toLowerCase()) ? UNKNOWN : folder);
    const known = byClass.get(name) ?? [];
    byClass.set(name, known);
    for (const example of examples) known.push(example);
  }
  for (const word of wanted ?? []) {
    if (![...byClass.keys()].some((name) => name.toLowerCase() === word)) throw new InputError(`no folder "${word}" among the ${byFolder.size} class folders`);
  }
  return byClass;
}

/** Unknown is cut, and silence filled from the backgrounds, to the mean size of the other classes, by hash of speaker. */
function evenOut(byClass: Map<string, Example[]>, backgrounds: readonly Example[]): void {
  const words = [...byClass].filter(([name]) => name !== SILENCE && name !== UNKNOWN);
  const fair = Math.max(1, Math.ceil(words.reduce((total, [, examples]) => total + examples.length, 0) / Math.max(1, words.length)));
  const choose = (examples: readonly Example[], count: number): Example[] =>
    examples
      .map((example) => ({ example, key: hashHex(utf8(example.speaker), new Uint8Array(example.features.buffer)) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .slice(0, Math.max(0, count))
      .map(({ example }) => example);
  const unknown = byClass.get(UNKNOWN);
  if (unknown !== undefined && words.length > 0 && unknown.length > fair) byClass.set(UNKNOWN, choose(unknown, fair));
  const silence = byClass.get(SILENCE) ?? [];
  if (backgrounds.length > 0) byClass.set(SILENCE, [...silence, ...choose(backgrounds, fair - silence.length)]);
  if (byClass.get(SILENCE)?.length === 0) byClass.delete(SILENCE);
}

const rankOf = (name: string): number => (name === UNKNOWN ? 2 : name === SILENCE ? 1 : 0);
const wordOrder = (a: string, b: string): number => rankOf(a) - rankOf(b) || (a < b ? -1 : 1);
