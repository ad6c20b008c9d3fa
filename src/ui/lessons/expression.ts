/**
 * Sums over the tool's live figures, as lesson files write them: `saving.inPlace / arena.bytes`, `net.macs > 2000000`.
 * Numbers, names, + - * / and brackets, comparisons and `and`; nothing else, so that a file cannot run anything.
 */
import { LessonError } from './LessonError.ts';

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'pair'; readonly operator: Operator; readonly left: Expression; readonly right: Expression };

type Operator = '+' | '-' | '*' | '/' | '<' | '<=' | '>' | '>=' | '=' | 'and';

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)*)|(<=|>=|[-+*/()<>=]))/y;
const LOWEST_FIRST: readonly (readonly Operator[])[] = [['and'], ['<', '<=', '>', '>=', '='], ['+', '-'], ['*', '/']];
const MOST_TOKENS = 100;

function tokensOf(text: string, fail: (what: string) => never): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (found === null) fail(`cannot be read from “${text.slice(at).trim().slice(0, 20)}” on`);
    else tokens.push(found[1] ?? found[2] ?? found[3] ?? '');
    if (tokens.length > MOST_TOKENS) fail('is too long');
  }
  return tokens;
}

/**
 * @param known whether a name stands for a figure of the tool
 * @throws LessonError at the place
 */
export function parseExpression(text: string, known: (name: string) => boolean, file: string, line: number): Expression {
  const fail = (what: string): never => { throw new LessonError(`the sum “${text.trim().slice(0, 60)}” ${what}`, file, line); };
  const tokens = tokensOf(text, fail);
  let at = 0;
  const level = (depth: number): Expression => {
    const operators = LOWEST_FIRST[depth];
    if (operators === undefined) return atom();
    let left = level(depth + 1);
    for (let operator = operators.find((one) => one === tokens[at]); operator !== undefined; operator = operators.find((one) => one === tokens[at])) {
      at++;
      left = { kind: 'pair', operator, left, right: level(depth + 1) };
    }
    return left;
  };
  const atom = (): Expression => {
    const token = tokens[at++];
    if (token === undefined) return fail('ends too early');
    if (token === '(') {
      const inner = level(0);
      if (tokens[at++] !== ')') fail('lacks a closing bracket');
      return inner;
    }
    if (/^\d/.test(token)) return { kind: 'number', value: Number(token) };
    if (!/^[A-Za-z]/.test(token)) return fail(`has “${token}” where a figure belongs`);
    if (!known(token)) return fail(`names “${token}”, which is no figure of the tool; the README lists them`);
    return { kind: 'name', name: token };
  };
  const whole = level(0);
  if (at < tokens.length) fail(`goes on with “${tokens[at]}” where it should end`);
  return whole;
}

/** Null where a figure is not there yet, or the sum has no value. */
export function evaluate(expression: Expression, read: (name: string) => number | null): number | null {
  switch (expression.kind) {
    case 'number': return expression.value;
    case 'name': return read(expression.name);
    case 'pair': {
      const left = evaluate(expression.left, read);
      const right = evaluate(expression.right, read);
      if (left === null || right === null) return null;
      const value = OPERATIONS[expression.operator](left, right);
      return Number.isFinite(value) ? value : null;
    }
    default: return expression satisfies never;
  }
}

const OPERATIONS: Record<Operator, (left: number, right: number) => number> = {
  '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => a / b,
  '<': (a, b) => Number(a < b), '<=': (a, b) => Number(a <= b), '>': (a, b) => Number(a > b), '>=': (a, b) => Number(a >= b), '=': (a, b) => Number(a === b),
  and: (a, b) => Number(a !== 0 && b !== 0),
};
