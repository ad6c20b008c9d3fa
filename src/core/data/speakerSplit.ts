/**
 * Deals examples to train, validation and test by a hash of their speaker, as Speech Commands does (its `which_set`;
 * SHA-256 here where it has SHA-1): a tenth each to validation and test, the same speaker always on the same side even
 * when recordings are added. Where few speakers leave a split empty, the speakers nearest to its share move into it.
 */
import { InputError, hashHex, utf8 } from '../lib/index.ts';
import type { Split } from './task.ts';

export interface Example {
  readonly features: Int8Array;
  readonly speaker: string;
}

const HELD_OUT_SHARE = 0.1;

/**
 * @param byClass examples per label
 * @param bytesPerExample features of one example
 * @throws InputError where fewer than three speakers leave nothing to split
 */
export function splitBySpeaker(byClass: readonly (readonly Example[])[], bytesPerExample: number): { train: Split; validation: Split; test: Split } {
  const rows = byClass.flatMap((examples, label) => examples.map((example) => ({ ...example, label })));
  const speakers = [...new Set(rows.map(({ speaker }) => speaker))]
    .map((speaker) => ({ speaker, at: Number.parseInt(hashHex(utf8(speaker)).slice(0, 8), 16) / 0x1_0000_0000 }))
    .sort((a, b) => a.at - b.at || (a.speaker < b.speaker ? -1 : 1));
  if (speakers.length < 3) {
    throw new InputError(`${speakers.length} speaker(s) cannot be told apart into training, validation and test; at least 3 are needed (different text before "_nohash_", or different files)`);
  }
  const upTo = (share: number): number => speakers.filter(({ at }) => at < share).length;
  const validationEnd = Math.max(1, Math.min(speakers.length - 2, upTo(HELD_OUT_SHARE)));
  const testEnd = Math.max(validationEnd + 1, Math.min(speakers.length - 1, upTo(2 * HELD_OUT_SHARE)));
  const rank = new Map(speakers.map(({ speaker }, index) => [speaker, index]));
  const pack = (from: number, to: number): Split => {
    const chosen = rows.filter(({ speaker }) => {
      const index = rank.get(speaker) ?? -1;
      return index >= from && index < to;
    });
    const features = new Int8Array(chosen.length * bytesPerExample);
    chosen.forEach((row, i) => features.set(row.features, i * bytesPerExample));
    return { count: chosen.length, features, labels: Uint8Array.from(chosen, ({ label }) => label) };
  };
  return { validation: pack(0, validationEnd), test: pack(validationEnd, testEnd), train: pack(testEnd, speakers.length) };
}
