/**
 * What of the classroom is open, how far a student has come, and what was theirs before the lesson. Progress is kept in
 * this browser alone, in localStorage; where that is refused it lasts as long as the page.
 */
import { createStore } from 'zustand/vanilla';
import type { Challenge, Twins } from '../../engine/index.ts';
import type { OwnResults, OwnSettings } from './setUp.ts';

/** Of one lesson: where the student was last, and which steps are answered. */
export interface Progress {
  readonly step: number;
  readonly right: readonly number[];
}

export interface Active {
  readonly lesson: string;
  readonly step: number;
}

export interface LearnState {
  readonly open: 'nothing' | 'list' | 'lesson' | 'challenge' | 'teacher' | 'board';
  readonly active: Active | null;
  readonly challenge: Challenge | null;
  readonly progress: Readonly<Record<string, Progress>>;
  /** The student's own, while a lesson has the tool. */
  readonly own: OwnSettings | null;
  /** By reference, so only until the page is reloaded. */
  readonly ownResults: OwnResults | null;
  /** Layers on the convolution bench. */
  readonly twins: Twins | null;
  /** Why the lesson cannot go on now, or null. */
  readonly problem: string | null;
  /** The lesson and step the tool was last put into. */
  readonly ready: string | null;
  /** The sheet at the foot of a narrow screen, folded to its title. */
  readonly folded: boolean;
}

const KEY = 'thimble-learn';
type Kept = Pick<LearnState, 'active' | 'progress' | 'own'>;

/** What of the stored text is as it should be; the rest is as on a first visit. */
export function readKept(text: string | null): Kept {
  const nothing: Kept = { active: null, progress: {}, own: null };
  try {
    const { active, progress, own } = JSON.parse(text ?? 'null') as Partial<Kept>;
    const whole = (step: unknown): step is number => Number.isInteger(step) && (step as number) >= 0;
    const places = Object.entries(progress ?? {}).filter(([, one]) => whole(one?.step) && Array.isArray(one.right) && one.right.every(whole));
    const here = active && own && typeof active.lesson === 'string' && whole(active.step) ? { active, own } : { active: null, own: null };
    return { ...here, progress: Object.fromEntries(places) };
  } catch {
    return nothing;
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage refused
  }
}

export const learn = createStore<LearnState>(() => ({ open: 'nothing', challenge: null, ownResults: null, twins: null, ready: null, problem: null, folded: false, ...readKept(typeof localStorage === 'undefined' ? null : stored()) }));

learn.subscribe(({ active, progress, own }, last) => {
  if (active === last.active && progress === last.progress && own === last.own) return;
  try {
    localStorage.setItem(KEY, JSON.stringify({ active, progress, own } satisfies Kept));
  } catch {
    return; // progress lasts until the page closes
  }
});

/** Notes where a student is, and that a step is answered. */
export function note(lesson: string, step: number, right: boolean): void {
  learn.setState(({ progress }) => {
    const before = progress[lesson]?.right ?? [];
    return { progress: { ...progress, [lesson]: { step, right: right && !before.includes(step) ? [...before, step].sort((a, b) => a - b) : before } } };
  });
}
