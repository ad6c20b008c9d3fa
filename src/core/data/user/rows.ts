/** Examples one behind the other while nobody knows how many there will be: in blocks, so that nothing is copied as they grow. */
import { InputError } from '../../lib/index.ts';

const BLOCK_BYTES = 2 ** 20;
/** What a task file may hold (taskHead.ts), and about what a page can. */
export const MOST_TASK_BYTES = 2 ** 29;

export class Rows<A extends Int8Array | Float64Array> {
  private readonly blocks: A[] = [];
  private readonly perBlock: number;
  count = 0;

  /** @param width values of one row */
  constructor(readonly width: number, private readonly make: (length: number) => A) {
    this.perBlock = Math.max(1, Math.floor(BLOCK_BYTES / (width * make(0).BYTES_PER_ELEMENT)));
  }

  /** @returns the new row's number @throws InputError where a task would grow too large */
  add(values: ArrayLike<number>): number {
    const at = this.count % this.perBlock;
    if (at === 0) {
      if ((this.count + 1) * this.width * this.make(0).BYTES_PER_ELEMENT > MOST_TASK_BYTES) {
        throw new InputError(`more than ${this.count} examples of ${this.width} values do not fit in ${MOST_TASK_BYTES / 2 ** 20} MiB; take fewer, or smaller ones`);
      }
      this.blocks.push(this.make(this.perBlock * this.width));
    }
    this.blocks[this.blocks.length - 1].set(values, at * this.width);
    return this.count++;
  }

  row(index: number): A {
    const at = (index % this.perBlock) * this.width;
    return this.blocks[Math.floor(index / this.perBlock)].subarray(at, at + this.width) as A;
  }
}

export const int8Rows = (width: number): Rows<Int8Array> => new Rows(width, (length) => new Int8Array(length));
