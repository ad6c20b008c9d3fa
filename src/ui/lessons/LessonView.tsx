/** One lesson, step by step: the tool follows each step, and the focus goes to its heading, so that a reader goes on there. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { encodeLink } from '../../engine/index.ts';
import { addressOf as pageAddress, copy } from '../app/share.ts';
import { useSession } from '../app/session.tsx';
import { Button } from '../kit/index.ts';
import { Bench } from './Bench.tsx';
import type { Lesson } from './format.ts';
import { addressOf, learn, note } from './learn.ts';
import { enter, hindrance, leave } from './lessonActions.ts';
import { Blocks, Words } from './MarkdownView.tsx';
import { QuestionBox } from './QuestionBox.tsx';

export function LessonView({ lesson }: { readonly lesson: Lesson }): ReactNode {
  const session = useSession();
  const active = useStore(learn, (state) => state.active);
  const ready = useStore(learn, (state) => state.ready);
  const problem = useStore(learn, (state) => state.problem);
  const right = useStore(learn, (state) => state.progress[lesson.id]?.right) ?? [];
  const [done, setDone] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const index = Math.min(active?.step ?? 0, lesson.steps.length - 1);
  const step = lesson.steps[index];
  const address = addressOf({ lesson: lesson.id, step: index });
  const settled = ready === address;

  useEffect(() => {
    if (learn.getState().ready !== address) void enter(session, lesson, index);
  }, [session, lesson, index, address]);
  // what stood in the way is over: nobody has to ask again
  const free = useStore(session.jobs, () => hindrance(session) === null);
  useEffect(() => {
    const { problem: stands, ready: at } = learn.getState();
    if (free && stands !== null && at !== address) void enter(session, lesson, index);
  }, [free, session, lesson, index, address]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), [index, done]);

  const go = (to: number): void => {
    setDone(false);
    learn.setState({ active: { lesson: lesson.id, step: to } });
  };
  const share = (): Promise<void> => copy(session, pageAddress(encodeLink(session.recipe.getState().recipe)), 'Link copied. It opens this lesson at this step.');
  const last = index === lesson.steps.length - 1;
  return (
    <>
      <div className="learn-head">
        <p className="hint">Lesson: {lesson.title}</p>
        <Button tone="quiet" onClick={() => void leave(session)}>Leave</Button>
      </div>
      <ol className="learn-steps" aria-label="Steps of the lesson">
        {lesson.steps.map((_, at) => (
          <li key={at}>
            <button type="button" aria-current={at === index && !done ? 'step' : undefined} aria-label={`Step ${at + 1}${right.includes(at) ? ', answered' : ''}`} onClick={() => go(at)}>
              {right.includes(at) ? '✓' : at + 1}
            </button>
          </li>
        ))}
      </ol>
      {problem !== null && <p className="notice problem" role="alert">{problem}</p>}
      {done ? (
        <>
          <h3 ref={heading} tabIndex={-1}>Done</h3>
          <p>You answered {right.length} of {lesson.steps.length} questions. {right.length === lesson.steps.length ? 'That is all of them.' : 'The others wait above.'}</p>
          <div className="actions">
            <Button tone="primary" onClick={() => void leave(session)}>Back to my own work</Button>
            <Button onClick={() => void share()}>Copy the lesson’s link</Button>
          </div>
        </>
      ) : (
        <>
          <h3 ref={heading} tabIndex={-1}><Words parts={step.title} /></h3>
          <div className="learn-text"><Blocks blocks={step.body} /></div>
          {step.stage.bench && <Bench key={`bench ${address}`} />}
          <QuestionBox key={address} question={step.question} settled={settled} answered={right.includes(index)} onRight={() => note(lesson.id, index, true)} />
          <div className="actions learn-walk">
            <Button disabled={index === 0} onClick={() => go(index - 1)}>Back</Button>
            <Button tone={right.includes(index) ? 'primary' : 'plain'} onClick={() => (last ? setDone(true) : go(index + 1))}>
              {last ? 'Finish' : right.includes(index) ? 'Next' : 'Skip'}
            </Button>
            {settled && <Button tone="quiet" onClick={() => void enter(session, lesson, index)}>Set the tool up again</Button>}
            <Button tone="quiet" onClick={() => void share()}>Copy link</Button>
          </div>
          <p className="hint" role="status">{settled ? '' : problem === null ? 'Setting the tool up …' : ''}</p>
        </>
      )}
    </>
  );
}
