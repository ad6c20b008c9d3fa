/** A model file from this machine into the page: read here, compiled here, never sent anywhere. */
import { kib } from '../../charts/index.ts';
import type { Session } from '../../store/index.ts';
import { goTo } from './navigate.ts';

const MOST_BYTES = 256 * 1024 * 1024;

export async function openModelFile(session: Session, file: File | undefined): Promise<void> {
  if (!file) return;
  const { view, actions } = session;
  if (file.size > MOST_BYTES) return view.say('problem', `${file.name} has ${kib(file.size)}; a model file may have ${kib(MOST_BYTES)}. Nothing has changed.`);
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    return view.say('problem', `${file.name} could not be read (${error instanceof Error ? error.message : 'refused'}). Nothing has changed.`);
  }
  goTo(session, 'network');
  await actions.openModel({ path: file.name, bytes });
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
    if (files && files.length > 1) return session.view.say('problem', 'One model file at a time, please: nothing was opened.');
    void openModelFile(session, files?.[0]);
  };
  const off = new AbortController();
  const { signal } = off;
  addEventListener('dragover', onDragOver, { signal });
  addEventListener('dragleave', onDragLeave, { signal });
  addEventListener('drop', onDrop, { signal });
  return () => off.abort();
}
