/**
 * The image space of MCUNet: the ProxylessNAS skeleton with elastic depth, kernel and expansion; width and input
 * resolution make the 9 x 12 = 108 spaces that stage 1 ranks. Published networks also use expansion 5, so the list is
 * an option. No feature-mix layer: published MCUNets have none.
 * Source: MCUNet section 3.1; base widths and strides of ofa_proxyless.py in mit-han-lab/mcunet (MIT).
 */
import { InputError } from '../lib/index.ts';
import { checkClasses, defineSpace, type Space } from './space.ts';

const STAGES = [
  { baseChannels: 24, stride: [2, 2], depths: [2, 3, 4] },
  { baseChannels: 40, stride: [2, 2], depths: [2, 3, 4] },
  { baseChannels: 80, stride: [2, 2], depths: [2, 3, 4] },
  { baseChannels: 96, stride: [1, 1], depths: [2, 3, 4] },
  { baseChannels: 192, stride: [2, 2], depths: [2, 3, 4] },
  { baseChannels: 320, stride: [1, 1], depths: [1] },
] as const;

const WIDTHS: readonly number[] = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
const RESOLUTIONS: readonly number[] = [48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224];
const DEFAULT_EXPANDS: readonly number[] = [3, 4, 6];
const DEFAULT_CLASSES = 1000;

export interface McunetOptions {
  /** Multiplier, 0.1 to 2 in steps of 0.05; the paper's grid is 0.2 to 1. */
  readonly width: number;
  /** Side of the square input in pixels, 32 to 512. */
  readonly resolution: number;
  readonly classes?: number;
  /** Ascending digits, each 2 to 9. */
  readonly expands?: readonly number[];
}

/** @throws InputError for a width, resolution, class count or expansion list outside the stated ranges */
export function mcunetSpace({ width, resolution, classes = DEFAULT_CLASSES, expands = DEFAULT_EXPANDS }: McunetOptions): Space {
  if (!(width >= 0.1 && width <= 2) || Math.abs(width * 20 - Math.round(width * 20)) > 1e-9) {
    throw new InputError(`width ${width} is not one of 0.1, 0.15, ... 2`);
  }
  if (!Number.isInteger(resolution) || resolution < 32 || resolution > 512) {
    throw new InputError(`resolution ${resolution} is not a whole number from 32 to 512`);
  }
  checkClasses(classes);
  if (expands.length === 0 || expands.some((e, i) => !Number.isInteger(e) || e < 2 || e > 9 || (i > 0 && e <= expands[i - 1]))) {
    throw new InputError(`expansion list [${expands}] is not ascending whole numbers from 2 to 9`);
  }
  const listed = expands.join('') === DEFAULT_EXPANDS.join('') ? '' : `-e${expands.join('')}`;
  return defineSpace({
    id: `mcunet-w${width}-r${resolution}${listed}${classes === DEFAULT_CLASSES ? '' : `-c${classes}`}`,
    family: 'mcunet',
    input: [resolution, resolution, 3],
    classes,
    stem: { baseChannels: 32, kernel: [3, 3], stride: [2, 2], padding: [1, 1, 1, 1] },
    firstBlock: 16,
    stages: STAGES,
    kernels: [3, 5, 7],
    expands,
    widths: [width],
    divisor: 8,
  });
}

/** The 108 spaces of stage 1, width by width, resolution ascending. */
export const mcunetGrid = (options: Pick<McunetOptions, 'classes' | 'expands'> = {}): Space[] =>
  WIDTHS.flatMap((width) => RESOLUTIONS.map((resolution) => mcunetSpace({ ...options, width, resolution })));
