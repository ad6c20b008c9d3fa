/** The owner's side of one fitness worker in the browser: spawn, set up once, measure, end. */
import * as Comlink from 'comlink';
import { errorOf, type FitnessSetup } from '../engine/index.ts';
import type { FitnessWorker } from './fitness.worker.ts';
import { mortal } from './lifeline.ts';
import type { Hand } from './pool.ts';

export function fitnessHand(base: string, setup: FitnessSetup): Hand {
  const worker = new Worker(new URL('./fitness.worker.ts', import.meta.url), { type: 'module', name: 'thimble fitness' });
  const remote = Comlink.wrap<FitnessWorker>(worker);
  const { died, ...lifeline } = mortal(worker);
  const ready = remote.setUp(base, setup, lifeline.name);
  ready.then(lifeline.watch, () => {});
  return {
    async measure(genome) {
      const problem = await Promise.race([ready, died]);
      if (problem !== null) throw errorOf(problem);
      const answer = await Promise.race([remote.measure(genome), died]);
      if (typeof answer === 'number') return answer;
      throw errorOf(answer);
    },
    end() {
      lifeline.release();
      remote[Comlink.releaseProxy]();
      worker.terminate();
    },
  };
}
