/** Mean over the whole plane, channel by channel. */
import type { Shape } from '../ir.ts';

export const meanShape = ([, , channels]: Shape): Shape => [1, 1, channels];
