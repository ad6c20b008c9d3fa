/** The compiler's techniques by the names people read, what switching one has changed, and the same as the command line's options. */
import { count, exact, kib, plural } from '../../charts/index.ts';
import { defaultTechniques, type Analysis, type CompiledView, type Techniques } from '../../engine/index.ts';

export interface TechniqueRow {
  /** As in `CompiledView.savings`. */
  readonly id: keyof Techniques;
  readonly name: string;
  readonly does: string;
  /** Said where it is on and changed nothing. */
  readonly idle: string;
}

export const TECHNIQUES: readonly TechniqueRow[] = [
  { id: 'inPlace', name: 'In place', does: 'an output takes the place of an input that dies', idle: 'no layer here can use it' },
  { id: 'overlap', name: 'Overlap', does: 'an output begins inside the input it is computed from', idle: 'no layer here can use it' },
  { id: 'planner', name: 'Planner', does: 'tensors take the place of those no longer needed', idle: 'nothing can be shared here' },
  { id: 'reorder', name: 'Reorder', does: 'layers run in the order that needs the least memory', idle: 'the order is the best already' },
  { id: 'lean', name: 'Lean kernels', does: 'slower kernels without scratch, only as far as the SRAM budget asks', idle: 'the budget asks for none' },
  { id: 'passes', name: 'Graph passes', does: 'fold, fuse, drop filters that do nothing', idle: 'nothing to fold or drop here' },
  { id: 'patch', name: 'Patches', does: 'the first layers run patch by patch', idle: 'the budget asks for none' },
  { id: 'inputExternal', name: 'Input outside', does: 'the input streams in or stays in your own buffer; it is not counted', idle: 'the input is not what the peak is made of' },
];

export const isOn = (techniques: Techniques, id: keyof Techniques): boolean => (id === 'patch' ? techniques.patch !== 'off' : id === 'planner' ? techniques.planner !== 'apart' : techniques[id]);

export const switched = (id: keyof Techniques, on: boolean): Partial<Techniques> => (id === 'patch' ? { patch: on ? 'auto' : 'off' } : id === 'planner' ? { planner: on ? 'best' : 'apart' } : { [id]: on });

export interface Saved {
  readonly arenaBytes: number;
  readonly flashBytes: number;
}

/** What a technique that is on saves in this network, or null where it is off or had nothing to do. */
export function savedBy({ savings }: CompiledView, techniques: Techniques, id: keyof Techniques): Saved | null {
  return isOn(techniques, id) ? savings.find(({ technique }) => technique === id) ?? null : null;
}

const FLAGS: { readonly [K in Exclude<keyof Techniques, 'patch' | 'planner' | 'inputExternal'>]: string } = {
  passes: '--no-passes', reorder: '--no-reorder', inPlace: '--no-in-place', overlap: '--no-overlap', lean: '--no-lean',
};

/** How addresses are found, for people. */
export const PLANNERS: readonly { readonly value: Techniques['planner']; readonly label: string }[] = [
  { value: 'best', label: 'least that can be' },
  { value: 'greedy', label: 'largest first' },
  { value: 'apart', label: 'each by itself' },
];

export const PATCHES: readonly { readonly value: 'off' | 'auto' | 'least'; readonly label: string }[] = [
  { value: 'off', label: 'off' },
  { value: 'auto', label: 'as the budget asks' },
  { value: 'least', label: 'least memory' },
];

/** The options of `thimble` that give the same, with a space before each; empty for the defaults. */
export function flagsOf(techniques: Techniques): string {
  const off = (Object.keys(FLAGS) as (keyof typeof FLAGS)[]).filter((id) => !techniques[id]).map((id) => FLAGS[id]);
  const { patch } = techniques;
  const grid = patch === 'off' ? [] : [`--patch ${typeof patch === 'string' ? patch : `${patch.rows}x${patch.cols}@${patch.steps}`}`];
  const addresses = techniques.planner === 'best' ? [] : [`--planner ${techniques.planner}`];
  return [...off, ...addresses, ...(techniques.inputExternal ? ['--input-streams'] : []), ...grid].map((flag) => ` ${flag}`).join('');
}

/** What is compiled otherwise than by default, e.g. "patches: least memory, lean kernels: off"; empty where nothing is. */
export function otherwise(techniques: Techniques): string {
  const { patch, planner } = techniques;
  const setting = (id: keyof Techniques): string => {
    if (id === 'planner') return PLANNERS.find(({ value }) => value === planner)?.label ?? planner;
    if (id === 'patch') return typeof patch === 'string' ? PATCHES.find(({ value }) => value === patch)?.label ?? patch : `${patch.rows} × ${patch.cols} over ${plural(patch.steps, 'layer')}`;
    return isOn(techniques, id) ? 'on' : 'off';
  };
  return TECHNIQUES.filter(({ id }) => techniques[id] !== defaultTechniques[id]).map(({ id, name }) => `${name.toLowerCase()}: ${setting(id)}`).join(', ');
}

/** e.g. "The arena has grown from 8.3 KiB to 15.8 KiB (+7,488 B); flash is as it was." */
export function difference(before: CompiledView, after: CompiledView): string {
  const told = (what: string, from: number, to: number): string =>
    from === to ? `${what} is as it was` : `${what} has ${to > from ? 'grown' : 'shrunk'} from ${kib(from)} to ${kib(to)} (${to > from ? '+' : '−'}${exact(Math.abs(to - from))} B)`;
  return `${told('The arena', before.arenaBytes, after.arenaBytes)}; ${told('flash', before.flash.total, after.flash.total)}.`;
}

/** What patches cost beside what they save: "3.2 × the MACs"; empty without any. @param macs with those that are done again */
export function patchPrice({ patch }: Pick<CompiledView, 'patch'>, macs: number): string {
  return patch === null || patch.extraMacs === 0 ? '' : `${(macs / (macs - patch.extraMacs)).toFixed(1)} × the MACs`;
}

/** e.g. " Its MACs have grown from 12.4 M to 39.6 M, and its time with them."; empty where they are as they were. */
export function workDifference(before: number, after: number): string {
  return before === after ? '' : ` Its MACs have ${after > before ? 'grown' : 'shrunk'} from ${count(before)} to ${count(after)}, and its time with them.`;
}

/** Names of tensors that lie elsewhere, or are of another size, than before. */
export function movedSince(before: Analysis | null, { arena }: Analysis): ReadonlySet<string> {
  if (!before) return new Set();
  const old = new Map(before.arena.tensors.map((tensor) => [tensor.name, tensor]));
  return new Set(arena.tensors.filter(({ name, offset, bytes }) => old.get(name)?.offset !== offset || old.get(name)?.bytes !== bytes).map(({ name }) => name));
}
