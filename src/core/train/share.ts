/**
 * Shares the units of one step among hands. Each hand runs one order at a time and takes, of what is ready: the
 * weights' gradients whose turn has come, a unit to bring backward, a unit nobody has begun. Who computes what
 * depends on the clock, the sums do not: gradients and losses are added in the order of the units.
 */
import { lessonOf, type Unit, type UnitAnswer, type UnitOrder } from './units.ts';

/** Whoever holds a UnitRunner, here or in a worker. */
export interface UnitHand {
  obey(order: UnitOrder): Promise<UnitAnswer>;
}

export interface StepSum {
  /** Of all units, weighted. */
  readonly loss: number;
  readonly gradients: Float32Array;
}

/** Units that one hand keeps waiting for those ahead of them; each is some tens of megabytes. */
const MOST_HELD = 3;

type Stage = 'new' | 'busy' | 'forward' | 'backward' | 'done';

/**
 * @param values the weights; left as they are
 * @throws whatever a hand throws; what the other hands then do is undefined, and they are of no more use
 */
export async function shareStep(hands: readonly UnitHand[], values: Float32Array, units: readonly Unit[]): Promise<StepSum> {
  const stages = units.map((): Stage => 'new');
  const owners = units.map(() => -1);
  const losses = units.map(() => 0);
  const lessons = new Map<number, Float32Array>();
  let sums: Float32Array<ArrayBuffer> | null = new Float32Array(values.length);
  let turn = 0;
  let wake = (): void => {};
  let changed = new Promise<void>((resolve) => (wake = resolve));

  /** The next order for a hand, or null while others must go first. What it takes is marked as taken. */
  function next(hand: number): { readonly unit: number; readonly order: UnitOrder } | null {
    const own = (stage: Stage, ready: (unit: number) => boolean): number => stages.findIndex((at, unit) => at === stage && owners[unit] === hand && ready(unit));
    const claim = <T extends UnitOrder>(unit: number, order: T): { unit: number; order: T } => {
      stages[unit] = 'busy';
      owners[unit] = hand;
      return { unit, order };
    };
    const takeSums = (unit: number): Float32Array<ArrayBuffer> | null => {
      const taken = unit === turn ? sums : null;
      if (taken !== null) sums = null;
      return taken;
    };
    const gathering = own('backward', (unit) => unit === turn && sums !== null);
    if (gathering >= 0 && sums !== null) {
      const gradients = sums;
      sums = null;
      return claim(gathering, { kind: 'gather', unit: gathering, gradients });
    }
    const back = own('forward', (unit) => units[unit].role !== 'pupil' || lessons.has(units[unit].shard));
    if (back >= 0) {
      const teacher = lessonOf(units[back], lessons);
      return claim(back, { kind: 'backward', unit: back, weight: units[back].weight, teacher, gradients: takeSums(back) });
    }
    const fresh = stages.indexOf('new');
    const holding = owners.filter((owner, unit) => owner === hand && stages[unit] !== 'done').length;
    if (fresh < 0 || holding >= MOST_HELD) return null;
    const { genome, role, inputs, labels } = units[fresh];
    return claim(fresh, { kind: 'forward', unit: fresh, genome, role, inputs, labels });
  }

  function note(unit: number, { kind }: UnitOrder, answer: UnitAnswer): void {
    if (answer.probabilities !== null) lessons.set(units[unit].shard, answer.probabilities);
    if (kind === 'backward') losses[unit] = answer.loss;
    if (answer.gradients !== null) {
      sums = answer.gradients;
      turn++;
      stages[unit] = 'done';
    } else stages[unit] = kind === 'forward' ? 'forward' : 'backward';
    wake();
    changed = new Promise((resolve) => (wake = resolve));
  }

  await Promise.all(hands.map(async (hand, index) => {
    await hand.obey({ kind: 'weights', values });
    while (turn < units.length) {
      const task = next(index);
      if (task === null) await changed;
      else note(task.unit, task.order, await hand.obey(task.order));
    }
  }));
  if (sums === null) throw new Error('a step ended without its sums');
  return { loss: losses.reduce((sum, loss) => sum + loss, 0), gradients: sums };
}
