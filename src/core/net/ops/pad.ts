/** A border round the plane that belongs to no window. */
import { InputError } from '../../lib/index.ts';
import type { Pad, Shape } from '../ir.ts';

/** @throws InputError when the border is not of whole numbers from 0 */
export function padShape({ padding: { top, bottom, left, right }, name }: Pad, [height, width, channels]: Shape): Shape {
  if ([top, bottom, left, right].some((n) => !Number.isInteger(n) || n < 0)) throw new InputError(`padding ${top},${bottom},${left},${right} must be whole numbers from 0`, name);
  return [top + height + bottom, left + width + right, channels];
}
