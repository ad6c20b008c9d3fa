/** Condition codes as expressions over the flags, or, where the flags stand as after a comparison, over what was compared. */
import { flag, op, xor, constant, type Expression } from './expression.ts';
import type { OperatorName } from './ops.ts';

const COMPARISONS: Readonly<Record<number, OperatorName>> = {
  0: 'i32.eq', 1: 'i32.ne', 2: 'i32.ge_u', 3: 'i32.lt_u', 8: 'i32.gt_u', 9: 'i32.le_u', 10: 'i32.ge_s', 11: 'i32.lt_s', 12: 'i32.gt_s', 13: 'i32.le_s',
};

export interface Comparison {
  readonly a: Expression;
  readonly b: Expression;
}

/** True where a comparison alone decides this code (MI, PL, VS and VC need the flags). */
export const decidedByComparison = (code: number): boolean => code in COMPARISONS;

/** @returns an expression that is not 0 where the condition holds; code 14 and 15 always hold */
export function conditionExpression(code: number, compared: Comparison | null): Expression {
  if (compared !== null && code in COMPARISONS) return op(COMPARISONS[code], compared.a, compared.b);
  const zero = constant(0);
  const sameSigns = xor(flag('n'), flag('v'));
  switch (code) {
    case 0: return op('i32.eqz', flag('z'));
    case 1: return flag('z');
    case 2: return flag('c');
    case 3: return op('i32.eqz', flag('c'));
    case 4: return op('i32.lt_s', flag('n'), zero);
    case 5: return op('i32.ge_s', flag('n'), zero);
    case 6: return op('i32.lt_s', flag('v'), zero);
    case 7: return op('i32.ge_s', flag('v'), zero);
    case 8: return op('i32.and', flag('c'), op('i32.ne', flag('z'), zero));
    case 9: return op('i32.or', op('i32.eqz', flag('c')), op('i32.eqz', flag('z')));
    case 10: return op('i32.ge_s', sameSigns, zero);
    case 11: return op('i32.lt_s', sameSigns, zero);
    case 12: return op('i32.and', op('i32.ge_s', sameSigns, zero), op('i32.ne', flag('z'), zero));
    case 13: return op('i32.or', op('i32.lt_s', sameSigns, zero), op('i32.eqz', flag('z')));
    default: return constant(1);
  }
}
