/**
 * Reads RIFF/WAVE sound: integer PCM of 8, 16, 24 or 32 bits and 32-bit float, any number of channels mixed down to
 * one, chunks in any order (Microsoft, "Multimedia Programming Interface and Data Specifications 1.0", 1991, and the
 * WAVE_FORMAT_EXTENSIBLE note of 2001). Memory is bounded by the file, four bytes per frame that is really there, and
 * by half a gibibyte.
 */
import { InputError } from '../lib/index.ts';

export interface Wav {
  readonly sampleRate: number;
  /** One channel; integers are scaled to [-1, 1), floats kept. */
  readonly samples: Float32Array;
}

interface Format {
  readonly float: boolean;
  readonly channels: number;
  readonly sampleRate: number;
  readonly bytesPerSample: number;
}

const PCM = 1;
const IEEE_FLOAT = 3;
const EXTENSIBLE = 0xfffe;
const TO_THE_END = 0xffffffff; // what a writer into a pipe leaves, since it cannot come back to fill in the length

/** 46 minutes at 48 kHz. */
const MOST_FRAMES = 2 ** 27;

/**
 * @param file name for messages
 * @throws InputError that names the file, the byte and the cause
 */
export function readWav(bytes: Uint8Array, file: string): Wav & { readonly channels: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fail = (what: string, at: number): never => {
    throw new InputError(what, `${file}, byte ${at}`);
  };
  if (bytes.length < 12) fail(`a WAV file has at least 12 bytes of head, this one ends after ${bytes.length}`, bytes.length);
  const magic = tag(bytes, 0);
  if (magic !== 'RIFF' || tag(bytes, 8) !== 'WAVE') fail(`not a WAV file: it should begin with RIFF....WAVE, not "${magic}"`, 0);

  let format: Format | undefined;
  let data: { start: number; end: number } | undefined;
  for (let at = 12; at + 8 <= bytes.length && !(format !== undefined && data !== undefined); ) {
    const name = tag(bytes, at);
    const stated = view.getUint32(at + 4, true);
    const start = at + 8;
    const length = name === 'data' && stated === TO_THE_END ? bytes.length - start : stated;
    if (start + length > bytes.length) {
      fail(`chunk "${name}" says ${stated} bytes but ${bytes.length - start} are left; the file is truncated`, at);
    }
    if (name === 'fmt ') format = readFormat(view, start, length, fail);
    if (name === 'data') data = { start, end: start + length };
    at = start + length + (length % 2);
  }
  if (format === undefined) return fail('no "fmt " chunk, so the sound has no known format', bytes.length);
  if (data === undefined) return fail('no "data" chunk, so there is no sound in it', bytes.length);
  return { sampleRate: format.sampleRate, channels: format.channels, samples: mixDown(view, data, format, fail) };
}

function readFormat(view: DataView, start: number, length: number, fail: (what: string, at: number) => never): Format {
  if (length < 16) fail(`the "fmt " chunk has ${length} bytes, at least 16 are needed`, start);
  let code = view.getUint16(start, true);
  const channels = view.getUint16(start + 2, true);
  const sampleRate = view.getUint32(start + 4, true);
  const blockBytes = view.getUint16(start + 12, true);
  const bits = view.getUint16(start + 14, true);
  if (code === EXTENSIBLE) {
    if (length < 40) fail(`an extensible "fmt " chunk has 40 bytes, this one ${length}`, start);
    code = view.getUint16(start + 24, true);
  }
  if (code !== PCM && code !== IEEE_FLOAT) fail(`sound is coded as format ${code}; only PCM (1) and float (3) are read`, start);
  if (code === PCM && ![8, 16, 24, 32].includes(bits)) fail(`${bits}-bit PCM is not read; 8, 16, 24 and 32 bits are`, start + 14);
  if (code === IEEE_FLOAT && bits !== 32) fail(`${bits}-bit float is not read; 32 bits are`, start + 14);
  if (channels < 1 || channels > 64) fail(`${channels} channels; 1 to 64 are read`, start + 2);
  if (sampleRate < 1000 || sampleRate > 768_000) fail(`a rate of ${sampleRate} Hz; 1000 to 768000 Hz are read`, start + 4);
  const bytesPerSample = bits / 8;
  if (blockBytes !== channels * bytesPerSample) {
    fail(`block of ${blockBytes} bytes does not agree with ${channels} channel(s) of ${bits} bits`, start + 12);
  }
  return { float: code === IEEE_FLOAT, channels, sampleRate, bytesPerSample };
}

function mixDown(
  view: DataView,
  { start, end }: { start: number; end: number },
  { float, channels, bytesPerSample }: Format,
  fail: (what: string, at: number) => never,
): Float32Array {
  const block = channels * bytesPerSample;
  const frames = Math.floor((end - start) / block);
  if (frames > MOST_FRAMES) fail(`${frames} frames of sound; at most ${MOST_FRAMES} are read, cut the recording into pieces`, start);
  const samples = new Float32Array(frames);
  for (let f = 0; f < frames; f++) {
    let total = 0;
    for (let c = 0; c < channels; c++) {
      const at = start + f * block + c * bytesPerSample;
      const value = float ? view.getFloat32(at, true) : readInteger(view, at, bytesPerSample);
      if (!Number.isFinite(value)) fail(`sample ${f} is not a finite number`, at);
      total += value;
    }
    samples[f] = Math.max(-MAX_FLOAT, Math.min(MAX_FLOAT, total / channels));
  }
  return samples;
}

const MAX_FLOAT = 3.4028234663852886e38;

/** One little-endian sample as a fraction of full scale; 8-bit samples are unsigned, as the format wants. */
function readInteger(view: DataView, at: number, bytesPerSample: number): number {
  switch (bytesPerSample) {
    case 1:
      return (view.getUint8(at) - 128) / 128;
    case 2:
      return view.getInt16(at, true) / 32768;
    case 3:
      return (view.getUint16(at, true) | (view.getInt8(at + 2) << 16)) / 8388608;
    default:
      return view.getInt32(at, true) / 2147483648;
  }
}

function tag(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4)).replace(/[^ -~]/g, '?');
}
