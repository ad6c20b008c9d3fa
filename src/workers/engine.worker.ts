/** The engine in a worker of its own, so that the page never waits: runs jobs, tells events, obeys stops. */
import * as Comlink from 'comlink';
import { finishJob, noteOf, type ErrorNote, type Host, type JobEvent, type JobName, type Jobs } from '../engine/index.ts';
import { browserHost } from './host.ts';
import { holdLifeline } from './lifeline.ts';

export type Answer<T> = { readonly ok: true; readonly result: T } | { readonly ok: false; readonly error: ErrorNote };

/** The page's listener, across the border: a call resolves when it has been heard. */
type Listener<K extends JobName> = ((event: JobEvent<Jobs[K]['partial']>) => Promise<void>) & { readonly [Comlink.releaseProxy]: () => void };

const running = new Map<number, AbortController>();
/** Built-in tasks that were drawn here, for the next job. */
const tasks: NonNullable<Host['tasks']> = new Map();
/** The network that answered last. */
const live: NonNullable<Host['live']> = new Map();

const shell = {
  async run<K extends JobName>(id: number, base: string, job: K, input: Jobs[K]['input'], onEvent: Listener<K>): Promise<Answer<Jobs[K]['result']>> {
    const stop = new AbortController();
    running.set(id, stop);
    let heard: Promise<void> = Promise.resolve();
    const tell = (event: JobEvent<Jobs[K]['partial']>): void => {
      heard = onEvent(event);
    };
    try {
      const result = await finishJob({ ...browserHost(base), tasks, live }, job, input, tell, stop.signal);
      await heard; // events take another port than results and must not come after them
      return { ok: true, result };
    } catch (error) {
      return { ok: false, error: noteOf(error) };
    } finally {
      running.delete(id);
      onEvent[Comlink.releaseProxy]();
    }
  },
  stop(id: number): void {
    running.get(id)?.abort();
  },
  /** Holds the lock by whose release its owner learns that it is dead. */
  live: (lifeline: string): Promise<void> => holdLifeline(lifeline),
};

export type EngineWorker = typeof shell;

Comlink.expose(shell);
