/**
 * Opens what files come in: .zip, .tar, .gz and .tar.gz, told by their first bytes. Of what lies inside, archives are
 * opened no further, a .gz within a folder or tar is (MNIST as distributed), so that nesting cannot go on for ever.
 */
import { InputError, startsWith } from '../../lib/index.ts';
import { inOrder, memoryFile, splitPath } from './dataFile.ts';
import { gunzip } from './inflate.ts';
import { shownName, type Problems } from './problems.ts';
import { isTarHead, openTar } from './tar.ts';
import type { DataFile, DataStep } from './types.ts';
import { openZip } from './zip.ts';

/** Beside so many files an archive is looked for by name alone. */
const FEW = 200;
const ARCHIVE_NAME = /\.(zip|tar|tgz|gz)$/i;
const HEAD_BYTES = 512;
const MOST_UNPACKED_BYTES = 2 ** 30;

type Packing = 'zip' | 'gzip' | 'tar' | null;

function packingOf(head: Uint8Array): Packing {
  if (startsWith(head, [0x50, 0x4b, 3, 4]) || startsWith(head, [0x50, 0x4b, 5, 6])) return 'zip';
  if (startsWith(head, [0x1f, 0x8b, 8])) return 'gzip';
  return isTarHead(head) ? 'tar' : null;
}

/** @returns plain files in the order of their paths, stray ones of systems left away */
export async function* openFiles(files: readonly DataFile[], problems: Problems): AsyncGenerator<DataStep, DataFile[]> {
  const plain: DataFile[] = [];
  const held = { bytes: 0 };
  for (const [i, file] of files.entries()) {
    if (i % 100 === 0 || files.length < FEW) yield { stage: 'list', done: i, total: files.length, file: shownName(file.path), problems: problems.fresh() };
    if (splitPath(file.path) === null) continue;
    if (files.length > FEW && !ARCHIVE_NAME.test(file.path)) plain.push(file);
    else await open(file, 0, plain, held, problems);
  }
  return plain.filter(({ path }) => splitPath(path) !== null).sort(inOrder);
}

async function open(file: DataFile, depth: number, into: DataFile[], held: { bytes: number }, problems: Problems): Promise<void> {
  try {
    const packing = file.size === 0 ? null : packingOf(await file.read(0, Math.min(file.size, HEAD_BYTES)));
    const inside = async (members: readonly DataFile[]): Promise<void> => {
      for (const member of members) {
        if (depth === 0 && ARCHIVE_NAME.test(member.path)) await open(member, 1, into, held, problems);
        else into.push(member);
      }
    };
    if (packing === null) into.push(file);
    else if (packing === 'gzip') {
      const bytes = await gunzip(file, MOST_UNPACKED_BYTES - held.bytes);
      held.bytes += bytes.length;
      const unpacked = memoryFile(file.path.replace(/\.gz$/i, '').replace(/\.tgz$/i, '.tar'), bytes);
      if (isTarHead(bytes.subarray(0, HEAD_BYTES))) await inside(await openTar(unpacked));
      else into.push(unpacked);
    } else if (depth > 0) throw new InputError('is an archive within an archive; unpack it first', file.path);
    else await inside(packing === 'zip' ? await openZip(file, problems) : await openTar(file));
  } catch (error) {
    problems.caught(error, file.path);
  }
}
