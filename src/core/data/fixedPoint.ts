/**
 * The integer arithmetic of the audio front end, as every core has it: a product's high word, and two functions read
 * from tables by straight lines. src/kernels/audio/audio_parts.h is the same in C.
 */

/** floor(a * b / 2^32) of two int32: SMMUL of Armv7E-M. By halves, whose products and sums stay below 2^31. */
export function mulHigh(a: number, b: number): number {
  const low = a & 0xffff;
  const high = a >> 16;
  const middle = Math.imul(high, b & 0xffff) + (Math.imul(low, b & 0xffff) >>> 16);
  const other = Math.imul(low, b >> 16) + (middle & 0xffff);
  return Math.imul(high, b >> 16) + (middle >> 16) + (other >> 16);
}

/** Between entries 2^bits apart: the table at x / 2^bits, rounded down. */
export function between(table: ArrayLike<number>, x: number, bits: number): number {
  const i = x >> bits;
  return table[i] + (((table[i + 1] - table[i]) * (x & ((1 << bits) - 1))) >> bits);
}
