/**
 * The reference core keeps its floats in double precision and addresses them like the wasm core (bytes of a float32
 * array), so that one test runs on both, and finite differences have digits to spare.
 */
import { FLOAT_BYTES, type Address } from '../backend.ts';
import { Pool } from '../pool.ts';

export class ReferenceMemory {
  private readonly pool = new Pool(FLOAT_BYTES * 4); // address 0 stays free for "absent"
  private data = new Float64Array(0);

  alloc(count: number): Address {
    const at = this.pool.take(count * FLOAT_BYTES);
    const needed = this.pool.end / FLOAT_BYTES;
    if (needed > this.data.length) {
      const grown = new Float64Array(Math.ceil(needed * 1.5));
      grown.set(this.data);
      this.data = grown;
    }
    this.floats(at, count).fill(0);
    return at;
  }

  free(at: Address): void {
    this.pool.give(at);
  }

  floats(at: Address, count: number): Float64Array {
    return this.data.subarray(at / FLOAT_BYTES, at / FLOAT_BYTES + count);
  }

  /** From an address to the end; what kernels index. */
  from(at: Address): Float64Array {
    return this.data.subarray(at / FLOAT_BYTES);
  }
}
