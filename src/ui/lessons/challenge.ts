/** A challenge as a file: title, limits and what is to be reached in its front matter, and a few sentences. */
import type { Challenge } from '../../engine/index.ts';
import { frontMatter, idOf, split } from './format.ts';
import { LessonError } from './LessonError.ts';
import { parseBlocks, type Block } from './markdown.ts';
import { isQuantity } from './quantities.ts';
import { boardOf, bytesOf, msOf } from './stage.ts';

export interface ChallengeFile {
  readonly id: string;
  readonly challenge: Challenge;
  readonly body: readonly Block[];
}

/** `none` where there is no limit. */
const FIELDS = ['title', 'board', 'sram', 'flash', 'latency', 'macs', 'accuracy'] as const;

/** @throws LessonError */
export function parseChallenge(text: string, file: string): ChallengeFile {
  const { fields, rest } = frontMatter(split(text, file), FIELDS);
  const read = <T>(name: (typeof FIELDS)[number], parse: (value: string, fail: (what: string) => never) => T): T | null => {
    const { value, line } = fields[name];
    return value === 'none' ? null : parse(value, (what) => { throw new LessonError(`${name}: ${what}`, file, line); });
  };
  const number = (unit: RegExp, example: string, most: number) => (value: string, fail: (what: string) => never): number => {
    const found = unit.exec(value);
    return found && Number(found[1]) <= most ? Number(found[1]) : fail(`“${value.slice(0, 40)}” is not such as ${example}`);
  };
  const challenge: Challenge = {
    title: fields.title.value.slice(0, 80),
    board: read('board', boardOf),
    sramBytes: read('sram', bytesOf),
    flashBytes: read('flash', bytesOf),
    latencyMs: read('latency', msOf),
    macs: read('macs', (value, fail) => Math.round(number(/^(\d+(?:\.\d+)?) M$/, '2.5 M', 1e6)(value, fail) * 1e6)),
    accuracy: read('accuracy', (value, fail) => number(/^(\d+(?:\.\d+)?) %$/, '85 %', 100)(value, fail) / 100),
  };
  if (Object.entries(challenge).every(([name, value]) => name === 'title' || name === 'board' || value === null)) throw new LessonError('asks for nothing: every limit is none', file, fields.title.line);
  return { id: idOf(file), challenge, body: parseBlocks(rest.lines, { file, line: rest.from, known: isQuantity }) };
}
