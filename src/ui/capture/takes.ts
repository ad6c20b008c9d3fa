/**
 * How a held recording becomes takes. A short hold is one word, and one take: the front end finds its loudest second. A
 * long one is a hum, a noise or a silence, and is cut into seconds, each an example of its own.
 */
const LONGEST_WORD_S = 3;
export const LONGEST_HOLD_S = 30;

/** @returns parts of `samples`, each a second long at least where there is so much */
export function cutTakes(samples: Float32Array, sampleRate: number): Float32Array[] {
  if (samples.length < LONGEST_WORD_S * sampleRate) return samples.length === 0 ? [] : [samples];
  return Array.from({ length: Math.floor(samples.length / sampleRate) }, (_, i) => samples.slice(i * sampleRate, (i + 1) * sampleRate));
}

/** Blocks in their order as one. */
export function joinBlocks(blocks: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    all.set(block, at);
    at += block.length;
  }
  return all;
}

/** Lowest and highest sample of equal stretches, from -1 to 1: the outline of a 16-bit mono WAV file as this page writes them. */
export function outline(wav: Uint8Array, stretches: number): readonly (readonly [low: number, high: number])[] {
  const HEAD = 44;
  const view = new DataView(wav.buffer, wav.byteOffset, wav.byteLength);
  const count = Math.max(0, Math.floor((wav.length - HEAD) / 2));
  return Array.from({ length: stretches }, (_, s) => {
    let [low, high] = [0, 0];
    for (let i = Math.floor((s * count) / stretches); i < Math.floor(((s + 1) * count) / stretches); i++) {
      const value = view.getInt16(HEAD + 2 * i, true) / 32768;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return [low, high] as const;
  });
}
