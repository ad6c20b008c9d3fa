/**
 * PNG to 8-bit grey or colour (ISO/IEC 15948:2004): every colour type and depth, interlaced or not; what is transparent
 * lies on white. Read here and not by a library because the pure ones at hand neither bound what a file unpacks to nor
 * read interlaced pictures of less than 8 bits; unpacking itself is fflate's.
 */
import { InputError, startsWith } from '../../lib/index.ts';
import { inflate } from './inflate.ts';
import type { Pixels } from './pixels.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** 25 megapixels: a photograph of 2026, and 200 MB at the most while it is read. */
export const MOST_PIXELS = 25_000_000;
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const DEPTHS: Readonly<Record<number, readonly number[]>> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] };
/** Adam7: first column and row, step across and down. */
const PASSES = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const;

interface PngHead {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly interlaced: boolean;
}

export const isPng = (bytes: Uint8Array): boolean => startsWith(bytes, SIGNATURE);

/** @param bytes the first 33 at least @throws InputError */
export function readPngHead(bytes: Uint8Array, file: string): PngHead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 33 || !startsWith(bytes, 'IHDR', 12)) throw new InputError('no head (IHDR); the picture is truncated or damaged', file);
  const [width, height, depth, colour] = [view.getUint32(16), view.getUint32(20), bytes[24], bytes[25]];
  if (width === 0 || height === 0 || width * height > MOST_PIXELS) throw new InputError(`${width} x ${height} pixels; 1 to ${MOST_PIXELS} in all are read`, file);
  if (DEPTHS[colour]?.includes(depth) !== true || bytes[26] !== 0 || bytes[27] !== 0 || bytes[28] > 1) {
    throw new InputError(`colour type ${colour} with ${depth} bits, methods ${bytes[26]}, ${bytes[27]}, ${bytes[28]} is no PNG of the standard`, `${file}, byte 24`);
  }
  return { width, height, depth, colour, interlaced: bytes[28] === 1 };
}

/** @throws InputError that names the place */
export function readPng(bytes: Uint8Array, file: string): Pixels {
  const head = readPngHead(bytes, file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packed: Uint8Array[] = [];
  let [palette, clear] = [new Uint8Array(0), new Uint8Array(0)];
  for (let at = 8; ; ) {
    if (at + 12 > bytes.length) throw new InputError('ends before its last part (IEND); the picture is truncated', `${file}, byte ${bytes.length}`);
    const length = view.getUint32(at);
    if (at + 12 + length > bytes.length) throw new InputError(`a part of ${length} bytes begins here, ${bytes.length - at - 12} are left; the picture is truncated`, `${file}, byte ${at}`);
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (startsWith(bytes, 'IDAT', at + 4)) packed.push(body);
    else if (startsWith(bytes, 'PLTE', at + 4)) palette = body.slice();
    else if (startsWith(bytes, 'tRNS', at + 4)) clear = body.slice();
    else if (startsWith(bytes, 'IEND', at + 4)) break;
    at += 12 + length;
  }
  const samples = unpack(joined(packed), head, file);
  return toPixels(samples, head, palette, clear, file);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** One value a sample: of 16 bits the upper eight, of fewer than eight the number as it is. */
function unpack(packed: Uint8Array, { width, height, depth, colour, interlaced }: PngHead, file: string): Uint8Array {
  const channels = CHANNELS[colour];
  const passes = (interlaced ? PASSES : [[0, 0, 1, 1] as const])
    .map(([x, y, dx, dy]) => ({ x, y, dx, dy, across: Math.ceil((width - x) / dx), down: Math.ceil((height - y) / dy) }))
    .filter(({ across, down }) => across > 0 && down > 0);
  const lineBytes = (across: number): number => Math.ceil((across * channels * depth) / 8);
  const due = passes.reduce((sum, { across, down }) => sum + down * (1 + lineBytes(across)), 0);
  const lines = inflate(packed, 'zlib', due, file);
  const step = Math.max(1, (channels * depth) >> 3);
  const out = new Uint8Array(width * height * channels);
  let at = 0;
  for (const { x, y, dx, dy, across, down } of passes) {
    const length = lineBytes(across);
    let above = new Uint8Array(length);
    for (let row = 0; row < down; row++) {
      const line = lines.subarray(at + 1, at + 1 + length);
      unfilter(lines[at], line, above, step, file);
      for (let i = 0; i < across * channels; i++) {
        const to = ((y + row * dy) * width + x + Math.floor(i / channels) * dx) * channels + (i % channels);
        out[to] = depth >= 8 ? line[i * (depth >> 3)] : (line[(i * depth) >> 3] >> (8 - depth - ((i * depth) & 7))) & ((1 << depth) - 1);
      }
      above = line as Uint8Array<ArrayBuffer>;
      at += 1 + length;
    }
  }
  return out;
}

/** In place (section 9). `step`: bytes from a value to its left neighbour. */
function unfilter(filter: number, line: Uint8Array, above: Uint8Array, step: number, file: string): void {
  if (filter > 4) throw new InputError(`filter ${filter} is none of the standard's 0 to 4; the picture is damaged`, file);
  if (filter === 0) return;
  for (let i = 0; i < line.length; i++) {
    const left = i < step ? 0 : line[i - step];
    const corner = i < step ? 0 : above[i - step];
    const up = above[i];
    if (filter === 1) line[i] += left;
    else if (filter === 2) line[i] += up;
    else if (filter === 3) line[i] += (left + up) >> 1;
    else {
      const guess = left + up - corner;
      const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
      line[i] += a <= b && a <= c ? left : b <= c ? up : corner;
    }
  }
}

function toPixels(samples: Uint8Array, { width, height, depth, colour }: PngHead, palette: Uint8Array, clear: Uint8Array, file: string): Pixels {
  const count = width * height;
  const channels = colour === 0 || colour === 4 ? 1 : 3;
  const data = new Uint8Array(count * channels);
  const onWhite = (value: number, alpha: number): number => (alpha === 255 ? value : Math.floor((2 * (value * alpha + 255 * (255 - alpha)) + 255) / 510));
  if (colour === 3) {
    if (palette.length === 0 || palette.length % 3 !== 0) throw new InputError('its colours stand in a table (PLTE), and that is missing or damaged', file);
    for (let i = 0; i < count; i++) {
      const entry = samples[i];
      if (3 * entry >= palette.length) throw new InputError(`pixel ${i} has colour ${entry} of a table of ${palette.length / 3}; the picture is damaged`, file);
      for (let c = 0; c < 3; c++) data[3 * i + c] = onWhite(palette[3 * entry + c], entry < clear.length ? clear[entry] : 255);
    }
    return { width, height, channels, data };
  }
  // one colour may be declared transparent; of 16 bits the upper eight are compared, as they are all that is kept
  const keyed = clear.length >= 2 * channels ? Array.from({ length: channels }, (_, c) => (depth === 16 ? clear[2 * c] : clear[2 * c + 1])) : null;
  const full = depth >= 8 ? 1 : 255 / ((1 << depth) - 1);
  const stride = CHANNELS[colour];
  for (let i = 0; i < count; i++) {
    const from = i * stride;
    const alpha = stride > channels ? samples[from + channels] : keyed !== null && keyed.every((value, c) => samples[from + c] === value) ? 0 : 255;
    for (let c = 0; c < channels; c++) data[i * channels + c] = onWhite(samples[from + c] * full, alpha);
  }
  return { width, height, channels, data };
}
