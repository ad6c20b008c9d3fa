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
  return {
    ask: (message, transfer = []) =>
      new Promise((resolve, reject) => {
        const settle = (act: () => void): void => {
          worker.off('message', onMessage);
          worker.off('error', onError);
          worker.off('exit', onExit);
          worker.unref();
          act();
        };
        const onMessage = ({ outcome }: ThreadAnswer): void => settle(() => resolve(outcome));
        const onError = (error: Error): void => settle(() => reject(error));
        const onExit = (code: number): void => settle(() => reject(new Error(`a worker thread ended with code ${code}`)));
        worker.on('message', onMessage);
        worker.on('error', onError);
        worker.on('exit', onExit);
        worker.ref();
        worker.postMessage(message, transfer);
      }),
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
