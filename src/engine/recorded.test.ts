import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fromBase64url, hashHex, utf8 } from '../core/lib/index.ts';
import { decodeCheckpoint } from '../core/train/index.ts';
import { decodeInt8Net } from '../core/quant/index.ts';
import { decodeLink } from './link.ts';
import { parseRecipe } from './recipe.ts';
import type { RecordedSearch } from './results.ts';

const { recorded, recipe, result, model } = JSON.parse(readFileSync('public/recorded/keywords.json', 'utf8')) as RecordedSearch;

test('the recorded search is whole: its recipe, link, model, hash and supernet belong together', () => {
  expect(recorded).toBe(true);
  expect(parseRecipe(recipe)).toMatchObject(recipe);
  expect(decodeLink(result.link)).toEqual(parseRecipe(recipe));
  const bytes = fromBase64url(model);
  const { net } = decodeInt8Net(bytes, 'recorded model');
  expect(net.nodes.map(({ name }) => name)).toEqual(result.analysis.layers.map(({ name }) => name));
  expect(hashHex(bytes, utf8(result.genome), utf8(JSON.stringify([result.accuracy.float, result.accuracy.int8])))).toBe(result.hash);
  const shipped = readFileSync('public/checkpoints/keywords-dscnn.ckpt');
  expect(decodeCheckpoint(new Uint8Array(shipped), 'shipped', recipe.space).hash).toBe(result.checkpointHash);
});

test('it shows both kinds of candidate, and its winner is the fittest of those that fit, of equally fit ones the cheapest', () => {
  const fitting = result.candidates.filter(({ verdict }) => verdict.fits);
  expect(fitting.length).toBe(result.evaluations);
  expect(result.candidates.length - fitting.length).toBe(result.rejected);
  expect(result.rejected).toBeGreaterThan(0);
  expect(Math.max(...fitting.map(({ accuracy }) => accuracy ?? 0))).toBe(result.accuracy.inherited);
  const least = Math.min(...fitting.filter(({ accuracy }) => accuracy === result.accuracy.inherited).map(({ verdict }) => verdict.latencyMs));
  expect(result.candidates.find(({ genome }) => genome === result.genome)?.verdict.latencyMs).toBe(least);
});
