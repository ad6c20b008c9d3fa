import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultRecipe, encodeLink, encodeResultLink, type SharedResult } from '../../engine/index.ts';
import { judgeEntries, readLinks } from './classLinks.ts';

const result = (hash: string, change: Partial<SharedResult> = {}): SharedResult => ({
  genome: 'dscnn_1', hash: hash.repeat(64), accuracy: { float: 0.9, int8: 0.9 }, macs: 1_000_000, sramBytes: 10_000, flashBytes: 50_000, latencyMs: 40, ...change,
});
const link = (hash: string, change: Partial<SharedResult> = {}): string => encodeResultLink({ recipe: defaultRecipe, result: result(hash, change) });

test('links come with a name, without one, bare or as addresses; the rest is told by its line', () => {
  const { entries, problems } = readLinks([`Ada: https://a.example/x/${link('a')}`, '', link('b'), `Ada\t${link('c')}`, `"Grace", ${encodeLink(defaultRecipe)}`, link('a'), 'hello', `Kurt #1.${link('d').slice(9)}`, 'Otto #9.abc'].join('\r\n'));
  expect(entries.map(({ name, result: found }) => [name, found?.hash[0] ?? null])).toEqual([['Ada', 'a'], ['no. 2', 'b'], ['Ada (2)', 'c'], ['Grace', null]]);
  expect(problems).toEqual([expect.stringMatching(/^Line 6: the same link as Ada’s/), expect.stringMatching(/^Line 7: “hello” has no/), expect.stringMatching(/^Line 8: Kurt’s link/), expect.stringMatching(/^Line 9: Otto’s link: is of version 9/)]);
});

test('the budget judges all; time counts on the board it was estimated for; the same network is told', () => {
  const { entries } = readLinks([`A ${link('a')}`, `B ${link('b', { sramBytes: 90_000, latencyMs: 80 })}`, `C ${link('a', { macs: 2 })}`].join('\n'));
  const budget = { board: defaultRecipe.board, sramBytes: 65_536, flashBytes: 60_000, latencyMs: 50, headroomBytes: 8192 };
  const rows = judgeEntries(entries, budget);
  expect(rows.map(({ broken }) => broken.map(({ constraint }) => constraint))).toEqual([[], ['sram', 'latency'], []]);
  expect(rows.map(({ sameAs }) => sameAs)).toEqual([null, null, 'A']);
  expect(judgeEntries(entries, { ...budget, board: 'rp2040' })[1].broken.map(({ constraint }) => constraint)).toEqual(['sram']);
});

test('whatever is pasted ends in entries and told lines, names never twice', () => {
  const good = link('e');
  fc.assert(fc.property(fc.array(fc.oneof(fc.string({ maxLength: 60 }), fc.constant(good), fc.nat(good.length).map((cut) => `x ${good.slice(0, cut)}`)), { maxLength: 12 }), (lines) => {
    const { entries, problems } = readLinks(lines.join('\n'));
    expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
    for (const problem of problems) expect(problem).toMatch(/^Line \d+: [^]+\.$/);
  }), { numRuns: 200 });
});
