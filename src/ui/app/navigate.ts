/** Opens a step and brings it into sight with the focus on its heading; instantly where motion is unwanted. */
import type { PanelId, Session } from '../../store/index.ts';

export function goTo({ view, recipe }: Pick<Session, 'view' | 'recipe'>, panel: PanelId): void {
  view.show(panel);
  recipe.look({ panel });
  requestAnimationFrame(() => {
    const section = document.getElementById(panel);
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    section?.scrollIntoView({ behavior: calm ? 'instant' : 'smooth', block: 'start' });
    section?.querySelector<HTMLButtonElement>('h2 button')?.focus({ preventScroll: true });
  });
}
