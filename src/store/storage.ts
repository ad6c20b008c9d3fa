/**
 * IndexedDB behind four verbs. Where it refuses (private mode, storage full) the page goes on without it and says so
 * once, and what could not be written is tried again with the next thing that can: losing persistence must never lose
 * the work at hand. A page that reloads does not wait for the database, so what is small and must not be lost is also
 * noted in localStorage, which writes at once, until the database has it.
 */
import { createStore as openDatabase, del, get, set, update } from 'idb-keyval';
import { createOwed } from './owed.ts';
import type { Notice } from './view.ts';

export interface Storage {
  /** undefined where there is nothing or nothing can be read. */
  read(key: string): Promise<unknown>;
  /** @param atOnce for plain JSON of a few kilobytes: kept even if the page goes away this very moment */
  write(key: string, value: unknown, atOnce?: boolean): Promise<void>;
  /** Makes of what is there what shall be there, with nobody else's writing in between. Resolves with it; with null where it cannot be kept now. */
  change<T>(key: string, make: (old: unknown) => T): Promise<T | null>;
  remove(key: string): Promise<void>;
}

export type Tell = (tone: Notice['tone'], text: string) => void;

const MEBIBYTE = 2 ** 20;

export function browserStorage(tell: Tell): Storage {
  const database = openDatabase('thimble', 'state');
  let told = false;
  const refused = async (error: unknown): Promise<void> => {
    if (told) return;
    told = true;
    tell('problem', isFull(error) ? `This browser has no room left for Thimble’s work${await roomText()}. It stays while the page is open, and what was kept before is still there. To keep this too, delete data in step 2, earlier searches or pins.` : `This window lets Thimble keep nothing (${reasonOf(error)}), as private windows do. Your work stays while the page is open; a link or a download keeps it longer.`);
  };
  const owed = createOwed(refused, () => {
    told = false;
    tell('info', 'There is room again: your work is kept as before.');
  });
  return {
    async read(key) {
      try {
        return readNote(key) ?? (await get<unknown>(key, database));
      } catch (error) {
        await refused(error);
        return undefined;
      }
    },
    async write(key, value, atOnce = false) {
      const note = atOnce ? writeNote(key, value) : null;
      await owed.write(key, async () => {
        await set(key, value, database);
        if (note !== null && localStorage.getItem(noteOf(key)) === note) localStorage.removeItem(noteOf(key));
      });
    },
    async change(key, make) {
      const made: { value: ReturnType<typeof make> }[] = [];
      const done = await owed.write(key, () => update<unknown>(key, (old) => {
        made[0] = { value: make(old) };
        return made[0].value;
      }, database), true);
      return done ? made[0].value : null;
    },
    remove: async (key) => { await owed.write(key, () => del(key, database)); },
  };
}

const isFull = (error: unknown): boolean => error instanceof DOMException && error.name === 'QuotaExceededError';
const reasonOf = (error: unknown): string => (error instanceof DOMException && error.message !== '' ? error.message.replace(/\.$/, '') : 'it offers no storage here');

/** e.g. ": 0.2 MiB are free", or empty where the browser does not tell. */
async function roomText(): Promise<string> {
  const estimate = await navigator.storage?.estimate?.().catch(() => null);
  if (estimate?.quota === undefined || estimate.usage === undefined) return '';
  return `: ${(Math.max(0, estimate.quota - estimate.usage) / MEBIBYTE).toFixed(1)} MiB are free`;
}

const noteOf = (key: string): string => `thimble.${key}`;

/** The text noted, or null where the browser has no room or allows none. */
function writeNote(key: string, value: unknown): string | null {
  try {
    const text = JSON.stringify(value);
    localStorage.setItem(noteOf(key), text);
    return text;
  } catch {
    return null;
  }
}

/** What the database may not have yet. */
function readNote(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(noteOf(key)) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

/** For tests, and for a page that is to keep nothing: the same verbs over a Map, values cloned as IndexedDB does. */
export function memoryStorage(): Storage {
  const values = new Map<string, unknown>();
  return {
    read: async (key) => structuredClone(values.get(key)),
    write: async (key, value) => void values.set(key, structuredClone(value)),
    change: async (key, make) => {
      const made = make(structuredClone(values.get(key)));
      values.set(key, structuredClone(made));
      return made;
    },
    remove: async (key) => void values.delete(key),
  };
}
