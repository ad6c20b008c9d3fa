/** Where a long job stands: stage, share, pace, time left, and a Stop that always works. */
import type { ReactNode } from 'react';
import { count, duration } from '../../charts/index.ts';
import type { JobState } from '../../store/index.ts';
import { Button } from './Button.tsx';

export function JobBar({ job, name, onStop }: { readonly job: JobState; readonly name: string; readonly onStop: () => void }): ReactNode {
  if (job.status === 'failed') return <p className="notice problem" role="alert">{job.problem}</p>;
  if (job.status === 'stopped') return <p className="job-line" role="status">Stopped. What had been found is kept.</p>;
  if (job.status === 'stopping') return <p className="job-line" role="status">Stopping; keeping what has been found …</p>;
  if (job.status !== 'running') return null;
  const { progress } = job;
  return (
    <div className="job">
      <progress aria-label={`${name}: ${progress?.stage ?? 'starting'}`} max={Math.max(1, progress?.total ?? 1)} {...(progress && { value: progress.done })} />
      <p className="job-line">
        <strong>{progress?.stage ?? 'starting'}</strong>
        {progress && <> {count(progress.done)} of {count(progress.total)} {progress.unit}</>}
        {progress?.perSecond != null && <> · {progress.perSecond >= 10 ? count(Math.round(progress.perSecond)) : progress.perSecond.toFixed(1)} {progress.unit}/s</>}
        {progress?.remainingMs != null && <> · about {duration(progress.remainingMs)} left</>}
        {progress?.note && <> · {progress.note}</>}
      </p>
      <Button onClick={onStop}>Stop</Button>
    </div>
  );
}
