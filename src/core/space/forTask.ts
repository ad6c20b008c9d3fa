/**
 * The space for examples of a given size and number of classes: square images take the toy box, with their own side as
 * its largest, everything else that is one value deep takes the audio space.
 */
import { InputError } from '../lib/index.ts';
import { dscnnSpace, LEAST_STEPS } from './dscnn.ts';
import type { Space } from './space.ts';
import { toyboxSpace } from './toybox.ts';

const LEAST_SIDE = 16;
const FOUR = 4;

/**
 * @param preferred taken as it is where it fits; where it is of the right family, its widths are kept
 * @throws InputError where no space takes such examples
 */
export function spaceForTask(shape: readonly [height: number, width: number, channels: number], classes: number, preferred?: Space): Space {
  const [height, width, channels] = shape;
  if (preferred !== undefined && preferred.classes === classes && fits(preferred, shape)) return preferred;
  const widths = (family: Space['family']): { widths?: readonly number[] } => (preferred?.family === family ? { widths: preferred.widths } : {});
  if (height === width && (channels === 3 || (channels === 1 && height >= LEAST_SIDE))) {
    return toyboxSpace({ classes, channels, resolutions: sidesOf(height, preferred?.resolutions), ...widths('toybox') });
  }
  if (channels === 1 && height < LEAST_STEPS) {
    throw new InputError(`examples of ${height} x ${width} are too short; the smallest networks take ${LEAST_STEPS} steps. Of a table, a window of ${LEAST_STEPS} lines or more makes one example`);
  }
  if (channels === 1) return dscnnSpace({ classes, input: [height, width], ...widths('dscnn') });
  throw new InputError(`no search space takes inputs of ${shape.join(' x ')}; square images of 1 or 3 channels and series of one value deep have one`);
}

function fits({ input, resolutions }: Space, [height, width, channels]: readonly number[]): boolean {
  if (resolutions.length === 0) return input.join() === [height, width, channels].join();
  return height === width && channels === input[2] && height >= input[0];
}

/** Those asked for, or the toy box's, as far as they are smaller than the images; of small images, parts of their own side. */
function sidesOf(side: number, wanted: readonly number[] = []): number[] {
  const smaller = (wanted.length > 0 ? wanted : toyboxSpace().resolutions).filter((one) => one < side);
  const parts = [side / 2, (2 * side) / 3].map((one) => Math.round(one / FOUR) * FOUR).filter((one) => one >= LEAST_SIDE && one < side);
  return [...new Set([...(smaller.length > 0 ? smaller : parts), side])];
}
