/** Files a person drops on the live trial: sounds to samples, pictures to a square of int8 as a network takes them. */
import { readWav } from '../../engine/index.ts';
import { drawSquare } from './camera.ts';

const isWav = (bytes: Uint8Array): boolean => String.fromCharCode(...bytes.subarray(0, 4)) === 'RIFF';
/** Of what the browser decodes; WAV files keep their own. */
const DECODED_HZ = 48_000;

/** A WAV file by the engine's reader, anything else by the browser's. @throws Error naming the file */
export async function decodeSound(name: string, bytes: Uint8Array): Promise<{ readonly samples: Float32Array; readonly sampleRate: number }> {
  if (isWav(bytes)) return readWav(bytes, name);
  try {
    const buffer = await new OfflineAudioContext(1, 1, DECODED_HZ).decodeAudioData(bytes.slice().buffer);
    return { samples: buffer.getChannelData(0), sampleRate: buffer.sampleRate };
  } catch {
    throw new Error(`${name}: is no sound that this browser can decode; WAV files always are.`);
  }
}

/** @throws Error naming the file */
export async function decodePicture(file: File, side: number): Promise<ImageData> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    throw new Error(`${file.name}: is no picture that this browser can decode; PNG and JPEG always are.`);
  }
  const canvas = new OffscreenCanvas(side, side);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error(`${file.name}: this browser has no canvas to draw it on.`);
  drawSquare(context, picture, picture.width, picture.height, side);
  picture.close();
  return context.getImageData(0, 0, side, side);
}

/** Pixels as int8 about zero, in three channels or as their mean in one (what image tasks here and most int8 networks take). */
export function pixelsToInput({ data }: { readonly data: ArrayLike<number> }, channels: number): Int8Array {
  const input = new Int8Array((data.length / 4) * channels);
  for (let pixel = 0; pixel < data.length / 4; pixel++) {
    if (channels === 3) for (let c = 0; c < 3; c++) input[3 * pixel + c] = data[4 * pixel + c] - 128;
    else input[pixel] = Math.round((data[4 * pixel] + data[4 * pixel + 1] + data[4 * pixel + 2]) / 3) - 128;
  }
  return input;
}

/** An example of another side, nearest pixel by nearest pixel: for networks at a smaller resolution than their task. */
export function resized(features: Int8Array, from: number, channels: number, to: number): Int8Array {
  if (from === to) return features;
  const out = new Int8Array(to * to * channels);
  for (let y = 0; y < to; y++) {
    for (let x = 0; x < to; x++) {
      const source = (Math.floor(((y + 0.5) * from) / to) * from + Math.floor(((x + 0.5) * from) / to)) * channels;
      out.set(features.subarray(source, source + channels), (y * to + x) * channels);
    }
  }
  return out;
}
