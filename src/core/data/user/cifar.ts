/**
 * CIFAR-10 and CIFAR-100 in their binary version (Krizhevsky 2009): records of one label byte, or a coarse and a fine
 * one, and 3072 bytes of a 32 x 32 picture, one colour after the other. Which of the two follows from the size of the
 * files; names of the classes from the text files beside them.
 */
import { InputError, fromUtf8 } from '../../lib/index.ts';
import { readWhole, splitPath } from './dataFile.ts';
import type { Example } from './deal.ts';
import { contentOf, ready, renumbered, type Found } from './found.ts';
import { inputText, PIXEL_QUANT, toInput } from './pixels.ts';
import { shownName, type Problems } from './problems.ts';
import { int8Rows } from './rows.ts';
import type { DataFile, DataOptions, DataStep } from './types.ts';

const SIDE = 32;
const PLANE = SIDE * SIDE;
const AT_ONCE = 500;
const [TEN, HUNDRED] = [{ labelBytes: 1, classes: 10, names: 'batches.meta.txt' }, { labelBytes: 2, classes: 100, names: 'fine_label_names.txt' }] as const;

const fits = (size: number, { labelBytes }: typeof TEN | typeof HUNDRED): boolean => size > 0 && size % (labelBytes + 3 * PLANE) === 0;
const name = (file: DataFile): string => splitPath(file.path)?.name.toLowerCase() ?? '';

export const isCifar = (file: DataFile): boolean => /\.bin$/i.test(file.path) && (fits(file.size, TEN) || fits(file.size, HUNDRED));

/** @throws InputError where a batch changes while it is read, or the task would grow too large; odd records become problems */
export async function* readCifar(files: readonly DataFile[], options: DataOptions, problems: Problems): AsyncGenerator<DataStep, Found> {
  const batches = files.filter((file) => /\.bin$/i.test(file.path) && file.size > 0);
  const kind = batches.filter(({ size }) => fits(size, TEN)).length >= batches.filter(({ size }) => fits(size, HUNDRED)).length ? TEN : HUNDRED;
  const record = kind.labelBytes + 3 * PLANE;
  const channels = options.channels ?? 3;
  const side = options.side ?? SIDE;
  const rows = int8Rows(side * side * channels);
  const examples: Example[] = [];
  const total = batches.reduce((sum, { size }) => sum + Math.floor(size / record), 0);
  const anyTest = batches.some((file) => name(file).startsWith('test')) && batches.some((file) => !name(file).startsWith('test'));
  const data = new Uint8Array(3 * PLANE);
  for (const file of batches) {
    if (!fits(file.size, kind)) problems.add(file.path, `${file.size} bytes are no whole number of records of ${record}; ${file.size % record} at the end are left out`);
    const split = anyTest ? { split: name(file).startsWith('test') ? ('test' as const) : ('train' as const) } : {};
    const count = Math.floor(file.size / record);
    for (let from = 0; from < count; from += AT_ONCE) {
      yield { stage: 'read', done: examples.length, total, file: shownName(file.path), problems: problems.fresh() };
      const to = Math.min(count, from + AT_ONCE);
      const bytes = await file.read(from * record, to * record);
      if (bytes.length !== (to - from) * record) throw new InputError('cannot be read to its end; it has changed', file.path);
      for (let i = from; i < to; i++) {
        const at = (i - from) * record;
        const label = bytes[at + kind.labelBytes - 1];
        if (label >= kind.classes) {
          problems.add(file.path, `class ${label} of record ${i} is none of the ${kind.classes}; left out`, `byte ${i * record}`);
          continue;
        }
        const planes = bytes.subarray(at + kind.labelBytes, at + record);
        for (let p = 0; p < PLANE; p++) for (let c = 0; c < 3; c++) data[3 * p + c] = planes[c * PLANE + p];
        const content = contentOf(planes);
        examples.push({ row: rows.add(toInput({ width: SIDE, height: SIDE, channels: 3, data }, side, channels)), label, keep: content, content, file: `${file.path}, image ${i}`, ...split });
      }
    }
  }
  const { present, examples: labelled } = renumbered(examples);
  const names = await classNames(files, kind);
  return {
    kind: 'image', layout: `CIFAR-${kind.classes}, binary version`, title: `CIFAR-${kind.classes}`, inputShape: [side, side, channels],
    classes: present.map((label) => names[label] ?? String(label)),
    examples: labelled,
    features: ready(rows, PIXEL_QUANT),
    used: batches.length,
    dealtBy: anyTest ? 'as distributed' : 'file',
    facts: [{ name: 'picture size', value: `${SIDE} x ${SIDE}` }, { name: 'input', value: inputText(side, channels) }],
  };
}

/** One name a line; all different, or numbers stand for them. */
async function classNames(files: readonly DataFile[], kind: typeof TEN | typeof HUNDRED): Promise<readonly string[]> {
  const file = files.find((one) => name(one) === kind.names);
  if (file === undefined || file.size > 2 ** 16) return [];
  const names = fromUtf8(await readWhole(file)).split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '' && line.length <= 100);
  return new Set(names).size === names.length && names.length >= kind.classes ? names : [];
}
