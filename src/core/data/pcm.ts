/**
 * Sound as a microphone of a board delivers it: 16-bit samples. What was read from a 16-bit WAV file comes back as it
 * was; what is louder than full scale is turned down to it, since the front end does not mind the gain.
 */

/** @param samples finite fractions of full scale */
export function pcm16(samples: Float32Array): Int16Array {
  let largest = 0;
  for (const sample of samples) largest = Math.max(largest, Math.abs(sample));
  const gain = largest > 1 ? 32767 / largest : 32768;
  const pcm = new Int16Array(samples.length);
  for (let i = 0; i < pcm.length; i++) pcm[i] = Math.min(32767, Math.round(samples[i] * gain));
  return pcm;
}
