/**
 * A control that a teacher's link may hide or lock, by its name in the engine's list. Locked, everything in it is
 * disabled by the browser itself, keyboard and all, and says whose doing it is; the recipe store refuses the change
 * once more, whichever way it comes.
 */
import type { ReactNode } from 'react';
import { isHidden, isLocked } from '../../engine/index.ts';
import { useRecipe } from './session.tsx';

export function Control({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  const { view } = useRecipe();
  if (isHidden(view, name)) return null;
  return isLocked(view, name) ? <fieldset className="locked" disabled><LockNote />{children}</fieldset> : children;
}

/** Steps in which nothing but controls stands; in the others charts and tables stay readable, and each control is locked by itself. */
const ALL_CONTROLS: readonly string[] = ['task', 'export', 'live'];

export function StepControl({ panel, children }: { readonly panel: string; readonly children: ReactNode }): ReactNode {
  const { view } = useRecipe();
  const name = `step-${panel}`;
  if (!isLocked(view, name) || ALL_CONTROLS.includes(panel)) return <Control name={name}>{children}</Control>;
  return <div className="locked"><p className="lock-note"><LockWords /></p>{children}</div>;
}

const LockNote = (): ReactNode => <legend className="lock-note"><LockWords /></legend>;

function LockWords(): ReactNode {
  return (
    <>
      <svg viewBox="0 0 12 12" width="11" height="11" aria-hidden="true"><path d="M3.500 5.500v-1.700a2.500 2.500 0 0 1 5 0v1.700M2.500 5.500h7v5h-7z" /></svg>
      Locked by the link’s author
    </>
  );
}
