/**
 * The link codec: `#1.` + base64url(deflate(recipe JSON)). A link holds the whole recipe, so it reopens the same state
 * and reproduces the same run elsewhere. What comes in may be hostile: its length is bounded before decoding and the
 * inflated size while inflating (64 KiB), and whatever is wrong ends in one sentence.
 */
import { deflateSync, Inflate } from 'fflate';
import { fromBase64url, fromUtf8, InputError, toBase64url, utf8 } from '../core/lib/index.ts';
import { parseRecipe, type Recipe } from './recipe.ts';

const PREFIX = '#1.';
const MAX_LINK_CHARACTERS = 16_384;
const MAX_INFLATED_BYTES = 65_536;
const WHERE = 'link';

/** @returns the fragment, from `#` on; below 1.2 kB for any valid recipe */
export function encodeLink(recipe: Recipe): string {
  return PREFIX + toBase64url(deflateSync(utf8(JSON.stringify(parseRecipe(recipe))), { level: 9 }));
}

/** Whether a text is meant as a link of any version: a fragment, or an address with one. */
export function looksLikeLink(text: string): boolean {
  return /^(https?:[^#]*)?#\d+\./.test(text);
}

/**
 * @param text the fragment, or the whole address it ends
 * @throws InputError on anything but a whole link of this version
 */
export function decodeLink(text: string): Recipe {
  const fragment = text.slice(Math.max(0, text.indexOf('#'))).trim();
  const version = /^#(\d{1,9})\./.exec(fragment);
  if (version === null) throw new InputError('does not begin with "#1."; it was cut off or belongs to something else', WHERE);
  if (version[1] !== '1') throw new InputError(`is of version ${version[1]}; this Thimble reads version 1`, WHERE);
  if (fragment.length > MAX_LINK_CHARACTERS) throw new InputError(`has ${fragment.length} characters; ${MAX_LINK_CHARACTERS} is the most`, WHERE);
  const json = inflateBounded(fromBase64urlAt(fragment.slice(PREFIX.length)));
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new InputError('does not hold a whole recipe; part of it is missing or changed', WHERE);
  }
  return parseRecipe(value, WHERE);
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
