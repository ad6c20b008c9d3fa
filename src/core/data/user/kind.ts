/**
 * What kind of data is this? Told by the first bytes of some files, evenly spread, and by names for the rest; the kind
 * that most of them are wins, and the others are listed as what they are. A folder of something else is refused with
 * what it looks like.
 */
import { InputError, fromUtf8, plural, startsWith } from '../../lib/index.ts';
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
  readonly one: string;
  readonly many: string;
  /** What is read instead, of what is not. */
  readonly advice?: string | undefined;
}

const FOREIGN: readonly (readonly [RegExp, one: string, many: string, advice?: string])[] = [
  [/\.(mp3|ogg|opus|flac|m4a|aac|aiff?|wma)$/i, 'compressed or other sound file', 'compressed or other sound files', 'sounds are read as WAV (e.g. ffmpeg -i a.mp3 a.wav)'],
  [/\.(gif|bmp|webp|tiff?|heic|avif|svg|ppm|pgm)$/i, 'picture of another format', 'pictures of other formats', 'PNG and JPEG are read'],
  [/\.(npy|npz|pkl|pickle|pt|pth|h5|hdf5|mat|parquet|tfrecord|arff|xlsx?|ods|jsonl?)$/i, 'file of another program', 'files of other programs', 'CSV, IDX and the binary version of CIFAR are read'],
  [/\.(mp4|avi|mov|mkv|webm)$/i, 'video', 'videos'],
  [/\.(zip|tar|gz|tgz|7z|rar|bz2|xz)$/i, 'archive', 'archives', '.zip, .tar and .gz are opened, one within another is not'],
  [/^(data_batch_\d|test_batch|meta)$/i, 'file of the Python version of CIFAR', 'files of the Python version of CIFAR', 'the binary version is read (cifar-10-binary.tar.gz)'],
];

const SOUNDS: Look = { layout: 'sounds', one: 'WAV sound', many: 'WAV sounds' };
const PICTURES: Look = { layout: 'images', one: 'picture', many: 'pictures' };

async function look(file: DataFile, read: boolean): Promise<Look | null> {
  const path = splitPath(file.path);
  if (path === null || path.isFolder || file.size === 0 || BESIDE.test(path.name)) return null;
  const head = read ? await headOf(file, HEAD_BYTES) : new Uint8Array(0);
  if (isTaskFile(head)) return { layout: 'task', one: 'task of Thimble', many: 'tasks of Thimble' };
  if (startsWith(head, 'RIFF') && startsWith(head, 'WAVE', 8)) return SOUNDS;
  if (isPng(head) || isJpeg(head)) return PICTURES;
  if (isIdx(head)) return { layout: 'idx', one: 'IDX file', many: 'IDX files' };
  if (isCifar(file)) return { layout: 'cifar', one: 'CIFAR batch', many: 'CIFAR batches' };
  const extension = /\.[a-z0-9]{1,8}$/i.exec(path.name)?.[0].toLowerCase();
  if (extension === '.wav') return SOUNDS;
  if (extension === '.png' || extension === '.jpg' || extension === '.jpeg') return PICTURES;
  if (extension === '.csv' || extension === '.tsv' || (extension === '.txt' && isTable(head))) return { layout: 'tables', one: 'table', many: 'tables' };
  const foreign = FOREIGN.find(([pattern]) => pattern.test(path.name));
  if (foreign !== undefined) return { layout: null, one: foreign[1], many: foreign[2], advice: foreign[3] };
  if (extension === undefined) return { layout: null, one: 'file without an ending', many: 'files without an ending' };
  return { layout: null, one: `${shownName(extension)} file`, many: `${shownName(extension)} files` };
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
    const known = counts.get(one.many);
    if (known === undefined) counts.set(one.many, { look: one, count: 1 });
    else known.count++;
  }
  // as many tables as pictures are notes on the pictures
  const sorted = [...counts.values()].sort((a, b) => b.count - a.count || Number(a.look.layout === 'tables') - Number(b.look.layout === 'tables'));
  const best = sorted.find(({ look: { layout } }) => layout !== null)?.look.layout;
  const looks = sorted.slice(0, 3).map(({ look: { one, many, advice }, count }) => `${plural(count, one, many)}${advice === undefined ? '' : `; ${advice}`}`).join('; ');
  if (best !== undefined && best !== null) return { layout: best, mostly: sorted[0].look.layout === best ? null : looks };
  const wanted = 'class folders of WAV, PNG or JPEG files, tables of measurements (CSV), IDX files (MNIST), or CIFAR in binary';
  if (sorted.length === 0) throw new InputError(`there is no file with anything in it; needed are ${wanted}`);
  throw new InputError(`looks like ${looks}. Needed are ${wanted}`);
}
