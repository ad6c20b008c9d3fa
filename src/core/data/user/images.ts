/**
 * Folders of pictures: the last folder is the class; folders above it called train, validation or test, as data sets are
 * often laid out, are the splits. PNG and JPEG are told by their first bytes, whatever the files are called.
 */
import { InputError } from '../../lib/index.ts';
import { emptyFolders, headOf, readWhole, splitPath } from './dataFile.ts';
import type { Example, SplitName } from './deal.ts';
import { contentOf, ready, tally, type Found } from './found.ts';
import { isJpeg, readJpeg, readJpegHead } from './jpeg.ts';
import { inputText, PIXEL_QUANT, suitedSide, toInput } from './pixels.ts';
import { isPng, readPng, readPngHead } from './png.ts';
import { refuseClass, shownName, type Problems } from './problems.ts';
import { int8Rows, MOST_TASK_BYTES } from './rows.ts';
import type { DataFile, DataOptions, DataStep } from './types.ts';

const IMAGE_NAME = /\.(png|jpe?g)$/i;
const SPLITS: ReadonlyMap<string, SplitName> = new Map([['train', 'train'], ['training', 'train'], ['val', 'validation'], ['valid', 'validation'], ['validation', 'validation'], ['dev', 'validation'], ['test', 'test'], ['testing', 'test']]);
const LOOKED_AT = 64;
const HEAD_BYTES = 2 ** 17;

interface Look {
  readonly side: number;
  readonly grey: boolean;
}

const isPicture = (head: Uint8Array): boolean => isPng(head) || isJpeg(head);

/** Size and colour by a picture's head alone; null where it is none. */
async function look(file: DataFile): Promise<Look | null> {
  const head = await headOf(file, HEAD_BYTES);
  try {
    if (isPng(head)) {
      const { width, height, colour } = readPngHead(head, file.path);
      return { side: Math.min(width, height), grey: colour === 0 || colour === 4 };
    }
    if (!isJpeg(head)) return null;
    const { width, height, components } = readJpegHead(head, file.path);
    return { side: Math.min(width, height), grey: components === 1 };
  } catch (error) {
    if (error instanceof InputError) return null; // told when its turn comes
    throw error;
  }
}

/** Side and channels that suit the pictures: the median of some. */
async function suited(files: readonly DataFile[], options: DataOptions): Promise<{ side: number; channels: 1 | 3 }> {
  if (options.side !== undefined && options.channels !== undefined) return { side: options.side, channels: options.channels };
  const step = Math.max(1, Math.floor(files.length / LOOKED_AT));
  const looks: Look[] = [];
  for (let i = 0; i < files.length; i += step) {
    const one = await look(files[i]);
    if (one !== null) looks.push(one);
  }
  const sides = looks.map(({ side }) => side).sort((a, b) => a - b);
  return {
    side: options.side ?? suitedSide(sides[sides.length >> 1]),
    channels: options.channels ?? (looks.length > 0 && looks.every(({ grey }) => grey) ? 1 : 3),
  };
}

/** @param files of one folder or archive, in the order of their paths */
export async function* readImages(files: readonly DataFile[], options: DataOptions, problems: Problems): AsyncGenerator<DataStep, Found> {
  const pictures = files.filter(({ path }) => IMAGE_NAME.test(path));
  const { side, channels } = await suited(pictures, options);
  const width = side * side * channels;
  const most = Math.floor(MOST_TASK_BYTES / (width + 1));
  if (pictures.length > most) {
    const fitting = Math.floor(Math.sqrt(MOST_TASK_BYTES / pictures.length / channels));
    throw new InputError(`${pictures.length} pictures of ${side} x ${side} do not fit in ${MOST_TASK_BYTES / 2 ** 20} MiB; a side of ${fitting} at most, or ${most} pictures`);
  }
  const rows = int8Rows(width);
  const folders = new Map<string, number>();
  const examples: Example[] = [];
  const labelsOf: string[] = [];
  const sizes: string[] = [];
  for (const [i, file] of files.entries()) {
    yield { stage: 'read', done: i, total: files.length, file: shownName(file.path), problems: problems.fresh() };
    const path = splitPath(file.path);
    if (path?.folder === undefined) {
      if (path !== null && IMAGE_NAME.test(path.name)) problems.add(file.path, 'stands in no folder, and the folder is the class');
      continue;
    }
    const folder = shownName(path.folder);
    if (path.isFolder) continue;
    if (IMAGE_NAME.test(path.name) && !folders.has(folder)) folders.set(folder, 0);
    try {
      if (file.size === 0) throw new InputError('is empty', file.path);
      const bytes = IMAGE_NAME.test(path.name) || isPicture(await file.read(0, 8)) ? await readWhole(file) : new Uint8Array(0);
      const pixels = isPng(bytes) ? { ...readPng(bytes, file.path), turn: 1 } : isJpeg(bytes) ? readJpeg(bytes, file.path) : null;
      if (pixels === null) throw new InputError('is neither PNG nor JPEG', file.path);
      sizes.push(`${pixels.width} x ${pixels.height}`);
      const content = contentOf(bytes);
      const split = path.parts.slice(0, -1).map((part) => SPLITS.get(part.toLowerCase())).findLast((one) => one !== undefined);
      folders.set(folder, (folders.get(folder) ?? 0) + 1);
      labelsOf.push(folder);
      examples.push({ row: rows.add(toInput(pixels, side, channels, pixels.turn)), label: 0, keep: content, content, file: file.path, ...(split === undefined ? {} : { split }) });
    } catch (error) {
      problems.caught(error, file.path);
    }
  }
  for (const folder of emptyFolders(files)) if (!SPLITS.has(folder.toLowerCase()) && !folders.has(folder)) folders.set(folder, 0);
  for (const [folder, count] of folders) if (count === 0) refuseClass(folder, 'picture', problems);
  const classes = [...folders.keys()].sort();
  const labels = new Map(classes.map((name, label) => [name, label]));
  const labelled = examples.map((example, i) => ({ ...example, label: labels.get(labelsOf[i]) ?? 0 }));
  return {
    kind: 'image', layout: 'class folders of pictures', title: 'Your pictures', inputShape: [side, side, channels], classes, examples: labelled,
    features: ready(rows, PIXEL_QUANT),
    used: examples.length,
    dealtBy: examples.some(({ split }) => split !== undefined) ? 'as distributed' : 'file',
    facts: [
      { name: 'picture size', value: tally(sizes) },
      { name: 'input', value: `middle square, ${inputText(side, channels)}` },
    ],
  };
}
