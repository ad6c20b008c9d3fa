/**
 * Shares sub-nets among workers: each takes a run of neighbours, since what begins alike shares work, and then the last
 * ones of whoever has most left; results come back in order. A worker that
 * dies is replaced and its sub-net measured once more elsewhere; one that dies of the same sub-net twice ends the
 * job. How workers are made is the caller's business, so pages, Node and tests use this one pool.
 */
import { InputError, StoppedError, type FitnessPool } from '../engine/index.ts';

/** One worker that measures one sub-net at a time. */
export interface Hand {
  /** Rejects with InputError for bad input (told to the user) or anything else for a crash (tried again elsewhere). */
  measure(genome: string): Promise<number>;
  /** Ends it at once. */
  end(): void;
}

export function createPool(spawn: () => Hand, workers: number): FitnessPool {
  const hands: (Hand | null)[] = new Array<Hand | null>(workers).fill(null);
  let closed = false;
  let rejectRunning: ((reason: Error) => void) | null = null;

  const drop = (lane: number): void => {
    hands[lane]?.end();
    hands[lane] = null;
  };

  async function measure(lane: number, genome: string): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      const hand = (hands[lane] ??= spawn());
      try {
        return await hand.measure(genome);
      } catch (error) {
        if (error instanceof InputError || closed) throw error;
        drop(lane);
        if (attempt === 2) throw error;
      }
    }
  }

  return {
    workers,
    async evaluate(genomes) {
      if (closed) throw new StoppedError();
      const accuracies = new Array<number>(genomes.length);
      const count = Math.min(workers, genomes.length);
      const runs = Array.from({ length: count }, (_, lane) => ({ next: Math.floor((lane * genomes.length) / count), end: Math.floor(((lane + 1) * genomes.length) / count) }));
      const left = ({ next, end }: { next: number; end: number }): number => end - next;
      const lanes = runs.map(async (own, lane) => {
        for (;;) {
          const longest = runs.reduce((most, run) => (left(run) > left(most) ? run : most), own);
          if (left(longest) === 0) return;
          const index = left(own) > 0 ? own.next++ : --longest.end;
          accuracies[index] = await measure(lane, genomes[index]);
        }
      });
      const stopped = new Promise<never>((_, reject) => (rejectRunning = reject));
      try {
        await Promise.race([Promise.all(lanes), stopped]);
      } finally {
        rejectRunning = null;
        for (const run of runs) run.end = run.next; // lanes that are left finish what they hold and take no more
      }
      return accuracies;
    },
    close() {
      closed = true;
      rejectRunning?.(new StoppedError());
      hands.forEach((_, lane) => drop(lane));
    },
  };
}
