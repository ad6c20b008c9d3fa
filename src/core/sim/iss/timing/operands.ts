/** Which registers and flags an instruction reads and writes, from its statements: what a pipeline has to wait for. */
import type { Instruction } from '../decode/decoder.ts';
import type { Expression, Statement } from '../ir/expression.ts';

export interface Operands {
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
}

function readsOf(expression: Expression, into: Set<string>): void {
  switch (expression.kind) {
    case 'register': into.add(`r${expression.index}`); break;
    case 'single': into.add(`s${expression.index}`); break;
    case 'flag': into.add('flags'); break;
    case 'operator': expression.operands.forEach((operand) => readsOf(operand, into)); break;
    case 'choice': [expression.condition, expression.chosen, expression.otherwise].forEach((part) => readsOf(part, into)); break;
    case 'load':
    case 'range': readsOf(expression.address, into); break;
    case 'word': readsOf(expression.range, into); break;
    default: break;
  }
}

function visit(statement: Statement, reads: Set<string>, writes: Set<string>): void {
  switch (statement.kind) {
    case 'setRegister': writes.add(`r${statement.index}`); break;
    case 'setSingle': writes.add(`s${statement.index}`); break;
    case 'setFlag': writes.add('flags'); break;
    case 'gotoIf': reads.add('flags'); break;
    default: break;
  }
  if ('value' in statement) readsOf(statement.value, reads);
  if ('address' in statement) readsOf(statement.address, reads);
  if (statement.kind === 'goto' && statement.condition !== null) readsOf(statement.condition, reads);
  if (statement.kind === 'jump') readsOf(statement.target, reads);
}

export function operandsOf({ statements, condition }: Instruction): Operands {
  const [reads, writes] = [new Set<string>(), new Set<string>()];
  for (const statement of statements) visit(statement, reads, writes);
  if (condition !== 14) {
    reads.add('flags');
    for (const written of writes) reads.add(written); // what stood there stays where the condition fails
  }
  return { reads, writes };
}
