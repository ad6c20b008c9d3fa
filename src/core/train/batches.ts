/**
 * Makes the batches of a run: examples in the epoch's order, changed by augmentation, at the side each network takes.
 * All networks of a step see the same changed examples, so that a small image's network can learn from a large one's.
 * Two batches are kept, so that one can be made while workers compute on the other; the third overwrites the first.
 */
import { reduceImages, type Task } from '../data/index.ts';
import type { Rng } from '../lib/index.ts';
import type { Space } from '../space/index.ts';
import { augment, dequantise } from './augment.ts';
import { augmentImage } from './augmentImage.ts';
import { roundUp4 } from './layout.ts';
import { mixInputs, mixShares, mixTargets } from './mixup.ts';
import type { TrainRecipe } from './recipe.ts';
import { floatsToShare } from './share.ts';

interface Batch {
  readonly labels: Uint8Array;
  readonly bySide: Map<number, { readonly reals: Float32Array; fresh: boolean }>;
}

export class Batches {
  private batch: Batch;
  private other: Batch;
  /** Shares of the next example, where examples are blended. */
  private shares: Uint8Array | null = null;
  private readonly bytes: Int8Array | null;
  private readonly side: number;

  /** @param task at the space's largest side */
  constructor(private readonly space: Space, private readonly task: Task, private readonly recipe: TrainRecipe) {
    const [rows, columns, depth] = task.inputShape;
    const empty = (): Batch => ({ labels: new Uint8Array(recipe.batch), bySide: new Map() });
    this.batch = empty();
    this.other = empty();
    this.bytes = space.family === 'dscnn' ? null : new Int8Array(recipe.batch * rows * columns * depth);
    this.side = rows;
  }

  get labels(): Uint8Array {
    return this.batch.labels;
  }

  /** Example j of batch s, wrapping round when the split is smaller than one batch. */
  load(order: Uint32Array, s: number, rng: Rng): void {
    const { task, recipe, bytes } = this;
    const [rows, columns, depth] = task.inputShape;
    const size = rows * columns * depth;
    [this.batch, this.other] = [this.other, this.batch];
    for (const entry of this.batch.bySide.values()) entry.fresh = false;
    const whole = this.entry(this.side, size);
    for (let j = 0; j < recipe.batch; j++) {
      const example = order[(s * recipe.batch + j) % order.length];
      if (bytes === null) augment(task.train.features, example * size, rows, columns * depth, task.inputQuant, recipe.augment, rng, whole.reals, j * size);
      else augmentImage(task.train.features, example * size, rows, depth, task.inputQuant.zeroPoint, recipe.augment, rng, bytes, j * size);
      this.labels[j] = task.train.labels[example];
    }
    this.shares = recipe.augment.mixup > 0 ? mixShares(recipe.batch, recipe.augment.mixup, rng) : null;
    if (bytes !== null) return;
    if (this.shares !== null) mixInputs(whole.reals, recipe.shard, this.shares);
    whole.fresh = true;
  }

  /** @param side null: the task's own. @returns batch x input elements */
  inputs(side: number | null): Float32Array {
    const { task: { inputShape: [rows, columns, depth], inputQuant }, recipe: { batch, shard }, bytes } = this;
    const wanted = side ?? this.side;
    const entry = this.entry(wanted, side === null ? rows * columns * depth : side * side * depth);
    if (entry.fresh || bytes === null) return entry.reals;
    const reduced = wanted === rows ? bytes : reduceImages(bytes, batch, rows, wanted, depth);
    dequantise(reduced, 0, reduced.length, inputQuant, entry.reals, 0);
    if (this.shares !== null) mixInputs(entry.reals, shard, this.shares);
    entry.fresh = true;
    return entry.reals;
  }

  /** What stands in the labels' place for one shard where examples are blended, else null. */
  targets(shard: number): Float32Array | null {
    const { recipe: { shard: size, labelSmoothing }, space: { classes } } = this;
    const range = [shard * size, (shard + 1) * size] as const;
    return this.shares && mixTargets(this.labels.subarray(...range), this.shares.subarray(...range), classes, roundUp4(classes), labelSmoothing);
  }

  private entry(side: number, size: number): { readonly reals: Float32Array; fresh: boolean } {
    const known = this.batch.bySide.get(side);
    if (known !== undefined) return known;
    const entry = { reals: floatsToShare(this.recipe.batch * size), fresh: false };
    this.batch.bySide.set(side, entry);
    return entry;
  }
}
