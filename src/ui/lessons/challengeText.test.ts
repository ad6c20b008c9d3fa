import { expect, test } from 'vitest';
import { defaultRecipe, judgeChallenge, type Challenge } from '../../engine/index.ts';
import { presentNetwork, verdictText } from './challengeText.ts';

const challenge: Challenge = { title: 'Small', board: null, sramBytes: 16_384, flashBytes: null, latencyMs: null, macs: null, accuracy: 0.8 };

/** With the search's own choice at hand, or another of its networks. */
function told(recorded: boolean, genome = 'a', sramBytes = 10_000): string {
  const analysis = { genome, verdict: { sramBytes }, flashBytes: { total: 1 }, latency: { value: 1, kind: 'estimated' }, macs: 1 };
  const present = presentNetwork({ analysis, opened: null, simulated: null, search: { recorded, result: { genome: 'a', accuracy: { int8: 0.9 } } } } as never, defaultRecipe);
  return verdictText(judgeChallenge(challenge, present?.network ?? null), present);
}

test('a challenge that the shipped search meets is not said to be met by who has just opened it', () => {
  expect(told(true)).toMatch(/^Met by the recorded search .* run your own/);
  expect(told(false)).toBe('Met: every condition holds.');
  expect(told(true, 'a', 17_408)).toBe('Missing: SRAM over by 1.0 KiB.');
  expect(told(true, 'b')).toBe('Missing: an accuracy: run a search.');
});
