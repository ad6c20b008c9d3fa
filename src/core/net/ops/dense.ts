/** Fully connected layer over the flattened input. */
import type { Shape } from '../ir.ts';

/** @param channels outputs, free to choose */
export const denseShape = (channels: number): Shape => [1, 1, channels];
