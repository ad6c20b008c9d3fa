/**
 * Every change of a sitting is written to storage and to the link: what is small and dear at once, the rest a little
 * later, and everything that waits when the page may be about to go away.
 */
import { encodeLink, encodeResultLink } from '../engine/index.ts';
import type { Stores } from './actions.ts';
import { sameRun, type RecipeState } from './recipe.ts';
import type { SessionHost } from './session.ts';
import type { Storage } from './storage.ts';
import { KEYS, type Addresses, type StoredSearch, type StoredTraining } from './stored.ts';
import { atDesk, type Tabs } from './tabs.ts';

const LINK_DELAY_MS = 300;
const SAVE_DELAY_MS = 250;

/** Writes whatever changes, each kind at most once per delay. The recorded search is never stored: it ships anyway. */
export function keepWriting(host: SessionHost, stores: Stores, storage: Storage, { desk }: Tabs, linked: boolean): void {
  type Action = () => void;
  const waiting = new Map<Action, () => void>();
  const soon = (action: Action, ms: number): (() => void) => () => {
    // not put off by what comes after: epochs may follow each other faster than the delay
    if (!waiting.has(action)) waiting.set(action, host.later(() => { waiting.delete(action); action(); }, ms));
  };
  host.onHide(() => {
    for (const [action, cancel] of waiting) { cancel(); waiting.delete(action); action(); }
  });
  // The recipe is stored at once: a page that goes away has no time to write, and the address may still be older.
  let before = host.readLink();
  const saveRecipe = (): void => void storage.write(atDesk(KEYS.recipe, desk), { ...stores.recipe.getState(), address: host.readLink(), before } satisfies RecipeState & Addresses, true);
  const writeLink = soon(() => {
    before = host.readLink();
    host.writeLink(addressOf(stores.recipe.getState()));
    saveRecipe();
  }, LINK_DELAY_MS);
  const saveView = soon(() => { const { notices: _, ...rest } = stores.view.getState(); void storage.write(atDesk(KEYS.view, desk), rest); }, SAVE_DELAY_MS);
  const isRunning = (job: 'search' | 'train'): boolean => stores.jobs.getState()[job]?.status === 'running';
  const saveTraining = soon(() => {
    const { training } = stores.results.getState();
    if (training) void storage.write(atDesk(KEYS.training, desk), { ...training, running: isRunning('train') } satisfies StoredTraining);
  }, SAVE_DELAY_MS);
  const saveTakes = soon(() => void storage.write(atDesk(KEYS.takes, desk), stores.takes.getState()), SAVE_DELAY_MS);
  const saveSearch = (): void => {
    const { search } = stores.results.getState();
    // one that ended before its first network is nothing to come back to
    if (search?.recorded === false && search.candidates.length === 0 && search.result === null && !isRunning('search')) void storage.remove(atDesk(KEYS.search, desk));
    else if (search && !search.recorded) void storage.write(atDesk(KEYS.search, desk), { ...search, running: isRunning('search') } satisfies StoredSearch);
  };
  if (linked) saveRecipe(); // it was changed before anybody listened
  stores.recipe.subscribe(() => { writeLink(); saveRecipe(); });
  stores.view.subscribe(saveView);
  stores.takes.subscribe(saveTakes);
  stores.results.subscribe((next, last) => {
    if (next.own !== last.own) void (next.own?.kept ? storage.write(atDesk(KEYS.own, desk), { ...next.own, files: [] }) : storage.remove(atDesk(KEYS.own, desk)));
    if (next.training?.result !== last.training?.result || next.training?.checkpoint !== last.training?.checkpoint) saveTraining();
    const [a, b] = [next.search, last.search];
    if (a?.recipe !== b?.recipe || a?.checkpoint !== b?.checkpoint || a?.result !== b?.result) saveSearch();
  });
  stores.jobs.subscribe((next, last) => {
    if (next.search?.status !== last.search?.status) saveSearch();
    if (next.train?.status !== last.train?.status) saveTraining();
  });
}

/** The link of what is set; it goes on telling a result as long as the settings are those that gave it. */
export const addressOf = ({ recipe, linked, told }: RecipeState): string =>
  told && linked && sameRun(linked, recipe) ? encodeResultLink({ recipe, result: told }) : encodeLink(recipe);
