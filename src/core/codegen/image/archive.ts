/** Reads a Unix archive (.a, the common form with GNU long names): the prebuilt objects of one core in one file. */
import { InputError } from '../../lib/index.ts';
import { readObject, type ObjectFile } from './objectFile.ts';

const MAGIC = '!<arch>\n';
const HEADER_BYTES = 60;

/**
 * @param name of the archive, for messages
 * @returns its objects in the order they lie in
 * @throws InputError that names archive and member
 */
export function readArchive(bytes: Uint8Array, name: string): readonly ObjectFile[] {
  const text = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
  if (text(0, MAGIC.length) !== MAGIC) throw new InputError('is no archive of objects', name);
  const objects: ObjectFile[] = [];
  let longNames = { from: 0, to: 0 };
  for (let at = MAGIC.length; at < bytes.length;) {
    const digits = /^(\d+) *$/.exec(text(at + 48, at + 58));
    if (text(at + 58, at + HEADER_BYTES) !== '`\n' || digits === null) throw new InputError(`has no member header at byte ${at}`, name);
    const from = at + HEADER_BYTES;
    const to = from + Number(digits[1]);
    if (to > bytes.length) throw new InputError(`its member at byte ${at} ends at ${to}, the file at ${bytes.length}`, name);
    const label = text(at, at + 16).trimEnd();
    if (label === '//') longNames = { from, to };
    else if (label !== '/') objects.push(readObject(bytes.subarray(from, to), `${name}, ${memberName(label, (start) => longName(start))}`));
    at = to + (to & 1);
  }
  return objects;

  function longName(start: number): string {
    const end = bytes.indexOf(0x2f, longNames.from + start);
    if (start < 0 || end < 0 || end >= longNames.to || end - longNames.from - start > 256) throw new InputError(`has no long name at ${start}`, name);
    return text(longNames.from + start, end);
  }
}

/** "conv2d.o/" or "/17", an offset into the list of long names. */
const memberName = (label: string, longName: (start: number) => string): string => (/^\/\d+$/.test(label) ? longName(Number(label.slice(1))) : label.replace(/\/$/, ''));
