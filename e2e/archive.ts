/**
 * A search as large as one may become, made up for measuring how fast the page answers: networks of the shipped space
 * with the costs they have, the budget's own verdict on each, and accuracies that are synthetic, a smooth function of
 * work with noise. Nothing of it is a result, and it is served to the test's page alone.
 */
import { readFileSync } from 'node:fs';
import { Rng } from '../src/core/lib/index.ts';
import { encodeGenome, findSpace, sampleGenome, toArchitecture } from '../src/core/space/index.ts';
import { findBoard } from '../src/core/boards/index.ts';
import { judge } from '../src/core/cost/index.ts';
import { buildNet } from '../src/core/net/index.ts';
import type { CandidateRow, RecordedSearch } from '../src/engine/results.ts';

const POPULATION = 100;

/** @param count networks, all different */
export function largeArchive(count: number): RecordedSearch {
  const recorded = JSON.parse(readFileSync('public/recorded/keywords.json', 'utf8')) as RecordedSearch;
  const { recipe, result } = recorded;
  const space = findSpace(recipe.space);
  const board = findBoard(recipe.board);
  const { sramBytes, flashBytes, latencyMs, headroomBytes } = recipe.budgets;
  const budget = { sramBytes: sramBytes ?? board.sramBytes.value, flashBytes: flashBytes ?? board.flashBytes.value, latencyMs, headroomBytes };
  const rng = new Rng('a large archive');
  const seen = new Set<string>(result.candidates.map(({ genome }) => genome));
  const candidates: CandidateRow[] = [...result.candidates];
  while (candidates.length < count) {
    const genome = sampleGenome(space, rng);
    const encoded = encodeGenome(genome);
    if (seen.has(encoded)) continue;
    seen.add(encoded);
    const judged = judge(buildNet(toArchitecture(space, genome)), budget, board, recipe.memoryModel);
    const verdict = { ...judged, latencyMs: judged.latencyMs ?? 0 };
    const index = candidates.length;
    candidates.push({
      index, genome: encoded, generation: Math.floor(index / POPULATION), origin: 'mutation', parents: [rng.int(index)], verdict,
      accuracy: verdict.fits ? 0.95 - 0.25 / (1 + verdict.macs / 8e5) + 0.012 * (rng.float() - 0.5) : null,
    });
  }
  return { ...recorded, result: { ...result, candidates } };
}
