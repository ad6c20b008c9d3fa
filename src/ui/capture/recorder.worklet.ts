/**
 * Runs on the browser's audio thread: hands the microphone's samples, mixed down to one channel, to the page in blocks
 * of a sixteenth of a second or so. It keeps nothing and decides nothing. A file of its own, served by the page itself,
 * because the page's policy lets no other script in (Web Audio API, "AudioWorklet").
 */
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor & { process(inputs: readonly (readonly Float32Array[])[]): boolean }): void;

const BLOCK = 1024;

class Recorder extends AudioWorkletProcessor {
  private block = new Float32Array(BLOCK);
  private filled = 0;

  /** @returns true, so that the browser keeps it running while nothing is connected */
  process([channels]: readonly (readonly Float32Array[])[]): boolean {
    const [first] = channels ?? [];
    if (!first) return true;
    for (let i = 0; i < first.length; i++) {
      let sum = 0;
      for (const channel of channels) sum += channel[i];
      this.block[this.filled++] = sum / channels.length;
      if (this.filled < BLOCK) continue;
      this.port.postMessage(this.block, [this.block.buffer]);
      this.block = new Float32Array(BLOCK);
      this.filled = 0;
    }
    return true;
  }
}

registerProcessor('thimble-recorder', Recorder);
