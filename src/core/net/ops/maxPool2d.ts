/** Max pooling: the largest value of each window and channel. */
import type { MaxPool2d, Shape } from '../ir.ts';
import { windowExtent } from './window.ts';

export const maxPool2dShape = (node: MaxPool2d, input: Shape): Shape => [...windowExtent(node, input), input[2]];
