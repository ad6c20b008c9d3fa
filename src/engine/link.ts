/**
 * The link codec: `#1.` + base64url(deflate(recipe JSON)), and `#2.` of {recipe, result} where it also tells what the
 * run gave. A link holds the whole recipe, so it reopens the same state and reproduces the same run elsewhere; a link
 * once made opens for ever (link.golden.json). What comes in may be hostile: its length is bounded before decoding and
 * the inflated size while inflating (64 KiB), and whatever is wrong ends in one sentence.
 */
import { deflateSync, Inflate } from 'fflate';
import { fromBase64url, fromUtf8, InputError, toBase64url, utf8 } from '../core/lib/index.ts';
import { parseRecipe, type Recipe } from './recipe.ts';
import { parseSharedResult, type Shared } from './shared.ts';

const VERSIONS = { 1: 'recipe', 2: 'recipe and result' } as const;
const MAX_LINK_CHARACTERS = 16_384;
const MAX_INFLATED_BYTES = 65_536;
const WHERE = 'link';

/** @returns the fragment, from `#` on; below 1.2 kB for any valid recipe */
export function encodeLink(recipe: Recipe): string {
  return pack(1, parseRecipe(recipe));
}

/** @returns the fragment of a link that also tells what the recipe's run gave; below 1.4 kB */
export function encodeResultLink({ recipe, result }: { readonly recipe: Recipe; readonly result: NonNullable<Shared['result']> }): string {
  return pack(2, { recipe: parseRecipe(recipe), result: parseSharedResult(result) });
}

const pack = (version: keyof typeof VERSIONS, value: object): string => `#${version}.${toBase64url(deflateSync(utf8(JSON.stringify(value)), { level: 9 }))}`;

/** Whether a text is meant as a link of any version: a fragment, or an address with one. */
export function looksLikeLink(text: string): boolean {
  return /^(https?:[^#]*)?#\d+\./.test(text);
}

/**
 * The recipe of a link of either version.
 * @param text the fragment, or the whole address it ends
 * @throws InputError on anything but a whole link of a version known here
 */
export const decodeLink = (text: string): Recipe => decodeShared(text).recipe;

/**
 * All that a link tells; `result` is null where it tells a recipe alone. Nothing in it was measured by the reader.
 * @throws InputError as decodeLink
 */
export function decodeShared(text: string): Shared {
  const fragment = text.slice(Math.max(0, text.indexOf('#'))).trim();
  const version = /^#(\d{1,9})\./.exec(fragment)?.[1];
  if (version === undefined) throw new InputError('does not begin with "#1." or "#2."; it was cut off or belongs to something else', WHERE);
  if (!Object.hasOwn(VERSIONS, version)) throw new InputError(`is of version ${version}; this Thimble reads versions ${Object.keys(VERSIONS).join(' and ')}`, WHERE);
  if (fragment.length > MAX_LINK_CHARACTERS) throw new InputError(`has ${fragment.length} characters; ${MAX_LINK_CHARACTERS} is the most`, WHERE);
  const json = inflateBounded(fromBase64urlAt(fragment.slice(version.length + 2)));
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new InputError('does not hold a whole recipe; part of it is missing or changed', WHERE);
  }
  if (version === '1') return { recipe: parseRecipe(value, WHERE), result: null };
  const { recipe, result, ...more } = (value ?? {}) as { readonly recipe?: unknown; readonly result?: unknown };
  const [unknown] = Object.keys(more);
  if (unknown !== undefined) throw new InputError(`unknown field "${unknown.slice(0, 40)}"; known are recipe, result`, WHERE);
  return { recipe: parseRecipe(recipe, WHERE), result: parseSharedResult(result, WHERE) };
}

/** What of the page a link shows alone, or null; null also of what is no link, which is for others to refuse. */
export function embedOf(text: string): string | null {
  try {
    return looksLikeLink(text) ? decodeLink(text).view.embed ?? null : null;
  } catch {
    return null;
  }
}

function fromBase64urlAt(text: string): Uint8Array {
  try {
    return fromBase64url(text);
  } catch (error) {
    throw new InputError(error instanceof Error ? error.message : 'is not base64url', WHERE);
  }
}

/** Inflates chunk by chunk so that a bomb is dropped after 64 KiB, not after it has gone off. */
function inflateBounded(deflated: Uint8Array): string {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  const inflate = new Inflate((chunk, final) => {
    size += chunk.length;
    if (size > MAX_INFLATED_BYTES) throw new InputError(`unpacks to more than ${MAX_INFLATED_BYTES} bytes; no recipe does`, WHERE);
    chunks.push(chunk);
    ended ||= final;
  });
  try {
    const step = 256;
    for (let at = 0; at < deflated.length; at += step) inflate.push(deflated.subarray(at, at + step), at + step >= deflated.length);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('cannot be unpacked; part of it is missing or changed', WHERE);
  }
  if (!ended) throw new InputError('cannot be unpacked; part of it is missing or changed', WHERE);
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return fromUtf8(whole);
}
