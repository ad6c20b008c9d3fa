/** Opens a step and brings it, or a part of it, into sight with the focus on its heading; instantly where motion is unwanted. */
import type { PanelId, Session } from '../../store/index.ts';

export function goTo({ view, recipe }: Pick<Session, 'view' | 'recipe'>, panel: PanelId, part: string = panel): void {
  view.show(panel);
  recipe.look({ panel });
  requestAnimationFrame(() => {
    const section = document.getElementById(part);
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    section?.scrollIntoView({ behavior: calm ? 'instant' : 'smooth', block: 'start' });
    section?.querySelector<HTMLButtonElement>('h2 button, h3 button')?.focus({ preventScroll: true });
  });
}
