/**
 * What of the classroom is open, how far a student has come, and what was theirs before the lesson. Progress is kept in
 * this browser alone, in localStorage; where that is refused it lasts as long as the page.
 */
import { createStore } from 'zustand/vanilla';
import { parseRecipe, type Challenge, type Twins } from '../../engine/index.ts';
import { atDesk } from '../../store/index.ts';
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

/** As a link names it, steps counted from 1. */
export const addressOf = ({ lesson, step }: Active): string => `${lesson}/${step + 1}`;

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

const PROGRESS = 'thimble-learn';
const LESSON = 'thimble-lesson';
type Kept = Pick<LearnState, 'active' | 'progress' | 'own'>;

const whole = (step: unknown): step is number => Number.isInteger(step) && (step as number) >= 0;

/** What of the stored texts is as it should be; the rest is as on a first visit. */
export function readKept(progress: string | null, lesson: string | null): Kept {
  const known = Object.entries(parsed<Record<string, Progress | null>>(progress)).flatMap(([name, one]) => (one && whole(one.step) && Array.isArray(one.right) && one.right.every(whole) ? [[name, one] as const] : []));
  const { active, own } = parsed<{ active?: Active; own?: OwnSettings }>(lesson);
  const mine = own && isWhole(own) ? own : null;
  const here = mine && active && typeof active.lesson === 'string' && whole(active.step) ? active : null;
  return { active: here, own: mine, progress: Object.fromEntries(known) };
}

/** As far as what would be given back could do harm. */
function isWhole({ recipe, view }: OwnSettings): boolean {
  try {
    for (const one of [recipe.recipe, ...recipe.past, ...recipe.future]) parseRecipe(one);
    return Array.isArray(view.closed);
  } catch {
    return false;
  }
}

/** An object, be it empty. */
function parsed<T extends object>(text: string | null): Partial<T> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Partial<T>) : {};
  } catch {
    return {};
  }
}

export const learn = createStore<LearnState>(() => ({ open: 'nothing', active: null, challenge: null, progress: {}, own: null, ownResults: null, twins: null, ready: null, problem: null, folded: false }));

/** Brings back what this browser keeps, and keeps what changes: progress for all tabs, the lesson under way for this one. */
export function keepLearning(desk: number): void {
  const lessonKey = atDesk(LESSON, desk);
  try {
    learn.setState(readKept(localStorage.getItem(PROGRESS), localStorage.getItem(lessonKey)));
  } catch {
    return; // storage refused: all of it lasts until the page closes
  }
  learn.subscribe(({ active, progress, own }, last) => {
    try {
      if (progress !== last.progress) localStorage.setItem(PROGRESS, JSON.stringify({ ...readKept(localStorage.getItem(PROGRESS), null).progress, ...progress }));
      if (active !== last.active || own !== last.own) localStorage.setItem(lessonKey, JSON.stringify({ active, own }));
    } catch {
      return; // no room: it lasts until the page closes
    }
  });
}

/** Notes where a student is, and that a step is answered. */
export function note(lesson: string, step: number, right: boolean): void {
  learn.setState(({ progress }) => {
    const before = progress[lesson]?.right ?? [];
    return { progress: { ...progress, [lesson]: { step, right: right && !before.includes(step) ? [...before, step].sort((a, b) => a - b) : before } } };
  });
}
