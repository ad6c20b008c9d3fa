/**
 * Shares the units of one step among hands. Each hand runs one order at a time and takes, of what is ready: a unit of
 * its own to bring backward, else a unit nobody has begun. Who computes what depends on the clock, the sums do not:
 * gradients and losses are added in the order of the units.
 */
import type { Floats } from '../tensor/index.ts';
import { lessonOf, type Gradients, type Unit, type UnitAnswer, type UnitOrder } from './units.ts';

/** Whoever holds a UnitRunner, here or in a worker. */
export interface UnitHand {
  obey(order: UnitOrder): Promise<UnitAnswer>;
}

export interface StepSum {
  /** Of all units, weighted. */
  readonly loss: number;
  readonly gradients: Floats;
}

/** Where the gradients of a step's units are added up, one after the other, in float32. */
export interface GradientSum {
  clear(): void;
  add(own: Float32Array): void;
  total(): Floats;
}

/** Units that one hand keeps waiting for their teacher; each is some tens of megabytes. */
const MOST_HELD = 3;

type Stage = 'new' | 'busy' | 'forward' | 'done';

/** Zeros in memory that workers see without a copy, where there is such memory: a page has it if it is isolated. */
export const floatsToShare = (count: number): Float32Array =>
  typeof SharedArrayBuffer === 'undefined' ? new Float32Array(count) : new Float32Array(new SharedArrayBuffer(4 * count));

export const isShared = (array: Float32Array): boolean => typeof SharedArrayBuffer !== 'undefined' && array.buffer instanceof SharedArrayBuffer;

/** Without a numerical core at hand. */
function plainSum(count: number): GradientSum {
  const sums = new Float32Array(count);
  return {
    clear: () => void sums.fill(0),
    add(own) {
      for (let i = 0; i < count; i++) sums[i] += own[i];
    },
    total: () => sums,
  };
}

/**
 * @param values the weights; left as they are
 * @param spares arrays for gradients, of steps before: taken and given back
 * @param sum cleared first; its total is the answer's gradients
 * @throws whatever a hand throws; what the other hands then do is undefined, and they are of no more use
 */
export async function shareStep(hands: readonly UnitHand[], values: Float32Array, units: readonly Unit[], spares: Gradients[] = [], sum: GradientSum = plainSum(values.length)): Promise<StepSum> {
  const stages = units.map((): Stage => 'new');
  const owners = units.map(() => -1);
  const losses = units.map(() => 0);
  const lessons = new Map<number, Float32Array>();
  const waiting = new Map<number, Gradients>();
  const begun = hands.map(() => false);
  let turn = 0;
  sum.clear();
  let wake = (): void => {};
  let changed = new Promise<void>((resolve) => (wake = resolve));

  /** The next order for a hand, or null while others must go first. What it takes is marked as taken. */
  function next(hand: number): { readonly unit: number; readonly order: UnitOrder } | null {
    const claim = <T extends UnitOrder>(unit: number, order: T): { unit: number; order: T } => {
      stages[unit] = 'busy';
      owners[unit] = hand;
      return { unit, order };
    };
    const back = stages.findIndex((stage, unit) => stage === 'forward' && owners[unit] === hand && (units[unit].role !== 'pupil' || lessons.has(units[unit].shard)));
    if (back >= 0) {
      return claim(back, { kind: 'backward', unit: back, weight: units[back].weight, teacher: lessonOf(units[back], lessons), spare: spares.pop() });
    }
    const fresh = stages.indexOf('new');
    const holding = stages.filter((stage, unit) => stage === 'forward' && owners[unit] === hand).length;
    if (fresh < 0 || holding >= MOST_HELD) return null;
    const { genome, role, inputs, labels, weight } = units[fresh];
    const begin = { unit: fresh, genome, inputs, labels, values: begun[hand] ? undefined : values };
    begun[hand] = true;
    if (role === 'alone') return claim(fresh, { kind: 'whole', ...begin, weight, teacher: lessonOf(units[fresh], lessons), spare: spares.pop() });
    return claim(fresh, { kind: 'forward', ...begin, role });
  }

  function note(unit: number, answer: UnitAnswer): void {
    if (answer.probabilities !== null) lessons.set(units[unit].shard, answer.probabilities);
    stages[unit] = answer.gradients === null ? 'forward' : 'done';
    if (answer.gradients !== null) {
      losses[unit] = answer.loss;
      waiting.set(unit, answer.gradients);
      for (let own = waiting.get(turn); own !== undefined; own = waiting.get(turn)) {
        sum.add(own);
        spares.push(own);
        waiting.delete(turn++);
      }
    }
    wake();
    changed = new Promise((resolve) => (wake = resolve));
  }

  await Promise.all(hands.map(async (hand, index) => {
    while (turn < units.length) {
      const task = next(index);
      if (task === null) await changed;
      else note(task.unit, await hand.obey(task.order));
    }
  }));
  return { loss: losses.reduce((total, loss) => total + loss, 0), gradients: sum.total() };
}
