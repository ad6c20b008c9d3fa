/**
 * The audio space: a DS-CNN for 49 x 10 MFCC frames whose separable layers are inverted-residual blocks, so that the
 * machinery of the image space (elastic kernel, expansion, depth and here also width) serves keywords too.
 * Source of the front and stem (10 x 4 over 49 x 10, stride 2): DS-CNN, "Hello Edge" (arXiv 1711.07128) and MLPerf Tiny;
 * the stages are ours, sized for tens of kilobytes.
 */
import { InputError } from '../lib/index.ts';
import { checkClasses, defineSpace, type Space } from './space.ts';

const WIDTHS: readonly number[] = [0.5, 0.75, 1];
/** Down to networks of some 600 weights: what the shipped supernet holds, of which every other list is a part. */
const WIDE: readonly number[] = [0.125, 0.25, 0.5, 0.75, 1];
const DEFAULT_CLASSES = 12;
const KEYWORDS = [49, 10] as const;
/** Shorter inputs leave the later stages nothing to look over. */
export const LEAST_STEPS = 8;

export interface DscnnOptions {
  /** Ascending subset of 0.125, 0.25, 0.5, 0.75, 1, by default the last three; more than one makes width a gene with a choice. */
  readonly widths?: readonly number[];
  readonly classes?: number;
  /** Time steps and values per step; 49 x 10 by default. Other sizes are for the user's own series of measurements. */
  readonly input?: readonly [rows: number, columns: number];
}

/** Padding as TensorFlow's SAME has it: half before, half and an odd one after. */
function same(extent: number, window: number, stride: number): [before: number, after: number] {
  const needed = Math.max(0, (Math.ceil(extent / stride) - 1) * stride + window - extent);
  return [needed >> 1, needed - (needed >> 1)];
}

/** @throws InputError for widths outside the five, a class count outside 2 to 1000, an input outside 8 to 2000 x 1 to 200 */
export function dscnnSpace({ widths = WIDTHS, classes = DEFAULT_CLASSES, input = KEYWORDS }: DscnnOptions = {}): Space {
  if (widths.length === 0 || widths.some((w, i) => !WIDE.includes(w) || (i > 0 && w <= widths[i - 1]))) {
    throw new InputError(`widths [${widths}] are not ascending values out of ${WIDE.join(', ')}`);
  }
  checkClasses(classes);
  const [rows, columns] = input;
  if (!Number.isInteger(rows) || !Number.isInteger(columns) || rows < LEAST_STEPS || rows > 2000 || columns < 1 || columns > 200) {
    throw new InputError(`an input of ${rows} x ${columns} is not within ${LEAST_STEPS} to 2000 steps of 1 to 200 values`);
  }
  // few columns are kept as they are; more are halved, as the keywords' ten are
  const stride = [2, columns < 8 ? 1 : 2] as const;
  const listed = widths.join() === WIDTHS.join() ? '' : widths.length === WIDE.length ? '-wide' : `-${widths.map((w) => `w${w}`).join('')}`;
  return defineSpace({
    id: `dscnn${rows === KEYWORDS[0] && columns === KEYWORDS[1] ? '' : `-i${rows}x${columns}`}${listed}${classes === DEFAULT_CLASSES ? '' : `-c${classes}`}`,
    family: 'dscnn',
    input: [rows, columns, 1],
    classes,
    // of 49 x 10 comes 25 x 5
    stem: { baseChannels: 24, kernel: [10, 4], stride, padding: [...same(rows, 10, stride[0]), ...same(columns, 4, stride[1])] },
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

/** The space of every width. */
export const dscnnWide = (options: Omit<DscnnOptions, 'widths'> = {}): Space => dscnnSpace({ ...options, widths: WIDE });

/** What stage 1 ranks for audio: one space per width, then the space in which width is elastic. */
export const dscnnGrid = (options: Omit<DscnnOptions, 'widths'> = {}): Space[] => [...WIDTHS.map((width) => dscnnSpace({ ...options, widths: [width] })), dscnnSpace(options)];
