/**
 * What is this file? A recipe, a link, a genome, an MCUNet-style architecture, an int8 model of ours or a .tflite: told apart by content,
 * never by name, so that the command line and the page's file box take the same things.
 */
import { fromUtf8, InputError, startsWith } from '../core/lib/index.ts';
import { looksLikeTflite } from '../core/net/index.ts';
import { decodeInt8Net, encodeInt8Net, exportTflite, importTflite, type Int8Net } from '../core/quant/index.ts';
import { decodeGenome, parseMcunetJson, type Architecture, type Genome } from '../core/space/index.ts';
import { decodeShared, looksLikeLink } from './link.ts';
import { otherFormat } from './otherFormats.ts';
import { parseRecipeText, type Recipe } from './recipe.ts';
import type { SharedResult } from './shared.ts';
import type { NamedBytes } from './types.ts';

export type Opened =
  /** `told`: what a link says its run gave. */
  | { readonly kind: 'recipe'; readonly recipe: Recipe; readonly told?: SharedResult }
  | { readonly kind: 'genome'; readonly genome: Genome }
  | { readonly kind: 'architecture'; readonly architecture: Architecture }
  | { readonly kind: 'model'; readonly model: Int8Net; readonly bytes: Uint8Array };

const MAX_FILE_BYTES = 256 * 1024 * 1024;
const MAX_TEXT_BYTES = 4 * 1024 * 1024;
/** Of a link or a genome, with room for the address a link ends. */
const MAX_SHORT_CHARACTERS = 20_000;
const GENOME = /^[a-z0-9][a-z0-9.-]*_[0-9]+$/;

/** A link or a genome given as text where a file name may stand, or null. */
export function openText(text: string): Opened | null {
  const trimmed = text.trim();
  if (looksLikeLink(trimmed)) {
    const { recipe, result } = decodeShared(trimmed);
    return { kind: 'recipe', recipe, ...(result && { told: result }) };
  }
  if (GENOME.test(trimmed)) return { kind: 'genome', genome: decodeGenome(trimmed) };
  return null;
}

/** What is wrong with a text, and in which file it stands. */
function inFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof InputError ? new InputError(error.message, path) : error;
  }
}

/** @throws InputError when the file is none of the kinds, or a broken one */
export function openFile({ path, bytes }: NamedBytes): Opened {
  if (bytes.length === 0) throw new InputError('is empty', path);
  if (bytes.length > MAX_FILE_BYTES) throw new InputError(`has ${bytes.length} bytes; ${MAX_FILE_BYTES} is the most`, path);
  if (startsWith(bytes, 'TI8N')) return { kind: 'model', model: decodeInt8Net(bytes, path), bytes };
  if (startsWith(bytes, 'TMBLCKPT')) throw new InputError('is a supernet checkpoint, which holds many networks; a genome names one, and the checkpoint is then given beside it', path);
  if (startsWith(bytes, 'THIMTASK')) throw new InputError('is a task, not a network or a recipe', path);
  if (looksLikeTflite(bytes)) {
    const model = importTflite(bytes, path);
    return { kind: 'model', model, bytes: encodeInt8Net(model) };
  }
  const other = otherFormat(bytes);
  if (other !== null) throw new InputError(other, path);
  if (bytes.length > MAX_TEXT_BYTES || bytes.subarray(0, 4096).includes(0)) throw new InputError(`is none of: ${KINDS}`, path);
  const text = fromUtf8(bytes).trim();
  const short = text.length < MAX_SHORT_CHARACTERS ? inFile(path, () => openText(text)) : null;
  if (short !== null) return short;
  if (!text.startsWith('{')) throw new InputError(`is none of: ${KINDS}`, path);
  return openJson(text, path);
}

/** An int8 model of ours as a .tflite file. @throws InputError for what that format cannot say */
export const tfliteOf = (model: Uint8Array): Uint8Array => exportTflite(decodeInt8Net(model, 'model'));

const KINDS = 'recipe.json, a link, a genome, an MCUNet-style architecture JSON, a Thimble int8 model, an int8 .tflite';

function openJson(text: string, path: string): Opened {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputError(`is not whole JSON (${error instanceof Error ? error.message.slice(0, 100) : 'unreadable'})`, path);
  }
  const fields = value as Record<string, unknown>;
  if (Object.hasOwn(fields, 'blocks') || Object.hasOwn(fields, 'first_conv')) return { kind: 'architecture', architecture: parseMcunetJson(text, path) };
  if (typeof fields.genome === 'string' && !Object.hasOwn(fields, 'version')) return { kind: 'genome', genome: inFile(path, () => decodeGenome(String(fields.genome))) };
  if (typeof fields.version === 'number' || Object.hasOwn(fields, 'board')) return { kind: 'recipe', recipe: parseRecipeText(text, path) };
  throw new InputError(`is JSON, but none of: ${KINDS}`, path);
}
