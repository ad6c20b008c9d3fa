/** A function of one element, tabulated. */
import type { Shape } from '../ir.ts';

export const lookupShape = (input: Shape): Shape => input;
