/** Whoever speaks in the test split is heard nowhere else, whatever accent, pitch or take. */
import { expect, test } from 'vitest';
import { Rng } from '../../core/lib/index.ts';
import { SPEAKERS, SPLITS, VARIANTS, castSpeakers, dealVariants, familyOf } from './speakers.ts';
import { CLASSES, EVERYDAY_WORDS, KEYWORDS, OTHER_COMMANDS } from './vocabulary.ts';

test('no voice variant, nor another take of it, is in two splits; every variant is in one', () => {
  const dealt = dealVariants(new Rng(1));
  const families = SPLITS.map((split) => new Set(dealt[split].map(familyOf)));
  expect(SPLITS.flatMap((split) => dealt[split]).sort()).toEqual([...VARIANTS].sort());
  expect(families.reduce((total, family) => total + family.size, 0)).toBe(new Set(VARIANTS.map(familyOf)).size);
});

test('the cast of every split speaks with that split\'s variants alone', () => {
  const cast = castSpeakers(new Rng(1));
  const variants = SPLITS.map((split) => new Set(cast[split].map(({ variant }) => familyOf(variant))));
  for (const split of SPLITS) expect(cast[split].length).toBe(SPEAKERS[split]);
  for (const [a, b] of [[0, 1], [0, 2], [1, 2]]) expect([...variants[a]].filter((family) => variants[b].has(family))).toEqual([]);
});

test('unknown words are many, and none of them is one of the ten', () => {
  const unknown = [...OTHER_COMMANDS, ...EVERYDAY_WORDS];
  expect(new Set(unknown).size).toBeGreaterThanOrEqual(25);
  expect(unknown.filter((word) => (KEYWORDS as readonly string[]).includes(word))).toEqual([]);
  expect(CLASSES.length).toBe(12);
});
