/**
 * Looking into one simulated inference: the view of the whole, and the moment shown of it. Moments come one at a time;
 * while one is on its way only the last wish is kept, so that a hand on the slider never waits for where it has been.
 */
import type { InsideResult, JobName, Jobs, MomentResult, Move } from '../engine/index.ts';
import { sameCompiling, type Compiling } from './network.ts';

export interface InsideState {
  /** The input that it shows. */
  readonly input: Int8Array;
  readonly whole: InsideResult;
  readonly moment: MomentResult | null;
  /** The one shown before it, to mark what changed. */
  readonly before: MomentResult | null;
}

/** What it needs of the session. */
export interface InsidePorts {
  run<K extends JobName>(job: K, input: Jobs[K]['input']): Promise<Jobs[K]['result'] | null>;
  /** The network in hand and how it is compiled, or null. */
  target(): Compiling | null;
  read(): InsideState | null;
  write(state: InsideState | null): void;
}

/** Takes one step at a time; of those wished for meanwhile only the last. */
export function oneByOne(take: (move: Move) => Promise<void>): (move: Move) => Promise<void> {
  let busy = false;
  let wanted: Move | null = null;
  return async (move) => {
    wanted = move;
    if (busy) return;
    busy = true;
    try {
      for (let next: Move | null = wanted; next !== null; next = wanted) {
        wanted = null;
        await take(next);
      }
    } finally {
      busy = false;
    }
  };
}

export function createInsideActions({ run, target, read, write }: InsidePorts) {
  /** Runs the inference on this input and stands at its beginning. */
  async function lookInside(input: Int8Array): Promise<void> {
    const from = target();
    if (from === null) return;
    write(null);
    const whole = await run('inside', { ...from, input });
    if (whole === null || !sameCompiling(from, target())) return;
    write({ input, whole, moment: null, before: null });
    await goTo({ kind: 'to', at: whole.layers[0]?.at ?? 0 });
  }

  const goTo = oneByOne(async (move) => {
    const [state, from] = [read(), target()];
    if (state === null || from === null) return;
    const { input, whole } = state;
    const moment = await run('moment', { recipe: { ...from.recipe, board: whole.board }, image: whole.image, input, layers: whole.layers.map(({ at }) => at), move });
    const now = read();
    if (now?.whole === whole && moment !== null) write({ ...now, moment, before: now.moment });
  });

  return { lookInside, goTo };
}
