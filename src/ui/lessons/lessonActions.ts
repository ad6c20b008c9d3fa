/** Begins, moves through and leaves a lesson: what it does to the tool is in setUp.ts, what it remembers in learn.ts. */
import { explain, type PanelId, type Session } from '../../store/index.ts';
import type { Lesson } from './format.ts';
import { addressOf, learn, note } from './learn.ts';
import { giveBack, resultsOf, settingsOf, setUp, type OwnSettings } from './setUp.ts';

/** Why no lesson can begin now, or null. */
export function hindrance({ jobs }: Session): string | null {
  const { search, train } = jobs.getState();
  if (search?.status === 'running') return 'A search is running. A lesson would change what is on the screen: stop the search in step 5, or wait until it is done.';
  if (train?.status === 'running') return 'A training is running. A lesson would change what is on the screen: stop it in step 4, or wait until it is done.';
  return null;
}

/** One thing at a time: a step left in the middle of its setting up must not reach into the next, nor into the student's own work. */
const turns = { last: Promise.resolve() };
function inTurn(work: () => Promise<void>): Promise<void> {
  turns.last = turns.last.then(work).catch((error: unknown) => learn.setState({ problem: explain(error) }));
  return turns.last;
}

const isAt = (lesson: string, step: number): boolean => {
  const { active } = learn.getState();
  return active?.lesson === lesson && active.step === step;
};

/** The tool as the step wants it; the student's own is put by first. */
export async function enter(session: Session, lesson: Lesson, step: number): Promise<void> {
  const problem = hindrance(session);
  learn.setState({ problem });
  if (problem !== null) return;
  learn.setState({ active: { lesson: lesson.id, step }, ready: null, twins: null });
  note(lesson.id, step, false);
  await inTurn(async () => {
    if (!isAt(lesson.id, step)) return;
    if (learn.getState().own === null) learn.setState({ own: withoutLesson(settingsOf(session)) });
    if (learn.getState().ownResults === null) learn.setState({ ownResults: resultsOf(session) });
    const { stage } = lesson.steps[step];
    const address = addressOf({ lesson: lesson.id, step });
    const twins = await setUp(session, stage, address);
    if (!isAt(lesson.id, step)) return;
    learn.setState({ ready: address, twins });
    bringIntoSight(stage.open?.[0] ?? null);
  });
}

/** Where a link began the lesson, its other settings are what the student comes back to. */
function withoutLesson(own: OwnSettings): OwnSettings {
  const { recipe } = own.recipe;
  const { lesson: _, ...view } = recipe.view;
  return { ...own, recipe: { ...own.recipe, recipe: { ...recipe, view } } };
}

/** Without the focus, which stays with the lesson. */
function bringIntoSight(panel: PanelId | null): void {
  if (panel !== null) requestAnimationFrame(() => document.getElementById(panel)?.scrollIntoView({ behavior: 'instant', block: 'start' }));
}

/** Gives the student's own state back. */
export async function leave(session: Session): Promise<void> {
  learn.setState({ open: 'list', active: null, ready: null, problem: null, twins: null });
  for (const job of ['build', 'twins'] as const) session.jobs.stop(job);
  await inTurn(async () => {
    const { own, ownResults } = learn.getState();
    if (own) await giveBack(session, own, ownResults);
    learn.setState({ own: null, ownResults: null });
  });
}
