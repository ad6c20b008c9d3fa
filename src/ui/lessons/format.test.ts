import fc from 'fast-check';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseChallenge } from './challenge.ts';
import { evaluate, parseExpression } from './expression.ts';
import { parseLesson } from './format.ts';
import { readKept } from './learn.ts';
import { LessonError } from './LessonError.ts';
import { isQuantity, QUANTITIES } from './quantities.ts';
import { judge } from './question.ts';
import { STAGE_WORDS } from './stage.ts';
import { typed } from './units.ts';

const FOLDER = 'src/ui/lessons';
const shipped = readdirSync(FOLDER).filter((file) => /^\d.*\.md$/.test(file)).map((file) => readFileSync(`${FOLDER}/${file}`, 'utf8'));

const lesson = (step: string, front = 'title: A\nsummary: B\nminutes: 5'): string => `---\n${front}\n---\n\n## One\n${step}`;
const QUESTION = '```question\nask: Which?\n(x) this\n( ) that\nwhy: So.\n```';

describe('a broken file is named with line and cause', () => {
  test.each([
    ['no front matter', '# Hello', 1, /three dashes/],
    ['front matter without end', '---\ntitle: A\n', 1, /never closes/],
    ['a field missing', lesson(QUESTION, 'title: A\nminutes: 5'), 4, /nothing of summary/],
    ['a field unknown', lesson(QUESTION, 'title: A\nauthor: me'), 3, /“author” is not one of title, summary, minutes/],
    ['minutes of no number', lesson(QUESTION, 'title: A\nsummary: B\nminutes: ten'), 4, /“ten” is no whole number/],
    ['text before the first step', '---\ntitle: A\nsummary: B\nminutes: 5\n---\n\nHello\n## One\n', 7, /before the first step/],
    ['no step', '---\ntitle: A\nsummary: B\nminutes: 5\n---\n', 6, /no step/],
    ['a step that asks nothing', lesson('Hello.'), 7, /asks no question/],
    ['a block that is not closed', lesson('\n```state\nboard: rp2040\n'), 9, /never closes/],
    ['a block of another name', lesson(`\n\`\`\`js\nalert(1)\n\`\`\`\n${QUESTION}`), 9, /“js”; it may be state or question/],
    ['two questions', lesson(`${QUESTION}\n${QUESTION}`), 14, /second question/],
    ['an unknown word of state', lesson(`\`\`\`state\nboard: rp2040\nspeed: fast\n\`\`\`\n${QUESTION}`), 10, /“speed” is no word.*in-place/],
    ['a board that is not there', lesson(`\`\`\`state\nboard: zx81\n\`\`\`\n${QUESTION}`), 9, /board: “zx81” is not one of .*rp2040/],
    ['a size without unit', lesson(`\`\`\`state\nsram: 64\n\`\`\`\n${QUESTION}`), 9, /sram: “64” is no size, such as 64 KiB/],
    ['a genome of no space', lesson(`\`\`\`state\nnetwork: nowhere_12\n\`\`\`\n${QUESTION}`), 9, /network: “nowhere_12” is neither recorded/],
    ['HTML', lesson(`\n<img src=x onerror=alert(1)>\n\n${QUESTION}`), 9, /HTML/],
    ['a link elsewhere', lesson(`\n[x](javascript:alert)\n\n${QUESTION}`), 9, /a link goes to “javascript:alert”/],
    ['a figure unknown', lesson(`\n{{net.speed}}\n\n${QUESTION}`), 9, /“net.speed”, which is no figure/],
    ['a unit unknown', lesson(`\n{{net.macs | kg}}\n\n${QUESTION}`), 9, /unit “kg”/],
    ['a figure not closed', lesson(`\n{{net.macs\n\n${QUESTION}`), 9, /without “}}”/],
    ['no right option', lesson('```question\nask: Which?\n( ) this\n( ) that\nwhy: So.\n```'), 10, /2 options of which 0 are right/],
    ['no why', lesson('```question\nask: Which?\n(x) this\n( ) that\n```'), 9, /no “why:”/],
    ['options and an answer', lesson('```question\nask: Which?\n(x) this\n( ) that\nanswer: net.macs\nwhy: So.\n```'), 9, /one of the three/],
    ['a sum that ends too early', lesson('```question\nask: How many?\nanswer: net.macs *\nwhy: So.\n```'), 10, /ends too early/],
    ['a tolerance of no share', lesson('```question\nask: How many?\nanswer: net.macs\ntolerance: some\nwhy: So.\n```'), 11, /no tolerance, such as 5 %/],
  ])('%s', (_, text, line, cause) => {
    try {
      parseLesson(text, '9-mine.md');
      expect.fail('it was read');
    } catch (error) {
      expect(error).toBeInstanceOf(LessonError);
      expect((error as LessonError).message).toMatch(/^9-mine\.md, line \d+: /);
      expect([(error as LessonError).line, (error as LessonError).message]).toEqual([line, expect.stringMatching(cause)]);
    }
  });

  test('a challenge that asks for nothing, and one with a limit of no size', () => {
    const file = (sram: string) => `---\ntitle: T\nboard: none\nsram: ${sram}\nflash: none\nlatency: none\nmacs: none\naccuracy: none\n---\n`;
    expect(() => parseChallenge(file('none'), 'c.md')).toThrow(/c\.md, line 2: asks for nothing/);
    expect(() => parseChallenge(file('little'), 'c.md')).toThrow(/c\.md, line 4: sram: “little” is no size/);
    expect(parseChallenge(file('64 KiB'), 'challenges/3-c.md')).toMatchObject({ id: 'c', challenge: { sramBytes: 65_536, accuracy: null } });
  });
});

