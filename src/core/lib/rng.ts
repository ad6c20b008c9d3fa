/**
 * Seeded random numbers by integer arithmetic only, so that a seed means the same bits in every engine.
 * Generator: xoshiro128** 1.1 (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021);
 * seeding: a 32-bit FNV-1a hash of the label, spread by the splitmix32 finaliser.
 */
export class Rng {
  private readonly s: Uint32Array;

  /** @param seed a number or a text; equal seeds give equal streams. */
  constructor(private readonly seed: number | string) {
    let hash = 0x811c9dc5;
    const text = String(seed);
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    this.s = new Uint32Array(4);
    for (let i = 0; i < 4; i++) {
      hash = (hash + 0x9e3779b9) | 0;
      let z = hash;
      z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
      z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
      this.s[i] = z ^ (z >>> 16);
    }
  }

  /** An independent stream named after this one's seed and a label; does not disturb this stream. */
  fork(label: number | string): Rng {
    return new Rng(`${this.seed}/${label}`);
  }

  /** Next 32 random bits as an unsigned integer. */
  next(): number {
    const s = this.s;
    const product = Math.imul(s[1], 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result;
  }

  /** Uniform integer in [0, bound), bound at most 2^32; multiply-shift, bias below bound / 2^32. */
  int(bound: number): number {
    return Math.floor((this.next() * bound) / 0x1_0000_0000);
  }

  /** Uniform in [0, 1) with 32 random bits. */
  float(): number {
    return this.next() / 0x1_0000_0000;
  }

  /** One element, uniformly. */
  pick<T>(items: readonly T[]): T {
    return items[this.int(items.length)];
  }

  /** Fisher-Yates, in place; returns its argument. */
  shuffle<A extends { [index: number]: unknown; readonly length: number }>(items: A): A {
    const list = items as { [index: number]: unknown; readonly length: number };
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      const kept = list[i];
      list[i] = list[j];
      list[j] = kept;
    }
    return items;
  }

  /** Approximately standard normal: sum of twelve uniforms less six (exact arithmetic, no logarithm needed). */
  normal(): number {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += this.float();
    return sum;
  }
}
