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

export function LockNote(): ReactNode {
  return (
    <legend className="lock-note">
      <svg viewBox="0 0 12 12" width="11" height="11" aria-hidden="true"><path d="M3.500 5.500v-1.700a2.500 2.500 0 0 1 5 0v1.700M2.500 5.500h7v5h-7z" /></svg>
      Locked by the link’s author
    </legend>
  );
}
