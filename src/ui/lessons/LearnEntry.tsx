/**
 * The classroom's door in the page: opens the side where lessons and challenges stand, by a button or by a link that
 * names one; everything behind it is fetched when it is first wanted.
 */
import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { CONTROLS, isHidden, labelsOf } from '../../engine/index.ts';
import type { Session } from '../../store/index.ts';
import { useRecipe, useSession } from '../app/session.tsx';
import { Button } from '../kit/index.ts';
import { addressOf, learn } from './learn.ts';

const Side = lazy(() => import('./Side.tsx').then((module) => ({ default: module.Side })));

export function LearnButton(): ReactNode {
  const open = useStore(learn, (state) => state.open);
  const lesson = useStore(learn, (state) => state.active !== null);
  return <Button aria-expanded={open !== 'nothing'} onClick={() => learn.setState({ open: open === 'nothing' ? (lesson ? 'lesson' : 'list') : 'nothing' })}>{lesson ? 'Lesson' : 'Learn'}</Button>;
}

export function LearnSide(): ReactNode {
  const session = useSession();
  const open = useStore(learn, (state) => state.open);
  useEffect(() => followLinks(session), [session]);
  return open === 'nothing' ? null : <Suspense fallback={<aside className="learn" aria-label="Learn"><p className="fine">Fetching …</p></aside>}><Side /></Suspense>;
}

/** A link's lesson or challenge opens with it; a lesson that a reload cut short goes on. */
function followLinks({ recipe, view }: Session): () => void {
  const { active: under, own: before } = learn.getState();
  if (under === null && before !== null) {
    // The page went away in the middle of leaving a lesson.
    recipe.setState(before.recipe);
    view.setState(before.view);
    learn.setState({ own: null });
  }
  const follow = (): void => {
    const { lesson, challenge } = recipe.getState().recipe.view;
    const { active, own, challenge: shown } = learn.getState();
    if (lesson !== undefined && lesson !== (active && addressOf(active))) {
      const [name, step] = lesson.split('/');
      learn.setState({ open: 'lesson', active: { lesson: name, step: Math.max(0, Number(step ?? 1) - 1) } });
    } else if (lesson === undefined && active !== null && own !== null) {
      // Another link has taken the lesson's place: what was the student's before it is now one undo away.
      recipe.setState(({ past }) => ({ past: [...past.filter(({ view }) => view.lesson === undefined), own.recipe.recipe] }));
      learn.setState({ active: null, own: null, ownResults: null, ready: null, open: 'nothing' });
    } else if (lesson !== undefined) {
      learn.setState({ open: 'lesson' });
    }
    if (challenge !== undefined && JSON.stringify(challenge) !== JSON.stringify(shown)) learn.setState({ challenge, ...(lesson === undefined && { open: 'challenge' }) });
  };
  follow();
  return recipe.subscribe(({ recipe: next }, { recipe: last }) => {
    if (next.view.lesson !== last.view.lesson || next.view.challenge !== last.view.challenge) follow();
  });
}

/** What the link's author keeps from view or from change, and the way out of it, taken knowingly. */
export function ClassroomBar(): ReactNode {
  const { view } = useRecipe();
  const { recipe } = useSession();
  const hidden = CONTROLS.filter(({ name }) => view.hide?.includes(name));
  const locked = CONTROLS.filter(({ name }) => view.lock?.includes(name) && !isHidden(view, name));
  if (hidden.length + locked.length === 0) return null;
  const said = [...(hidden.length > 0 ? [`hidden: ${labelsOf(hidden)}`] : []), ...(locked.length > 0 ? [`locked: ${labelsOf(locked)}`] : [])].join('; ');
  return (
    <p className="notice info class-bar">
      <span>This link’s author has set some of the tool aside: {said}.</span>
      <Button onClick={() => recipe.look({ hide: [], lock: [] })}>Open the whole tool</Button>
    </p>
  );
}
