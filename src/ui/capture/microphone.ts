/**
 * The microphone as blocks of samples, through a worklet of ours. Echo cancelling, noise suppression and gain control
 * are asked to stay off: a microcontroller has none of them, so a network must not get used to them.
 */
import recorder from './recorder.worklet.ts?worker&url';
import { takenAway, troubleOf, unreachable } from './trouble.ts';

export interface Microphone {
  readonly sampleRate: number;
  /** For a live picture of what comes in. */
  readonly analyser: AnalyserNode;
  /** @returns a function that stops listening */
  listen(onBlock: (samples: Float32Array) => void): () => void;
  /** Lets go of the device, so that the browser's recording sign goes out. */
  close(): void;
}

/**
 * @param onLost told why, where it goes while it is open
 * @throws DeviceTrouble with a sentence for a person
 */
export async function openMicrophone(onLost: (why: Error) => void): Promise<Microphone> {
  // An insecure page has no mediaDevices at all, whatever the types say.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined || typeof AudioWorkletNode === 'undefined') throw unreachable('microphone');
  let stream: MediaStream | null = null;
  const context = new AudioContext();
  try {
    stream = await devices.getUserMedia({ audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
    await context.audioWorklet.addModule(recorder);
    await context.resume();
  } catch (error) {
    stream?.getTracks().forEach((track) => track.stop());
    void context.close();
    throw troubleOf('microphone', error);
  }
  const tracks = stream.getTracks();
  for (const track of tracks) track.addEventListener('ended', () => onLost(takenAway('microphone')));
  const source = context.createMediaStreamSource(stream);
  const analyser = new AnalyserNode(context, { fftSize: 1024, smoothingTimeConstant: 0.2 });
  const node = new AudioWorkletNode(context, 'thimble-recorder', { numberOfOutputs: 0 });
  source.connect(analyser);
  source.connect(node);
  const listeners = new Set<(samples: Float32Array) => void>();
  node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
    for (const listener of listeners) listener(data);
  };
  return {
    sampleRate: context.sampleRate,
    analyser,
    listen(onBlock) {
      listeners.add(onBlock);
      return () => listeners.delete(onBlock);
    },
    close() {
      listeners.clear();
      for (const track of tracks) track.stop();
      void context.close();
    },
  };
}
