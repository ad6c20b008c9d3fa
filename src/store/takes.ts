/**
 * What a person has recorded in this page, class by class: sounds from the microphone or pictures from the camera. Kept
 * as the files they would be, so that they are read by the same readers as folders from outside, and nowhere else.
 */
import { createStore } from 'zustand/vanilla';
import type { NamedBytes } from '../engine/index.ts';

export type TakeKind = 'sound' | 'picture';

export interface Take {
  readonly id: number;
  readonly kind: TakeKind;
  readonly label: string;
  /** A WAV or PNG file. */
  readonly bytes: Uint8Array;
  /** Of sound; null of a picture. */
  readonly seconds: number | null;
}

export interface TakesState {
  /** What is being recorded now; takes of the other kind are kept, and wait. */
  readonly kind: TakeKind;
  readonly labels: readonly string[];
  readonly takes: readonly Take[];
}

/** More would not fit the browser's memory with ease: at 48 kHz a second is 94 KiB. */
export const MOST_TAKES = 4000;
const MOST_LABELS = 100;
const LABEL = /^[^./\\][^/\\]{0,39}$/;

const FRESH: TakesState = { kind: 'sound', labels: ['first', 'second'], takes: [] };

/** Why a class may not bear that name, or null. A folder of that name must be able to hold its takes. */
export function refuseLabel(label: string, others: readonly string[]): string | null {
  if (label === '') return 'A class needs a name.';
  if (!LABEL.test(label)) return 'A name has 40 characters at most, no slash, and does not begin with a dot.';
  return others.includes(label) ? `There is a class “${label}” already.` : null;
}

/** The takes of the kind now recorded, as a folder of class folders. */
export const filesOf = ({ kind, takes }: TakesState): NamedBytes[] =>
  takes.filter((take) => take.kind === kind).map(({ label, id, bytes }) => ({ path: `recordings/${label}/take-${String(id).padStart(4, '0')}.${kind === 'sound' ? 'wav' : 'png'}`, bytes }));

export const createTakesStore = () => {
  const store = createStore<TakesState>(() => FRESH);
  const { getState, setState } = store;
  return {
    ...store,
    record: (kind: TakeKind): void => setState({ kind }),
    add: (take: Omit<Take, 'id'>): void => setState(({ takes }) => (takes.length >= MOST_TAKES ? {} : { takes: [...takes, { ...take, id: 1 + Math.max(0, ...takes.map(({ id }) => id)) }] })),
    drop: (id: number): void => setState(({ takes }) => ({ takes: takes.filter((take) => take.id !== id) })),
    addLabel: (): void => setState(({ labels }) => {
      if (labels.length >= MOST_LABELS) return {};
      let number = labels.length + 1;
      while (labels.includes(`class ${number}`)) number++;
      return { labels: [...labels, `class ${number}`] };
    }),
    /** @returns why not, or null when it is done */
    rename(from: string, to: string): string | null {
      const problem = refuseLabel(to, getState().labels.filter((label) => label !== from));
      if (problem === null) {
        setState(({ labels, takes }) => ({ labels: labels.map((label) => (label === from ? to : label)), takes: takes.map((take) => (take.label === from ? { ...take, label: to } : take)) }));
      }
      return problem;
    },
    /** A class goes with all its takes. */
    dropLabel: (gone: string): void => setState(({ labels, takes }) => ({ labels: labels.filter((label) => label !== gone), takes: takes.filter(({ label }) => label !== gone) })),
    clear: (): void => setState({ ...FRESH, kind: getState().kind }),
  };
};
export type TakesStore = ReturnType<typeof createTakesStore>;
