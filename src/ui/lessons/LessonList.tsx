/** What there is to learn: lessons with how far one is, challenges, and what teachers make of both. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { plural } from '../../charts/index.ts';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/index.ts';
import { challengeText } from './challengeText.ts';
import { learn, type Progress } from './learn.ts';
import { hindrance } from './lessonActions.ts';
import { challenges, lessons } from './lessons.ts';

export function LessonList(): ReactNode {
  const session = useSession();
  const progress = useStore(learn, (state) => state.progress);
  const [asked, setAsked] = useState(false);
  const hindered = useStore(session.jobs, () => hindrance(session));
  useEffect(() => session.jobs.subscribe(() => { if (hindrance(session) === null) setAsked(false); }), [session]);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const begin = (lesson: string, steps: number): void => {
    const reason = hindrance(session);
    setAsked(reason !== null);
    const done = progress[lesson];
    const step = done === undefined || done.right.length === steps ? 0 : Math.min(done.step, steps - 1);
    if (reason === null) learn.setState({ open: 'lesson', active: { lesson, step }, ready: null });
  };
  return (
    <>
      <div className="learn-head">
        <h2 ref={heading} tabIndex={-1}>Learn</h2>
        <Button tone="quiet" aria-label="Close Learn" onClick={() => learn.setState({ open: 'nothing' })}>✕</Button>
      </div>
      <p className="fine">Each lesson sets the tool up, asks, and checks your answer against what the tool computes. When you leave it, your own work is back as it was.</p>
      {asked && hindered !== null && <p className="notice problem" role="alert">{hindered}</p>}
      {[...lessons.problems, ...challenges.problems].map((text) => <p key={text} className="notice problem">A file cannot be read: {text}</p>)}
      <h3>Lessons</h3>
      <ol className="learn-list">
        {lessons.items.map(({ id, title, summary, minutes, steps }) => (
          <li key={id}>
            <button type="button" onClick={() => begin(id, steps.length)}>
              <span className="learn-title">{title}</span>
              <span className="hint">{summary}</span>
              <span className="hint">{standing(progress[id], steps.length)} · about {plural(minutes, 'minute')}</span>
            </button>
          </li>
        ))}
      </ol>
      <h3>Challenges</h3>
      <ul className="learn-list">
        {challenges.items.map(({ id, challenge }) => (
          <li key={id}>
            <button type="button" onClick={() => learn.setState({ open: 'challenge', challenge })}><span className="learn-title">{challenge.title}</span><span className="hint">{challengeText(challenge)}</span></button>
          </li>
        ))}
      </ul>
      <h3>For teachers</h3>
      <div className="actions">
        <Button onClick={() => learn.setState({ open: 'teacher' })}>Make a link for a class</Button>
        <Button onClick={() => learn.setState({ open: 'board' })}>Class board</Button>
      </div>
    </>
  );
}

function standing(progress: Progress | undefined, steps: number): string {
  const right = progress?.right.length ?? 0;
  if (right === steps) return '✓ all answered';
  return right === 0 ? plural(steps, 'step') : `${right} of ${steps} answered`;
}
