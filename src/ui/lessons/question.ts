/**
 * A lesson's question: one of several answers, a number that the tool itself computes, or a deed in the tool that it
 * can see. The key of a number is a sum over live figures, so it is never typed in by hand.
 */
import { evaluate, parseExpression, type Expression } from './expression.ts';
import { LessonError } from './LessonError.ts';
import { parseInline, type Inline, type Place } from './markdown.ts';
import { isUnit, typed, UNITS, type Unit } from './units.ts';

interface Asked {
  readonly ask: readonly Inline[];
  /** Why the answer is what it is; shown with it. */
  readonly why: readonly Inline[];
  /** Shown after a wrong answer. */
  readonly hint: readonly Inline[];
}

export type Question =
  | (Asked & { readonly kind: 'choice'; readonly options: readonly { readonly right: boolean; readonly text: readonly Inline[] }[] })
  | (Asked & { readonly kind: 'number'; readonly answer: Expression; readonly unit: Unit; readonly tolerance: number })
  | (Asked & { readonly kind: 'deed'; readonly until: Expression });

const FIELDS = ['ask', 'why', 'hint', 'answer', 'unit', 'tolerance', 'until'] as const;
type Field = (typeof FIELDS)[number];

/** @throws LessonError at the line */
export function parseQuestion(lines: readonly string[], place: Place): Question {
  const { file } = place;
  const fields = new Map<Field, { value: string; line: number }>();
  const options: { right: boolean; text: string; line: number }[] = [];
  lines.forEach((text, index) => {
    const line = place.line + index;
    if (text.trim() === '') return;
    const option = /^\(([x ])\)\s+(\S.*)$/.exec(text);
    const field = /^([a-z]+):\s+(\S.*)$/.exec(text);
    if (option) options.push({ right: option[1] === 'x', text: option[2], line });
    else if (field) {
      const name = FIELDS.find((one) => one === field[1]);
      if (name === undefined) throw new LessonError(`“${field[1]}” is not one of ${FIELDS.join(', ')}`, file, line);
      if (fields.has(name)) throw new LessonError(`says “${name}” twice in one question`, file, line);
      fields.set(name, { value: field[2], line });
    } else throw new LessonError(`“${text.slice(0, 40)}” is neither “name: value” nor an option, “( ) wrong” or “(x) right”`, file, line);
  });
  const inline = (name: Field): readonly Inline[] => {
    const found = fields.get(name);
    return found === undefined ? [] : parseInline(found.value, { ...place, line: found.line });
  };
  const lone = (name: Field): string => { throw new LessonError(`a question has no “${name}:”`, file, place.line); };
  for (const name of ['ask', 'why'] as const) if (!fields.has(name)) lone(name);
  const asked: Asked = { ask: inline('ask'), why: inline('why'), hint: inline('hint') };
  const kinds = [options.length > 0, fields.has('answer'), fields.has('until')].filter(Boolean).length;
  if (kinds !== 1) throw new LessonError('a question has options, or “answer:”, or “until:”; one of the three', file, place.line);

  const [answer, until, unit, tolerance] = [fields.get('answer'), fields.get('until'), fields.get('unit'), fields.get('tolerance')];
  if (answer === undefined) for (const extra of [unit, tolerance]) if (extra) throw new LessonError('unit and tolerance belong to a question with “answer:”', file, extra.line);
  if (until) return { kind: 'deed', ...asked, until: parseExpression(until.value, place.known, file, until.line) };
  if (answer) return { kind: 'number', ...asked, answer: parseExpression(answer.value, place.known, file, answer.line), unit: unitOf(unit, file), tolerance: toleranceOf(tolerance, file) };
  if (options.length < 2 || options.filter(({ right }) => right).length !== 1) throw new LessonError(`has ${options.length} options of which ${options.filter(({ right }) => right).length} are right; two or more are needed, one of them right`, file, options[0].line);
  return { kind: 'choice', ...asked, options: options.map(({ right, text, line }) => ({ right, text: parseInline(text, { ...place, line }) })) };
}

function unitOf(found: { value: string; line: number } | undefined, file: string): Unit {
  const text = found?.value ?? 'none';
  if (!isUnit(text)) throw new LessonError(`“${text.slice(0, 20)}” is no unit; known are ${UNITS.join(', ')}`, file, found?.line ?? 1);
  return text;
}

/** A share of the right value, 2 % where nothing is said. */
function toleranceOf(found: { value: string; line: number } | undefined, file: string): number {
  if (found === undefined) return 0.02;
  const share = /^(\d+(?:\.\d+)?) %$/.exec(found.value);
  if (share === null || Number(share[1]) > 50) throw new LessonError(`“${found.value.slice(0, 20)}” is no tolerance, such as 5 %, up to 50 %`, file, found.line);
  return Number(share[1]) / 100;
}

export type Judgement =
  | { readonly verdict: 'right' | 'high' | 'low' | 'wrong' }
  /** What was typed is no number, or the tool has no figure for it yet. */
  | { readonly verdict: 'unread' | 'unknown' };

/** @param given index of an option as text, or what was typed */
export function judge(question: Question, given: string, read: (name: string) => number | null): Judgement {
  switch (question.kind) {
    case 'choice': return { verdict: question.options[Number(given)]?.right ? 'right' : 'wrong' };
    case 'deed': {
      const done = evaluate(question.until, read);
      return { verdict: done === null ? 'unknown' : done !== 0 ? 'right' : 'wrong' };
    }
    case 'number': {
      const value = typed(given, question.unit);
      const key = evaluate(question.answer, read);
      if (value === null) return { verdict: 'unread' };
      if (key === null) return { verdict: 'unknown' };
      if (Math.abs(value - key) <= Math.abs(key) * question.tolerance + 1e-9) return { verdict: 'right' };
      return { verdict: value > key ? 'high' : 'low' };
    }
    default: return question satisfies never;
  }
}
