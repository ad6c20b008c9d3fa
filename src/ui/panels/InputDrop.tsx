/** Inputs of one's own for the simulated network: WAV recordings through the task's front end, or the raw int8 bytes. */
import type { DragEvent, ReactNode } from 'react';
import { exact, plural } from '../../charts/index.ts';
import { openModelFile } from '../app/openFile.ts';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/index.ts';

export interface TakenInputs { readonly name: string; readonly inputs: Int8Array }

interface Props {
  /** Of one input tensor. */
  readonly bytes: number;
  /** Whether WAV recordings can be turned into its inputs: the task's front end suits it. */
  readonly hears: boolean;
  /** Of the file shown, or null. */
  readonly name: string | null;
  readonly onTake: (taken: TakenInputs) => void;
  /** Back to what is shown without a file, by that name. */
  readonly back: string;
  readonly onReset: (() => void) | null;
}

export function InputDrop({ bytes, hears, name, onTake, back, onReset }: Props): ReactNode {
  const session = useSession();
  const { actions, view } = session;
  const take = async (chosen: FileList | null): Promise<void> => {
    const files = [...(chosen ?? [])]; // at once: the list empties with the field
    const [file] = files;
    if (file === undefined) return;
    try {
      await read(files, file);
    } catch {
      view.say('problem', `${file.name} could not be read. Nothing has changed.`);
    }
  };
  const read = async (files: readonly File[], file: File): Promise<void> => {
    const name = files.length === 1 ? file.name : plural(files.length, 'recording');
    if (hears && files.every((one) => /\.wav$/i.test(one.name))) {
      const inputs = await actions.featuresOf(await Promise.all(files.map(async (one) => ({ path: one.name, bytes: new Uint8Array(await one.arrayBuffer()) }))));
      if (inputs) onTake({ name, inputs });
      return;
    }
    if (/\.(elf|axf|uf2)$/i.test(file.name)) return openModelFile(session, file);
    if (files.length > 1) return view.say('problem', hears ? `${plural(files.length, 'file')} at once must all be WAV recordings; a raw input file comes alone.` : 'This network takes one raw input file at a time.');
    if (file.size === 0 || file.size % bytes !== 0 || file.size > bytes * 1000)
      return view.say('problem', `${file.name} has ${exact(file.size)} bytes; a raw input file has ${bytes} bytes for each input, 1,000 inputs at most.`);
    onTake({ name: file.name, inputs: new Int8Array(await file.arrayBuffer()) });
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    void take(event.dataTransfer.files);
  };
  return (
    <div className="drop" onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
      <label className="button plain">
        {hears ? 'Open recordings or a raw input file' : 'Open a raw input file'}
        <input type="file" multiple className="visually-hidden" onChange={({ target }) => { void take(target.files); target.value = ''; }} />
      </label>
      <span className="hint">{name === null ? `or drop ${hears ? 'them here: WAV files, or' : 'it here:'} the input tensor’s ${exact(bytes)} int8 bytes, one input after another` : `showing ${name}`}</span>
      {onReset && <Button tone="quiet" onClick={onReset}>Back to {back}</Button>}
    </div>
  );
}
