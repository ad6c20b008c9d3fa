/**
 * Where a long job stands: stage, share, pace, time left, and a Stop that always works. Its first line is there from the
 * beginning, unseen while it has nothing to show, since screen readers say only what changes in a line they know of
 * (WCAG 4.1.3): that the job has begun, each stage, and how it ended. Not each step, which would never end.
 */
import { useRef, type ReactNode } from 'react';
import { count, duration } from '../../charts/index.ts';
import type { JobState } from '../../store/index.ts';
import { Button } from './Button.tsx';
import { useFocusPassedOn } from './focus.ts';

interface Props {
  readonly job: JobState;
  readonly name: string;
  readonly onStop: () => void;
  /** What came of it, said after "done". */
  readonly outcome?: string;
  /** Said nothing of: it runs unasked, or is told of elsewhere. */
  readonly quiet?: boolean;
}

const SHOWN: Partial<Record<JobState['status'], string>> = { stopped: 'Stopped. What had been found is kept.', stopping: 'Stopping; keeping what has been found …' };

function told({ status, progress }: JobState, name: string, outcome: string): string {
  if (status === 'running') return progress === null ? `${name} begins.` : `${name}: ${progress.stage}.`;
  return status === 'done' ? `${name} done. ${outcome}`.trimEnd() : '';
}

export function JobBar({ job, name, onStop, outcome = '', quiet = false }: Props): ReactNode {
  const running = job.status === 'running';
  const line = useRef<HTMLParagraphElement>(null);
  const stop = useFocusPassedOn(line, running);
  const shown = SHOWN[job.status];
  return (
    <>
      <p ref={line} className={shown === undefined ? 'visually-hidden' : 'job-line'} {...((shown !== undefined || !quiet) && { role: 'status' })}>{shown ?? (quiet ? '' : told(job, name, outcome))}</p>
      {job.status === 'failed' && <p className="notice problem" role="alert">{job.problem}</p>}
      {running && (
        <div className="job">
          <progress aria-label={`${name}: ${job.progress?.stage ?? 'starting'}`} max={Math.max(1, job.progress?.total ?? 1)} {...(job.progress && { value: job.progress.done })} />
          <p className="job-line"><Progress progress={job.progress} /></p>
          <Button ref={stop} onClick={onStop}>Stop</Button>
        </div>
      )}
    </>
  );
}

function Progress({ progress }: Pick<JobState, 'progress'>): ReactNode {
  if (progress === null) return <strong>starting</strong>;
  const { stage, done, total, unit, perSecond, remainingMs, note } = progress;
  return (
    <>
      <strong>{stage}</strong> {count(done)} of {count(total)} {unit}
      {perSecond !== null && <> · {perSecond >= 10 ? count(Math.round(perSecond)) : perSecond.toFixed(1)} {unit}/s</>}
      {remainingMs !== null && <> · about {duration(remainingMs)} left</>}
      {note && <> · {note}</>}
    </>
  );
}
