/** Parallel addition and subtraction of halves and bytes (Armv7-M ARM, A5.3.13 and A5.3.14): 36 instructions from six operations and six ways to end them. */
import { row, type Row } from '../decode/pattern.ts';
import { add, and, constant, half, op, or, select, shl, shrS, shrU, sub, type Expression } from '../ir/expression.ts';
import type { Lifter } from '../ir/lifter.ts';
import { r, unpredictable } from './arithmetic.ts';

const ENDINGS = [['S', '0000'], ['Q', '0001'], ['SH', '0010'], ['U', '0100'], ['UQ', '0101'], ['UH', '0110']] as const;

/** For each lane, lowest first: the lane of the second operand, and whether it is subtracted. */
const OPERATIONS = [
  ['ADD16', '001', 16, [[0, false], [1, false]]],
  ['ASX', '010', 16, [[1, true], [0, false]]],
  ['SAX', '110', 16, [[1, false], [0, true]]],
  ['SUB16', '101', 16, [[0, true], [1, true]]],
  ['ADD8', '000', 8, [[0, false], [1, false], [2, false], [3, false]]],
  ['SUB8', '100', 8, [[0, true], [1, true], [2, true], [3, true]]],
] as const;

function lane(value: Expression, at: number, width: number, signed: boolean): Expression {
  if (signed) return width === 16 ? half(value, at) : op('i32.extend8_s', shrU(value, 8 * at));
  return and(shrU(value, width * at), constant(2 ** width - 1));
}

const limited = (x: Lifter, value: Expression, lowest: number, highest: number): Expression => {
  const v = x.keep(value);
  return select(op('i32.gt_s', v, constant(highest)), constant(highest), select(op('i32.lt_s', v, constant(lowest)), constant(lowest), v));
};

export const parallel: readonly Row[] = OPERATIONS.flatMap(([operation, bits, width, lanes]) =>
  ENDINGS.map(([ending, tail]) => row(`${ending}${operation} d, n, m`, `111110101 ${bits} nnnn 1111 dddd ${tail} mmmm`, 'dsp', 'dsp', (x, { d, n, m }) => {
    const bad = unpredictable([d, n, m]);
    if (bad !== null) return bad;
    const signed = !ending.startsWith('U');
    let result: Expression = constant(0);
    let ge: Expression = constant(0);
    lanes.forEach(([other, subtracts], at) => {
      const [a, b] = [lane(r(n), at, width, signed), lane(r(m), other, width, signed)];
      let value = x.keep(subtracts ? sub(a, b) : add(a, b));
      if (ending === 'S' || ending === 'U') {
        // signed: the result is not negative; unsigned: a carry out, or no borrow
        const met = signed || subtracts ? op('i32.ge_s', value, constant(0)) : op('i32.ge_s', value, constant(2 ** width));
        ge = or(ge, width === 16 ? op('i32.mul', met, constant(3 << (2 * at))) : shl(met, at));
      } else if (ending === 'Q') value = limited(x, value, -(2 ** (width - 1)), 2 ** (width - 1) - 1);
      else if (ending === 'UQ') value = limited(x, value, 0, 2 ** width - 1);
      else value = shrS(value, 1);
      const top = at === lanes.length - 1;
      result = or(top ? shl(value, width * at) : shl(and(value, constant(2 ** width - 1)), width * at), result);
    });
    if (ending === 'S' || ending === 'U') x.setFlag('ge', x.keep(ge));
    x.write(d, result);
  })));
