/** Files that are neither a model nor firmware but have a place on the page all the same: which step takes them, told instead of "is none of". */
import type { NamedBytes } from '../../engine/index.ts';

const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean => magic.every((byte, at) => bytes[at] === byte);
const PICTURES = [[0x89, 0x50, 0x4e, 0x47], [0xff, 0xd8, 0xff]] as const;
const RIFF = [0x52, 0x49, 0x46, 0x46];
/** Of sounds that browsers read; a WAV is known by its beginning. */
const SOUNDS = /\.(mp3|ogg|oga|flac|m4a|webm)$/i;
/** A link or a genome is text as well, of one line. */
const SEVERAL_LINES = /\S[^\n]*\n[^\n]*\S[^\n]*\n[^\n]*\S/;
const HEAD_BYTES = 2048;

/** One sentence, or null where the file may be a model or firmware. */
export function belongsTo({ path, bytes }: NamedBytes): string | null {
  if (startsWith(bytes, RIFF) || SOUNDS.test(path)) return 'A sound is tried out in step 9, or in step 8 as the network’s input; a folder of them is data for step 2, under “my own”.';
  if (PICTURES.some((magic) => startsWith(bytes, magic))) return 'A picture is tried out in step 9; a folder of them is data for step 2, under “my own”.';
  if (/\.zip$/i.test(path)) return 'A zip of examples is data for step 2, under “my own”; a model is opened unpacked.';
  if (/\.(csv|tsv)$/i.test(path)) return 'A table of measurements is data for step 2, under “my own”; a board’s times belong in step 8, under “Open a log”.';
  const text = new TextDecoder().decode(bytes.subarray(0, HEAD_BYTES)).trim();
  if (/\.(log|txt)$/i.test(path) && !text.startsWith('{') && SEVERAL_LINES.test(text)) return 'A board’s log belongs in step 8, under “Open a log”.';
  return null;
}
