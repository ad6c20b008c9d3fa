/** The owner's side of one fitness thread in Node. */
import { Worker } from 'node:worker_threads';
import { errorOf, type ErrorNote, type FitnessSetup } from '../../engine/index.ts';
import type { Hand } from '../pool.ts';

/** What a thread answers. */
export interface ThreadAnswer {
  readonly genome: string;
  readonly outcome: number | ErrorNote;
}

/** What a thread is started with. */
export interface ThreadStart {
  readonly setup: FitnessSetup;
  /** Where assets lie. */
  readonly folder: string;
}

export function threadHand(file: string, start: ThreadStart): Hand {
  const worker = new Worker(file, { workerData: start });
  worker.unref();
  return {
    measure: (genome) =>
      new Promise((resolve, reject) => {
        const settle = (act: () => void): void => {
          worker.off('message', onMessage);
          worker.off('error', onError);
          worker.off('exit', onExit);
          worker.unref();
          act();
        };
        const onMessage = ({ outcome }: ThreadAnswer): void => settle(() => (typeof outcome === 'number' ? resolve(outcome) : reject(errorOf(outcome))));
        const onError = (error: Error): void => settle(() => reject(error));
        const onExit = (code: number): void => settle(() => reject(new Error(`a worker thread ended with code ${code}`)));
        worker.on('message', onMessage);
        worker.on('error', onError);
        worker.on('exit', onExit);
        worker.ref();
        worker.postMessage(genome);
      }),
    end() {
      void worker.terminate();
    },
  };
}
