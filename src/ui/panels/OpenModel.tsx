/** A model file in place of the search's network: choose or drop one, read why one was refused, go back. */
import type { ReactNode } from 'react';
import { openModelFile } from '../app/openFile.ts';
import { Control } from '../app/Control.tsx';
import { useJob, useResults, useSession } from '../app/session.tsx';
import { Button, focusBeside, JobBar } from '../kit/index.ts';
import { readRefusal } from './refusal.ts';

const WEIGHTS = { file: '', random: ' The file holds no weights, so random ones stand in: costs are right, answers are not.', supernet: ' Its weights are the supernet’s.' } as const;

export function OpenModel(): ReactNode {
  const session = useSession();
  const opened = useResults((state) => state.opened);
  const found = useResults((state) => state.search?.result != null);
  const refused = useResults((state) => state.refused);
  const job = useJob('build');
  return (
    <>
      <Control name="open-model"><div className="drop">
        <label className="button plain">
          Open a model file
          <input type="file" className="visually-hidden" onChange={({ target }) => {
            const file = target.files?.[0];
            void openModelFile(session, file).then(() => { target.value = ''; });
          }} />
        </label>
        <span className="hint" role="status">
          {opened
            ? <>Showing <strong>{opened.name}</strong>, opened from a file.{WEIGHTS[opened.weights]} Export and simulation use it too.</>
            : 'or drop one anywhere on the page: an int8 .tflite, a Thimble model, an MCUNet architecture as JSON. It stays in this page.'}
        </span>
        {opened && <Button tone="quiet" onClick={() => void session.actions.closeModel()}>{found ? 'Back to the search’s network' : 'Close it'}</Button>}
      </div></Control>
      {job.status !== 'failed' && <JobBar job={job} name="Opening" onStop={() => session.actions.stop('build')} />}
      {refused !== null && <Refused message={refused} onDismiss={() => session.results.setState({ refused: null })} />}
    </>
  );
}

function Refused({ message, onDismiss }: { readonly message: string; readonly onDismiss: () => void }): ReactNode {
  const { lead, reasons, advice } = readRefusal(message);
  return (
    <div className="notice problem refusal" role="alert">
      <div>
        <p>{lead}</p>
        {reasons.length > 0 && (
          <ul className="table-scroll" tabIndex={0} aria-label="What stands in the way">
            {reasons.map(({ places, what }) => (
              <li key={`${what}${places[0]}`}>
                {places.length === 1 && <><code>{places[0]}</code> </>}{what}
                {places.length > 1 && <ul>{places.map((place) => <li key={place}><code>{place}</code></li>)}</ul>}
              </li>
            ))}
          </ul>
        )}
        {advice !== '' && <p>{advice}</p>}
        <p>What was shown before is still shown.</p>
      </div>
      <Button tone="quiet" aria-label="Dismiss" onClick={({ currentTarget }) => { focusBeside(currentTarget, currentTarget.closest('section')?.querySelector<HTMLElement>('input[type=file]') ?? null); onDismiss(); }}>✕</Button>
    </div>
  );
}

/** In the steps after the network: which network they are about, where that is not the search's. */
export function OpenedNote(): ReactNode {
  const { actions } = useSession();
  const opened = useResults((state) => state.opened);
  const found = useResults((state) => state.search?.result != null);
  if (!opened) return null;
  return (
    <div className="drop">
      <span className="hint">This is <strong>{opened.name}</strong>, opened from a file.{WEIGHTS[opened.weights]}</span>
      <Button tone="quiet" onClick={() => void actions.closeModel()}>{found ? 'Back to the search’s network' : 'Close it'}</Button>
    </div>
  );
}
