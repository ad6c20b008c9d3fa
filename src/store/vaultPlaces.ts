/**
 * Where a browser keeps files for a page: the origin-private file system (WHATWG File System), which takes large files
 * without copying them into a database, and IndexedDB for browsers and modes that have no such thing. Both as five
 * verbs, so that the vault does not know which it has.
 */
import { createStore as openDatabase, del, get, keys, set } from 'idb-keyval';

export interface VaultPlace {
  readonly name: 'files' | 'database';
  keys(): Promise<readonly string[]>;
  /** undefined where there is none. */
  read(key: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** All or nothing. */
  write(key: string, bytes: Uint8Array): Promise<void>;
  remove(key: string): Promise<void>;
}

const FOLDER = 'tasks';
const isMissing = (error: unknown): boolean => error instanceof DOMException && error.name === 'NotFoundError';

/** Rejects, verb by verb, where the browser has no such file system or forbids it (private windows of some). */
export function filePlace(storage: Pick<StorageManager, 'getDirectory'> = navigator.storage): VaultPlace {
  const folder = async (): Promise<FileSystemDirectoryHandle> => (await storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });
  return {
    name: 'files',
    async keys() {
      const names: string[] = [];
      for await (const name of (await folder()).keys()) names.push(name);
      return names;
    },
    async read(key) {
      try {
        const file = await (await (await folder()).getFileHandle(key)).getFile();
        return new Uint8Array(await file.arrayBuffer());
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async write(key, bytes) {
      const inside = await folder();
      const stream = await (await inside.getFileHandle(key, { create: true })).createWritable();
      try {
        await stream.write(bytes as Uint8Array<ArrayBuffer>);
        await stream.close(); // only now do the bytes replace what was there
      } catch (error) {
        await stream.abort().catch(() => {});
        await inside.removeEntry(key).catch(() => {});
        throw error;
      }
    },
    async remove(key) {
      try {
        await (await folder()).removeEntry(key);
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
  };
}

export function databasePlace(): VaultPlace {
  const database = openDatabase('thimble-tasks', 'tasks');
  return {
    name: 'database',
    keys: async () => (await keys(database)).filter((key): key is string => typeof key === 'string'),
    read: async (key) => {
      const value = await get<unknown>(key, database);
      return value instanceof Uint8Array ? (value as Uint8Array<ArrayBuffer>) : undefined;
    },
    write: (key, bytes) => set(key, bytes, database),
    remove: (key) => del(key, database),
  };
}

/** For tests: a Map that holds so many bytes. */
export function memoryPlace(name: VaultPlace['name'], quota = Infinity): VaultPlace {
  const held = new Map<string, Uint8Array<ArrayBuffer>>();
  return {
    name,
    keys: async () => [...held.keys()],
    read: async (key) => held.get(key)?.slice(),
    write: async (key, bytes) => {
      const total = [...held].reduce((sum, [other, value]) => sum + (other === key ? 0 : value.length), bytes.length);
      if (total > quota) throw new DOMException('full', 'QuotaExceededError');
      held.set(key, bytes.slice());
    },
    remove: async (key) => void held.delete(key),
  };
}
