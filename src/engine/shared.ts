/**
 * What a link may tell of a run beside its recipe: the network found and its headline figures, in base units. They are
 * the sender's word until the recipe has run here too: then every field is held against the run at hand, and equal
 * hashes mean the same network to the last bit (the hash is over int8 network, genome and accuracies).
 */
import { check, integer, number, text, type Checks } from './schema.ts';
import type { Recipe } from './recipe.ts';
import type { SearchRunResult } from './results.ts';

export interface SharedResult {
  readonly genome: string;
  /** SHA-256, as SearchRunResult has it. */
  readonly hash: string;
  /** Shares of the test split. */
  readonly accuracy: { readonly float: number; readonly int8: number };
  readonly macs: number;
  readonly sramBytes: number;
  readonly flashBytes: number;
  /** Estimated on the recipe's board. */
  readonly latencyMs: number;
}

export interface Shared {
  readonly recipe: Recipe;
  readonly result: SharedResult | null;
}

const MOST = 2 ** 50;
const share = number(0, 1);
const size = integer(0, MOST);

const CHECKS: Checks<SharedResult> = {
  genome: text(200, /^[A-Za-z0-9._-]+$/, 'a genome'),
  hash: text(64, /^[0-9a-f]{64}$/, 'a SHA-256 of 64 lower-case hexadecimal digits'),
  accuracy: { float: share, int8: share },
  macs: size,
  sramBytes: size,
  flashBytes: size,
  latencyMs: number(0, MOST),
};

/** @throws InputError naming the field; nothing may be left out or added */
export const parseSharedResult = (value: unknown, where = 'link'): SharedResult => check(value, CHECKS, null, `${where}.result`);

/** Of a finished search, what a link tells. */
export const sharedOf = ({ genome, hash, accuracy, macs, peakSramBytes, flashBytes, latencyMs }: Omit<SearchRunResult, 'model'>): SharedResult =>
  parseSharedResult({ genome, hash, accuracy: { float: accuracy.float, int8: accuracy.int8 }, macs, sramBytes: peakSramBytes, flashBytes, latencyMs });

export type SharedField = 'accuracyInt8' | 'accuracyFloat' | 'sramBytes' | 'flashBytes' | 'latencyMs' | 'macs' | 'genome' | 'hash';

export interface FieldPair {
  readonly field: SharedField;
  readonly told: string | number;
  readonly here: string | number;
  readonly same: boolean;
}

/** Field by field, the link's word beside the run's; exact, since equal recipes give equal bits. */
export function compareShared(told: SharedResult, here: SharedResult): readonly FieldPair[] {
  const [a, b] = [fieldsOf(told), fieldsOf(here)];
  return (Object.keys(a) as SharedField[]).map((field) => ({ field, told: a[field], here: b[field], same: a[field] === b[field] }));
}

const fieldsOf = ({ accuracy, ...rest }: SharedResult): Readonly<Record<SharedField, string | number>> =>
  ({ accuracyInt8: accuracy.int8, accuracyFloat: accuracy.float, sramBytes: rest.sramBytes, flashBytes: rest.flashBytes, latencyMs: rest.latencyMs, macs: rest.macs, genome: rest.genome, hash: rest.hash });
