/** Plays recordings by Web Audio, one at a time: the page's policy lets media elements play nothing that was made here. */
export interface Player {
  /** Resolves when it has been heard to its end, or another took its place. @throws where the browser cannot decode it */
  play(bytes: Uint8Array): Promise<void>;
  hush(): void;
}

export function createPlayer(): Player {
  let playing: { readonly context: AudioContext; readonly source: AudioBufferSourceNode } | null = null;
  const hush = (): void => {
    const last = playing;
    playing = null;
    last?.source.stop();
    void last?.context.close();
  };
  return {
    hush,
    async play(bytes) {
      hush();
      const context = new AudioContext();
      const source = context.createBufferSource();
      try {
        source.buffer = await context.decodeAudioData(bytes.slice().buffer);
      } catch (error) {
        void context.close();
        throw error;
      }
      const mine = { context, source };
      hush();
      playing = mine;
      source.connect(context.destination);
      await new Promise<void>((resolve) => {
        source.onended = () => resolve();
        source.start();
      });
      if (playing === mine) hush();
    },
  };
}
