/** Two inputs element by element, the second perhaps repeated: what sum, difference and product share. Not an op itself. */
import { InputError } from '../../lib/index.ts';
import type { Add, Mul, Shape, Sub } from '../ir.ts';

/** @throws InputError when the second shape is neither the first nor one of its broadcasts */
export function elementwiseShape(node: Add | Sub | Mul, first: Shape, second: Shape): Shape {
  const equal = second.every((extent, axis) => extent === first[axis]);
  const repeated = second[0] === 1 && second[1] === 1 && (second[2] === first[2] || second[2] === 1);
  if (!equal && !repeated) {
    throw new InputError(`${node.kind} of ${first.join('x')} and ${second.join('x')}; the second must have the first's shape, 1x1x${first[2]} or 1x1x1`, node.name);
  }
  return first;
}
