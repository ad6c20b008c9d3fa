/**
 * The page's one bridge to the engine. Each job runs in a worker of its own, kept for the next one; a stop is asked
 * for, and enforced by ending the worker where it does not answer in time; a worker that dies ends its job with a
 * message, not the page. After the worker bridge of Squoosh (GoogleChromeLabs/squoosh, src/client/lazy-app/worker-bridge).
 */
import * as Comlink from 'comlink';
import { errorOf, StoppedError, type EngineBridge, type JobEvent, type JobName, type Jobs, type RunOptions } from '../engine/index.ts';
import type { EngineWorker } from './engine.worker.ts';

/** A stopped job has this long to end by itself; training, which answers a stop with its weights, has longer. */
const GRACE_MS = 30;
const TRAINING_GRACE_MS = 5000;
/** Idle workers kept for the next job. */
const KEPT = 2;

interface Engine {
  readonly worker: Worker;
  readonly remote: Comlink.Remote<EngineWorker>;
}

function spawn(): Engine {
  const worker = new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'thimble engine' });
  return { worker, remote: Comlink.wrap<EngineWorker>(worker) };
}

/** @param base address that assets are relative to; the page's own by default */
export function createBridge(base: string = document.baseURI): EngineBridge {
  const idle: Engine[] = [];
  const busy = new Set<Engine>();
  let serial = 0;

  function end(engine: Engine): void {
    busy.delete(engine);
    engine.remote[Comlink.releaseProxy]();
    engine.worker.terminate();
  }

  async function run<K extends JobName>(job: K, input: Jobs[K]['input'], { signal, onEvent }: RunOptions<K> = {}): Promise<Jobs[K]['result']> {
    if (signal?.aborted === true) throw new StoppedError();
    const engine = idle.pop() ?? spawn();
    busy.add(engine);
    const id = serial++;
    let over = false;
    let fail: (error: Error) => void = () => {};
    const broken = new Promise<never>((_, reject) => (fail = reject));
    broken.catch(() => {});
    const died = (event: ErrorEvent): void => fail(new Error(`the engine's worker died: ${event.message || 'no reason given'}`));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = (): void => {
      void engine.remote.stop(id);
      timer = setTimeout(() => fail(new StoppedError()), job === 'train' ? TRAINING_GRACE_MS : GRACE_MS);
    };
    engine.worker.addEventListener('error', died);
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
      engine.worker.removeEventListener('error', died);
      signal?.removeEventListener('abort', stop);
    }
  }

  return {
    run,
    close() {
      for (const engine of [...idle, ...busy]) end(engine);
      idle.length = 0;
    },
  };
}
