/**
 * The user's own data: a folder, a zip or single files dropped or chosen, or examples recorded here. Read by the engine
 * in a worker, wrong files listed and left out; the prepared task stays in this browser until it is deleted.
 */
import { lazy, Suspense, useRef, useState, type DragEvent, type ReactNode } from 'react';
import { count, kib, plural } from '../../charts/index.ts';
import type { DataProblem, UserFile } from '../../engine/index.ts';
import type { KeptTask } from '../../store/index.ts';
import { chosenFiles, droppedEntries, walk, type PathFile } from '../app/droppedFiles.ts';
import { useJob, useResults, useSession } from '../app/session.tsx';
import { Button, focusBeside, JobBar, when } from '../kit/index.ts';
import { TableWindow } from './TableWindow.tsx';

const Capture = lazy(() => import('./Capture.tsx').then((module) => ({ default: module.Capture })));

/** Lets the input choose a folder; every browser knows it, React's types do not. */
const FOLDER = { webkitdirectory: '' };
/** More are in the count, not in the list. */
const LISTED = 100;

export function OwnData(): ReactNode {
  const own = useResults((state) => state.own);
  const kept = useResults((state) => state.kept);
  const left = useResults((state) => state.reading);
  const job = useJob('readData');
  const { actions, view } = useSession();
  const [listing, setListing] = useState<number | null>(null);
  const [over, setOver] = useState(false);
  const [recording, setRecording] = useState(false);
  const stop = useRef<AbortController | null>(null);
  const busy = listing !== null || job.status === 'running';

  const read = async (roots: readonly (FileSystemEntry | PathFile)[]): Promise<void> => {
    if (roots.length === 0) return;
    const control = new AbortController();
    stop.current?.abort();
    stop.current = control;
    setListing(0);
    try {
      const files = await walk(roots, control.signal, setListing);
      setListing(null);
      if (files.length === 0) return view.say('problem', 'There is no file in what was dropped. Nothing has changed.');
      await actions.takeData(nameOf(files), files);
    } catch (error) {
      if (stop.current === control) setListing(null); // not of another that has begun since
      if (!control.signal.aborted) view.say('problem', `The files could not be listed (${error instanceof Error ? error.message : 'refused'}). Nothing has changed.`);
    }
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void read(droppedEntries(event.dataTransfer));
  };
  const use = (files: readonly UserFile[]): void => void actions.takeData('recorded here', files);
  const problems = own?.prepared.problems ?? [];
  return (
    <div className="own-data">
      <div className={`drop big${over ? ' over' : ''}`} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={onDrop}>
        <label className="button primary">
          Open a folder
          <input type="file" multiple className="visually-hidden" {...FOLDER} onChange={({ target }) => { void read(chosenFiles(target.files)); target.value = ''; }} />
        </label>
        <label className="button plain">
          Open a zip or files
          <input type="file" multiple className="visually-hidden" onChange={({ target }) => { void read(chosenFiles(target.files)); target.value = ''; }} />
        </label>
        <Button aria-expanded={recording} onClick={() => setRecording(!recording)}>Record here</Button>
        <span className="hint">or drop them here: a folder for each class with WAV, PNG or JPEG files in it, MNIST’s IDX or CIFAR’s binary files, or a CSV table. Nothing leaves this page.</span>
      </div>
      {listing !== null && (
        <div className="job">
          <progress aria-label="Listing files" />
          <p className="job-line"><strong>listing</strong> {plural(listing, 'file')} found</p>
          <Button onClick={() => stop.current?.abort()}>Stop</Button>
        </div>
      )}
      <JobBar job={job} name="Reading" onStop={() => actions.stop('readData')} />
      {job.status === 'running' && left.length > 0 && <p className="fine" role="status">{plural(left.length, 'remark')} so far.</p>}
      {recording && (
        <Suspense fallback={<p className="fine">Fetching the recorder …</p>}>
          <Capture onUse={use} />
        </Suspense>
      )}
      {own && !busy && (
        <div className="actions">
          <span role="status"><strong>{own.tag}</strong>: {own.prepared.space === null ? 'no network here takes these as they are; why stands below, under “space”' : 'training and search use these'}. {own.kept === null ? 'They go with the page' : 'The task made of them is kept in this browser'}; a link cannot carry them.</span>
        </div>
      )}
      {kept.length > 0 && !busy && <Kept kept={kept} inUse={own?.kept ?? null} />}
      {own && <Facts />}
      {own && <TableWindow own={own} />}
      {problems.length > 0 && own && <LeftOut problems={problems} all={own.prepared.problemCount} />}
    </div>
  );
}

/** Tasks of earlier visits: the prepared examples, not the files they were made of. */
function Kept({ kept, inUse }: { readonly kept: readonly KeptTask[]; readonly inUse: string | null }): ReactNode {
  const { actions } = useSession();
  return (
    <div>
      <h3>Kept in this browser</h3>
      <ul className="space-list kept">
        {kept.map((one) => (
          <li key={one.id}>
            <strong>{one.name}</strong>
            <span>{one.about.summary.layout}, {kib(one.bytes)}, {when(one.savedAt)}</span>
            <span className="actions">
              {one.id === inUse ? <span className="tag">in use</span> : <Button tone="quiet" onClick={() => void actions.openKept(one)}>Use</Button>}
              <Button tone="quiet" data-remove aria-label={`Delete ${one.name} from this browser`} onClick={({ currentTarget }) => { focusBeside(currentTarget, currentTarget.closest('.own-data')?.querySelector('input') ?? null); void actions.dropKept(one.id); }}>Delete</Button>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The outermost folder, or the first file's own name. */
const nameOf = (files: readonly PathFile[]): string => files[0].path.split('/')[0] || 'files';

const DEALT = {
  speaker: 'by speaker: nobody is heard in two splits', file: 'by a hash of each file: the same file is always in the same split', recording: 'by recording: no recording is in two splits',
  line: 'line by line', 'as distributed': 'as the data set is distributed',
} as const;

function Facts(): ReactNode {
  const own = useResults((state) => state.own);
  if (!own) return null;
  const { summary } = own.prepared;
  return (
    <dl className="facts">
      <div><dt>read as</dt><dd>{summary.layout}</dd></div>
      <div><dt>files used</dt><dd>{count(summary.used)}{summary.leftOut > 0 && `, ${count(summary.leftOut)} left out`}{summary.duplicates > 0 && `, ${plural(summary.duplicates, 'example')} left out that stood in two splits`}</dd></div>
      <div><dt>dealt</dt><dd>{DEALT[summary.dealtBy]}</dd></div>
      {summary.facts.map(({ name, value }) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
      {own.prepared.space === null && <div><dt>space</dt><dd className="problem">{own.prepared.why}</dd></div>}
    </dl>
  );
}

function LeftOut({ problems, all }: { readonly problems: readonly DataProblem[]; readonly all: number }): ReactNode {
  return (
    <details className="rejected" open={all <= 5}>
      <summary>{plural(all, 'remark')}: files left out, and why, and what else to know</summary>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Remarks on the files">
        <table>
          <thead><tr><th scope="col">file</th><th scope="col">what and why</th></tr></thead>
          <tbody>
            {problems.slice(0, LISTED).map(({ file, place, cause }, index) => <tr key={index}><td>{file}{place && `, ${place}`}</td><td>{cause}</td></tr>)}
          </tbody>
        </table>
        {all > Math.min(LISTED, problems.length) && <p className="chart-note">{plural(all - Math.min(LISTED, problems.length), 'more')} not listed.</p>}
      </div>
    </details>
  );
}
