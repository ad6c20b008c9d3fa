/** Whether every network of one space is also a network of another: what lets a supernet of the larger serve the smaller. */
import type { Space } from './space.ts';

/** True for equal spaces too. */
export function isSubspace(part: Space, whole: Space): boolean {
  const skeleton = ({ id: _id, choices: _choices, widths: _widths, kernels: _kernels, expands: _expands, resolutions, input, ...rest }: Space): string =>
    JSON.stringify({ ...rest, input: resolutions.length === 0 ? input : input[2] });
  const within = (some: readonly number[], all: readonly number[]): boolean => some.every((option) => all.includes(option));
  return (
    skeleton(part) === skeleton(whole) &&
    within(part.widths, whole.widths) &&
    within(part.kernels, whole.kernels) &&
    within(part.expands, whole.expands) &&
    within(part.resolutions, whole.resolutions)
  );
}
