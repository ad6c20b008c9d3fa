/** Anybody's bare-metal firmware on the same simulated board, so that other engines can be timed beside ours. */
import type { ReactNode } from 'react';
import { count, exact, ms } from '../../charts/index.ts';
import type { ImageResult } from '../../engine/index.ts';
import { boardName } from '../../store/index.ts';
import { readWhole } from '../app/openFile.ts';
import { boardOf, useJob, useRecipe, useResults, useSession } from '../app/session.tsx';
import { Button, FigureValue, JobBar, Stats, Value } from '../kit/index.ts';
import { LookInsideFirmware } from './inside/LookInsideFirmware.tsx';
import { Profile } from './Profile.tsx';

export function FirmwareRun(): ReactNode {
  const session = useSession();
  const firmware = useResults((state) => state.firmware);
  const board = boardOf(useRecipe());
  const job = useJob('runImage');
  const take = async (file: File | undefined): Promise<void> => {
    const read = file && await readWhole(session, file);
    if (read) await session.actions.runFirmware(read);
  };
  const close = (): void => {
    session.actions.stop('runImage');
    session.results.setState({ firmware: null });
  };
  return (
    <div className="firmware">
      <h3>Any firmware on this board</h3>
      <div className="drop">
        <label className="button plain">
          Run a firmware image
          <input type="file" className="visually-hidden" onChange={({ target }) => void take(target.files?.[0]).then(() => { target.value = ''; })} />
        </label>
        <span className="hint" role="status">
          {firmware ? <>Showing <strong>{firmware.file.path}</strong></> : `a bare-metal ELF, UF2 or raw image for ${board.name}: it runs from reset, its text and exit come by semihosting`}
        </span>
        {firmware && <Button tone="quiet" onClick={() => void session.actions.runFirmware(firmware.file)}>Run it again</Button>}
        {firmware && <Button tone="quiet" onClick={close}>Close it</Button>}
      </div>
      {firmware && <JobBar job={job} name="Firmware" onStop={() => session.actions.stop('runImage')} />}
      {firmware?.result && <Ran result={firmware.result} current={board.id} />}
      {firmware && job.status !== 'running' && <LookInsideFirmware firmware={firmware} />}
    </div>
  );
}

function Ran({ result, current }: { readonly result: ImageResult; readonly current: string }): ReactNode {
  const { text, exit, instructions, cycles, latency, stackBytes, timing, core } = result;
  const name = boardName(result.board);
  return (
    <>
      {result.board !== current && <p className="fine">This ran on {name}; run it again for the board chosen now.</p>}
      <Stats items={[
        { label: 'instructions', value: <Value text={count(instructions)} kind="counted" source={`${exact(instructions)} instructions from reset to the end, exact`} /> },
        { label: 'cycles', value: <Value text={count(cycles)} kind="simulated" source={`${timing.model}. ${timing.accuracy}`} /> },
        { label: 'time', value: <FigureValue figure={latency} format={ms} /> },
        { label: 'stack', value: `${exact(stackBytes)} B`, note: 'at its deepest' },
        { label: 'exit', value: exit === null ? 'at a breakpoint' : String(exit) },
      ]} />
      <p className="fine">From reset to its end on a simulated {core}, {name}. Cycles: {timing.model}. Accuracy: {timing.accuracy}.</p>
      {text !== '' && <pre className="console table-scroll" tabIndex={0} aria-label="What it wrote">{text}</pre>}
      <Profile of={result} />
    </>
  );
}
