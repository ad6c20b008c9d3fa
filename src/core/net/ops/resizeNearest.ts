/** Another height and width, each place taken from its nearest. */
import type { Shape } from '../ir.ts';

/** @param free height and width of the output, free to choose */
export const resizeNearestShape = ([, , channels]: Shape, [height, width]: Shape): Shape => [height, width, channels];
