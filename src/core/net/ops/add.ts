/** Element-wise sum: the end of a shortcut. */
import { InputError } from '../../lib/index.ts';
import type { Add, Shape } from '../ir.ts';

/** @throws InputError when the two shapes differ */
export function addShape(node: Add, a: Shape, b: Shape): Shape {
  if (a.some((extent, i) => extent !== b[i])) {
    throw new InputError(`cannot add ${a.join('x')} and ${b.join('x')}; both must have one shape`, node.name);
  }
  return a;
}
