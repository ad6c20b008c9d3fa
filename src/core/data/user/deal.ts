/**
 * Deals examples to train, validation and test by a hash of what must stay together and the data seed, as Speech
 * Commands does with speakers (its `which_set`; SHA-256 here where it has SHA-1): a tenth each to validation and test,
 * exactly, where that one has a tenth on average, since few speakers make averages poor. Splits that came with the data
 * are kept. What is the same in two splits is dropped from the one that learns, so that nothing leaks.
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
/** Of hashes between two breaths of whoever drives it: some 10 ms. */
const AT_ONCE = 2048;
/** What is held out longest comes first: an example in it is dropped from those after it. */
const BY_CARE = ['test', 'validation', 'train'] as const;

/**
 * Yields how many examples it has been through, every few milliseconds.
 * @returns examples in the order they came in, and how many were dropped as copies
 * @throws InputError where there is too little to make three splits of
 */
export function* deal(examples: readonly Example[], classes: readonly string[], seed: number, problems: Problems): Generator<number, { dealt: Dealt; duplicates: number }> {
  tellContradictions(examples, classes, problems);
  const splits = yield* assign(examples, seed);
  const { dealt, duplicates } = withoutCopies(examples, splits, problems);
  for (const name of BY_CARE) {
    if (dealt[name].length === 0) throw new InputError(`nothing is left for ${name === 'train' ? 'training' : name}: ${examples.length} examples, ${duplicates} of them copies of others; more different ones are needed`);
  }
  const missing = (name: SplitName): string[] => classes.filter((_, label) => !dealt[name].some((example) => example.label === label));
  const untaught = missing('train');
  if (untaught.length > 0) throw new InputError(`class ${quoted(untaught)} has no example left to learn from; at least 3 different files or recordings of each class are needed`);
  for (const name of ['validation', 'test'] as const) {
    const unseen = missing(name);
    if (unseen.length > 0) problems.remark('', `class ${quoted(unseen)} has no example in the ${name} split, so its accuracy does not show there; add recordings, from more people or places`);
  }
  return { dealt, duplicates };
}

const quoted = (names: readonly string[]): string => `${names.slice(0, 5).map((name) => `"${name}"`).join(', ')}${names.length > 5 ? ', ...' : ''}`;

/** As distributed, where they say; what says nothing is dealt, and a split that nobody has is taken out of training. */
function* assign(examples: readonly Example[], seed: number): Generator<number, SplitName[]> {
  const given = new Set(examples.map(({ split }) => split));
  const by = new Map<string, SplitName>();
  yield* dealAll(examples.filter(({ split }) => split === undefined), HELD_OUT_SHARE, HELD_OUT_SHARE, seed, by);
  yield* dealAll(examples.filter(({ split }) => split === 'train'), given.has('validation') ? 0 : HELD_OUT_SHARE, given.has('test') ? 0 : HELD_OUT_SHARE, seed, by);
  return examples.map(({ keep, split }) => (split === undefined || split === 'train' ? (by.get(keep) ?? 'train') : split));
}

function* dealAll(examples: readonly Example[], validation: number, test: number, seed: number, by: Map<string, SplitName>): Generator<number, void> {
  const place = new Map<string, number>();
  for (const [i, { keep }] of examples.entries()) {
    if (!place.has(keep)) place.set(keep, Number.parseInt(hashHex(utf8(`${seed}/${keep}`)).slice(0, 8), 16));
    if (i % AT_ONCE === AT_ONCE - 1) yield i;
  }
  const parts = 1 + (validation > 0 ? 1 : 0) + (test > 0 ? 1 : 0);
  if (examples.length > 0 && place.size < parts) throw new InputError(`${place.size} speaker(s), recording(s) or file(s) that differ cannot be told apart into training, validation and test; at least ${parts} are needed`);
  // where nothing that is kept together spans classes each class is dealt by itself, so that small ones are in every split
  const labels = new Map(examples.map(({ keep, label }) => [keep, label]));
  const spans = examples.some(({ keep, content, label }) => keep !== content && labels.get(keep) !== label);
  const hands = new Map<number, Set<string>>();
  for (const { keep, label } of examples) {
    const hand = hands.get(spans ? 0 : label) ?? new Set();
    hands.set(spans ? 0 : label, hand.add(keep));
  }
  for (const hand of hands.values()) dealHand([...hand], place, validation, test, by);
  const dealt = new Set([...place.keys()].map((keep) => by.get(keep)));
  if (dealt.size < parts && place.size > 0) dealHand([...place.keys()], place, validation, test, by);
}

/** In the order of their hashes the first tenth validates and the next one tests; of three or more, one at least does each. */
function dealHand(keeps: readonly string[], place: ReadonlyMap<string, number>, validation: number, test: number, by: Map<string, SplitName>): void {
  const at = (keep: string): number => place.get(keep) ?? 0;
  const sorted = [...keeps].sort((a, b) => at(a) - at(b) || (a < b ? -1 : 1));
  const least = sorted.length > (validation > 0 ? 1 : 0) + (test > 0 ? 1 : 0) ? 1 : 0;
  const share = (part: number): number => (part === 0 ? 0 : Math.max(least, Math.round(part * sorted.length)));
  const validationEnd = share(validation);
  const testEnd = validationEnd + share(test);
  sorted.forEach((keep, i) => by.set(keep, i < validationEnd ? 'validation' : i < testEnd ? 'test' : 'train'));
}

/** The same content under two names: both stay, in one split, and the person is told. */
function tellContradictions(examples: readonly Example[], classes: readonly string[], problems: Problems): void {
  const first = new Map<string, Example>();
  for (const example of examples) {
    if (example.keep !== example.content) continue;
    const known = first.get(example.content);
    if (known === undefined) first.set(example.content, example);
    else if (known.label !== example.label) problems.remark(example.file, `is the same as ${known.file}, and one is called "${classes[example.label]}", the other "${classes[known.label]}"; both are taken, and one is wrong`);
  }
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
export const dealToTest = (examples: readonly Example[]): { dealt: Dealt; duplicates: number } => ({ dealt: { train: [], validation: [], test: examples }, duplicates: 0 });
