/**
 * A list that all tabs have in common, kept in the browser: each tab writes what it added, changed and took away, not
 * the list as it happens to know it, so that nothing another tab did is undone.
 */
import type { Storage } from './storage.ts';
import type { Tabs } from './tabs.ts';

interface Item {
  readonly id: string;
}

/** What is stored with the changes that lead from `before` to `after`; newest first by `when`, at most `most`. */
export function merged<T extends Item>(stored: readonly T[], before: readonly T[], after: readonly T[], when: (item: T) => number, most: number): T[] {
  const unchanged = new Set(before);
  const kept = new Set(after.map(({ id }) => id));
  const gone = new Set(before.map(({ id }) => id).filter((id) => !kept.has(id)));
  const changed = after.filter((item) => !unchanged.has(item));
  const replaced = new Set(changed.map(({ id }) => id));
  const rest = stored.filter(({ id }) => !gone.has(id) && !replaced.has(id));
  return [...changed, ...rest].sort((a, b) => when(b) - when(a)).slice(0, most);
}

interface List<T> {
  get(): readonly T[];
  set(items: readonly T[]): void;
  subscribe(listener: () => void): void;
}

export interface SharedList<T> {
  readonly key: string;
  /** Of what is stored, the items that are whole. */
  readonly read: (stored: unknown) => readonly T[];
  readonly when: (item: T) => number;
  readonly most: number;
}

/** Writes changes of a list at once, and takes over those of other tabs. The list is already as it was stored. */
export function shareList<T extends Item>(storage: Storage, tabs: Tabs, { key, read, when, most }: SharedList<T>, list: List<T>): void {
  /** The list as far as it is written or on its way. */
  let known = list.get();
  let busy = 0;
  const takeOver = (items: readonly T[]): void => {
    known = items;
    list.set(items);
  };
  list.subscribe(() => {
    const [before, after] = [known, list.get()];
    if (before === after) return;
    known = after;
    busy++;
    void storage.change(key, (old) => merged(read(old), before, after, when, most)).then((made) => {
      busy--;
      if (made === null) return;
      tabs.tell(key);
      if (busy === 0 && made.some((item, i) => item.id !== list.get()[i]?.id)) takeOver(made);
    });
  });
  tabs.onTold((told) => {
    if (told === key) void storage.read(key).then((stored) => { if (busy === 0) takeOver(read(stored)); });
  });
}
