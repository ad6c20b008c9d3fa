/** Element-wise difference: the second is taken from the first. */
import type { Sub, Shape } from '../ir.ts';
import { elementwiseShape } from './elementwise.ts';

export const subShape = (node: Sub, first: Shape, second: Shape): Shape => elementwiseShape(node, first, second);
