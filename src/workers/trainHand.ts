/** The owner's side of one training worker in the browser: spawn, set up once, order, end. */
import * as Comlink from 'comlink';
import { errorOf, portable, type CrewSetup } from '../engine/index.ts';
import type { TrainHand } from './crew.ts';
import { mortal } from './lifeline.ts';
import type { TrainWorker } from './train.worker.ts';

export function trainHand(base: string, setup: CrewSetup): TrainHand {
  const worker = new Worker(new URL('./train.worker.ts', import.meta.url), { type: 'module', name: 'thimble training' });
  const remote = Comlink.wrap<TrainWorker>(worker);
  const { died, ...lifeline } = mortal(worker);
  const ready = remote.setUp(base, setup, lifeline.name);
  ready.then(lifeline.watch, () => {});
  return {
    async obey(order) {
      const problem = await Promise.race([ready, died]);
      if (problem !== null) throw errorOf(problem);
      const { order: own, transfer } = portable(order);
      const answer = await Promise.race([remote.obey(Comlink.transfer(own, transfer)), died]);
      if ('kind' in answer) throw errorOf(answer);
      return answer;
    },
    end() {
      lifeline.release();
      remote[Comlink.releaseProxy]();
      worker.terminate();
    },
  };
}
