/**
 * A supernet as bytes: `TMBLCKPT`, header length, header as JSON (space, seeds, recipe, hash), then the weights as
 * little-endian float32. The hash covers header and weights, so a damaged file is found out, and equal training has
 * equal hashes on every machine. Halfway through a run the optimiser's memory follows the weights, and the header says
 * where the run stands and on which data; such a file serves wherever a finished one does, and training goes on from it.
 */
import type { Task } from '../data/index.ts';
import { fromUtf8, hashHex, InputError, utf8 } from '../lib/index.ts';
import { findSpace, isSubspace } from '../space/index.ts';
import { narrowSupernet } from './narrow.ts';
import { checkRecipe, fillRecipe, type TrainRecipe } from './recipe.ts';
import { emptySupernet, type Supernet } from './supernet.ts';
import type { TrainProgress } from './train.ts';

const MAGIC = utf8('TMBLCKPT');
const VERSION = 1;
const PREFIX_BYTES = 12;
const MAX_HEADER_BYTES = 65536;
const FINGERPRINT_STRIDE = 97;

interface Header {
  readonly version: number;
  readonly space: string;
  readonly weightsSeed: number | string;
  readonly recipe: TrainRecipe;
  /** Floats of weights that follow. */
  readonly count: number;
  /** As the supernet has it. */
  readonly trainedOn?: string;
  /** Halfway: what stands of it beside 2 * count floats of moments behind the weights. */
  readonly progress?: { readonly epoch: number; readonly decay1: number; readonly decay2: number; readonly data: string };
}

export interface Checkpoint {
  readonly supernet: Supernet;
  readonly recipe: TrainRecipe;
  readonly hash: string;
  readonly progress: SavedProgress | null;
}

export interface SavedProgress extends TrainProgress {
  /** `fingerprint` of the task trained on. */
  readonly data: string;
}

/** Whether a file is meant as a checkpoint. */
export const isCheckpoint = (bytes: Uint8Array): boolean => MAGIC.every((byte, i) => bytes[i] === byte);

