/**
 * Keeps tasks made of the user's own data in this browser, under names, until they are deleted. What is kept is the
 * prepared task, not the files it was made of: some hundred bytes of a second of sound instead of 32 kilobytes, exactly
 * what training used, and nobody's voice or face left on a computer that others use too. Nothing leaves the browser.
 * A browser that refuses says so in a sentence, and nothing that was kept is lost by it.
 */
import type { PreparedData } from '../engine/index.ts';
import { databasePlace, filePlace, type VaultPlace } from './vaultPlaces.ts';

export interface KeptTask {
  /** Changes with the name; saving under a name that is there replaces it. */
  readonly id: string;
  readonly name: string;
  /** Milliseconds of the clock given. */
  readonly savedAt: number;
  readonly bytes: number;
  /** What `readData` said of it; samples to look at come again when it reads the task. */
  readonly about: Omit<PreparedData, 'task' | 'samples'>;
}

/** A refusal of the browser's, in words for a person. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
}

export interface Vault {
  /** Newest first. */
  list(): Promise<readonly KeptTask[]>;
  /** @throws VaultError where there is no room or no permission; what was kept under the name before is then still there */
  save(name: string, prepared: PreparedData): Promise<KeptTask>;
  /** The task as one file, for `readData` and for `data` of jobs. @throws VaultError where it is gone or cannot be read */
  open(id: string): Promise<Uint8Array>;
  remove(id: string): Promise<void>;
}

const TASK = '.task';
const HEAD = '.json';
const MEBIBYTE = 2 ** 20;

export function createVault(now: () => number, places: readonly VaultPlace[] = browserPlaces(), free: () => Promise<number | null> = freeBytes): Vault {
  const heads = async (): Promise<Map<string, { kept: KeptTask; place: VaultPlace }>> => {
    const found = new Map<string, { kept: KeptTask; place: VaultPlace }>();
    for (const place of places) {
      for (const key of await place.keys().catch(() => [])) {
        const kept = key.endsWith(HEAD) ? parse(await place.read(key).catch(() => undefined)) : null;
        if (kept !== null && !found.has(kept.id)) found.set(kept.id, { kept, place });
      }
    }
    return found;
  };

  const drop = async (place: VaultPlace, id: string): Promise<void> => {
    await place.remove(id + HEAD);
    await place.remove(id + TASK);
  };

  return {
    async list() {
      return [...(await heads()).values()].map(({ kept }) => kept).sort((a, b) => b.savedAt - a.savedAt);
    },

    async save(name, { task, samples: _, ...about }) {
      const [all, savedAt] = [await heads(), now()];
      const old = [...all.values()].filter(({ kept }) => kept.name === name);
      // another id each time: the old task stays whole until the new one is
      let id = savedAt.toString(36);
      while (all.has(id)) id += 'a';
      const kept: KeptTask = { id, name, savedAt, bytes: task.length, about };
      const failures: unknown[] = [];
      for (const place of places) {
        try {
          await place.write(kept.id + TASK, task);
          await place.write(kept.id + HEAD, new TextEncoder().encode(JSON.stringify(kept)));
          for (const one of old) await drop(one.place, one.kept.id).catch(() => {});
          return kept;
        } catch (error) {
          failures.push(error);
          await drop(place, kept.id).catch(() => {});
        }
      }
      throw new VaultError(await explain(failures, task.length, free));
    },

    async open(id) {
      const found = (await heads()).get(id);
      const bytes = await found?.place.read(id + TASK).catch(() => undefined);
      if (found === undefined || bytes === undefined) throw new VaultError('These data are no longer kept in this browser. It may have cleared them to make room; read the files again.');
      if (bytes.length !== found.kept.bytes) throw new VaultError(`Of “${found.kept.name}” ${bytes.length} of ${found.kept.bytes} bytes are left in this browser; read the files again.`);
      return bytes;
    },

    async remove(id) {
      for (const place of places) await drop(place, id).catch(() => {});
    },
  };
}

function browserPlaces(): readonly VaultPlace[] {
  return 'storage' in navigator && 'getDirectory' in navigator.storage ? [filePlace(), databasePlace()] : [databasePlace()];
}

async function freeBytes(): Promise<number | null> {
  const estimate = await navigator.storage?.estimate?.().catch(() => null);
  return estimate?.quota === undefined || estimate.usage === undefined ? null : estimate.quota - estimate.usage;
}

/** A head that this Thimble wrote, or null. */
function parse(bytes: Uint8Array | undefined): KeptTask | null {
  if (bytes === undefined) return null;
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as Partial<KeptTask>;
    return typeof value.id === 'string' && typeof value.name === 'string' && typeof value.savedAt === 'number' && typeof value.bytes === 'number' && typeof value.about === 'object' ? (value as KeptTask) : null;
  } catch {
    return null;
  }
}

async function explain(failures: readonly unknown[], bytes: number, free: () => Promise<number | null>): Promise<string> {
  const full = failures.some((error) => error instanceof DOMException && error.name === 'QuotaExceededError');
  const room = await free();
  const size = (count: number): string => `${(count / MEBIBYTE).toFixed(1)} MiB`;
  if (full) return `This browser has no room for these data: ${size(bytes)} are needed${room === null ? '' : `, ${size(Math.max(0, room))} are free`}. Delete data kept before, or download the task as a file.`;
  const why = failures.map((error) => (error instanceof Error ? error.message : String(error))).find((text) => text !== '') ?? 'no reason given';
  return `This browser keeps no data for this page (${why}), as in a private window. They stay while the page is open; download the task as a file to have them longer.`;
}
