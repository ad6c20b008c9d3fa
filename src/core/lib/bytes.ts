/** Bytes as text and back, and the one hash by which results are compared. */
import { sha256 } from '@noble/hashes/sha2.js';
import { strFromU8, strToU8 } from 'fflate';
import { InputError } from './errors.ts';

export const utf8 = (text: string): Uint8Array => strToU8(text);
/** What is no UTF-8 becomes U+FFFD; nothing is thrown. */
export const fromUtf8 = (bytes: Uint8Array): string => strFromU8(bytes);

type Bytes = Uint8Array | Int8Array;

/** Equal lengths and equal values; an Int8Array and a Uint8Array are equal where no value is negative. */
export const sameBytes = (a: Bytes, b: Bytes): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

/** Whether these bytes, or characters of one byte each, stand at a place. */
export const startsWith = (bytes: Uint8Array, magic: readonly number[] | string, at = 0): boolean =>
  Array.from<string | number>(magic).every((one, i) => bytes[at + i] === (typeof one === 'number' ? one : one.charCodeAt(0)));

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** RFC 4648 section 5, without padding. */
export function toBase64url(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const word = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const digits = Math.min(4, bytes.length - i + 1);
    for (let d = 0; d < digits; d++) text += ALPHABET[(word >> (18 - 6 * d)) & 63];
  }
  return text;
}

/** @throws InputError on a character outside the alphabet or an impossible length */
export function fromBase64url(text: string): Uint8Array {
  if (text.length % 4 === 1) throw new InputError(`base64url text of ${text.length} characters cannot be whole; part of it is missing`);
  const out = new Uint8Array(Math.floor((text.length * 3) / 4));
  for (let i = 0, bits = 0, word = 0, at = 0; i < text.length; i++) {
    const digit = ALPHABET.indexOf(text[i]);
    if (digit < 0) throw new InputError(`character "${text[i]}" at ${i + 1} is not base64url (A-Z a-z 0-9 - _)`);
    word = ((word << 6) | digit) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[at++] = (word >> bits) & 255;
    }
  }
  return out;
}

/** SHA-256 as 64 hexadecimal digits. */
export function hashHex(...parts: readonly Uint8Array[]): string {
  const hash = sha256.create();
  for (const part of parts) hash.update(part);
  return Array.from(hash.digest(), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