const weightBytes = (values: Float32Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

function headerOf(supernet: Supernet, recipe: TrainRecipe): Header {
  const { space, weightsSeed, values, trainedOn } = supernet;
  return { version: VERSION, space: space.id, weightsSeed, recipe, count: values.length, ...(trainedOn !== undefined && { trainedOn }) };
}

const hashOf = (header: Header, ...floats: readonly Float32Array[]): string => hashHex(utf8(JSON.stringify(header)), ...floats.map(weightBytes));

/** SHA-256 over seeds, recipe and weights; what two machines compare. */
export const hashSupernet = (supernet: Supernet, recipe: TrainRecipe): string => hashOf(headerOf(supernet, recipe), supernet.values);

/** Whether data are those of an earlier run: over names, sizes, labels and a part of the training examples. */
export function fingerprint({ id, classes, inputShape, train }: Task): string {
  const some = train.features.filter((_, i) => i % FINGERPRINT_STRIDE === 0);
  return hashHex(utf8(JSON.stringify([id, classes, inputShape, train.count])), train.labels, new Uint8Array(some.buffer)).slice(0, 16);
}

/** @param progress for a file from which training goes on */
export function encodeCheckpoint(supernet: Supernet, recipe: TrainRecipe, progress?: SavedProgress): Uint8Array {
  const { epoch = 0, optimiser, data = '' } = progress ?? {};
  const header: Header = { ...headerOf(supernet, recipe), ...(optimiser && { progress: { epoch, decay1: optimiser.decay1, decay2: optimiser.decay2, data } }) };
  const floats = optimiser ? [supernet.values, optimiser.moments] : [supernet.values];
  const text = utf8(JSON.stringify({ ...header, hash: hashOf(header, ...floats) }));
  const out = new Uint8Array(PREFIX_BYTES + text.length + floats.reduce((bytes, { byteLength }) => bytes + byteLength, 0));
  out.set(MAGIC);
  new DataView(out.buffer).setUint32(MAGIC.length, text.length, true);
  out.set(text, PREFIX_BYTES);
  let at = PREFIX_BYTES + text.length;
  for (const run of floats) {
    out.set(weightBytes(run), at);
    at += run.byteLength;
  }
  return out;
}

/**
 * @param file name for messages
 * @param spaceId the space the caller works in: the checkpoint's or a part of it, to which the supernet is then narrowed;
 * without it any space is welcome
 * @returns the hash is the file's, narrowed or not
 * @throws InputError for other files, truncation, damage, later versions and checkpoints of another space
 */
export function decodeCheckpoint(bytes: Uint8Array, file: string, spaceId?: string): Checkpoint {
  const refuse = (what: string): never => {
    throw new InputError(what, file);
  };
  if (bytes.length < PREFIX_BYTES) refuse(`${bytes.length} bytes are too few for a checkpoint; it is cut short`);
  if (!isCheckpoint(bytes)) refuse('not a supernet checkpoint: it does not begin with TMBLCKPT');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(MAGIC.length, true);
  if (length > MAX_HEADER_BYTES) refuse(`a header of ${length} bytes; at most ${MAX_HEADER_BYTES} make sense`);
  if (bytes.length < PREFIX_BYTES + length) refuse(`the header ends at byte ${PREFIX_BYTES + length}, the file at ${bytes.length}; it is cut short`);
  const { hash, header } = parseHeader(bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + length), file);
  if (header.version !== VERSION) refuse(`checkpoint version ${header.version}; this program reads version ${VERSION}`);
  if (spaceId !== undefined && !isSubspace(findSpace(spaceId), findSpace(header.space))) refuse(`a checkpoint of search space ${header.space}; one of ${spaceId} is needed`);
  const { trainedOn } = header;
  const supernet = { ...emptySupernet(findSpace(header.space), header.weightsSeed, header.recipe.kernelTransform === true), ...(trainedOn !== undefined && { trainedOn }) };
  const moments = new Float32Array(header.progress === undefined ? 0 : 2 * supernet.values.length);
  const wanted = PREFIX_BYTES + length + supernet.values.byteLength + moments.byteLength;
  if (header.count !== supernet.values.length) refuse(`${header.count} weights; a supernet of ${header.space} has ${supernet.values.length}`);
  if (bytes.length !== wanted) refuse(`${bytes.length} bytes, ${wanted} are right; it is ${bytes.length < wanted ? 'cut short' : 'too long'}`);
  weightBytes(supernet.values).set(bytes.subarray(PREFIX_BYTES + length, PREFIX_BYTES + length + supernet.values.byteLength));
  weightBytes(moments).set(bytes.subarray(wanted - moments.byteLength));
  if (hashOf(header, supernet.values, moments) !== hash) refuse('the weights do not match their hash; the file is damaged');
  if (!supernet.values.every(Number.isFinite) || !moments.every(Number.isFinite)) refuse('some weights are not finite numbers');
  const trainedBy = fillRecipe(header.recipe);
  checkRecipe(trainedBy, `${file}, recipe`);
  return { supernet: spaceId === undefined ? supernet : narrowSupernet(supernet, findSpace(spaceId)), recipe: trainedBy, hash, progress: progressOf(header, moments, trainedBy, file) };
}

function parseHeader(bytes: Uint8Array, file: string): { hash: string; header: Header } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(fromUtf8(bytes));
  } catch {
    throw new InputError('the header is not JSON; the file is damaged', file);
  }
  const fields = parsed as Partial<Header & { hash: string }> | null;
  const { version, space, weightsSeed, recipe, count, trainedOn, progress, hash } = fields ?? {};
  const whole = typeof version === 'number' && typeof space === 'string' && (typeof weightsSeed === 'number' || typeof weightsSeed === 'string')
    && typeof recipe === 'object' && recipe !== null && typeof count === 'number' && typeof hash === 'string';
  if (!whole) throw new InputError('the header lacks version, space, weightsSeed, recipe, count or hash', file);
  if (trainedOn !== undefined && (typeof trainedOn !== 'string' || !/^\w{1,20}$/.test(trainedOn))) throw new InputError('trainedOn in the header is no name', file);
  return { hash, header: { version, space, weightsSeed, recipe, count, ...(trainedOn !== undefined && { trainedOn }), ...(progress === undefined ? {} : { progress }) } };
}

/** @throws InputError where the place named is none of the recipe's */
function progressOf({ progress }: Header, moments: Float32Array, { largestEpochs, epochs }: TrainRecipe, file: string): SavedProgress | null {
  if (progress === undefined) return null;
  const { epoch, decay1, decay2, data } = progress ?? {};
  const share = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1;
  if (!Number.isInteger(epoch) || epoch < 0 || epoch > largestEpochs + epochs || !share(decay1) || !share(decay2) || typeof data !== 'string') {
    throw new InputError(`the header's progress is no place within ${largestEpochs + epochs} epochs`, file);
  }
  return { epoch, data, optimiser: { moments, decay1, decay2 } };
}
