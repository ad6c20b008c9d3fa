/**
 * The image space that is trained in a page: MCUNet's skeleton, four stages instead of six and about a tenth of the
 * channels, with width and input resolution inside one weight set as in MCUNetV2 (arXiv 2110.15352, appendix B; V1
 * makes a space of each pair). Its largest network is sized for minutes of training on two cores, its smallest for a
 * few kilobytes. Named after the scenes it was made for; the user's own images take the same space.
 */
import { InputError } from '../lib/index.ts';
import { checkClasses, defineSpace, type Space } from './space.ts';

const WIDTHS: readonly number[] = [0.25, 0.5, 1];
const RESOLUTIONS: readonly number[] = [32, 48, 64, 96];
const DEFAULT_CLASSES = 10;
const [LEAST_SIDE, MOST_SIDE, MOST_SIDES] = [16, 224, 6];

export interface ToyboxOptions {
  /** Ascending subset of 0.25, 0.5, 1. */
  readonly widths?: readonly number[];
  /** Sides of the square input in pixels, ascending, at most six from 16 to 224. */
  readonly resolutions?: readonly number[];
  /** 3, or 1 for grey images. */
  readonly channels?: 1 | 3;
  readonly classes?: number;
}

/** @throws InputError for widths, resolutions or a class count outside the stated ranges */
export function toyboxSpace({ widths = WIDTHS, resolutions = RESOLUTIONS, channels = 3, classes = DEFAULT_CLASSES }: ToyboxOptions = {}): Space {
  const ascending = (list: readonly number[]): boolean => list.length > 0 && list.every((value, i) => i === 0 || value > list[i - 1]);
  if (!ascending(widths) || widths.some((w) => !WIDTHS.includes(w))) throw new InputError(`widths [${widths}] are not ascending values out of ${WIDTHS.join(', ')}`);
  if (!ascending(resolutions) || resolutions.length > MOST_SIDES || resolutions.some((r) => !Number.isInteger(r) || r < LEAST_SIDE || r > MOST_SIDE)) {
    throw new InputError(`resolutions [${resolutions}] are not ascending whole numbers from ${LEAST_SIDE} to ${MOST_SIDE}, ${MOST_SIDES} at most`);
  }
  checkClasses(classes);
  const listed = (letter: string, list: readonly number[], all: readonly number[]): string =>
    list.join() === all.join() ? '' : `-${list.map((value) => letter + value).join('')}`;
  const side = resolutions[resolutions.length - 1];
  return defineSpace({
    id: `toybox${listed('w', widths, WIDTHS)}${listed('r', resolutions, RESOLUTIONS)}${channels === 1 ? '-grey' : ''}${classes === DEFAULT_CLASSES ? '' : `-c${classes}`}`,
    family: 'toybox',
    input: [side, side, channels],
    classes,
    stem: { baseChannels: 16, kernel: [3, 3], stride: [2, 2], padding: [1, 1, 1, 1] },
    firstBlock: 8,
    stages: [
      { baseChannels: 16, stride: [2, 2], depths: [1, 2] },
      { baseChannels: 24, stride: [2, 2], depths: [1, 2, 3] },
      { baseChannels: 48, stride: [2, 2], depths: [1, 2, 3] },
      { baseChannels: 80, stride: [1, 1], depths: [1] },
    ],
    kernels: [3, 5, 7],
    expands: [3, 4, 6],
    widths,
    resolutions,
    divisor: 4,
  });
}

/** What stage 1 ranks for images in a page: a space per width and resolution, then the one in which both are elastic. */
export const toyboxGrid = (options: Pick<ToyboxOptions, 'classes' | 'channels'> = {}): Space[] => [
  ...WIDTHS.flatMap((width) => RESOLUTIONS.map((side) => toyboxSpace({ ...options, widths: [width], resolutions: [side] }))),
  toyboxSpace(options),
];
