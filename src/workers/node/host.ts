/** Node's host: assets from the folder beside the built program, sub-nets and training in worker_threads. */
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { InputError, inlinePool, sharedAmong, type Host, type ReadAsset } from '../../engine/index.ts';
import { createCrew } from '../crew.ts';
import { createPool } from '../pool.ts';
import { fitnessThread, trainThread } from './hand.ts';

const LANDMARK = 'kernels/train.wasm';
const WORKER = 'worker.js';
const MOST_WORKERS = 16;

/** Folders from `folder` upwards. */
function* upwards(from: string): Generator<string> {
  for (let folder = from; ; folder = dirname(folder)) {
    yield folder;
    if (folder === dirname(folder)) return;
  }
}

/**
 * The folder that holds kernels, tasks and checkpoints. `public` of a clone comes first, so that what a script has just
 * made there counts before the page is built again; without one, a built page will do.
 */
export function assetFolder(from: string = dirname(fileURLToPath(import.meta.url))): string {
  for (const folder of upwards(from)) {
    for (const candidate of [join(folder, 'public'), join(dirname(folder), 'public'), join(folder, 'page'), join(folder, 'dist', 'page')]) {
      if (existsSync(join(candidate, LANDMARK))) return candidate;
    }
  }
  throw new InputError(`no folder above ${from} has public/${LANDMARK}; run from a clone after "npm run build"`);
}

export function assetReader(folder: string): ReadAsset {
  return (path) => {
    const file = join(folder, path);
    if (!existsSync(file)) return Promise.reject(new InputError(`${path} is not in ${folder}`, 'assets'));
    return Promise.resolve(new Uint8Array(readFileSync(file)));
  };
}

/** The built worker beside the built program; null when running from source. */
function workerFile(): string | null {
  const here = dirname(fileURLToPath(import.meta.url));
  return [here, dirname(here)].map((folder) => join(folder, WORKER)).find((file) => existsSync(file)) ?? null;
}

export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** @param workers threads that measure or train; 0 does it on the calling thread */
export function nodeHost(workers: number = Math.min(MOST_WORKERS, availableParallelism()), folder: string = assetFolder()): Host {
  const readAsset = assetReader(folder);
  const file = workerFile();
  return {
    readAsset,
    tasks: new Map(),
    openFitnessPool: (setup) => (workers === 0 || file === null ? inlinePool(readAsset, setup, breathe) : createPool(() => fitnessThread(file, folder, sharedAmong(workers, setup)), workers)),
    openTrainCrew: (setup) => (workers === 0 || file === null ? null : createCrew(() => trainThread(file, folder, setup), workers)),
    now: () => performance.now(),
    breathe,
  };
}
