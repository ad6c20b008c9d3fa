/**
 * IndexedDB behind three verbs. Where it refuses (private mode, storage full) the page goes on without it and says so
 * once: losing persistence must never lose the work at hand.
 */
import { createStore as openDatabase, del, get, set } from 'idb-keyval';

export interface Storage {
  /** undefined where there is nothing or nothing can be read. */
  read(key: string): Promise<unknown>;
  write(key: string, value: unknown): Promise<void>;
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
    read: (key) => guarded(() => get<unknown>(key, database)),
    write: async (key, value) => { await guarded(() => set(key, value, database)); },
    remove: async (key) => { await guarded(() => del(key, database)); },
  };
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
