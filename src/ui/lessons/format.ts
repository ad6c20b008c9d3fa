/**
 * A lesson file, read: front matter, then steps. A step is a `##` heading, at most one `state` block, text, and one
 * `question` block. Whatever is wrong ends in a LessonError with file, line and cause; README.md beside this file
 * tells the format to those who write lessons.
 */
import { isQuantity } from './quantities.ts';
import { LessonError } from './LessonError.ts';
import { expressionsIn, parseBlocks, parseInline, type Block, type Inline } from './markdown.ts';
import { parseQuestion, type Question } from './question.ts';
import { EMPTY_STAGE, parseStage, type Stage } from './stage.ts';
import type { Expression } from './expression.ts';

export interface LessonStep {
  readonly title: readonly Inline[];
  readonly stage: Stage;
  readonly body: readonly Block[];
  readonly question: Question;
}

export interface Lesson {
  /** The file's name without its number and ending; what links and progress know it by. */
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly minutes: number;
  readonly steps: readonly LessonStep[];
}

const LONGEST_FILE = 200_000;
const MOST_STEPS = 40;

/** Text lines, each with its number. */
interface Lines {
  readonly file: string;
  readonly from: number;
  readonly lines: readonly string[];
}

/** `1-memory.md` is the lesson `memory`. */
export const idOf = (file: string): string => file.replace(/^.*\//, '').replace(/\.md$/, '').replace(/^\d+-/, '');

/** @throws LessonError */
export function parseLesson(text: string, file: string): Lesson {
  const whole = split(text, file);
  const { fields, rest } = frontMatter(whole, ['title', 'summary', 'minutes']);
  const minutes = Number(fields.minutes?.value);
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 120) throw new LessonError(`minutes: “${fields.minutes.value}” is no whole number from 1 to 120`, file, fields.minutes.line);
  const parts = sections(rest);
  const steps: LessonStep[] = [];
  for (const part of parts) steps.push(stepOf(part, steps.at(-1)?.stage ?? EMPTY_STAGE));
  return { id: idOf(file), title: fields.title.value, summary: fields.summary.value, minutes, steps };
}

export function split(text: string, file: string): Lines {
  if (text.length > LONGEST_FILE) throw new LessonError(`has ${text.length} characters; ${LONGEST_FILE} is the most`, file, 1);
  return { file, from: 1, lines: text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/) };
}

/** The block between the first two lines of `---`, whose every field must be one of those named, and all of them there. */
export function frontMatter<const K extends string>({ file, lines }: Lines, names: readonly K[]): { readonly fields: Record<K, { readonly value: string; readonly line: number }>; readonly rest: Lines } {
  if (lines[0]?.trim() !== '---') throw new LessonError(`begins with “${lines[0].slice(0, 20)}”, not with a line of three dashes`, file, 1);
  const end = lines.findIndex((line, index) => index > 0 && line.trim() === '---');
  if (end === -1) throw new LessonError('opens its front matter with three dashes and never closes it', file, 1);
  const fields: Partial<Record<K, { value: string; line: number }>> = {};
  lines.slice(1, end).forEach((text, index) => {
    const line = index + 2;
    if (text.trim() === '') return;
    const found = /^([a-z]+):\s*(\S.*?)\s*$/.exec(text);
    if (found === null) throw new LessonError(`“${text.slice(0, 40)}” is not of the form “name: value”`, file, line);
    const name = names.find((one) => one === found[1]);
    if (name === undefined) throw new LessonError(`“${found[1]}” is not one of ${names.join(', ')}`, file, line);
    if (fields[name] !== undefined) throw new LessonError(`says “${name}” twice`, file, line);
    if (/[<>]/.test(found[2])) throw new LessonError(`${name} has “<” or “>”, which front matter cannot have`, file, line);
    fields[name] = { value: found[2], line };
  });
  const missing = names.filter((name) => fields[name] === undefined);
  if (missing.length > 0) throw new LessonError(`says nothing of ${missing.join(', ')}`, file, end + 1);
  return { fields: fields as Record<K, { value: string; line: number }>, rest: { file, from: end + 2, lines: lines.slice(end + 1) } };
}

/** From one `##` heading to the next. */
function sections({ file, from, lines }: Lines): Lines[] {
  const starts = lines.flatMap((line, index) => (line.startsWith('## ') ? [index] : []));
  const stray = lines.findIndex((line, index) => line.trim() !== '' && index < (starts[0] ?? lines.length));
  if (stray !== -1) throw new LessonError(`“${lines[stray].slice(0, 40)}” stands before the first step; a step begins with “## ” and its title`, file, from + stray);
  if (starts.length === 0) throw new LessonError('has no step; a step begins with “## ” and its title', file, from);
  if (starts.length > MOST_STEPS) throw new LessonError(`has ${starts.length} steps; ${MOST_STEPS} is the most`, file, from + starts[MOST_STEPS]);
  return starts.map((start, index) => ({ file, from: from + start, lines: lines.slice(start, starts[index + 1]) }));
}

function stepOf({ file, from, lines: [heading, ...lines] }: Lines, before: Stage): LessonStep {
  const blocks: Block[] = [];
  let change: ((stage: Stage) => Stage) | null = null;
  let question: Question | null = null;
  const place = (line: number) => ({ file, line, known: isQuantity });
  let at = 0;
  while (at < lines.length) {
    const line = from + 1 + at;
    const fence = /^```\s*(.*)$/.exec(lines[at]);
    if (fence === null) {
      const next = lines.findIndex((text, index) => index >= at && text.startsWith('```'));
      const until = next === -1 ? lines.length : next;
      blocks.push(...parseBlocks(lines.slice(at, until), place(line)));
      at = until;
      continue;
    }
    const end = lines.findIndex((text, index) => index > at && text.trim() === '```');
    if (end === -1) throw new LessonError('opens a block with three backticks and never closes it', file, line);
    const inside = lines.slice(at + 1, end);
    if (fence[1] === 'state') {
      if (change !== null) throw new LessonError('is the second state block of one step', file, line);
      change = parseStage(inside, file, line + 1);
    } else if (fence[1] === 'question') {
      if (question !== null) throw new LessonError('is the second question of one step', file, line);
      question = parseQuestion(inside, place(line + 1));
    } else {
      throw new LessonError(`a block is called “${fence[1].slice(0, 20)}”; it may be state or question`, file, line);
    }
    at = end + 1;
  }
  if (question === null) throw new LessonError(`the step “${heading.slice(3, 60)}” asks no question`, file, from);
  return { title: parseInline(heading.slice(3).trim(), place(from)), stage: change === null ? before : change(before), body: blocks, question };
}

/** Every sum of a lesson: what it shows, and what it asks. */
export function figuresOf({ title, body, question }: LessonStep): readonly Expression[] {
  const blocks = body.flatMap((block) => (block.kind === 'list' ? block.items.flatMap(expressionsIn) : expressionsIn(block.children)));
  const options = question.kind === 'choice' ? question.options.flatMap(({ text }) => expressionsIn(text)) : [];
  const key = question.kind === 'number' ? [question.answer] : question.kind === 'deed' ? [question.until] : [];
  return [...expressionsIn(title), ...blocks, ...options, ...expressionsIn(question.ask), ...expressionsIn(question.why), ...key];
}
