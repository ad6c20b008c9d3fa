/**
 * What a teacher's link may carry beside the recipe: names of controls that are hidden or locked, a lesson to begin
 * with, and a challenge. Names of controls are for ever, as links are; one that a later page no longer knows is
 * passed over. After TensorFlow Playground's hidden controls, which a teacher chooses by check-box.
 */
import { integer, list, nullable, number, sparse, text, type Check, type Checks } from './schema.ts';

export interface ControlRow {
  readonly name: string;
  /** The step it stands in. */
  readonly panel: string;
  readonly label: string;
  /** Fields of the recipe that it sets: what a lock keeps as the link had it. */
  readonly fields: readonly string[];
}

/** The order is that of the page. A `step-…` row is the whole step. */
export const CONTROLS: readonly ControlRow[] = [
  { name: 'step-board', panel: 'board', label: 'the whole step', fields: ['board', 'budgets'] },
  { name: 'board', panel: 'board', label: 'board', fields: ['board'] },
  { name: 'sram-budget', panel: 'board', label: 'SRAM budget', fields: ['budgets.sramBytes'] },
  { name: 'headroom', panel: 'board', label: 'head-room', fields: ['budgets.headroomBytes'] },
  { name: 'flash-budget', panel: 'board', label: 'flash budget', fields: ['budgets.flashBytes'] },
  { name: 'latency-limit', panel: 'board', label: 'latency limit', fields: ['budgets.latencyMs'] },
  { name: 'step-task', panel: 'task', label: 'the whole step', fields: ['task'] },
  { name: 'step-spaces', panel: 'spaces', label: 'the whole step', fields: ['space'] },
  { name: 'step-supernet', panel: 'supernet', label: 'the whole step', fields: ['training', 'seeds.weights'] },
  { name: 'training', panel: 'supernet', label: 'start, epochs and the rest of training', fields: ['training', 'seeds.weights'] },
  { name: 'step-search', panel: 'search', label: 'the whole step', fields: ['search', 'seeds.search'] },
  { name: 'schedule', panel: 'search', label: 'schedule, population, generations', fields: ['search'] },
  { name: 'search-seed', panel: 'search', label: 'search seed', fields: ['seeds.search'] },
  { name: 'run', panel: 'search', label: 'running the search', fields: [] },
  { name: 'step-network', panel: 'network', label: 'the whole step', fields: [] },
  { name: 'network', panel: 'network', label: 'which network is looked at', fields: [] },
  { name: 'open-model', panel: 'network', label: 'opening a model file', fields: [] },
  { name: 'techniques', panel: 'network', label: 'the compiler’s techniques', fields: [] },
  { name: 'step-export', panel: 'export', label: 'the whole step', fields: [] },
  { name: 'step-simulate', panel: 'simulate', label: 'the whole step', fields: [] },
  { name: 'step-live', panel: 'live', label: 'the whole step', fields: [] },
];

/** Limits that a network is to keep, and what it is to reach; null where there is none. */
export interface Challenge {
  readonly title: string;
  readonly board: string | null;
  readonly sramBytes: number | null;
  readonly flashBytes: number | null;
  readonly latencyMs: number | null;
  readonly macs: number | null;
  /** Share of one, of the int8 network on the test split. */
  readonly accuracy: number | null;
}

/** Fields of a recipe's view; none decides a run, and each is left out where it says nothing. */
export interface ClassroomView {
  readonly hide?: readonly string[];
  readonly lock?: readonly string[];
  /** Name of a lesson, and after a slash the step. */
  readonly lesson?: string;
  readonly challenge?: Challenge;
}

const names = sparse(list(60, text(40, /^[a-z][a-z0-9-]*$/, 'a control’s name')));
const title: Check<string> = text(80, /^[^<>\p{Cc}]+$/u, 'a title without < and >');
const GIBIBYTE = 2 ** 30;

export const challengeChecks: Checks<Challenge> = {
  title,
  board: nullable(text(64, /^[a-z0-9][a-z0-9.-]*$/, 'a board’s name')),
  sramBytes: nullable(integer(1, GIBIBYTE)),
  flashBytes: nullable(integer(1, GIBIBYTE)),
  latencyMs: nullable(number(0.001, 3_600_000)),
  macs: nullable(integer(1, 1e12)),
  accuracy: nullable(number(0, 1)),
};

