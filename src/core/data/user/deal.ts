/**
 * Deals examples to train, validation and test by a hash of what must stay together and the data seed, as Speech
 * Commands does with speakers (its `which_set`; SHA-256 here where it has SHA-1): a tenth each to validation and test, and
 * who is once on one side stays there when recordings are added. Splits that came with the data are kept. What is the
 * same in two splits is dropped from the one that learns, so that nothing leaks.
 */
import { InputError, hashHex, utf8 } from '../../lib/index.ts';
import type { Problems } from './problems.ts';

export type SplitName = 'train' | 'validation' | 'test';

export interface Example {
  /** Its features in the rows. */
  readonly row: number;
  readonly label: number;
  /** What is never in two splits: a speaker, a recording, or the example's own content. */
  readonly keep: string;
  /** Equal texts are equal examples. */
  readonly content: string;
  readonly file: string;
  /** As distributed. */
  readonly split?: SplitName;
}

export type Dealt = Readonly<Record<SplitName, readonly Example[]>>;

const HELD_OUT_SHARE = 0.1;
/** What is held out longest comes first: an example in it is dropped from those after it. */
const BY_CARE = ['test', 'validation', 'train'] as const;

/**
 * @returns examples in the order they came in, and how many were dropped as copies
 * @throws InputError where there is too little to make three splits of
 */
export function deal(all: readonly Example[], classes: readonly string[], seed: number, problems: Problems): { dealt: Dealt; duplicates: number } {
  const examples = withoutContradictions(all, classes, problems);
  const splits = assign(examples, seed);
  const { dealt, duplicates } = withoutCopies(examples, splits, problems);
  for (const name of BY_CARE) {
    if (dealt[name].length === 0) throw new InputError(`nothing is left for ${name === 'train' ? 'training' : name}: ${examples.length} examples, ${duplicates} of them copies of others; more different ones are needed`);
  }
  const missing = (name: SplitName): string[] => classes.filter((_, label) => !dealt[name].some((example) => example.label === label));
  const untaught = missing('train');
  if (untaught.length > 0) throw new InputError(`class ${quoted(untaught)} has no example left to learn from; at least 3 different files or recordings of each class are needed`);
  for (const name of ['validation', 'test'] as const) {
    const unseen = missing(name);
    if (unseen.length > 0) problems.add('', `class ${quoted(unseen)} has no example in the ${name} split, so its accuracy does not show there; add recordings, from more people or places`);
  }
  return { dealt, duplicates };
}

const quoted = (names: readonly string[]): string => `${names.slice(0, 5).map((name) => `"${name}"`).join(', ')}${names.length > 5 ? ', ...' : ''}`;

function assign(examples: readonly Example[], seed: number): SplitName[] {
  const place = new Map<string, number>();
  for (const { keep } of examples) if (!place.has(keep)) place.set(keep, Number.parseInt(hashHex(utf8(`${seed}/${keep}`)).slice(0, 8), 16) / 2 ** 32);
  const splits = examples.map((example): SplitName => example.split ?? 'train');
  const given = new Set(examples.map(({ split }) => split));
  if (given.has('test') && given.has('validation')) return splits;
  const test = given.has('test') ? 0 : HELD_OUT_SHARE;
  const validation = given.has('validation') ? 0 : HELD_OUT_SHARE;
  const free = examples.filter(({ split }) => split === undefined || split === 'train');
  // where nothing that is kept together spans classes each class is dealt by itself, so that small ones are in every split
  const labels = new Map(free.map(({ keep, label }) => [keep, label]));
  const spans = free.some(({ keep, label }) => labels.get(keep) !== label);
  const hands = new Map<number, Set<string>>();
  for (const { keep, label } of free) {
    const hand = hands.get(spans ? 0 : label) ?? new Set();
    hands.set(spans ? 0 : label, hand.add(keep));
  }
  const by = new Map<string, SplitName>();
  for (const hand of hands.values()) dealHand([...hand], place, validation, test, by);
  const short = (['validation', 'test'] as const).some((name) => (name === 'test' ? test : validation) > 0 && ![...by.values()].includes(name));
  if (short) {
    const parts = 1 + (validation > 0 ? 1 : 0) + (test > 0 ? 1 : 0);
    if (by.size < parts) throw new InputError(`${by.size} speaker(s), recording(s) or file(s) that differ cannot be told apart into training, validation and test; at least ${parts} are needed`);
    dealHand([...by.keys()], place, validation, test, by);
  }
  return examples.map(({ keep, split }) => (split === undefined || split === 'train' ? (by.get(keep) ?? 'train') : split));
}

/** The lowest hashes validate, the next ones test; where a hand of three or more would leave a split empty, the nearest moves in. */
function dealHand(keeps: readonly string[], place: ReadonlyMap<string, number>, validation: number, test: number, by: Map<string, SplitName>): void {
  const at = (keep: string): number => place.get(keep) ?? 1;
  const sorted = [...keeps].sort((a, b) => at(a) - at(b) || (a < b ? -1 : 1));
  const upTo = (share: number): number => sorted.filter((keep) => at(keep) < share).length;
  const wanted = (validation > 0 ? 1 : 0) + (test > 0 ? 1 : 0);
  const force = sorted.length > wanted;
  const validationEnd = validation === 0 ? 0 : force ? Math.max(1, Math.min(sorted.length - wanted, upTo(validation))) : upTo(validation);
  const testEnd = test === 0 ? validationEnd : force ? Math.max(validationEnd + 1, Math.min(sorted.length - 1, upTo(validation + test))) : upTo(validation + test);
  sorted.forEach((keep, i) => by.set(keep, i < validationEnd ? 'validation' : i < testEnd ? 'test' : 'train'));
}

/** What stands for itself, by its content, has one class: the first in order of paths. */
function withoutContradictions(examples: readonly Example[], classes: readonly string[], problems: Problems): readonly Example[] {
  const first = new Map<string, Example>();
  return examples.filter((example) => {
    if (example.keep !== example.content) return true;
    const known = first.get(example.content) ?? example;
    first.set(example.content, known);
    if (known.label === example.label) return true;
    problems.add(example.file, `is the same as ${known.file} of class "${classes[known.label]}", but stands under "${classes[example.label]}"; left out`);
    return false;
  });
}

function withoutCopies(examples: readonly Example[], splits: readonly SplitName[], problems: Problems): { dealt: Dealt; duplicates: number } {
  const dealt: Record<SplitName, Example[]> = { train: [], validation: [], test: [] };
  const seen = new Map<string, { split: SplitName; file: string }>();
  let duplicates = 0;
  for (const name of BY_CARE) {
    examples.forEach((example, i) => {
      if (splits[i] !== name) return;
      const known = seen.get(example.content);
      if (known === undefined) seen.set(example.content, { split: name, file: example.file });
      else if (known.split !== name) {
        duplicates++;
        problems.add(example.file, `is the same as ${known.file} of the ${known.split} split; left out, so that nothing is learnt that is asked`);
        return;
      }
      dealt[name].push(example);
    });
  }
  return { dealt, duplicates };
}

/** For judging alone: all of it is test. */
export function dealToTest(all: readonly Example[], classes: readonly string[], problems: Problems): { dealt: Dealt; duplicates: number } {
  return { dealt: { train: [], validation: [], test: withoutContradictions(all, classes, problems) }, duplicates: 0 };
}
