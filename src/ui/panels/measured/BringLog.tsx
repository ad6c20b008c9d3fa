/** A log as a file, dropped or pasted; what is wrong with it is said here, with its line, and nothing changes. */
import { useId, useState, type DragEvent, type ReactNode } from 'react';
import { exact } from '../../../charts/index.ts';
import { compareMeasured, MOST_LOG_CHARACTERS, readMeasured, type BoardRow, type SimulateResult } from '../../../engine/index.ts';
import { useSession } from '../../app/session.tsx';
import { Button } from '../../kit/index.ts';

interface Props {
  readonly id: string;
  readonly result: SimulateResult;
  readonly network: string;
  readonly board: BoardRow;
  /** Whether there is one already, which it takes the place of. */
  readonly again: boolean;
  /** The log stands: what was pasted is gone from its field, and so is the use of the button under it. */
  readonly onBrought: () => void;
}

export function BringLog({ id, result, network, board, again, onBrought }: Props): ReactNode {
  const { actions } = useSession();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const [over, setOver] = useState(false);
  const field = useId();
  const bring = (from: string, file: string): void => {
    try {
      const log = readMeasured(from, file);
      compareMeasured(log, result, board.id, file); // one of another network is refused, and what is kept stays
      actions.bringLog({ id, board: board.id, network, file, log });
      setText('');
      setProblem('');
      onBrought();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    if (file.size > 4 * MOST_LOG_CHARACTERS) return setProblem(`${file.name}: has ${exact(file.size)} bytes; a log of times is text of ${exact(MOST_LOG_CHARACTERS)} characters at most.`);
    try {
      bring(await file.text(), file.name);
    } catch {
      setProblem(`${file.name}: could not be read.`);
    }
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  return (
    <div className="bring-log">
      <div className={over ? 'drop over' : 'drop'} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={onDrop}>
        <label className="button plain">
          {again ? 'Open another log' : 'Open a log'}
          <input type="file" accept=".log,.txt,.csv,.tsv,text/*" className="visually-hidden" onChange={({ target }) => void take(target.files?.[0]).then(() => { target.value = ''; })} />
        </label>
        <span className="hint">or drop it here: what your {board.name} printed over its serial port or debugger</span>
      </div>
      <div className="paste">
        <label htmlFor={field}>Or paste it</label>
        <textarea id={field} rows={4} value={text} spellCheck={false} placeholder={'layer,name,cycles\n0,stem,93412\n…'} aria-invalid={problem !== ''} aria-describedby={`${field}-note`} onChange={({ target }) => setText(target.value)} />
        <Button disabled={text.trim() === ''} onClick={() => bring(text, 'pasted text')}>Compare</Button>
      </div>
      <p id={`${field}-note`} className={problem ? 'problem' : 'fine'} role={problem ? 'alert' : undefined}>
        {problem || !again && <>The exported C sources time themselves: compile them with <code>THIMBLE_PROFILE</code> and call <code>profile_print</code> (kernels/profile.h); the ready-made images do not, a debugger’s total does for those. Lines of TensorFlow Lite Micro’s profiler, a table headed layer,cycles, or a total such as “12.3 ms” do, too.</>}
      </p>
    </div>
  );
}
