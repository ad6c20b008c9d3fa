/**
 * IDX, the format of MNIST and its kin (LeCun, Cortes and Burges): big-endian heads, bytes of images in one file and of
 * labels in another. Pairs are found by names that differ in no more than the word for what they hold, else by equal
 * counts; a pair called test or t10k is the test split.
 */
import { InputError } from '../../lib/index.ts';
import { splitPath } from './dataFile.ts';
import type { Example } from './deal.ts';
import { contentOf, ready, renumbered, tally, type Found } from './found.ts';
import { inputText, PIXEL_QUANT, suitedSide, toInput } from './pixels.ts';
import { because, shownName, type Problems } from './problems.ts';
import { int8Rows } from './rows.ts';
import type { DataFile, DataOptions, DataStep } from './types.ts';

const UNSIGNED_BYTE = 8;
const MOST_SIDE = 4096;
/** Images, and bytes of them, read in one go. */
const AT_ONCE = 500;
const AT_ONCE_BYTES = 2 ** 24;

interface IdxFile {
  readonly file: DataFile;
  readonly headBytes: number;
  /** Examples, then what one example is. */
  readonly extents: readonly number[];
}

/** Two zero bytes, a type, the number of dimensions: what no text, picture or sound begins with. */
export const isIdx = (head: Uint8Array): boolean => head.length >= 8 && head[0] === 0 && head[1] === 0 && [8, 9, 11, 12, 13, 14].includes(head[2]) && head[3] >= 1 && head[3] <= 4;

/** @throws InputError */
async function open(file: DataFile): Promise<IdxFile> {
  const head = await file.read(0, Math.min(file.size, 20));
  const dimensions = head[3];
  const headBytes = 4 + 4 * dimensions;
  if (head.length < headBytes) throw new InputError(`its head of ${headBytes} bytes ends after ${head.length}; it is truncated`, file.path);
  if (head[2] !== UNSIGNED_BYTE) throw new InputError(`holds values of type 0x${head[2].toString(16).padStart(2, '0')}; bytes (0x08) are read`, `${file.path}, byte 2`);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const extents = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const due = headBytes + extents.reduce((product, extent) => product * extent, 1);
  if (file.size < due) throw new InputError(`states ${extents.join(' x ')} bytes, ${due} with its head, and has ${file.size}; it is truncated`, file.path);
  if (extents.slice(1).some((extent) => extent < 1 || extent > MOST_SIDE)) throw new InputError(`states ${extents.join(' x ')}; sides from 1 to ${MOST_SIDE} are read`, `${file.path}, byte 4`);
  return { file, headBytes, extents };
}

const stem = ({ file }: IdxFile): string => (splitPath(file.path)?.name ?? '').toLowerCase().replace(/images?|labels?|idx\d/g, '').replace(/[^a-z0-9]/g, '');
const isTest = ({ file }: IdxFile): boolean => /t10k|test/i.test(splitPath(file.path)?.name ?? '');

function pairs(opened: readonly IdxFile[], problems: Problems): { images: IdxFile; labels: IdxFile }[] {
  const images = opened.filter(({ extents }) => extents.length >= 3);
  const free = opened.filter(({ extents }) => extents.length === 1);
  for (const { file, extents } of opened) if (extents.length === 2) problems.add(file.path, `has two dimensions (${extents.join(' x ')}); images have three or four, labels one`);
  return images.flatMap((one) => {
    const equal = free.filter(({ extents }) => extents[0] === one.extents[0]);
    const labels = equal.find((other) => stem(other) === stem(one)) ?? (equal.length === 1 ? equal[0] : undefined);
    if (labels === undefined) {
      problems.add(one.file.path, `holds ${one.extents[0]} images, and no file of ${one.extents[0]} labels goes with it`);
      return [];
    }
    free.splice(free.indexOf(labels), 1);
    return [{ images: one, labels }];
  });
}

/** @throws InputError where no pair is left, or the task would grow too large; single files that are wrong become problems */
export async function* readIdx(files: readonly DataFile[], options: DataOptions, problems: Problems): AsyncGenerator<DataStep, Found> {
  const opened: IdxFile[] = [];
  for (const file of files) {
    if (file.size === 0 || splitPath(file.path)?.isFolder === true) continue;
    try {
      if (!isIdx(await file.read(0, Math.min(file.size, 8)))) throw new InputError('is no IDX file', file.path);
      opened.push(await open(file));
    } catch (error) {
      problems.caught(error, file.path);
    }
  }
  const found = pairs(opened, problems);
  if (found.length === 0) throw new InputError(`no pair of image and label file; both are needed, e.g. train-images-idx3-ubyte.gz and train-labels-idx1-ubyte.gz${because(problems)}`);
  const colour = found.some(({ images }) => images.extents[3] === 3);
  const channels = options.channels ?? (colour ? 3 : 1);
  const side = options.side ?? suitedSide(Math.min(...found.map(({ images }) => Math.min(images.extents[1], images.extents[2]))));
  const rows = int8Rows(side * side * channels);
  const examples: Example[] = [];
  const total = found.reduce((sum, { images }) => sum + images.extents[0], 0);
  const anyTest = found.some(({ images }) => isTest(images)) && found.some(({ images }) => !isTest(images));
  for (const { images, labels } of found) {
    const [count, height, width, depth = 1] = images.extents;
    if (depth !== 1 && depth !== 3) {
      problems.add(images.file.path, `${depth} values a pixel; 1 (grey) and 3 (colour) are read`);
      continue;
    }
    const size = height * width * depth;
    const atOnce = Math.max(1, Math.min(AT_ONCE, Math.floor(AT_ONCE_BYTES / size)));
    const names = await labels.file.read(labels.headBytes, labels.headBytes + count);
    for (let from = 0; from < count; from += atOnce) {
      yield { stage: 'read', done: examples.length, total, file: shownName(images.file.path), problems: problems.fresh() };
      const to = Math.min(count, from + atOnce);
      const bytes = await images.file.read(images.headBytes + from * size, images.headBytes + to * size);
      for (let i = from; i < to; i++) {
        const data = bytes.subarray((i - from) * size, (i - from + 1) * size);
        const content = contentOf(data);
        const row = rows.add(toInput({ width, height, channels: depth, data }, side, channels));
        examples.push({ row, label: names[i], keep: content, content, file: `${images.file.path}, image ${i}`, ...(anyTest ? { split: isTest(images) ? 'test' : 'train' } : {}) });
      }
    }
  }
  const { present, examples: labelled } = renumbered(examples);
  return {
    kind: 'image', layout: 'IDX images with labels', title: 'Your images', inputShape: [side, side, channels],
    classes: present.map(String),
    examples: labelled,
    features: ready(rows, PIXEL_QUANT),
    used: 2 * found.length,
    dealtBy: anyTest ? 'as distributed' : 'file',
    facts: [{ name: 'picture size', value: tally(found.map(({ images }) => `${images.extents[2]} x ${images.extents[1]}`)) }, { name: 'input', value: inputText(side, channels) }],
  };
}
