/** Files a person drops on the live trial: sounds to samples, pictures to a square of pixels. */
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
