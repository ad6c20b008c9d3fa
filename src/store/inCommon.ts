/** What several tabs have in common is told from one to the other; and what a person must know of them is said. */
import type { Stores } from './actions.ts';
import { MOST_RUNS, type ArchivedRun } from './archive.ts';
import { MOST_LOGS, readLogs } from './measured.ts';
import { MOST_PINS, readPins } from './pins.ts';
import { shareList } from './sharedList.ts';
import { boardName } from './sharing.ts';
import type { Storage } from './storage.ts';
import { KEYS, SHARED, type StoredSearch, type StoredTraining } from './stored.ts';
import { atDesk, type Tabs } from './tabs.ts';

export const runsOf = (stored: unknown): ArchivedRun[] => (Array.isArray(stored) ? (stored as ArchivedRun[]) : []);

/** Pins, finished searches, logs of boards and tasks of one's own: what one tab changes the others show, and no tab writes over another's. */
export function keepInCommon({ archive, pins, measured, results }: Stores, storage: Storage, tabs: Tabs, listKept: () => void): void {
  shareList(storage, tabs, { key: SHARED.archive, read: runsOf, when: ({ finishedAt }) => finishedAt, most: MOST_RUNS }, {
    get: () => archive.getState().runs, set: (runs) => archive.setState({ runs }), subscribe: (listener) => { archive.subscribe(listener); },
  });
  shareList(storage, tabs, { key: SHARED.pins, read: readPins, when: ({ pinnedAt }) => pinnedAt, most: MOST_PINS }, {
    get: () => pins.getState().pins, set: (list) => pins.setState({ pins: list }), subscribe: (listener) => { pins.subscribe(listener); },
  });
  shareList(storage, tabs, { key: SHARED.measured, read: readLogs, when: ({ broughtAt }) => broughtAt, most: MOST_LOGS }, {
    get: () => measured.getState().logs, set: (logs) => measured.setState({ logs }), subscribe: (listener) => { measured.subscribe(listener); },
  });
  tabs.onTold((what) => { if (what === SHARED.kept) listKept(); });
  const ids = (kept: readonly { readonly id: string }[]): string => kept.map(({ id }) => id).join();
  let known: string | null = null;
  results.subscribe(({ kept }, last) => {
    if (kept === last.kept) return;
    if (known !== null && ids(kept) !== known) tabs.tell(SHARED.kept);
    known = ids(kept);
  });
}

/** What a person must know who has, or had, more than one tab open. */
export async function tellOfTabs({ view }: Stores, storage: Storage, { desk, others }: Tabs): Promise<void> {
  if (others.length > 0) {
    view.say('info', 'Thimble is open in another tab, too. Settings, runs and recordings of this tab are kept apart, so neither writes over the other; pins, earlier searches and your own data are the same in both.');
    return;
  }
  if (desk !== 1) return;
  const [search, training] = await Promise.all([KEYS.search, KEYS.training].map(async (key) => (await storage.read(atDesk(key, 2))) as StoredSearch | StoredTraining | null | undefined));
  for (const [what, run] of [['A search', search], ['Training', training]] as const) {
    if (run?.running === true) view.say('info', `${what} in a second tab (${run.recipe.space} for the ${boardName(run.recipe.board)}) was cut short when that tab was closed. It goes on where it stood when Thimble is opened in a second tab.`);
  }
}
