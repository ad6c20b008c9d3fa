/**
 * Which engine jobs run, how far they are, and how they ended. One run of each kind at a time: a newer one stops the
 * older. A stop is answered within 100 ms by the bridge; what had arrived until then stays with the caller.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EngineBridge, JobEvent, JobName, Jobs } from '../engine/index.ts';

export type JobStatus = 'idle' | 'running' | 'stopping' | 'done' | 'stopped' | 'failed';

export interface Progress {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  readonly elapsedMs: number;
  readonly remainingMs: number | null;
  /** Units a second in this stage, or null before the second event. */
  readonly perSecond: number | null;
  readonly note: string;
}

export interface JobState {
  readonly status: JobStatus;
  readonly progress: Progress | null;
  /** What went wrong, for a person; null unless failed. */
  readonly problem: string | null;
  /** Failed since its worker died, which is nobody's input: what it had reached can be gone on with. */
  readonly died?: boolean;
}

export type JobsState = Readonly<Partial<Record<JobName, JobState>>>;

/** A job whose workers die so often in one place is not begun again by itself. */
export const MOST_DEATHS = 3;

export const IDLE: JobState = { status: 'idle', progress: null, problem: null };

export interface JobsStore extends StoreApi<JobsState> {
  /** Resolves with the result, or null when it was stopped, superseded or failed (the state says which). */
  run<K extends JobName>(job: K, input: Jobs[K]['input'], onPartial?: (partial: NonNullable<Jobs[K]['partial']>) => void): Promise<Jobs[K]['result'] | null>;
  stop(job: JobName): void;
  /**
   * Beside a run of its kind, which it neither stops nor tells of: for what is asked for in passing.
   * @throws Error that says what went wrong, for a person
   */
  aside<K extends JobName>(job: K, input: Jobs[K]['input']): Promise<Jobs[K]['result']>;
}

const named = (error: unknown, name: string): error is Error => error instanceof Error && error.name === name;

/** What Chromium, Firefox and Safari say where a fetch finds no server. */
const UNFETCHED = /Failed to fetch|NetworkError when|Load failed/;

/** One sentence for a person: bad input as it is, an unmet budget with the way out, anything else as the defect of ours that it is. */
export function explain(error: unknown): string {
  if (named(error, 'InputError')) return error.message;
  if (named(error, 'OverBudgetError')) return `${error.message[0].toUpperCase()}${error.message.slice(1)}. Raise that limit, lower the head-room, or search another space.`;
  if (error instanceof Error && /WebAssembly is not defined/.test(error.message)) return 'This browser has WebAssembly switched off, which training, searching and simulating need. Switch it on, or open the link in another browser; nothing is lost.';
  if (named(error, 'WorkerDiedError')) return `This step’s ${error.message.replace(/^a /, '')}. What had been found is kept; try again, or close other tabs first.`;
  if (error instanceof Error && UNFETCHED.test(error.message)) return 'A file that this step needs could not be fetched: the network is off, or the page is no longer served. Nothing you had is lost; try again when it is back.';
  return `Thimble failed here, and it is not your input's fault: ${error instanceof Error ? error.message : String(error)}. Nothing you had is lost; try again or reload.`;
}

export function createJobsStore(bridge: EngineBridge): JobsStore {
  const store = createStore<JobsState>(() => ({}));
  const controllers = new Map<JobName, AbortController>();
  const put = (job: JobName, change: Partial<JobState>): void => store.setState((state) => ({ [job]: { ...IDLE, ...state[job], ...change } }));

  async function run<K extends JobName>(job: K, input: Jobs[K]['input'], onPartial?: (partial: NonNullable<Jobs[K]['partial']>) => void): Promise<Jobs[K]['result'] | null> {
    controllers.get(job)?.abort();
    const controller = new AbortController();
    controllers.set(job, controller);
    const current = (): boolean => controllers.get(job) === controller;
    let first: JobEvent | null = null;
    put(job, { status: 'running', progress: null, problem: null, died: false });
    try {
      const result = await bridge.run(job, input, {
        signal: controller.signal,
        onEvent: (event) => {
          if (!current() || controller.signal.aborted) return;
          if (first === null || first.stage !== event.stage) first = event;
          put(job, { progress: progressOf(event, first) });
          if (event.partial !== null) onPartial?.(event.partial as NonNullable<Jobs[K]['partial']>);
        },
      });
      if (!current()) return null;
      put(job, { status: controller.signal.aborted ? 'stopped' : 'done' });
      return result;
    } catch (error) {
      if (!current()) return null;
      if (controller.signal.aborted || named(error, 'StoppedError')) put(job, { status: 'stopped' });
      else put(job, { status: 'failed', problem: explain(error), died: named(error, 'WorkerDiedError') });
      return null;
    }
  }

  function stop(job: JobName): void {
    if (store.getState()[job]?.status !== 'running') return;
    put(job, { status: 'stopping' });
    controllers.get(job)?.abort();
  }

  const aside = <K extends JobName>(job: K, input: Jobs[K]['input']): Promise<Jobs[K]['result']> =>
    bridge.run(job, input).catch((error: unknown) => { throw new Error(explain(error), { cause: error }); });

  return { ...store, run, stop, aside };
}

function progressOf(event: JobEvent, first: JobEvent): Progress {
  const seconds = (event.elapsedMs - first.elapsedMs) / 1000;
  return {
    stage: event.stage, done: event.done, total: event.total, unit: event.unit, elapsedMs: event.elapsedMs,
    remainingMs: event.remainingMs, note: event.note,
    perSecond: seconds > 0 && event.done > first.done ? (event.done - first.done) / seconds : null,
  };
}
