/** The owner's side of one thread in Node, whether it measures sub-nets or trains. */
import { Worker } from 'node:worker_threads';
import { errorOf, portable, type CrewSetup, type ErrorNote, type FitnessSetup, type UnitAnswer } from '../../engine/index.ts';
import type { TrainHand } from '../crew.ts';
import type { Hand } from '../pool.ts';

/** What a thread is started with. */
export type ThreadStart = {
  /** Where assets lie. */
  readonly folder: string;
} & ({ readonly job: 'measure'; readonly setup: FitnessSetup } | { readonly job: 'train'; readonly setup: CrewSetup });

/** What a thread answers to each message. */
export interface ThreadAnswer {
  readonly outcome: number | UnitAnswer | ErrorNote;
}

interface Thread {
  /** One question at a time. */
  ask(message: unknown, transfer?: ArrayBuffer[]): Promise<ThreadAnswer['outcome']>;
  end(): void;
}

function thread(file: string, start: ThreadStart): Thread {
  const worker = new Worker(file, { workerData: start });
  worker.unref();
  let gone: Error | null = null;
  let fail = (_: Error): void => {};
  const died = (error: Error): void => {
    gone ??= error;
    fail(gone);
  };
  worker.on('error', died);
  worker.on('exit', (code) => died(new Error(`a worker thread ended with code ${code}`)));
  return {
    async ask(message, transfer = []) {
      if (gone !== null) throw gone;
      worker.ref();
      try {
        return await new Promise((resolve, reject) => {
          fail = reject;
          worker.once('message', ({ outcome }: ThreadAnswer) => resolve(outcome));
          worker.postMessage(message, transfer);
        });
      } finally {
        fail = () => {};
        worker.unref();
      }
    },
    end() {
      void worker.terminate();
    },
  };
}

export function fitnessThread(file: string, folder: string, setup: FitnessSetup): Hand {
  const { ask, end } = thread(file, { job: 'measure', setup, folder });
  return {
    async measure(genome) {
      const outcome = await ask(genome);
      if (typeof outcome === 'number') return outcome;
      throw errorOf(outcome as ErrorNote);
    },
    end,
  };
}

export function trainThread(file: string, folder: string, setup: CrewSetup): TrainHand {
  const { ask, end } = thread(file, { job: 'train', setup, folder });
  return {
    async obey(order) {
      const { order: own, transfer } = portable(order);
      const outcome = await ask(own, transfer);
      if (typeof outcome === 'object' && 'loss' in outcome) return outcome;
      throw errorOf(outcome as ErrorNote);
    },
    end,
  };
}
