/**
 * Every key of the page in one registry, which feeds both the handler and the help. Keys without Ctrl can be switched
 * off (WCAG 2.1.4) and never fire while a field has the focus.
 */
import { budgetForSearch, budgetInForce, frontOf, PANELS, type Session } from '../../store/index.ts';
import { boardOf } from './session.tsx';
import { goTo } from './navigate.ts';

export interface KeyAction {
  /** As shown in the help. */
  readonly keys: string;
  readonly does: string;
  readonly matches: (event: KeyboardEvent) => boolean;
  readonly run: (session: Session, event: KeyboardEvent) => void;
}

const control = (event: KeyboardEvent): boolean => event.ctrlKey || event.metaKey;
const plain = (key: string) => (event: KeyboardEvent): boolean => !control(event) && !event.altKey && event.key.toLowerCase() === key;

function walkFront({ results, recipe, view, actions }: Session, by: number): void {
  const { search } = results.getState();
  if (!search) return;
  const state = recipe.getState().recipe;
  const front = frontOf(search.candidates, view.getState().axis, budgetForSearch(budgetInForce(state, boardOf(state)), search.recipe));
  const current = front.findIndex((row) => row.genome === (state.view.selected ?? search.result?.genome));
  const next = front[Math.max(0, Math.min(front.length - 1, current + by))];
  if (next) void actions.look(next.genome === search.result?.genome ? null : next.genome);
}

export const KEYS: readonly KeyAction[] = [
  {
    keys: '1 … 9', does: 'go to a step',
    matches: (event) => !control(event) && !event.altKey && /^[1-9]$/.test(event.key),
    run: (session, event) => goTo(session, PANELS[Number(event.key) - 1]),
  },
  { keys: 'J', does: 'next network on the Pareto front', matches: plain('j'), run: (session) => walkFront(session, 1) },
  { keys: 'K', does: 'previous network on the front', matches: plain('k'), run: (session) => walkFront(session, -1) },
  { keys: 'R', does: 'run the search', matches: plain('r'), run: (session) => { if (session.jobs.getState().search?.status !== 'running') void session.actions.search(); } },
  { keys: 'S', does: 'stop the search and the training', matches: plain('s'), run: ({ jobs }) => { jobs.stop('search'); jobs.stop('train'); } },
  { keys: 'Ctrl Z', does: 'undo', matches: (event) => control(event) && !event.shiftKey && event.key.toLowerCase() === 'z', run: ({ recipe }) => recipe.undo() },
  { keys: 'Ctrl Shift Z', does: 'redo', matches: (event) => control(event) && event.shiftKey && event.key.toLowerCase() === 'z', run: ({ recipe }) => recipe.redo() },
];

const inField = (target: EventTarget | null): boolean => target instanceof HTMLElement && target.closest('input, select, textarea, [contenteditable]') !== null;

/** @returns a function that stops listening */
export function listenForKeys(session: Session, showHelp: () => void): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || inField(event.target)) return;
    if (event.key === '?') return showHelp();
    if (!control(event) && !session.view.getState().letterKeys) return;
    const action = KEYS.find((one) => one.matches(event));
    if (!action) return;
    event.preventDefault();
    action.run(session, event);
  };
  addEventListener('keydown', onKey);
  return () => removeEventListener('keydown', onKey);
}
