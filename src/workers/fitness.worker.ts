/** One fitness worker in the browser: a training core, the task and the supernet in memory, answering genome by genome. */
import * as Comlink from 'comlink';
import { createEvaluator, noteOf, type ErrorNote, type FitnessSetup } from '../engine/index.ts';
import { assetReader } from './assets.ts';
import { holdLifeline } from './lifeline.ts';

let measureGenome: ((genome: string) => number) | null = null;

const shell = {
  /** @returns null, or what was wrong */
  async setUp(base: string, setup: FitnessSetup, lifeline: string): Promise<ErrorNote | null> {
    try {
      await holdLifeline(lifeline);
      measureGenome = await createEvaluator(assetReader(base), setup);
      return null;
    } catch (error) {
      return noteOf(error);
    }
  },
  measure(genome: string): number | ErrorNote {
    try {
      if (measureGenome === null) throw new Error('measure before setUp');
      return measureGenome(genome);
    } catch (error) {
      return noteOf(error);
    }
  },
};

export type FitnessWorker = typeof shell;

Comlink.expose(shell);
