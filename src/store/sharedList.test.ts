/** Lists that tabs have in common: changes of two tabs meet, nothing of either is lost, storage that fails takes nothing away. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { merged, shareList } from './sharedList.ts';
import { memoryStorage, type Storage } from './storage.ts';
import type { Tabs } from './tabs.ts';

interface Thing { readonly id: string; readonly at: number; readonly text: string }
const thing = (id: string, at: number, text = ''): Thing => ({ id, at, text });
const when = ({ at }: Thing): number => at;
const settle = () => new Promise((resolve) => setTimeout(resolve, 2));

/** Tabs of one browser, for as many as ask. */
function browser() {
  const listeners: ((what: string) => void)[] = [];
  return (desk: number): Tabs => {
    const own: ((what: string) => void)[] = [];
    return {
      desk, others: [],
      tell: (what) => listeners.filter((one) => !own.includes(one)).forEach((one) => one(what)),
      onTold: (listener) => { own.push(listener); listeners.push(listener); },
    };
  };
}

function tab(storage: Storage, tabs: Tabs, start: readonly Thing[] = []) {
  const store = createStore<{ readonly list: readonly Thing[] }>(() => ({ list: start }));
  const read = (stored: unknown): readonly Thing[] => (Array.isArray(stored) ? (stored as Thing[]) : []);
  shareList(storage, tabs, { key: 'things', read, when, most: 50 }, { get: () => store.getState().list, set: (list) => store.setState({ list }), subscribe: (listener) => { store.subscribe(listener); } });
  return { list: () => store.getState().list, change: (make: (list: readonly Thing[]) => readonly Thing[]) => store.setState(({ list }) => ({ list: make(list) })) };
}

test('what two tabs add, change and drop is there in both, and in storage, newest first', async () => {
  const storage = memoryStorage();
  const tabs = browser();
  const [one, two] = [tab(storage, tabs(1)), tab(storage, tabs(2))];
  one.change((list) => [thing('a', 1), ...list]);
  two.change((list) => [thing('b', 2), ...list]);
  await settle();
  expect([one.list(), two.list()]).toEqual([[thing('b', 2), thing('a', 1)], [thing('b', 2), thing('a', 1)]]);
  one.change((list) => list.map((item) => (item.id === 'a' ? { ...item, text: 'noted' } : item)));
  two.change((list) => list.filter(({ id }) => id !== 'b'));
  await settle();
  expect([one.list(), two.list(), await storage.read('things')]).toEqual([[thing('a', 1, 'noted')], [thing('a', 1, 'noted')], [thing('a', 1, 'noted')]]);
});

test('any changes by any tabs, whatever meets whatever: all tabs end with what is stored, and no addition is lost', async () => {
  const step = fc.record({ tab: fc.nat(2), kind: fc.constantFrom('add', 'edit', 'drop', 'wait'), which: fc.nat(5) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 24 }), async (steps) => {
      const storage = memoryStorage();
      const tabs = browser();
      const all = [1, 2, 3].map((desk) => tab(storage, tabs(desk)));
      let serial = 0;
      const alive = new Set<string>();
      for (const { tab: at, kind, which } of steps) {
        const target = all[at].list()[which];
        if (kind === 'wait') await settle();
        else if (kind === 'add') {
          const id = `t${serial}`;
          alive.add(id);
          all[at].change((list) => [thing(id, serial++), ...list]);
        } else if (target) {
          if (kind === 'drop') alive.delete(target.id);
          all[at].change((list) => (kind === 'drop' ? list.filter(({ id }) => id !== target.id) : list.map((item) => (item === target ? { ...item, text: `${item.text}+` } : item))));
        }
      }
      await settle();
      const stored = (await storage.read('things') ?? []) as Thing[];
      for (const one of all) expect(one.list()).toEqual(stored);
      for (const id of alive) expect(stored.map((item) => item.id)).toContain(id);
    }),
    { numRuns: 60 },
  );
});

test('where nothing can be kept a tab keeps what it has', async () => {
  const closed: Storage = { read: async () => undefined, write: async () => {}, change: async () => null, remove: async () => {} };
  const one = tab(closed, browser()(1));
  one.change((list) => [thing('a', 1), ...list]);
  await settle();
  one.change((list) => [thing('b', 2), ...list]);
  await settle();
  expect(one.list().map(({ id }) => id)).toEqual(['b', 'a']);
});

test('no more than there is room for, the oldest go', () => {
  const many = Array.from({ length: 9 }, (_, at) => thing(String(at), at));
  expect(merged(many, [], [thing('new', 20)], when, 4).map(({ id }) => id)).toEqual(['new', '8', '7', '6']);
});