test('whatever is done to a shipped lesson, it is read or refused by line and cause, and no HTML gets through', () => {
  const junk = fc.oneof(fc.string({ maxLength: 30 }), fc.constantFrom('```', '```state', '{{', '}}', '|', '---', '\n## ', '](', '**', '<script>', '(x) ', 'answer: (', '\u0000', '\r', 'open: ', ' '));
  fc.assert(fc.property(fc.nat(shipped.length - 1), fc.array(fc.tuple(fc.nat(9000), fc.nat(60), junk), { minLength: 1, maxLength: 5 }), (which, edits) => {
    const text = edits.reduce((now, [at, drop, put]) => now.slice(0, at) + put + now.slice(at + drop), shipped[which]);
    const lines = text.split(/\r\n|\r|\n/).length;
    try {
      const { steps } = parseLesson(text, '1-x.md');
      expect(steps.length).toBeGreaterThan(0);
      expect(JSON.stringify(steps)).not.toMatch(/"href":"(?!https:)/);
    } catch (error) {
      if (!(error instanceof LessonError)) throw error;
      expect(error.message).toMatch(/^1-x\.md, line \d+: \S/);
      expect(error.line).toBeGreaterThan(0);
      expect(error.line).toBeLessThanOrEqual(lines + 1);
    }
  }), { numRuns: 600 });
});

test('sums over figures: precedence, brackets, comparisons, and nothing where a figure is not there', () => {
  const value = (text: string): number | null => evaluate(parseExpression(text, (name) => name.startsWith('a.'), 'f', 1), (name) => (name === 'a.none' ? null : name.length));
  expect(value('1 + 2 * 3 - 8 / 4')).toBe(5);
  expect(value('(1 + 2) * (3 - 1)')).toBe(6);
  expect(value('a.five * 2')).toBe(12);
  expect([value('2 < 3 and 3 <= 3'), value('2 > 3'), value('1 = 1 and 2 = 3')]).toEqual([1, 0, 0]);
  expect([value('a.none + 1'), value('1 / 0')]).toEqual([null, null]);
  for (const bad of ['', '1 +', '(1', '1 2', 'b.c', '1 ** 2', 'a.x; alert(1)', '* 3']) expect(() => value(bad), bad).toThrow(LessonError);
});

test('numbers are taken as people type them, and judged within the tolerance', () => {
  expect(['12', ' 12.5 ', '12,5', '1,024', '1 024', '10.4 KiB', '', 'ten', '1e400'].map((text) => typed(text, 'none'))).toEqual([12, 12.5, 12.5, 1024, 1024, 10.4, null, null, null]);
  expect(typed('10.4', 'KiB')).toBeCloseTo(10649.6, 9);
  const question = parseLesson(lesson('```question\nask: How many?\nanswer: net.macs\nunit: M\ntolerance: 5 %\nwhy: So.\n```'), 'x.md').steps[0].question;
  const said = (text: string) => judge(question, text, () => 2_000_000).verdict;
  expect([said('2'), said('2.1'), said('1.9'), said('2.2'), said('0'), said('two')]).toEqual(['right', 'right', 'right', 'high', 'low', 'unread']);
  expect(judge(question, '2', () => null).verdict).toBe('unknown');
});

test('the README names every word of the state, and figures it points to have their meaning', () => {
  const readme = readFileSync(`${FOLDER}/README.md`, 'utf8');
  for (const word of STAGE_WORDS) expect(readme, word).toContain(`\`${word}\``);
  for (const [name, { about }] of Object.entries(QUANTITIES)) expect(about, name).not.toBe('');
  expect(isQuantity('constructor')).toBe(false);
});

test.each([null, '', 'null', '{', '[]', '{"memory":{"step":-1},"active":{"lesson":7}}', '{"active":{"lesson":"a","step":0}}', '"x"'])('stored progress of junk (%s) is as a first visit', (text) => {
  const broken = JSON.stringify({ active: { lesson: 'a', step: 0 }, own: { recipe: { recipe: { version: 7 } } } });
  expect(readKept(text, broken)).toEqual({ active: null, progress: {}, own: null });
  expect(readKept(text, text)).toEqual({ active: null, progress: {}, own: null });
});
