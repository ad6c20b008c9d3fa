/** Element-wise sum: the end of a shortcut. */
import type { Add, Shape } from '../ir.ts';
import { elementwiseShape } from './elementwise.ts';

export const addShape = (node: Add, first: Shape, second: Shape): Shape => elementwiseShape(node, first, second);
