/** One training worker in the browser: a core with the weights of one supernet, answering order by order. */
import * as Comlink from 'comlink';
import { arraysOf, createUnitRunner, noteOf, type CrewSetup, type ErrorNote, type UnitAnswer, type UnitOrder } from '../engine/index.ts';
import { assetReader } from './assets.ts';
import { holdLifeline } from './lifeline.ts';

let runner: ((order: UnitOrder) => UnitAnswer) | null = null;

const shell = {
  /** @returns null, or what was wrong */
  async setUp(base: string, setup: CrewSetup, lifeline: string): Promise<ErrorNote | null> {
    try {
      await holdLifeline(lifeline);
      runner = await createUnitRunner(assetReader(base), setup);
      return null;
    } catch (error) {
      return noteOf(error);
    }
  },
  obey(order: UnitOrder): UnitAnswer | ErrorNote {
    try {
      if (runner === null) throw new Error('an order before setUp');
      const answer = runner(order);
      return Comlink.transfer(answer, arraysOf(answer));
    } catch (error) {
      return noteOf(error);
    }
  },
};

export type TrainWorker = typeof shell;

Comlink.expose(shell);
