/** The clips that ship with the page, one for each keyword: synthetic speech, for people without a microphone at hand. */
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
