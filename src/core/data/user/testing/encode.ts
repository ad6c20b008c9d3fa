/** Files as others write them, made by the shortest encoders there are: what the readers are tested on. */
import { zlibSync } from 'fflate';
import { utf8 } from '../../../lib/index.ts';
import { memoryFile } from '../dataFile.ts';
import { taskFromFiles } from '../taskFromFiles.ts';
import type { DataFile, DataOptions, DataTask } from '../types.ts';

export const joined = (...parts: readonly (Uint8Array | readonly number[] | string)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? utf8(part) : part)]));
export const u32be = (n: number): number[] => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
const u16be = (n: number): number[] => [n >> 8, n & 255];

export const file = (path: string, content: Uint8Array | readonly number[] | string): DataFile => memoryFile(path, typeof content === 'string' ? utf8(content) : Uint8Array.from(content));

/** Drives the reader to its end. */
export async function read(files: readonly DataFile[], options: DataOptions = {}): Promise<DataTask> {
  const steps = taskFromFiles(files, options);
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return step.value;
  }
}

/** 16-bit mono unless said otherwise; a tone for each seed. */
export function wav(seed: number, { seconds = 0.1, rate = 16000, channels = 1 } = {}): Uint8Array {
  const frames = Math.round(rate * seconds);
  const bytes = new Uint8Array(44 + 2 * channels * frames);
  const view = new DataView(bytes.buffer);
  bytes.set(utf8('RIFF....WAVEfmt '));
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, rate, true);
  view.setUint16(32, 2 * channels, true);
  view.setUint16(34, 16, true);
  bytes.set(utf8('data'), 36);
  view.setUint32(40, 2 * channels * frames, true);
  for (let i = 0; i < channels * frames; i++) view.setInt16(44 + 2 * i, 8000 * Math.sin(i * (0.05 + seed * 0.013)), true);
  return bytes;
}

const chunk = (name: string, body: Uint8Array | readonly number[]): Uint8Array => joined(u32be(body.length), name, body, [0, 0, 0, 0]);

export interface PngParts {
  readonly width: number;
  readonly height: number;
  readonly depth?: number;
  readonly colour?: number;
  readonly interlaced?: boolean;
  readonly palette?: readonly number[];
  readonly clear?: readonly number[];
  /** Lines with their filter bytes. */
  readonly lines: readonly number[];
}

export const png = ({ width, height, depth = 8, colour = 2, interlaced = false, palette, clear, lines }: PngParts): Uint8Array =>
  joined(
    [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10],
    chunk('IHDR', [...u32be(width), ...u32be(height), depth, colour, 0, 0, interlaced ? 1 : 0]),
    ...(palette === undefined ? [] : [chunk('PLTE', palette)]),
    ...(clear === undefined ? [] : [chunk('tRNS', clear)]),
    chunk('IDAT', zlibSync(Uint8Array.from(lines))),
    chunk('IEND', []),
  );

/** One colour all over. */
export const plainPng = (side: number, rgb: readonly number[]): Uint8Array =>
  png({ width: side, height: side, lines: Array.from({ length: side }, () => [0, ...Array.from({ length: side }, () => rgb).flat()]).flat() });

export const idx = (extents: readonly number[], data: readonly number[] | Uint8Array): Uint8Array => joined([0, 0, 8, extents.length], ...extents.map(u32be), data);

/** ustar, one block of head each; `kind` as the format numbers them. */
export function tar(entries: readonly { readonly name: string; readonly body?: Uint8Array; readonly kind?: string }[]): Uint8Array {
  const blocks = entries.flatMap(({ name, body = new Uint8Array(0), kind = '0' }) => {
    const head = new Uint8Array(512);
    head.set(utf8(name).subarray(0, 100));
    head.set(utf8(`0000644\0${'0000000\0'.repeat(2)}${body.length.toString(8).padStart(11, '0')}\0${'00000000000\0'}        ${kind}`), 100);
    head.set(utf8('ustar\0' + '00'), 257);
    head.set(utf8(`${head.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `), 148);
    return [head, body, new Uint8Array((512 - (body.length % 512)) % 512)];
  });
  return joined(...blocks, new Uint8Array(1024));
}

/** Big-endian EXIF that says how the camera was held, to be put behind a JPEG's first two bytes. */
export const exif = (turn: number): number[] => {
  const body = [...utf8('Exif\0\0MM'), 0, 42, ...u32be(8), ...u16be(1), ...u16be(0x0112), ...u16be(3), ...u32be(1), ...u16be(turn), 0, 0, ...u32be(0)];
  return [0xff, 0xe1, ...u16be(body.length + 2), ...body];
};
