/** What is offered to people without a microphone or a camera at hand: clips that ship with the page, scenes it draws; synthetic both. */
import type { TaskSamples } from '../../engine/index.ts';
import { pixelsToRgba } from './pixels.ts';

/** One clip for each keyword. */
export const CLIP_WORDS = ['yes', 'no', 'up', 'down', 'left', 'right', 'on', 'off', 'stop', 'go', 'silence', 'unknown'] as const;

export interface OfferedClip {
  readonly label: string;
  /** A WAV file of one second. */
  readonly bytes: Uint8Array;
}

/** @throws Error where the page is no longer served */
export async function offeredClip(label: string): Promise<OfferedClip> {
  const response = await fetch(`clips/${label}.wav`);
  if (!response.ok) throw new Error(`The clip “${label}” could not be fetched (${response.status}). Nothing you had is lost.`);
  return { label, bytes: new Uint8Array(await response.arrayBuffer()) };
}

export const offeredClips = (): Promise<OfferedClip[]> => Promise.all(CLIP_WORDS.map(offeredClip));

/** Test pictures of a task as the files a camera would have given. */
export async function offeredPictures({ task, examples }: TaskSamples): Promise<readonly { readonly label: string; readonly bytes: Uint8Array }[]> {
  const [side, , channels] = task.inputShape;
  // all at once: a browser puts off each picture that it encodes until it idles, up to a second
  return Promise.all(examples.map(async ({ label, features }) => {
    const canvas = new OffscreenCanvas(side, side);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('This browser has no canvas to draw the pictures on.');
    const image = context.createImageData(side, side);
    image.data.set(pixelsToRgba(features, channels));
    context.putImageData(image, 0, 0);
    return { label: task.classes[label], bytes: new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer()) };
  }));
}
