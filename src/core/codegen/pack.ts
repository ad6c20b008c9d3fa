/**
 * Weights in the order in which the kernels read them. Channels stand two by two, so that one word holds two taps of
 * two channels and the instruction that widens bytes 0 and 2 (SXTB16) gives one channel's pair of taps, the same
 * after a turn by 8 bits the other's. Taps come in groups of 4, as pairs (k0, k2) and (k1, k3), which is how SXTB16
 * splits four input bytes. One group of channels a, b is 8 bytes: a0 b0 a2 b2 a1 b1 a3 b3.
 * Taps are padded with zeros to a multiple of 4, channels to a multiple of 2.
 */

/** Bytes of packed weights; of a dense layer, of its padded channels. */
export const packedBytes = (channels: number, taps: number): number => ((channels + 1) & ~1) * ((taps + 3) & ~3);

/** Where tap k of a group of 4 stands. */
const PLACES = [0, 2, 1, 3] as const;

/** Offset of a weight in the packed weights of a convolution. */
export const pairIndex = (channel: number, tap: number, taps: number): number =>
  (channel >> 1) * 2 * ((taps + 3) & ~3) + 8 * (tap >> 2) + 2 * PLACES[tap & 3] + (channel & 1);

/**
 * Offset in those of a dense layer: groups of six channels, then one or two groups of four, a group of 4 taps 24 or 16
 * bytes. Channels are padded to an even number, at least 4, which is a sum of sixes and fours.
 */
export function denseIndex(channel: number, tap: number, taps: number, channels: number): number {
  const sixes = channelsBySixes(channels);
  const width = channel < sixes ? 6 : 4;
  const place = channel < sixes ? channel % 6 : (channel - sixes) % 4;
  return (channel - place) * ((taps + 3) & ~3) + width * 4 * (tap >> 2) + 8 * (place >> 1) + 2 * PLACES[tap & 3] + (place & 1);
}

const paddedDense = (channels: number): number => Math.max(4, (channels + 1) & ~1);

/** How many of a dense layer's channels, padded ones included, stand in groups of six. */
export function channelsBySixes(channels: number): number {
  const padded = paddedDense(channels);
  return padded - (padded % 6 === 2 ? 8 : padded % 6);
}

/**
 * Convolution weights for the kernels.
 * @param weights [channels][taps], taps = kernel height x kernel width x input channels
 */
export const packPairs = (weights: Int8Array, channels: number): Int8Array =>
  pack(weights, channels, packedBytes(channels, weights.length / channels), pairIndex);

/**
 * Dense weights for the kernel.
 * @param weights [channels][inputs]
 */
export const packDense = (weights: Int8Array, channels: number): Int8Array =>
  pack(weights, channels, packedBytes(paddedDense(channels), weights.length / channels), denseIndex);

function pack(weights: Int8Array, channels: number, bytes: number, index: typeof denseIndex): Int8Array {
  const taps = weights.length / channels;
  const packed = new Int8Array(bytes);
  for (let channel = 0; channel < channels; channel++) {
    for (let tap = 0; tap < taps; tap++) packed[index(channel, tap, taps, channels)] = weights[channel * taps + tap];
  }
  return packed;
}
