/** The pipeline at the side: every step with its one-line result, one click away. */
import { useEffect, useState, type ReactNode } from 'react';
import { isHidden } from '../../engine/index.ts';
import type { PanelId } from '../../store/index.ts';
import { goTo } from './navigate.ts';
import { useRecipe, useSession } from './session.tsx';
import { STEPS } from './steps.ts';

/** A band below the header, where a step begins that one goes to. */
const READ = '-96px 0px -80% 0px';

/** The first step in the band; while none is there, the last that was. */
function useStepInSight(): string {
  const [current, setCurrent] = useState('');
  useEffect(() => {
    const inSight = new Set<Element>();
    const panels = [...document.querySelectorAll('main > .panel')];
    const watch = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) inSight.add(target);
        else inSight.delete(target);
      }
      const first = panels.find((panel) => inSight.has(panel));
      if (first) setCurrent(first.id);
    }, { rootMargin: READ });
    for (const panel of panels) watch.observe(panel);
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
