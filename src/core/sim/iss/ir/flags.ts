/** Which flags expressions and statements read, as bits; what has nothing to do with flags is most of a program. */
import { FLAGS, type Expression, type Flag, type Statement } from './expression.ts';

export const bitOf = (flag: Flag): number => 1 << FLAGS.indexOf(flag);

/** Flags an expression reads. */
export function flagsRead(expression: Expression): number {
  switch (expression.kind) {
    case 'flag': return bitOf(expression.flag);
    case 'operator': {
      const { operands } = expression;
      let bits = 0;
      for (let i = 0; i < operands.length; i++) bits |= flagsRead(operands[i]);
      return bits;
    }
    case 'choice': return flagsRead(expression.condition) | flagsRead(expression.chosen) | flagsRead(expression.otherwise);
    case 'load':
    case 'range': return flagsRead(expression.address);
    case 'word': return flagsRead(expression.range);
    default: return 0;
  }
}

export function flagsReadBy(statement: Statement): number {
  switch (statement.kind) {
    case 'let':
    case 'setRegister':
    case 'setSingle':
    case 'setFlag':
    case 'setSpecial':
    case 'trapUnlessZero': return flagsRead(statement.value);
    case 'store': return flagsRead(statement.address) | flagsRead(statement.value);
    case 'storeWord': return flagsRead(statement.value);
    case 'goto': return statement.condition === null ? 0 : flagsRead(statement.condition);
    case 'jump': return flagsRead(statement.target);
    default: return 0;
  }
}

/** Whether any of them sets or reads flags, or compares for those who do. */
export function touchesFlags(statements: readonly Statement[]): boolean {
  for (let i = 0; i < statements.length; i++) {
    const { kind } = statements[i];
    if (kind === 'setFlag' || kind === 'compared' || kind === 'gotoIf' || flagsReadBy(statements[i]) !== 0) return true;
  }
  return false;
}
