/**
 * A task as one file, the form in which the built-in task ships and a user's own is kept: eight bytes of magic, the
 * length of a JSON head (uint32, little-endian), the head, and one deflated body. The body holds train, validation
 * and test in turn, each as its labels and then its features in planes (all examples' first value, then all second
 * ones), which deflates better than example by example. The head states every count and the body's SHA-256.
 */
import { Inflate, deflateSync } from 'fflate';
import { InputError, fromUtf8, hashHex, startsWith, utf8 } from '../lib/index.ts';
import { readHead } from './taskHead.ts';
import type { TaskHead } from './taskHead.ts';
import type { Split, Task } from './task.ts';

const MAGIC = 'THIMTASK';
const HEAD_AT = 12;
const MAX_HEAD_BYTES = 1 << 20;
/** Deflate's limit: 258 bytes from 2 bits. */
const MOST_INFLATION = 1032;
const SPLITS = ['train', 'validation', 'test'] as const;

export const isTaskFile = (bytes: Uint8Array): boolean => startsWith(bytes, MAGIC);

/**
 * Equal tasks give equal bytes.
 * @param level of deflate: 9 for what ships, less for what is only handed on, 0 to another worker
 */
export function encodeTask(task: Task, level: 0 | 1 | 9 = 9): Uint8Array {
  const body = packBody(task);
  const head: TaskHead = {
    version: 1,
    id: task.id,
    title: task.title,
    origin: task.origin,
    inputShape: task.inputShape,
    inputQuant: task.inputQuant,
    classes: task.classes,
    counts: [task.train.count, task.validation.count, task.test.count],
    sha256: hashHex(body),
    ...(task.notes === undefined ? {} : { notes: task.notes }),
  };
  const json = utf8(JSON.stringify(head));
  const packed = deflateSync(body, { level });
  const out = new Uint8Array(HEAD_AT + json.length + packed.length);
  out.set(utf8(MAGIC));
  new DataView(out.buffer).setUint32(8, json.length, true);
  out.set(json, HEAD_AT);
  out.set(packed, HEAD_AT + json.length);
  return out;
}

/**
 * What a file says of its task, without unpacking the examples.
 * @throws InputError on foreign or truncated bytes
 */
export const decodeTaskHead = (bytes: Uint8Array, file: string): TaskHead => openHead(bytes, file).head;

function openHead(bytes: Uint8Array, file: string): { readonly head: TaskHead; readonly bodyAt: number } {
  if (bytes.length < HEAD_AT || !isTaskFile(bytes)) {
    throw new InputError(`not a Thimble task: it should begin with ${MAGIC}`, file);
  }
  const headBytes = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(8, true);
  if (headBytes > MAX_HEAD_BYTES || HEAD_AT + headBytes > bytes.length) {
    throw new InputError(`a head of ${headBytes} bytes does not fit in the ${bytes.length} bytes of the file; it is truncated or altered`, file);
  }
  const bodyAt = HEAD_AT + headBytes;
  return { head: readHead(fromUtf8(bytes.subarray(HEAD_AT, bodyAt)), file), bodyAt };
}

/**
 * Memory is bounded by the counts in the head, which are themselves bounded (taskHead.ts).
 * @param file name for messages
 * @throws InputError on foreign, truncated, altered or contradictory bytes
 */
export function decodeTask(bytes: Uint8Array, file: string): Task {
  const { head, bodyAt } = openHead(bytes, file);
  const valuesPerExample = head.inputShape[0] * head.inputShape[1] * head.inputShape[2];
  const examples = head.counts[0] + head.counts[1] + head.counts[2];
  const body = inflateExactly(bytes.subarray(bodyAt), examples * (valuesPerExample + 1), file);
  if (hashHex(body) !== head.sha256) throw new InputError('the body does not have the SHA-256 stated in its head; the file was altered', file);

  let at = 0;
  const [train, validation, test] = head.counts.map((count, index) => {
    const split = unpackSplit(body.subarray(at, at + count * (valuesPerExample + 1)), count, valuesPerExample);
    const wrong = split.labels.findIndex((label) => label >= head.classes.length);
    if (wrong >= 0) {
      throw new InputError(`label ${split.labels[wrong]} of ${SPLITS[index]} example ${wrong} is none of the ${head.classes.length} classes`, file);
    }
    at += count * (valuesPerExample + 1);
    return split;
  });
  const { id, title, origin, inputShape, inputQuant, classes, notes } = head;
  return { id, title, origin, inputShape, inputQuant, classes, train, validation, test, ...(notes === undefined ? {} : { notes }) };
}

function packBody(task: Task): Uint8Array {
  const values = task.inputShape[0] * task.inputShape[1] * task.inputShape[2];
  const splits = SPLITS.map((name) => task[name]);
  const body = new Uint8Array(splits.reduce((bytes, split) => bytes + split.count * (values + 1), 0));
  let at = 0;
  for (const { count, labels, features } of splits) {
    body.set(labels.subarray(0, count), at);
    at += count;
    for (let v = 0; v < values; v++) for (let e = 0; e < count; e++) body[at++] = features[e * values + v];
  }
  return body;
}

function unpackSplit(body: Uint8Array, count: number, values: number): Split {
  const features = new Int8Array(count * values);
  let at = count;
  for (let v = 0; v < values; v++) for (let e = 0; e < count; e++) features[e * values + v] = body[at++];
  return { count, labels: body.slice(0, count), features };
}

/** Inflates in small pushes and stops at the first byte too many, so a deflate bomb costs neither memory nor time. */
function inflateExactly(packed: Uint8Array, expected: number, file: string): Uint8Array {
  if (expected > packed.length * MOST_INFLATION) {
    throw new InputError(`a body of ${packed.length} bytes cannot hold the ${expected} that the head's counts ask for; the file is truncated`, file);
  }
  const body = new Uint8Array(expected);
  let at = 0;
  const tooLong = (): never => {
    throw new InputError(`the body is longer than the ${expected} bytes that the head's counts ask for`, file);
  };
  const inflate = new Inflate((chunk) => {
    if (at + chunk.length > expected) tooLong();
    body.set(chunk, at);
    at += chunk.length;
  });
  const push = 1 << 14;
  try {
    for (let from = 0; from < packed.length; from += push) {
      inflate.push(packed.subarray(from, from + push), from + push >= packed.length);
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('the body is not whole deflate data; the file is truncated or altered', file);
  }
  if (at !== expected) throw new InputError(`the body has ${at} bytes, the head's counts ask for ${expected}; the file is truncated`, file);
  return body;
}
