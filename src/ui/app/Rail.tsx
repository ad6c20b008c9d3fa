/** The pipeline at the side: every step with its one-line result, one click away. */
import type { ReactNode } from 'react';
import { isHidden } from '../../engine/index.ts';
import type { PanelId } from '../../store/index.ts';
import { goTo } from './navigate.ts';
import { useRecipe, useSession } from './session.tsx';
import { STEPS } from './steps.ts';

export function Rail({ lines, busy }: { readonly lines: Readonly<Record<PanelId, string>>; readonly busy: ReadonlySet<PanelId> }): ReactNode {
  const session = useSession();
  const { view } = useRecipe();
  return (
    <nav className="rail" aria-label="Steps">
      <ol>
        {STEPS.map(({ id, title }, index) => !isHidden(view, `step-${id}`) && (
          <li key={id}>
            <button type="button" onClick={() => goTo(session, id)} title={lines[id]}>
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
