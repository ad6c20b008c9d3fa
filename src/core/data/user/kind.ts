/**
 * What kind of data is this? Told by the first bytes of some files, evenly spread, and by names for the rest; the kind
 * that most of them are wins, and the others are listed as what they are. A folder of something else is refused with
 * what it looks like.
 */
import { InputError, fromUtf8, startsWith } from '../../lib/index.ts';
import { isTaskFile } from '../taskFile.ts';
import { isCifar } from './cifar.ts';
import { headOf, splitPath } from './dataFile.ts';
import { isIdx } from './idx.ts';
import { isJpeg } from './jpeg.ts';
import { isPng } from './png.ts';
import { shownName } from './problems.ts';
import type { DataFile } from './types.ts';

export type Layout = 'sounds' | 'images' | 'idx' | 'cifar' | 'tables' | 'task';

const LOOKED_AT = 200;
const HEAD_BYTES = 1024;
/** Read by name beside the data themselves; they decide nothing. */
const BESIDE = /^(readme|licen[cs]e|notice|changelog)|\.(md|html?|pdf)$|^(validation_list|testing_list|batches\.meta|fine_label_names|coarse_label_names)\.txt$/i;

/** What it looks like, in words, and which reader takes it; null: none. */
interface Look {
  readonly layout: Layout | null;
  readonly words: string;
}

const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/\.(mp3|ogg|opus|flac|m4a|aac|aiff?|wma)$/i, 'compressed or other sound files; sounds are read as WAV (e.g. ffmpeg -i a.mp3 a.wav)'],
  [/\.(gif|bmp|webp|tiff?|heic|avif|svg|ppm|pgm)$/i, 'pictures of other formats; PNG and JPEG are read'],
  [/\.(npy|npz|pkl|pickle|pt|pth|h5|hdf5|mat|parquet|tfrecord|arff|xlsx?|ods|jsonl?)$/i, 'data of another program; CSV, IDX and the binary version of CIFAR are read'],
  [/\.(mp4|avi|mov|mkv|webm)$/i, 'videos'],
  [/\.(zip|tar|gz|tgz|7z|rar|bz2|xz)$/i, 'archives; .zip, .tar and .gz are opened, one within another is not'],
  [/^(data_batch_\d|test_batch|meta)$/i, 'the Python version of CIFAR; the binary version is read (cifar-10-binary.tar.gz)'],
];

async function look(file: DataFile, read: boolean): Promise<Look | null> {
  const path = splitPath(file.path);
  if (path === null || path.isFolder || file.size === 0 || BESIDE.test(path.name)) return null;
  const head = read ? await headOf(file, HEAD_BYTES) : new Uint8Array(0);
  if (isTaskFile(head)) return { layout: 'task', words: 'a task of Thimble' };
  if (startsWith(head, 'RIFF') && startsWith(head, 'WAVE', 8)) return { layout: 'sounds', words: 'WAV sounds' };
  if (isPng(head) || isJpeg(head)) return { layout: 'images', words: 'pictures' };
  if (isIdx(head)) return { layout: 'idx', words: 'IDX files' };
  if (isCifar(file)) return { layout: 'cifar', words: 'CIFAR batches' };
  const extension = /\.[a-z0-9]{1,8}$/i.exec(path.name)?.[0].toLowerCase();
  if (extension === '.wav') return { layout: 'sounds', words: 'WAV sounds' };
  if (extension === '.png' || extension === '.jpg' || extension === '.jpeg') return { layout: 'images', words: 'pictures' };
  if (extension === '.csv' || extension === '.tsv' || (extension === '.txt' && isTable(head))) return { layout: 'tables', words: 'tables' };
  const foreign = FOREIGN.find(([pattern]) => pattern.test(path.name));
  return { layout: null, words: foreign?.[1] ?? (extension === undefined ? 'files without an ending' : `${shownName(extension)} files`) };
}

/** Lines with numbers and something between them; prose has few. */
function isTable(head: Uint8Array): boolean {
  const lines = fromUtf8(head).split('\n').slice(1, -1);
  return !head.includes(0) && lines.filter((line) => /^[^a-z]*\d[^a-z]*[,;\t]/i.test(line)).length * 2 > lines.length;
}

/**
 * @returns the kind, and in words what most of the files are, where that is another
 * @throws InputError that says what the files look like instead, or that there are none
 */
export async function layoutOf(files: readonly DataFile[]): Promise<{ layout: Layout; mostly: string | null }> {
  const counts = new Map<string, { readonly look: Look; count: number }>();
  const step = Math.max(1, Math.floor(files.length / LOOKED_AT));
  for (const [i, file] of files.entries()) {
    const one = await look(file, i % step === 0 || files.length <= LOOKED_AT);
    if (one === null) continue;
    const known = counts.get(one.words);
    if (known === undefined) counts.set(one.words, { look: one, count: 1 });
    else known.count++;
  }
  // as many tables as pictures are notes on the pictures
  const sorted = [...counts.values()].sort((a, b) => b.count - a.count || Number(a.look.layout === 'tables') - Number(b.look.layout === 'tables'));
  const best = sorted.find(({ look: { layout } }) => layout !== null)?.look.layout;
  const looks = sorted.slice(0, 3).map(({ look: { words }, count }) => `${count} ${words}`).join('; ');
  if (best !== undefined && best !== null) return { layout: best, mostly: sorted[0].look.layout === best ? null : looks };
  const wanted = 'class folders of WAV, PNG or JPEG files, tables of measurements (CSV), IDX files (MNIST), or CIFAR in binary';
  if (sorted.length === 0) throw new InputError(`there is no file with anything in it; needed are ${wanted}`);
  throw new InputError(`looks like ${looks}. Needed are ${wanted}`);
}
