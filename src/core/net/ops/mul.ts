/** Element-wise product: gates and scales. */
import type { Mul, Shape } from '../ir.ts';
import { elementwiseShape } from './elementwise.ts';

export const mulShape = (node: Mul, first: Shape, second: Shape): Shape => elementwiseShape(node, first, second);
