/** A model or a firmware image from this machine into the page: read, compiled and run here, never sent anywhere. */
import { exact } from '../../charts/index.ts';
import type { NamedBytes } from '../../engine/index.ts';
import type { Session } from '../../store/index.ts';
import { belongsTo } from './belongs.ts';
import { goTo } from './navigate.ts';

const MIB = 1024 * 1024;
const MOST_BYTES = 256 * MIB;
/** Upwards, so that what is too large by a byte does not read as the limit. */
const mib = (bytes: number): string => `${exact(Math.ceil(bytes / MIB))} MiB`;

/** How ELF and UF2 files begin: a model never does. A raw image cannot be told apart, and has a place of its own. */
const IMAGES = [[0x7f, 0x45, 0x4c, 0x46], [0x55, 0x46, 0x32, 0x0a]] as const;

const looksLikeImage = (bytes: Uint8Array): boolean => IMAGES.some((magic) => magic.every((byte, index) => bytes[index] === byte));

/** The file's bytes, or null after saying why not. */
export async function readWhole({ view }: Session, file: File): Promise<NamedBytes | null> {
  if (file.size > MOST_BYTES) {
    view.say('problem', `${file.name} has ${mib(file.size)}; a file may have ${mib(MOST_BYTES)}. Nothing has changed.`);
    return null;
  }
  try {
    return { path: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
  } catch (error) {
    view.say('problem', `${file.name} could not be read (${error instanceof Error ? error.message : 'refused'}). Nothing has changed.`);
    return null;
  }
}

/** The browser's own file box; nothing happens where it is dismissed. */
export function askForFile(take: (file: File | undefined) => void): void {
  const box = document.createElement('input');
  box.type = 'file';
  box.addEventListener('change', () => take(box.files?.[0]));
  box.click();
}

/** A model takes the place of the search's network; a firmware image runs in the last step. */
export async function openModelFile(session: Session, file: File | undefined): Promise<void> {
  const read = file && await readWhole(session, file);
  if (!read) return;
  const elsewhere = belongsTo(read);
  if (elsewhere !== null) return session.view.say('problem', `${read.path} is neither a model nor firmware. ${elsewhere} Nothing has changed.`);
  const image = looksLikeImage(read.bytes);
  goTo(session, image ? 'simulate' : 'network');
  await (image ? session.actions.runFirmware(read) : session.actions.openModel(read));
}

/**
 * Takes a file dropped anywhere on the page; a step with a place of its own for files has had it by then.
 * @param onOver told whether a file hangs over the page
 * @returns a function that stops listening
 */
export function listenForDrops(session: Session, onOver: (over: boolean) => void): () => void {
  const holdsFile = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') === true;
  const onDragOver = (event: DragEvent): void => {
    if (!holdsFile(event)) return;
    event.preventDefault();
    onOver(true);
  };
  const onDragLeave = (event: DragEvent): void => {
    if (event.relatedTarget === null) onOver(false);
  };
  const onDrop = (event: DragEvent): void => {
    onOver(false);
    if (event.defaultPrevented || !holdsFile(event)) return;
    event.preventDefault();
    const files = event.dataTransfer?.files;
    const folder = [...(event.dataTransfer?.items ?? [])].some((item) => item.webkitGetAsEntry()?.isDirectory === true);
    if (folder || (files && files.length > 1)) return session.view.say('problem', 'A model or firmware is one file. Folders and several files are data: drop them in step 2, under “my own”. Nothing was opened.');
    void openModelFile(session, files?.[0]);
  };
  const off = new AbortController();
  const { signal } = off;
  addEventListener('dragover', onDragOver, { signal });
  addEventListener('dragleave', onDragLeave, { signal });
  addEventListener('drop', onDrop, { signal });
  return () => off.abort();
}