export const classroomChecks = {
  hide: names,
  lock: names,
  lesson: sparse(text(80, /^([a-z0-9-]+(\/[0-9]{1,3})?)?$/, 'a lesson’s name')),
  challenge: challengeChecks,
} as const;

const known = (given: readonly string[] | undefined): readonly ControlRow[] => CONTROLS.filter(({ name }) => given?.includes(name));

/** Whether a control is locked, by itself or with its whole step. */
export const isLocked = ({ lock }: ClassroomView, name: string): boolean => isNamed(lock, name);
export const isHidden = ({ hide }: ClassroomView, name: string): boolean => isNamed(hide, name);

function isNamed(given: readonly string[] | undefined, name: string): boolean {
  if (given === undefined) return false;
  const row = CONTROLS.find((one) => one.name === name);
  return row !== undefined && (given.includes(name) || given.includes(`step-${row.panel}`));
}

const at = (value: unknown, path: string): string =>
  JSON.stringify(path.split('.').reduce<unknown>((inner, key) => (inner as Readonly<Record<string, unknown>> | undefined)?.[key], value)) ?? '';

/** Controls that the first recipe's view locks and that differ in the second: what an edit, an undo or a paste must not change. */
export function lockedChanges(now: { readonly view: ClassroomView }, next: object): readonly ControlRow[] {
  return known(now.view.lock).filter(({ fields }) => fields.some((field) => at(now, field) !== at(next, field)));
}

const PANELS_IN_ORDER = [...new Set(CONTROLS.map(({ panel }) => panel))];

/** Steps and controls as a person reads them, e.g. "board, SRAM budget, step 7". */
export const labelsOf = (rows: readonly ControlRow[]): string =>
  rows.map(({ name, panel, label }) => (name.startsWith('step-') ? `step ${PANELS_IN_ORDER.indexOf(panel) + 1}` : label)).join(', ');

/** One condition of a challenge, judged. */
export interface ChallengeLine {
  readonly what: 'board' | 'sram' | 'flash' | 'latency' | 'macs' | 'accuracy';
  /** bytes, ms, MACs or a share of one; of the board, its name */
  readonly wanted: number | string;
  /** Null where it is not known yet. */
  readonly present: number | string | null;
  readonly met: boolean;
  /** How much is missing, positive; 0 where met or not a number. */
  readonly missing: number;
}

/** A network as a challenge sees it. */
export interface Contestant {
  readonly board: string;
  readonly sramBytes: number;
  readonly flashBytes: number;
  readonly latencyMs: number;
  readonly macs: number;
  /** Null where nobody measured it. */
  readonly accuracy: number | null;
}

/** Every condition that the challenge names, in order; all are met where none is missing. Limits may be touched, not crossed. */
export function judgeChallenge(challenge: Challenge, network: Contestant | null): readonly ChallengeLine[] {
  const most = (what: 'sram' | 'flash' | 'latency' | 'macs', limit: number | null, present: number | undefined): ChallengeLine[] =>
    limit === null ? [] : [{ what, wanted: limit, present: present ?? null, met: present !== undefined && present <= limit, missing: Math.max(0, (present ?? limit) - limit) }];
  const { board, accuracy } = challenge;
  return [
    ...(board === null ? [] : [{ what: 'board', wanted: board, present: network?.board ?? null, met: network?.board === board, missing: 0 } as const]),
    ...most('sram', challenge.sramBytes, network?.sramBytes),
    ...most('flash', challenge.flashBytes, network?.flashBytes),
    ...most('latency', challenge.latencyMs, network?.latencyMs),
    ...most('macs', challenge.macs, network?.macs),
    ...(accuracy === null ? [] : [{
      what: 'accuracy', wanted: accuracy, present: network?.accuracy ?? null, met: (network?.accuracy ?? -1) >= accuracy, missing: Math.max(0, accuracy - (network?.accuracy ?? accuracy)),
    } as const]),
  ];
}
