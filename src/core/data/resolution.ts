/**
 * A task of square images at a smaller side: what networks of an elastic resolution are fed, in training, search and
 * evaluation alike. Each new pixel is the mean of the area it covers, in whole numbers and rounded half up, so that
 * the bytes are the same on every machine. Area averaging is what a camera driver or PIL's box filter does.
 */
import { InputError } from '../lib/index.ts';
import type { Split, Task } from './task.ts';

/** The same task where its images have that side already. @throws InputError for larger sides and for what is no square image */
export function taskAt(task: Task, side: number): Task {
  const [height, width, channels] = task.inputShape;
  if (height === side && width === side) return task;
  if (height !== width) throw new InputError(`has ${task.inputShape.join(' x ')} inputs; only square images have another side`, `task "${task.id}"`);
  if (!Number.isInteger(side) || side < 1 || side > height) throw new InputError(`has images of side ${height}; ${side} is not a whole number from 1 to that`, `task "${task.id}"`);
  const reduced = (split: Split): Split => ({ ...split, features: reduceImages(split.features, split.count, height, side, channels) });
  return { ...task, inputShape: [side, side, channels], train: reduced(task.train), validation: reduced(task.validation), test: reduced(task.test) };
}

/**
 * Pixel by pixel in units of 1 / to of an old pixel: a new pixel is `from` units wide, an old one `to`.
 * @param images count x from x from x channels
 * @returns count x to x to x channels
 */
export function reduceImages(images: Int8Array, count: number, from: number, to: number, channels: number): Int8Array {
  const out = new Int8Array(count * to * to * channels);
  const { first, length, weights } = overlaps(from, to);
  const row = to * channels;
  const sums = new Int32Array(from * row);
  const area = from * from;
  for (let image = 0; image < count; image++) {
    const base = image * from * from * channels;
    for (let y = 0; y < from; y++) {
      for (let x = 0; x < to; x++) {
        for (let c = 0; c < channels; c++) {
          let sum = 0;
          for (let i = 0; i < length[x]; i++) sum += weights[x][i] * images[base + (y * from + first[x] + i) * channels + c];
          sums[y * row + x * channels + c] = sum;
        }
      }
    }
    for (let y = 0; y < to; y++) {
      for (let j = 0; j < row; j++) {
        let sum = 0;
        for (let i = 0; i < length[y]; i++) sum += weights[y][i] * sums[(first[y] + i) * row + j];
        out[image * to * row + y * row + j] = Math.floor((2 * sum + area) / (2 * area));
      }
    }
  }
  return out;
}

/** Which old pixels a new one covers, and how much of each; the weights of one new pixel add up to `from`. */
function overlaps(from: number, to: number): { readonly first: readonly number[]; readonly length: readonly number[]; readonly weights: readonly (readonly number[])[] } {
  const first = Array.from({ length: to }, (_, i) => Math.floor((i * from) / to));
  const length = first.map((start, i) => Math.ceil(((i + 1) * from) / to) - start);
  const weights = first.map((start, i) =>
    Array.from({ length: length[i] }, (_, k) => Math.min((i + 1) * from, (start + k + 1) * to) - Math.max(i * from, (start + k) * to)));
  return { first, length, weights };
}
