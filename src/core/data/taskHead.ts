/**
 * The JSON head of a task file, read as what it is: text from outside. Every field is checked before anything is
 * allocated from it, so that a hostile head ends in one line that names the field.
 */
import { InputError } from '../lib/index.ts';
import type { QuantParams, Task } from './task.ts';

export interface TaskHead {
  readonly version: 1;
  readonly id: string;
  readonly title: string;
  readonly origin: Task['origin'];
  readonly inputShape: Task['inputShape'];
  readonly inputQuant: QuantParams;
  readonly classes: readonly string[];
  /** Examples in train, validation and test. */
  readonly counts: readonly [number, number, number];
  readonly sha256: string;
  readonly notes?: Readonly<Record<string, string | number>>;
}

const MAX_SIDE = 4096;
const MAX_CLASSES = 256; // labels are bytes
/** 512 MiB of features: more than any microcontroller task needs, less than a browser tab can hold. */
const MAX_BODY_BYTES = 1 << 29;

/** @throws InputError naming the field */
export function readHead(json: string, file: string): TaskHead {
  const refuse = (field: string, wanted: string): never => {
    throw new InputError(`"${field}" should be ${wanted}`, `${file}, head`);
  };
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch {
    throw new InputError('the head is not JSON; the file is truncated or altered', file);
  }
  if (!isRecord(raw)) throw new InputError('the head should be a JSON object', file);
  if (raw['version'] !== 1) refuse('version', '1, the only one this release reads');
  const text = (field: string): string => {
    const value = raw[field];
    return typeof value === 'string' && value.length > 0 && value.length <= 1000 ? value : refuse(field, 'a text of 1 to 1000 characters');
  };
  const integers = (field: string, least: number, most: number): [number, number, number] => {
    const value: unknown = raw[field];
    const good = (n: unknown): n is number => typeof n === 'number' && Number.isInteger(n) && n >= least && n <= most;
    if (!Array.isArray(value) || value.length !== 3 || !value.every(good)) return refuse(field, `three integers from ${least} to ${most}`);
    return [value[0], value[1], value[2]];
  };

  const origin = raw['origin'];
  if (origin !== 'synthetic' && origin !== 'user') return refuse('origin', '"synthetic" or "user"');
  const inputShape = integers('inputShape', 1, MAX_SIDE);
  const counts = integers('counts', 0, MAX_BODY_BYTES);
  const bodyBytes = (counts[0] + counts[1] + counts[2]) * (inputShape[0] * inputShape[1] * inputShape[2] + 1);
  if (bodyBytes > MAX_BODY_BYTES) refuse('counts', `small enough that all examples fit in ${MAX_BODY_BYTES} bytes; these need ${bodyBytes}`);
  const notes = readNotes(raw['notes'], refuse);
  return {
    version: 1,
    id: text('id'),
    title: text('title'),
    origin,
    inputShape,
    inputQuant: readQuant(raw['inputQuant'], refuse),
    classes: readClasses(raw['classes'], refuse),
    counts,
    sha256: text('sha256'),
    ...(notes === undefined ? {} : { notes }),
  };
}

type Refuse = (field: string, wanted: string) => never;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function readQuant(value: unknown, refuse: Refuse): QuantParams {
  const { scale, zeroPoint } = isRecord(value) ? value : {};
  if (typeof scale !== 'number' || !Number.isFinite(scale) || scale <= 0) return refuse('inputQuant.scale', 'a positive number');
  if (typeof zeroPoint !== 'number' || !Number.isInteger(zeroPoint) || zeroPoint < -128 || zeroPoint > 127) {
    return refuse('inputQuant.zeroPoint', 'an integer from -128 to 127');
  }
  return { scale, zeroPoint };
}

function readClasses(value: unknown, refuse: Refuse): string[] {
  const wanted = `2 to ${MAX_CLASSES} different names`;
  if (!Array.isArray(value) || value.length < 2 || value.length > MAX_CLASSES) return refuse('classes', wanted);
  const names = value.filter((name): name is string => typeof name === 'string' && name.length > 0 && name.length <= 1000);
  if (names.length !== value.length || new Set(names).size !== names.length) return refuse('classes', wanted);
  return names;
}

function readNotes(value: unknown, refuse: Refuse): Record<string, string | number> | undefined {
  if (value === undefined) return undefined;
  if (!isRecord(value)) return refuse('notes', 'an object of texts and numbers');
  const good = (entry: [string, unknown]): entry is [string, string | number] => typeof entry[1] === 'string' || typeof entry[1] === 'number';
  const entries = Object.entries(value);
  return entries.every(good) ? Object.fromEntries(entries.filter(good)) : refuse('notes', 'an object of texts and numbers');
}
