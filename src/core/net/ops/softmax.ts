/** Scores to probabilities, place by place. */
import { InputError } from '../../lib/index.ts';
import type { Shape, Softmax } from '../ir.ts';

/** @throws InputError when beta is not a finite number above 0 */
export function softmaxShape({ name, beta }: Softmax, input: Shape): Shape {
  if (!(beta > 0) || !Number.isFinite(beta)) throw new InputError(`beta ${beta} should be a finite number above 0`, name);
  return input;
}
