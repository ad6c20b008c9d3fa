/**
 * The audio space: a DS-CNN for 49 x 10 MFCC frames whose separable layers are inverted-residual blocks, so that the
 * machinery of the image space (elastic kernel, expansion, depth and here also width) serves keywords too.
 * Source of the front and stem (10 x 4 over 49 x 10, stride 2): DS-CNN, "Hello Edge" (arXiv 1711.07128) and MLPerf Tiny;
 * the stages are ours, sized for tens of kilobytes.
 */
import { InputError } from '../lib/index.ts';
import { checkClasses, defineSpace, type Space } from './space.ts';

const WIDTHS: readonly number[] = [0.5, 0.75, 1];
const DEFAULT_CLASSES = 12;

export interface DscnnOptions {
  /** Ascending subset of 0.5, 0.75, 1; more than one makes width a gene with a choice. */
  readonly widths?: readonly number[];
  readonly classes?: number;
}

/** @throws InputError for widths outside the three or a class count outside 2 to 1000 */
export function dscnnSpace({ widths = WIDTHS, classes = DEFAULT_CLASSES }: DscnnOptions = {}): Space {
  if (widths.length === 0 || widths.some((w, i) => !WIDTHS.includes(w) || (i > 0 && w <= widths[i - 1]))) {
    throw new InputError(`widths [${widths}] are not ascending values out of ${WIDTHS.join(', ')}`);
  }
  checkClasses(classes);
  const listed = widths.length === WIDTHS.length ? '' : `-${widths.map((w) => `w${w}`).join('')}`;
  return defineSpace({
    id: `dscnn${listed}${classes === DEFAULT_CLASSES ? '' : `-c${classes}`}`,
    family: 'dscnn',
    input: [49, 10, 1],
    classes,
    // TensorFlow's SAME padding of a 10 x 4 window with stride 2 over 49 x 10: output 25 x 5
    stem: { baseChannels: 24, kernel: [10, 4], stride: [2, 2], padding: [4, 5, 1, 1] },
    firstBlock: null,
    stages: [
      { baseChannels: 24, stride: [1, 1], depths: [1, 2] },
      { baseChannels: 32, stride: [2, 1], depths: [1, 2, 3] },
      { baseChannels: 48, stride: [2, 1], depths: [1, 2, 3] },
    ],
    kernels: [3, 5, 7],
    expands: [2, 3, 4],
    widths,
    divisor: 4,
  });
}

/** What stage 1 ranks for audio: one space per width, then the space in which width is elastic. */
export const dscnnGrid = (classes?: number): Space[] => {
  const options = classes === undefined ? {} : { classes };
  return [...WIDTHS.map((width) => dscnnSpace({ ...options, widths: [width] })), dscnnSpace(options)];
};
