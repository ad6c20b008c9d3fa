/**
 * Shares the units of each training step among workers (core/train/share.ts says who computes what). A worker that
 * dies takes its units along, so the step is begun anew with new workers, to the same bits; one that dies twice in the
 * same step ends the job. How workers are made is the caller's business, as in `pool.ts`.
 */
import { InputError, StoppedError, floatsToShare, shareStep, type Gradients, type GradientSum, type StepSum, type TrainCrew, type UnitHand } from '../engine/index.ts';

/** One worker that computes one order at a time. */
export interface TrainHand extends UnitHand {
  /** Ends it at once. */
  end(): void;
}

const ATTEMPTS = 2;

/** A sum that takes no more once it is released. */
function releasable(sum: GradientSum): GradientSum & { release(): void } {
  let held = true;
  return {
    clear: () => sum.clear(),
    add: (own) => void (held && sum.add(own)),
    total: () => sum.total(),
    release: () => void (held = false),
  };
}

/** @param shares whether weights may go to the workers by shared memory; else, and where there is none, by message */
export function createCrew(spawn: () => TrainHand, workers: number, shares = true): TrainCrew {
  let hands: TrainHand[] = [];
  let spares: Gradients[] = [];
  let board: Float32Array | null = null;
  let closed = false;
  let rejectRunning: ((reason: Error) => void) | null = null;

  const drop = (): void => {
    for (const hand of hands) hand.end();
    hands = [];
    spares = []; // some went with the hands
  };

  return {
    workers,
    async step(values, units, sum?: GradientSum): Promise<StepSum> {
      const stopped = new Promise<never>((_, reject) => (rejectRunning = reject));
      stopped.catch(() => {}); // told through the race
      if (shares && board?.length !== values.length) board = floatsToShare(values.length);
      board?.set(values);
      for (let attempt = 1; ; attempt++) {
        if (closed) throw new StoppedError();
        while (hands.length < Math.min(workers, units.length)) hands.push(spawn());
        const kept = sum && releasable(sum);
        try {
          return await Promise.race([shareStep(hands, board ?? values, units, spares, kept), stopped]);
        } catch (error) {
          kept?.release(); // an answer may still be on its way
          if (closed) throw new StoppedError();
          drop();
          if (error instanceof InputError) throw error;
          if (attempt === ATTEMPTS) throw new Error(`training workers died twice in the same step: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
        }
      }
    },
    close() {
      closed = true;
      rejectRunning?.(new StoppedError());
      drop();
    },
  };
}
