/**
 * The page's one bridge to the engine. Each job runs in a worker of its own, kept for the next one; a stop is asked
 * for, and enforced by ending the worker where it does not answer in time; a worker that dies ends its job with a
 * message, not the page. After the worker bridge of Squoosh (GoogleChromeLabs/squoosh, src/client/lazy-app/worker-bridge).
 */
import * as Comlink from 'comlink';
import { errorOf, StoppedError, type EngineBridge, type JobEvent, type JobName, type Jobs, type RunOptions } from '../engine/index.ts';
import type { EngineWorker } from './engine.worker.ts';
import { lifelineOf, type Lifeline } from './lifeline.ts';

/** A stopped job has this long to end by itself; training, which answers a stop with its weights, has longer. */
const GRACE_MS = 30;
const TRAINING_GRACE_MS = 5000;
/** Idle workers kept for the next job. */
const KEPT = 2;

interface Engine {
  readonly worker: Worker;
  readonly lifeline: Lifeline;
  readonly remote: Comlink.Remote<EngineWorker>;
}

function spawn(died: (engine: Engine, error: Error) => void): Engine {
  const worker = new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'thimble engine' });
  const remote = Comlink.wrap<EngineWorker>(worker);
  const lifeline = lifelineOf(worker, (error) => died(engine, error));
  const engine: Engine = { worker, remote, lifeline };
  remote.live(lifeline.name).then(lifeline.watch, () => {});
  return engine;
}

/**
 * @param base address that assets are relative to; the page's own by default
 * @param ready jobs wait for it: workers that start while the page draws its first view take the processor from it
 */
export function createBridge(base: string = document.baseURI, ready: Promise<unknown> = Promise.resolve()): EngineBridge {
  const idle: Engine[] = [];
  /** With how the job of each is told that it is dead. */
  const busy = new Map<Engine, (error: Error) => void>();
  let serial = 0;

  const died = (engine: Engine, error: Error): void => {
    const at = idle.indexOf(engine);
    if (at >= 0) end(idle.splice(at, 1)[0]);
    else busy.get(engine)?.(error);
  };

  function end(engine: Engine): void {
    busy.delete(engine);
    engine.lifeline.release();
    engine.remote[Comlink.releaseProxy]();
    engine.worker.terminate();
  }

  async function run<K extends JobName>(job: K, input: Jobs[K]['input'], { signal, onEvent }: RunOptions<K> = {}): Promise<Jobs[K]['result']> {
    await ready;
    if (signal?.aborted === true) throw new StoppedError();
    const engine = idle.pop() ?? spawn(died);
    const id = serial++;
    let over = false;
    let fail: (error: Error) => void = () => {};
    const broken = new Promise<never>((_, reject) => (fail = reject));
    broken.catch(() => {});
    busy.set(engine, fail);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = (): void => {
      void engine.remote.stop(id);
      timer = setTimeout(() => fail(new StoppedError()), job === 'train' ? TRAINING_GRACE_MS : GRACE_MS);
    };
    signal?.addEventListener('abort', stop, { once: true });
    const tell = Comlink.proxy((event: JobEvent<Jobs[K]['partial']>) => {
      if (!over) onEvent?.(event);
    });
    try {
      const answer = await Promise.race([engine.remote.run(id, base, job, input, tell as never), broken]);
      busy.delete(engine);
      if (idle.length < KEPT) idle.push(engine);
      else end(engine);
      if (!answer.ok) throw errorOf(answer.error);
      return answer.result as Jobs[K]['result'];
    } catch (error) {
      if (busy.has(engine)) end(engine);
      throw error;
    } finally {
      over = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  }

  return { run };
}
