import { expect, test } from 'vitest';
import { isHidden, isLocked, judgeChallenge, type Challenge } from './classroom.ts';
import { decodeLink, encodeLink } from './link.ts';
import { defaultRecipe, parseRecipe, type Recipe } from './recipe.ts';

const challenge: Challenge = { title: 'Small and quick', board: 'stm32f446', sramBytes: 65_536, flashBytes: null, latencyMs: 100, macs: null, accuracy: 0.85 };
const withView = (view: object): Recipe => parseRecipe({ version: 1, view });

test('a link carries what is hidden, locked, asked and begun with, and says nothing of what is not', () => {
  const view = { hide: ['step-live'], lock: ['board'], lesson: 'memory/2', challenge };
  expect(decodeLink(encodeLink(withView(view))).view).toEqual({ ...defaultRecipe.view, ...view });
  expect(encodeLink(withView({ hide: [], lock: [], lesson: '' }))).toBe(encodeLink(defaultRecipe));
  expect(encodeLink(withView(view)).length).toBeLessThan(1200);
});

test.each([
  [{ lock: 'board' }, /lock.*not a list/], [{ hide: ['<img>'] }, /hide\[0\].*control/], [{ lock: Array.from({ length: 61 }, () => 'a') }, /at most 60/],
  [{ lesson: '../x' }, /lesson/], [{ challenge: { ...challenge, accuracy: 85 } }, /challenge\.accuracy.*0 to 1/], [{ challenge: { title: 'x' } }, /challenge\.board.*missing/],
  [{ challenge: { ...challenge, title: '<b>' } }, /challenge\.title/],
])('%j is refused by its place', (view, what) => {
  expect(() => withView(view)).toThrow(what);
});

test('a step that is locked or hidden takes its controls with it; unknown names do nothing', () => {
  expect(isLocked({ lock: ['step-board'] }, 'sram-budget')).toBe(true);
  expect(isLocked({ lock: ['board'] }, 'sram-budget')).toBe(false);
  expect(isHidden({ hide: ['later'] }, 'later')).toBe(false);
  expect(isHidden({}, 'board')).toBe(false);
});

test('a challenge says what is missing and by how much; a limit touched is a limit kept', () => {
  const network = { board: 'stm32f446', sramBytes: 65_536, flashBytes: 1, latencyMs: 130, macs: 1, accuracy: null };
  const lines = judgeChallenge(challenge, network);
  expect(lines.map(({ what, met, missing }) => [what, met, missing])).toEqual([['board', true, 0], ['sram', true, 0], ['latency', false, 30], ['accuracy', false, 0]]);
  expect(judgeChallenge(challenge, { ...network, latencyMs: 100, accuracy: 0.85 }).every(({ met }) => met)).toBe(true);
  expect(judgeChallenge(challenge, null).some(({ met }) => met)).toBe(false);
});
