/** The side beside the tool, on a phone a sheet below it: lessons and challenges, and the two things for teachers. */
import { useEffect, useRef, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { Button } from '../kit/index.ts';
import { ChallengeView } from './ChallengeView.tsx';
import { ClassBoard } from './ClassBoard.tsx';
import { learn } from './learn.ts';
import { LessonList } from './LessonList.tsx';
import { LessonView } from './LessonView.tsx';
import { lessons } from './lessons.ts';
import { TeacherLink } from './TeacherLink.tsx';
import './lessons.css';

export function Side(): ReactNode {
  const { open, active, challenge, folded } = useStore(learn);
  const side = useRef<HTMLElement>(null);
  const last = useRef(open);
  useEffect(() => {
    // the button that opened a dialog has gone with the list in which it stood
    if (last.current === 'teacher' || last.current === 'board') side.current?.focus();
    last.current = open;
  }, [open]);
  if (open === 'teacher') return <TeacherLink onClose={() => learn.setState({ open: 'list' })} />;
  if (open === 'board') return <ClassBoard onClose={() => learn.setState({ open: 'list' })} />;
  const lesson = lessons.items.find(({ id }) => id === active?.lesson);
  return (
    <aside ref={side} tabIndex={-1} className={`learn${folded ? ' folded' : ''}`} aria-label="Learn">
      <div className="learn-fold"><Button tone="quiet" aria-expanded={!folded} onClick={() => learn.setState({ folded: !folded })}>{folded ? 'Unfold' : 'Fold away'}</Button></div>
      <div className="learn-body">
        {open === 'lesson' && active !== null && (lesson ? <LessonView key={lesson.id} lesson={lesson} /> : <Unknown name={active.lesson} />)}
        {open === 'challenge' && challenge !== null && <ChallengeView challenge={challenge} />}
        {(open === 'list' || (open === 'challenge' && challenge === null)) && <LessonList />}
      </div>
    </aside>
  );
}

function Unknown({ name }: { readonly name: string }): ReactNode {
  return (
    <>
      <p className="notice problem" role="alert">This Thimble has no lesson called “{name}”. It is of a newer one, or the link is not whole.</p>
      <div className="actions"><Button onClick={() => learn.setState({ open: 'list', active: null })}>To the lessons</Button></div>
    </>
  );
}
