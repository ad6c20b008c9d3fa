/** Begins, moves through and leaves a lesson: what it does to the tool is in setUp.ts, what it remembers in learn.ts. */
import type { PanelId, Session } from '../../store/index.ts';
import type { Lesson } from './format.ts';
import { learn, note } from './learn.ts';
import { giveBack, resultsOf, settingsOf, setUp } from './setUp.ts';

export const addressOf = (lesson: string, step: number): string => `${lesson}/${step + 1}`;

/** Why no lesson can begin now, or null. */
export function hindrance({ jobs }: Session): string | null {
  const { search, train } = jobs.getState();
  if (search?.status === 'running') return 'A search is running. A lesson would change what is on the screen: stop the search in step 5, or wait until it is done.';
  if (train?.status === 'running') return 'A training is running. A lesson would change what is on the screen: stop it in step 4, or wait until it is done.';
  return null;
}

/** The tool as the step wants it; the student's own is put by first. */
export async function enter(session: Session, lesson: Lesson, step: number): Promise<void> {
  const address = addressOf(lesson.id, step);
  const problem = hindrance(session);
  learn.setState({ problem });
  if (problem !== null) return;
  if (learn.getState().own === null) {
    const own = settingsOf(session);
    const { lesson: _, ...view } = own.recipe.recipe.view;
    learn.setState({ own: { ...own, recipe: { ...own.recipe, recipe: { ...own.recipe.recipe, view } } } });
  }
  if (learn.getState().ownResults === null) learn.setState({ ownResults: resultsOf(session) });
  learn.setState({ active: { lesson: lesson.id, step }, ready: null, twins: null });
  note(lesson.id, step, false);
  const { stage } = lesson.steps[step];
  const twins = await setUp(session, stage, address);
  const { active } = learn.getState();
  if (active === null || addressOf(active.lesson, active.step) !== address) return;
  learn.setState({ ready: address, twins });
  bringIntoSight(stage.open?.[0] ?? null);
}

/** Without the focus, which stays with the lesson. */
function bringIntoSight(panel: PanelId | null): void {
  if (panel !== null) requestAnimationFrame(() => document.getElementById(panel)?.scrollIntoView({ behavior: 'instant', block: 'start' }));
}

/** Gives the student's own state back. */
export async function leave(session: Session): Promise<void> {
  const { own, ownResults } = learn.getState();
  learn.setState({ open: 'list', active: null, own: null, ownResults: null, ready: null, twins: null });
  if (own) await giveBack(session, own, ownResults);
}
