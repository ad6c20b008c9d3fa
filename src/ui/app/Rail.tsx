/** The pipeline at the side: every step with its one-line result, one click away. */
import { useEffect, useState, type ReactNode } from 'react';
import { isHidden } from '../../engine/index.ts';
import type { PanelId } from '../../store/index.ts';
import { goTo } from './navigate.ts';
import { useRecipe, useSession } from './session.tsx';
import { STEPS } from './steps.ts';

/** A band across the window, a third down, in which the step lies that is being read. */
const READ = '-33% 0px -66% 0px';

function useStepInSight(): string {
  const [current, setCurrent] = useState('');
  useEffect(() => {
    const watch = new IntersectionObserver((entries) => {
      const entered = entries.findLast(({ isIntersecting }) => isIntersecting);
      if (entered) setCurrent(entered.target.id);
    }, { rootMargin: READ });
    document.querySelectorAll('main > .panel').forEach((panel) => watch.observe(panel));
    return () => watch.disconnect();
  }, []);
  return current;
}

export function Rail({ lines, busy }: { readonly lines: Readonly<Record<PanelId, string>>; readonly busy: ReadonlySet<PanelId> }): ReactNode {
  const session = useSession();
  const { view } = useRecipe();
  const current = useStepInSight();
  return (
    <nav className="rail" aria-label="Steps">
      <ol>
        {STEPS.map(({ id, title }, index) => !isHidden(view, `step-${id}`) && (
          <li key={id}>
            <button type="button" aria-current={id === current ? 'step' : undefined} onClick={() => goTo(session, id)} title={lines[id]}>
              <span className="step" aria-hidden="true">{index + 1}</span>
              <span className="rail-title">{title}{busy.has(id) && <span className="busy"> · running</span>}</span>
              <span className="rail-line">{lines[id]}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
