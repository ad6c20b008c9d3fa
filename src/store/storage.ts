/**
 * IndexedDB behind three verbs. Where it refuses (private mode, storage full) the page goes on without it and says so
 * once: losing persistence must never lose the work at hand. A page that reloads does not wait for the database, so what
 * is small and must not be lost is also noted in localStorage, which writes at once, until the database has it.
 */
import { createStore as openDatabase, del, get, set } from 'idb-keyval';

export interface Storage {
  /** undefined where there is nothing or nothing can be read. */
  read(key: string): Promise<unknown>;
  /** @param atOnce for plain JSON of a few kilobytes: kept even if the page goes away this very moment */
  write(key: string, value: unknown, atOnce?: boolean): Promise<void>;
  remove(key: string): Promise<void>;
}

export function browserStorage(onTrouble: (text: string) => void): Storage {
  let told = false;
  const guarded = async <T>(action: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await action();
    } catch (error) {
      if (!told) onTrouble(`This browser does not let Thimble keep your work (${error instanceof DOMException ? error.message : 'it offers no storage here'}). It stays while the page is open; a link or a download keeps it longer.`);
      told = true;
      return undefined;
    }
  };
  const database = openDatabase('thimble', 'state');
  return {
    read: async (key) => readNote(key) ?? (await guarded(() => get<unknown>(key, database))),
    write: async (key, value, atOnce = false) => {
      const note = atOnce ? writeNote(key, value) : null;
      await guarded(async () => {
        await set(key, value, database);
        if (note !== null && localStorage.getItem(noteOf(key)) === note) localStorage.removeItem(noteOf(key));
      });
    },
    remove: async (key) => { await guarded(() => del(key, database)); },
  };
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

/** For tests: the same verbs over a Map, values cloned as IndexedDB does. */
export function memoryStorage(): Storage {
  const values = new Map<string, unknown>();
  return {
    read: async (key) => structuredClone(values.get(key)),
    write: async (key, value) => void values.set(key, structuredClone(value)),
    remove: async (key) => void values.delete(key),
  };
}
