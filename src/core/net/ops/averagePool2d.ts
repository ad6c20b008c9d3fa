/** Average pooling; over the whole plane it is the head's global pool. */
import type { AveragePool2d, Shape } from '../ir.ts';
import { windowExtent } from './window.ts';

export const averagePool2dShape = (node: AveragePool2d, input: Shape): Shape => [...windowExtent(node, input), input[2]];
