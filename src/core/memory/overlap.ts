/**
 * How far an output may lie over the input it is computed from: the smallest safe distance of the two addresses,
 * derived exactly by walking the output's pixels in the order in which the kernel writes them. Processed forward, the
 * output may start `forward` elements or more before its input: after pixel t is written, nothing up to its end is
 * read any more, so forward = max over t of (end of pixel t) - (lowest element read later). Processed in falling
 * order it may start `reverse` elements or more after its input's start, by the mirrored argument. Negative distances
 * mean that the output may even start inside the input, as where a 1 x 1 convolution has fewer channels out than in.
 * Source of the idea: diagonal memory optimisation (arXiv 2010.01668), here for any window, stride, padding and view.
 */
import { readRange, reach, type Geometry, type Window } from './geometry.ts';

/** Elements; -Infinity where any address will do, for nothing is read after the first write. */
export interface Distances {
  readonly forward: number;
  readonly reverse: number;
}

/**
 * @param interleaved pixels whose reads may still follow the write of one of them: 0 where a kernel has read a pixel
 * (and its block) wholly before it writes it, n where it works on up to n pixels at a time, reads and writes mixed
 */
export function pixelDistances(geometry: Geometry, interleaved: number): Distances {
  const { output } = geometry;
  const [low, high] = readsPerPixel(geometry);
  const pixels = low.length;
  for (let t = pixels - 2; t >= 0; t--) low[t] = Math.min(low[t], low[t + 1]);
  for (let t = 1; t < pixels; t++) high[t] = Math.max(high[t], high[t - 1]);
  let forward = -Infinity;
  let reverse = -Infinity;
  for (let t = 0; t < pixels; t++) {
    const written = output.start + Math.floor(t / output.width) * output.row + (t % output.width) * output.channels;
    const later = Math.max(0, t + 1 - interleaved);
    if (later < pixels) forward = Math.max(forward, written + output.channels - low[later]);
    const earlier = Math.min(pixels - 1, t - 1 + interleaved);
    if (earlier >= 0) reverse = Math.max(reverse, high[earlier] - written);
  }
  return { forward, reverse };
}

/** By output pixel: the lowest element it reads, and the end of the highest. */
function readsPerPixel({ input, output, window, padTop, padLeft }: Geometry): [low: Float64Array, high: Float64Array] {
  const low = new Float64Array(output.height * output.width).fill(Infinity);
  const high = new Float64Array(output.height * output.width).fill(-Infinity);
  const columns = Array.from({ length: output.width }, (_, x) => readRange(x, padLeft, input.width, window, 1));
  for (let y = 0; y < output.height; y++) {
    const rows = readRange(y, padTop, input.height, window, 0);
    if (rows === null) continue;
    for (let x = 0; x < output.width; x++) {
      const place = columns[x];
      if (place === null) continue;
      low[y * output.width + x] = input.start + rows[0] * input.row + place[0] * input.channels;
      high[y * output.width + x] = input.start + rows[1] * input.row + (place[1] + 1) * input.channels;
    }
  }
  return [low, high];
}

/**
 * Whether a depthwise layer may write channel by channel from the very address it reads, with a ring of rows of one
 * channel set aside: each output row must end before the first input row that is not yet in the ring.
 */
export function ringIsSafe({ input, output, window, padTop, padLeft }: Geometry): boolean {
  if (input.channels !== output.channels) return false;
  const needed = tapped(output.height, padTop, input.height, window, 0);
  const column = tapped(output.width, padLeft, input.width, window, 1).indexOf(true);
  for (let y = 0; y < output.height; y++) {
    const unread = needed.indexOf(true, Math.max(0, y * window.stride[0] - padTop + reach(window, 0)));
    if (unread >= 0 && column >= 0 && output.start + (y + 1) * output.row > input.start + unread * input.row + column * input.channels) return false;
  }
  return true;
}

/** By row (column) of the input: whether any window looks at it. */
function tapped(places: number, before: number, extent: number, { kernel, stride, dilation }: Window, axis: 0 | 1): boolean[] {
  const hit = new Array<boolean>(extent).fill(false);
  for (let place = 0; place < places; place++) {
    for (let tap = 0; tap < kernel[axis]; tap++) {
      const at = place * stride[axis] - before + tap * dilation[axis];
      if (at >= 0 && at < extent) hit[at] = true;
    }
  }
  return hit;
}

/** Whether element i of the view lies at the same distance from its tensor's address as element i of the output. */
export const samePlaces = ({ input, output }: Geometry): boolean =>
  input.start === output.start && input.channels === output.channels && input.width === output.width && input.height === output.height &&
  (input.height === 1 || input.row === output.row);
