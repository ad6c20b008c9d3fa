/**
 * How a worker's death is learnt of however it comes. Browsers tell the owner of a worker of errors in it, but not of a
 * worker that they, or it itself, have ended: its answers then never come. So a worker holds a lock (Web Locks) for as
 * long as it lives, and its owner stands in line for the same: who gets it knows. Where there are no locks, errors alone
 * are told.
 */
const manager = (): LockManager | undefined => (navigator as { readonly locks?: LockManager }).locks;

/** The worker's side; resolves once it is held. */
export const holdLifeline = (name: string): Promise<void> =>
  new Promise((resolve) => {
    const held = manager()?.request(name, () => {
      resolve();
      return new Promise<never>(() => {});
    });
    if (held === undefined) resolve();
    else held.catch(() => resolve());
  });

export interface Lifeline {
  readonly name: string;
  /** To be called when the worker holds it. */
  watch(): void;
  /** The owner is about to end the worker itself. */
  release(): void;
}

/** The owner's side of a worker that was just made. */
export function lifelineOf(worker: Worker, died: (error: WorkerDiedError) => void): Lifeline {
  const name = `thimble worker ${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;
  const over = new AbortController();
  worker.addEventListener('error', (event) => died(new WorkerDiedError(event.message)));
  return {
    name,
    watch: () => void manager()?.request(name, { signal: over.signal }, () => died(new WorkerDiedError(''))).catch(() => {}),
    release: () => over.abort(),
  };
}

/** The same as a promise that rejects, for owners that race it. */
export function mortal(worker: Worker): Lifeline & { readonly died: Promise<never> } {
  let tell: (reason: Error) => void = () => {};
  const died = new Promise<never>((_, reject) => (tell = reject));
  died.catch(() => {}); // told to whoever races it
  return { ...lifelineOf(worker, (error) => tell(error)), died };
}

export class WorkerDiedError extends Error {
  override readonly name = 'WorkerDiedError';

  /** @param reason as the browser tells it; empty where it does not */
  constructor(reason: string) {
    super(`a worker died: ${reason === '' ? 'the browser ended it, perhaps for want of memory' : reason}`);
  }
}
